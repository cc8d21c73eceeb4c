"""The embedded engine: one folder on one machine, read by many processes, written by one."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import tantivy

from yangguang.apps.search.embedded.asking import Asker
from yangguang.apps.search.embedded.fields import make_document, make_schema
from yangguang.apps.search.embedded.folder import IndexFolder, Writing, open_writer
from yangguang.apps.search.embedded.guessing import (
    Names,
    apart,
    did_you_mean,
    enough_of,
    other_names,
    suggest,
)
from yangguang.apps.search.embedded.ranking import rank
from yangguang.apps.search.engine import (
    DEEPEST,
    Document,
    FacetCount,
    Health,
    Hit,
    IndexUnusable,
    Query,
    Results,
    Suggestion,
    TextSource,
)
from yangguang.apps.search.highlight import Highlighter
from yangguang.apps.search.language import Parsed, parse
from yangguang.text.segment import Segmenter, plain_segmenter

HEAP_BYTES = 64_000_000
_MOST_VALUES = 5_000


def _no_names() -> Sequence[str]:
    return ()


class EmbeddedEngine:
    """A search engine in a folder; see `engine.Engine` for what each call promises.

    ``names`` are offered while typing (agencies, policies, places); ``segmenter`` should know them
    too. A worker passes ``stay_open`` so that its writer lives on between acts.
    """

    def __init__(
        self,
        folder: Path,
        *,
        segmenter: Segmenter | None = None,
        names: Names = _no_names,
        heap_bytes: int = HEAP_BYTES,
        stay_open: bool = False,
        patience: float = 10.0,
    ) -> None:
        self._folder = IndexFolder(folder)
        self._segmenter = segmenter or plain_segmenter()
        self._names = names
        self._heap_bytes = heap_bytes
        self._writing = Writing(
            self._folder, heap_bytes=heap_bytes, stay_open=stay_open, patience=patience
        )

    def index(self, documents: Iterable[Document]) -> int:
        count = 0
        with self._writing.transaction() as writer:
            for document in documents:
                writer.delete_documents_by_term("key", document.key)
                writer.add_document(make_document(document, self._segmenter))
                count += 1
        return count

    def delete(self, keys: Iterable[str]) -> None:
        with self._writing.transaction() as writer:
            for key in keys:
                writer.delete_documents_by_term("key", key)

    def rebuild(self, documents: Iterable[Document]) -> int:
        count = 0
        with self._folder.next_generation() as folder:
            index = tantivy.Index(make_schema(), path=str(folder))
            writer = open_writer(index, self._heap_bytes)
            for document in documents:
                writer.add_document(make_document(document, self._segmenter))
                count += 1
            writer.commit()
            writer.wait_merging_threads()
        return count

    def query(self, query: Query, *, texts: TextSource | None = None) -> Results:
        started = time.perf_counter()
        parsed = parse(query.text)
        if parsed.nothing:
            return Results(0, notices=parsed.notices, took_ms=_since(started), nothing=True)
        asker = self._asker()
        results = self._answer(asker, parsed, query, texts)
        if not results.total and query.page == 1 and parsed.clauses:
            results = replace(
                results,
                did_you_mean=did_you_mean(asker, self._names(), parsed, query),
                partial=self._partial(asker, parsed, query, texts),
            )
        elif query.page == 1:
            results = replace(results, notices=(*results.notices, *other_names(asker, parsed)))
        return replace(results, took_ms=_since(started))

    def suggest(self, prefix: str, *, limit: int = 8) -> tuple[Suggestion, ...]:
        return suggest(self._asker(), self._names(), prefix, limit=limit)

    def count(self) -> int:
        return int(self._folder.index().searcher().num_docs)

    def refresh(self) -> None:
        self._folder.index().reload()

    def health(self) -> Health:
        try:
            searcher = self._folder.index().searcher()
            size = sum(
                path.stat().st_size for path in self._folder.current.iterdir() if path.is_file()
            )
        except IndexUnusable as error:
            return Health(0, 0, 0, str(error.args[0]))
        return Health(int(searcher.num_docs), size, int(searcher.num_segments))

    def close(self) -> None:
        self._writing.close()
        self._folder.close()

    def _asker(self) -> Asker:
        index = self._folder.index()
        return Asker(index.schema, index.searcher())

    def _answer(
        self, asker: Asker, parsed: Parsed, query: Query, texts: TextSource | None
    ) -> Results:
        ranked = rank(asker, self._segmenter, parsed, query, deepest=DEEPEST)
        notices = list(parsed.notices)
        if ranked.total and (query.page - 1) * query.size >= DEEPEST:
            notices.append(
                f"只能翻看前{DEEPEST}条结果，请增加查找的词，或用机构、时间等条件缩小范围。"
            )
        keys = [asker.key(address) for _, address in ranked.page]
        shown = texts(keys) if texts and query.highlight and keys else {}
        marker = Highlighter(parsed)
        own = asker.numbered(parsed.terms)
        exact = self._own_numbers(asker, own) if own is not None else frozenset()
        hits = tuple(
            Hit(
                key,
                score,
                exact=key in exact,
                highlights=marker.highlight(shown[key]) if key in shown else None,
            )
            for key, (score, _) in zip(keys, ranked.page, strict=True)
        )
        facets = _facets(asker, parsed, query) if query.facets else {}
        return Results(ranked.total, hits, facets, tuple(notices))

    def _own_numbers(self, asker: Asker, own: tantivy.Query) -> frozenset[str]:
        """The keys of the documents that bear the number asked for."""
        found = asker.searcher.search(own, limit=20, count=False).hits
        return frozenset(str(asker.searcher.doc(address).get_first("key")) for _, address in found)

    def _partial(
        self, asker: Asker, parsed: Parsed, query: Query, texts: TextSource | None
    ) -> Results | None:
        """What the words of the query find when they need not stand together."""
        looser = apart(asker, self._segmenter, parsed)
        wanted = enough_of(asker, looser, query) if looser is not None else None
        if wanted is None:
            return None
        return self._answer(asker, wanted, replace(query, facets=()), texts)


def _facets(asker: Asker, parsed: Parsed, query: Query) -> Mapping[str, tuple[FacetCount, ...]]:
    """Counts of each wanted dimension; those without a filter of their own share one pass."""
    together = [name for name in query.facets if not query.filters.get(name)]
    passes = [(together, "")] if together else []
    passes += [([name], name) for name in query.facets if query.filters.get(name)]
    counted: dict[str, tuple[FacetCount, ...]] = {}
    for names, without in passes:
        wanted = {
            name: {"terms": {"field": name, "size": _MOST_VALUES, "segment_size": _MOST_VALUES}}
            for name in names
        }
        answer = asker.searcher.aggregate(asker.main(parsed, query, without=without), wanted)
        for name in names:
            buckets = (
                FacetCount(str(bucket["key"]), int(bucket["doc_count"]))
                for bucket in answer[name]["buckets"]
                if bucket["key"]
            )
            counted[name] = tuple(sorted(buckets, key=lambda facet: (-facet.count, facet.value)))
    return {name: counted[name] for name in query.facets}


def _since(started: float) -> float:
    return (time.perf_counter() - started) * 1000

"""Measures search through our whole path beside the raw engine, on the same index in the same run.

Ours is what a visitor's query costs: parsing, folding, ranking, facets, and the texts of ten hits
read from a database and highlighted. Raw is the bare library asked for the same documents. Numbers
mean something side by side only; absolute ones belong to the machine.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import resource
import shutil
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import tantivy
from tantivy import FieldType, Occur, Order
from tantivy import Query as Question

from yangguang.apps.search.embedded import HEAP_BYTES, EmbeddedEngine
from yangguang.apps.search.embedded.fields import day_number, make_document, pair_tokens
from yangguang.apps.search.engine import Days, Document, Query, Sort, Texts
from yangguang.bench.data import BenchItem, ensure_items, read_items, size_for
from yangguang.text.folding import fold
from yangguang.text.segment import plain_segmenter

FACETS = ("agency", "kind", "year")
P50_RATIO, P95_RATIO = 1.5, 1.3
QUICK_MS = 20.0
_SEED = 7


@dataclass
class Series:
    """The times of one kind of query, in milliseconds, both ways."""

    name: str
    raw: list[float] = field(default_factory=list)
    ours: list[float] = field(default_factory=list)
    raw_work: list[float] = field(default_factory=list)
    ours_work: list[float] = field(default_factory=list)
    hits: list[int] = field(default_factory=list)
    quick: bool = False

    def row(self) -> dict[str, Any]:
        """What is printed and kept of it."""
        raw50, raw95 = _middle_and_slow(self.raw)
        our50, our95 = _middle_and_slow(self.ours)
        return {
            "query": self.name,
            "hits": round(statistics.mean(self.hits)),
            "raw_p50": raw50,
            "raw_p95": raw95,
            "ours_p50": our50,
            "ours_p95": our95,
            "ratio_p50": our50 / raw50,
            "ratio_p95": our95 / raw95,
            # Processor time, which other work on the machine does not touch.
            "work_ratio_p50": statistics.median(self.ours_work) / statistics.median(self.raw_work),
        }


def _middle_and_slow(times: Sequence[float]) -> tuple[float, float]:
    ordered = sorted(times)
    return statistics.median(ordered), ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]


def document_of(item: BenchItem) -> Document:
    """The item as search takes it."""
    return Document(
        key=item.key,
        title=item.title,
        body=item.body,
        number=item.number,
        index_number=item.index_number,
        agency=item.agency,
        agency_name=item.agency_name,
        columns=(item.column.split("-")[0], item.column),
        kind=item.kind,
        formed_on=date.fromisoformat(item.formed_on),
        published_on=date.fromisoformat(item.published_on),
        validity=item.validity,
    )


def build(data: Path, folder: Path) -> dict[str, Any]:
    """Index all items with the writer's standard memory; rate, size and peak memory."""
    shutil.rmtree(folder, ignore_errors=True)
    engine = EmbeddedEngine(folder)
    started = time.perf_counter()
    count = engine.rebuild(map(document_of, read_items(data)))
    seconds = time.perf_counter() - started
    health = engine.health()
    return {
        "items": count,
        "seconds": seconds,
        "items_per_second": count / seconds,
        "index_mb": health.size_bytes / 1e6,
        "segments": health.segments,
        "heap_mb": HEAP_BYTES / 1e6,
        "peak_rss_mb": _peak_rss_mb(),
    }


class Raw:
    """The bare library on the same index, told exactly what to look for."""

    def __init__(self, folder: Path) -> None:
        self.index = tantivy.Index.open(str(folder))
        self.index.reload()
        self.schema = self.index.schema
        self.searcher = self.index.searcher()

    def piece(self, text: str) -> tantivy.Query:
        """All pairs of the text, one after the other."""
        tokens: list[Any] = pair_tokens(fold(text))
        if len(tokens) == 1:
            return Question.term_query(self.schema, "text", tokens[0])
        return Question.phrase_query(self.schema, "text", tokens)

    def both(self, texts: Sequence[str]) -> tantivy.Query:
        """Documents with all these pieces."""
        pieces = [(Occur.Must, self.piece(text)) for text in texts]
        return pieces[0][1] if len(pieces) == 1 else Question.boolean_query(pieces)

    def top(self, question: tantivy.Query) -> int:
        """Ten ranked documents and the exact total."""
        result: Any = self.searcher.search(question, limit=10, count=True)
        return int(result.count)

    def newest(self, text: str, kind: str, first: int, last: int) -> int:
        """Ten newest documents of a kind in a range of days, and the exact total."""
        question = Question.boolean_query(
            [
                (Occur.Must, self.piece(text)),
                (Occur.Must, Question.term_query(self.schema, "kind", kind, "basic")),
                (
                    Occur.Must,
                    Question.range_query(self.schema, "published", FieldType.Integer, first, last),
                ),
            ]
        )
        result: Any = self.searcher.search(
            question, limit=10, count=True, order_by_field="published", order=Order.Desc
        )
        return int(result.count)

    def facets(self, text: str) -> int:
        """Ten ranked documents and the counts of three dimensions."""
        question = self.piece(text)
        total = self.top(question)
        self.searcher.aggregate(
            question,
            {
                name: {"terms": {"field": name, "size": 5000, "segment_size": 5000}}
                for name in FACETS
            },
        )
        return total


class TextStore:
    """The texts of hits from the database of items, as the catalogue would give them."""

    def __init__(self, data: Path) -> None:
        self._database = sqlite3.connect(data)

    def __call__(self, keys: Sequence[str]) -> dict[str, Texts]:
        marks = ",".join("?" * len(keys))
        rows = self._database.execute(
            f"SELECT key, title, body FROM item WHERE key IN ({marks})",  # noqa: S608 - marks only
            list(keys),
        )
        return {key: Texts(title, body) for key, title, body in rows}

    def sample(self, draw: random.Random, count: int) -> Iterator[tuple[str, str, str, str]]:
        """Title, body, kind and day of some random items."""
        (last,) = self._database.execute("SELECT max(rowid) FROM item").fetchone()
        for _ in range(count):
            yield self._database.execute(
                "SELECT title, body, kind, published_on FROM item WHERE rowid = ?",
                (draw.randrange(1, last + 1),),
            ).fetchone()


@dataclass(frozen=True)
class Asked:
    """One query of the mix, both ways."""

    series: str
    raw: Callable[[Raw], int]
    ours: Query


def mix(store: TextStore, count: int) -> Iterator[Asked]:
    """Queries as people ask them, drawn from the texts so that each finds something."""
    draw = random.Random(_SEED)
    segmenter = plain_segmenter()
    for _, body, kind, day in store.sample(draw, count):
        words = sorted({word for word in segmenter.words_in(body) if _is_asked_for(word)})
        one, other = draw.sample(words, 2)
        yield Asked("one word", _top([one]), Query(f"“{one}”"))
        yield Asked("two words", _top([one, other]), Query(f"“{one}” “{other}”"))
        phrase = _phrase(body, draw)
        yield Asked("phrase", _top([phrase]), Query(f"“{phrase}”"))
        year = int(day[:4])
        days = Days(date(year - 1, 1, 1), date(year + 1, 12, 31))
        yield Asked(
            "filtered, newest first",
            _newest(one, kind, days),
            Query(f"“{one}”", filters={"kind": [kind]}, published=days, sort=Sort.NEWEST),
        )
        yield Asked("three facets", _with_facets(one), Query(f"“{one}”", facets=FACETS))


def _top(texts: Sequence[str]) -> Callable[[Raw], int]:
    return lambda raw: raw.top(raw.both(texts))


def _newest(text: str, kind: str, days: Days) -> Callable[[Raw], int]:
    first, last = day_number(days.first), day_number(days.last)
    return lambda raw: raw.newest(text, kind, first, last)


def _with_facets(text: str) -> Callable[[Raw], int]:
    return lambda raw: raw.facets(text)


def _is_asked_for(word: str) -> bool:
    return 2 <= len(word) <= 4 and not word.isdigit()


def _phrase(body: str, draw: random.Random) -> str:
    """Four to eight characters in a row without marks."""
    while True:
        start = draw.randrange(len(body) - 8)
        piece = body[start : start + draw.randrange(4, 9)]
        if piece.isalnum() and not piece.isdigit():
            return piece


def measure(data: Path, folder: Path, queries: int) -> list[Series]:
    """Each query both ways, one right after the other, taking turns at going first."""
    store = TextStore(data)
    engine = EmbeddedEngine(folder)
    raw = Raw(_generation(folder))
    quick = {"one word", "phrase", "filtered, newest first"}
    asked = list(mix(store, queries))
    series = {item.series: Series(item.series, quick=item.series in quick) for item in asked}
    for number, item in enumerate(asked):
        times: dict[str, tuple[float, float]] = {}
        totals: dict[str, int] = {}
        turns = ("raw", "ours") if number % 2 else ("ours", "raw")
        # Twice: the first round brings the index pages of this query into memory for both.
        for _ in range(2):
            for way in turns:
                started, worked = time.perf_counter(), time.process_time()
                if way == "raw":
                    totals[way] = item.raw(raw)
                else:
                    totals[way] = engine.query(item.ours, texts=store).total
                times[way] = (
                    (time.perf_counter() - started) * 1000,
                    (time.process_time() - worked) * 1000,
                )
        if totals["raw"] != totals["ours"]:
            sys.exit(
                f"totals differ for {item.ours.text}: raw {totals['raw']}, ours {totals['ours']}"
            )
        one = series[item.series]
        for way, wall, work in (("raw", one.raw, one.raw_work), ("ours", one.ours, one.ours_work)):
            wall.append(times[way][0])
            work.append(times[way][1])
        one.hits.append(totals["ours"])
    return list(series.values())


def measure_updates(data: Path, folder: Path, rounds: int = 20) -> dict[str, float]:
    """From handing over a changed document until a query finds it, both ways, in milliseconds."""
    item = next(read_items(data))
    engine = EmbeddedEngine(folder, stay_open=True)
    reader = EmbeddedEngine(folder)
    ours = []
    for number in range(rounds):
        changed = document_of(item)
        mark = f"更新标记{number}甲"
        started = time.perf_counter()
        engine.index([Document(key=changed.key, title=mark, body=item.body)])
        if reader.query(Query(mark)).total != 1:
            sys.exit("a committed change is not visible")
        ours.append((time.perf_counter() - started) * 1000)
    engine.close()
    index = tantivy.Index.open(str(_generation(folder)))
    writer = index.writer(heap_size=HEAP_BYTES, num_threads=1)
    raw = []
    for number in range(rounds):
        made = make_document(
            Document(item.key, f"更新标记{number}乙", item.body), plain_segmenter()
        )
        started = time.perf_counter()
        writer.delete_documents_by_term("key", item.key)
        writer.add_document(made)
        writer.commit()
        index.reload()
        searcher = index.searcher()
        searcher.search(Question.term_query(index.schema, "key", item.key, "basic"), limit=1)
        raw.append((time.perf_counter() - started) * 1000)
    writer.wait_merging_threads()
    engine.index([document_of(item)])
    engine.close()
    our50, our95 = _middle_and_slow(ours)
    raw50, raw95 = _middle_and_slow(raw)
    return {"ours_p50": our50, "ours_p95": our95, "raw_p50": raw50, "raw_p95": raw95}


def measure_depth(data: Path, folder: Path) -> dict[str, float]:
    """Milliseconds for pages far down a large answer."""
    store = TextStore(data)
    engine = EmbeddedEngine(folder)
    depths = {}
    for page in (1, 10, 100, 1000):
        times = []
        for _ in range(5):
            started = time.perf_counter()
            engine.query(Query("工作", page=page), texts=store)
            times.append((time.perf_counter() - started) * 1000)
        depths[f"page_{page}"] = statistics.median(times)
    return depths


def _generation(folder: Path) -> Path:
    return folder / (folder / "current").read_text("utf-8").strip()


def _peak_rss_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def _in_a_process_of_its_own(function: Callable[..., Any], *arguments: Any) -> Any:
    """So that each part's peak memory is its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(function, arguments)


def _ask(data: Path, folder: Path, queries: int) -> dict[str, Any]:
    rows = [(series.row(), series.quick) for series in measure(data, folder, queries)]
    return {
        "queries": [row | {"must_be_quick": quick} for row, quick in rows],
        "depth_ms": measure_depth(data, folder),
        "update_ms": measure_updates(data, folder),
        "peak_rss_mb": _peak_rss_mb(),
    }


def report(result: dict[str, Any]) -> list[str]:
    """The lines to print, and at full size whether each target is met."""
    built = result["build"]
    pace = f"{built['items_per_second']:,.0f} items/s with a heap of {built['heap_mb']:.0f} MB"
    head = f"{'milliseconds':24}{'hits':>9}{'raw p50':>9}{'ours p50':>9}{'ratio':>7}"
    lines = [
        f"search bench: {built['items']:,} items, {os.cpu_count()} cores",
        f"index: {pace} ({built['seconds']:.0f} s)",
        f"index: {built['index_mb']:,.0f} MB in {built['segments']} segments",
        f"peak memory while indexing: {built['peak_rss_mb']:,.0f} MB",
        "",
        f"{head}{'raw p95':>9}{'ours p95':>9}{'ratio':>7}{'work':>7}",
    ]
    for row in result["queries"]:
        lines.append(
            f"{row['query']:24}{row['hits']:>9,}{row['raw_p50']:>9.2f}{row['ours_p50']:>9.2f}"
            f"{row['ratio_p50']:>7.2f}{row['raw_p95']:>9.2f}{row['ours_p95']:>9.2f}"
            f"{row['ratio_p95']:>7.2f}{row['work_ratio_p50']:>7.2f}"
        )
    update, depth = result["update_ms"], result["depth_ms"]
    visible = "update to visible: ours p50 {ours_p50:.0f} p95 {ours_p95:.0f} ms, raw p50 {raw_p50:.0f} p95 {raw_p95:.0f} ms"
    lines += [
        "",
        visible.format(**update),
        "work: ratio of the medians of processor time, which other programs do not disturb",
        "deep pages: " + ", ".join(f"{page} {ms:.0f} ms" for page, ms in depth.items()),
        f"peak memory while asking: {result['peak_rss_mb']:,.0f} MB, index pages included",
    ]
    return lines + _targets(result)


def _targets(result: dict[str, Any]) -> list[str]:
    checks = []
    for row in result["queries"]:
        name = row["query"]
        checks.append((f"{name}: p50 at most {P50_RATIO}× raw", row["ratio_p50"] <= P50_RATIO))
        checks.append((f"{name}: p95 at most {P95_RATIO}× raw", row["ratio_p95"] <= P95_RATIO))
        if row["must_be_quick"]:
            checks.append((f"{name}: p50 under {QUICK_MS:.0f} ms", row["ours_p50"] < QUICK_MS))
    checks.append(("visible within a second", result["update_ms"]["ours_p95"] < 1000))
    missed = [name for name, met in checks if not met]
    if result["scale"] < 1:
        return [
            "",
            "targets are set for SCALE=1; at a smaller scale fixed costs outweigh the index",
        ]
    return ["", f"targets met: {len(checks) - len(missed)} of {len(checks)}"] + [
        f"  missed: {name}" for name in missed
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    """``python -m yangguang.bench.search [--scale 0.01]``; SCALE in the environment is the default."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=float(os.environ.get("SCALE", "1")))
    parser.add_argument("--folder", type=Path, default=Path("var/bench"))
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--reuse", action="store_true", help="use the index of an earlier run")
    options = parser.parse_args(arguments)
    count = size_for(options.scale)
    data = ensure_items(options.folder, count)
    folder = options.folder / f"search-{count}"
    kept = options.folder / f"search-{count}.json"
    built = (
        json.loads(kept.read_text("utf-8"))["build"] if options.reuse and kept.exists() else None
    )
    if built is None:
        built = _in_a_process_of_its_own(build, data, folder)
        # Kept at once, so that a run broken off later can go on with --reuse.
        kept.write_text(json.dumps({"build": built}), encoding="utf-8")
    asked = _in_a_process_of_its_own(_ask, data, folder, options.queries)
    result = {"scale": options.scale, "build": built, **asked}
    kept.write_text(json.dumps(result, indent=1), encoding="utf-8")
    print("\n".join(report(result)))


if __name__ == "__main__":
    main()

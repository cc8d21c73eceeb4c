"""Completions while typing, and a better query where one finds nothing.

Both come from what the index holds, so that whatever is offered is there: names the platform knows,
words of published texts, titles. A wrong character is mended by the title or name that comes
closest to what was typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from tantivy import Occur
from tantivy import Query as Question

from yangguang.apps.search.embedded.asking import Asker
from yangguang.apps.search.embedded.fields import pair_tokens
from yangguang.apps.search.engine import Query, Suggestion, SuggestionKind
from yangguang.apps.search.language import Parsed, Term, parse
from yangguang.text.folding import fold
from yangguang.text.segment import Segmenter, plain_segmenter
from yangguang.text.synonyms import same_as
from yangguang.text.variants import readings

_CLOSE_TITLES = 40
_SHORTEST, _LONGEST = 3, 30
_LONGEST_MENDED = 12
_FOLLOWERS = 200
_COUNTED = 24
_MOST_WORDS = 10
"""A pasted sentence is looked for by its rarest words; the others would only cost time."""


def suggest(
    asker: Asker, names: Sequence[str], typed: str, *, limit: int
) -> tuple[Suggestion, ...]:
    """Names, words and titles that go on from what is typed, best first, each text once."""
    found: dict[str, Suggestion] = {}
    for prefix in readings(typed.strip()[:_LONGEST])[::-1]:
        if not prefix or not any(map(str.isalnum, prefix)):
            continue
        share = max(2, limit // 3)
        for name in _names(names, prefix)[:share]:
            found.setdefault(name, Suggestion(name, SuggestionKind.AGENCY))
        for word in _words(asker, prefix)[:share]:
            found.setdefault(word, Suggestion(word, SuggestionKind.TERM))
        if len(prefix) > 1:
            for suggestion in _titles(asker, prefix, limit):
                found.setdefault(suggestion.text, suggestion)
    return tuple(found.values())[:limit]


def _names(names: Sequence[str], prefix: str) -> list[str]:
    """Names that contain the prefix: those that begin with it first, short ones first."""
    folded = [(fold(name), name) for name in names]
    matching = [(text, name) for text, name in folded if prefix in text]
    matching.sort(key=lambda pair: (not pair[0].startswith(prefix), len(pair[0]), pair[0]))
    return [name for _, name in matching]


def _words(asker: Asker, prefix: str) -> list[str]:
    """Words of the index that go on from the prefix, common ones first."""
    if " " in prefix:
        return []
    terms = asker.searcher.terms_with_prefix("words", prefix, limit=50)
    common = sorted(terms, key=lambda pair: (-pair[1], pair[0]))
    return [word for word, documents in common if word != prefix and documents > 1]


def _titles(asker: Asker, prefix: str, limit: int) -> Iterator[Suggestion]:
    question = asker.combine([asker.piece("title", prefix)], Parsed(), Query())
    for _, address in asker.best(question, limit * 2, weight_by_field="weight"):
        stored = asker.searcher.doc(address)
        title, key = stored.get_first("shown_title"), stored.get_first("key")
        if title and key:
            yield Suggestion(str(title), SuggestionKind.TITLE, str(key))


def did_you_mean(asker: Asker, names: Sequence[str], parsed: Parsed, query: Query) -> str | None:
    """The query with the terms that stand nowhere put right, if that finds something."""
    mended: list[str] = []
    changed = False
    for clause in parsed.clauses:
        term = clause[0]
        text = term.text
        plain = len(clause) == 1 and not term.number_key and not term.index_key
        if plain and not asker.count(asker.clause(clause)):
            better = _closest(asker, names, term)
            if better is None:
                return None
            text, changed = better, True
        mended.append(f"“{text}”" if term.quoted else text)
    if not changed:
        return None
    proposal = " ".join(mended + [f"-{term.text}" for term in parsed.excluded])
    question = asker.main(parse(proposal), replace(query, text=proposal))
    return proposal if asker.count(question) else None


def _closest(asker: Asker, names: Sequence[str], term: Term) -> str | None:
    """What stands in the texts and differs in a character or two from the term.

    Names and titles are preferred; failing them, every text counts.
    """
    typed = term.readings[-1]
    if not _SHORTEST <= len(typed) <= _LONGEST:
        return None
    allowed = 1 if len(typed) < 6 else 2
    best: tuple[int, int, str] | None = None
    seen: set[str] = set()
    for text in _near(asker, names, typed, allowed):
        distance, piece = nearest_piece(fold(text), typed)
        if distance > allowed or piece in seen or not piece.isalnum():
            continue
        seen.add(piece)
        documents = asker.count(asker.piece("text", piece))
        if documents and (best is None or (distance, -documents, piece) < best):
            best = (distance, -documents, piece)
    if best is not None and best[0] == 1:
        return best[2]
    return _one_character_off(asker, typed) or (best[2] if best else None)


def _one_character_off(asker: Asker, typed: str) -> str | None:
    """The commonest piece of text that is one character away: another, one more, one less."""
    if len(typed) > _LONGEST_MENDED or not typed.isalnum():
        return None
    guesses: dict[str, int] = {}
    for at in range(1, len(typed)):
        # Whatever follows the character before, if the character after may follow it in turn.
        for pair, common in asker.searcher.terms_with_prefix(
            "text", typed[at - 1], limit=_FOLLOWERS
        ):
            other = pair[1]
            if not other.isalnum():
                continue
            for rest in (typed[at + 1 :], typed[at:]):
                follows = asker.searcher.doc_freq("text", other + rest[0]) if rest else common
                guesses[typed[:at] + other + rest] = min(common, follows)
    likely = sorted(guesses, key=lambda guess: (-guesses[guess], guess))[:_COUNTED]
    likely += [typed[:at] + typed[at + 1 :] for at in range(len(typed))]
    counted = [
        (asker.count(asker.piece("text", guess)), guess)
        for guess in dict.fromkeys(likely)
        if len(guess) >= _SHORTEST and guess != typed
    ]
    most, guess = max(counted, default=(0, ""))
    return guess if most else None


def _near(asker: Asker, names: Sequence[str], typed: str, allowed: int) -> Iterator[str]:
    """Names and titles that share enough with what was typed to be worth comparing."""
    characters = set(typed)
    for name in names:
        if len(characters & set(fold(name))) >= len(characters) - allowed:
            yield name
    tokens = list(dict.fromkeys(pair_tokens(typed)))
    shared = max(1, len(tokens) - 2 * allowed)
    question = asker.combine(
        [
            Question.boolean_query(
                [
                    (Occur.Should, Question.term_query(asker.schema, "title", token))
                    for token in tokens
                ],
                minimum_number_should_match=shared,
            )
        ],
        Parsed(),
        Query(),
    )
    for _, address in asker.best(question, _CLOSE_TITLES):
        title = asker.searcher.doc(address).get_first("shown_title")
        if title:
            yield str(title)


def nearest_piece(text: str, wanted: str) -> tuple[int, str]:
    """The piece of the text nearest to what is wanted, and in how many characters they differ.

    >>> nearest_piece("关于政务公开工作的通知", "政务工开")
    (1, '政务公开')
    """
    # One row per wanted character; each cell is (differences, where in the text the piece began).
    row = [(0, start) for start in range(len(text) + 1)]
    for number, character in enumerate(wanted, 1):
        above, row = row, [(number, 0)]
        for place, other in enumerate(text, 1):
            same = above[place - 1]
            options = (
                (same[0] + (character != other), same[1]),
                (above[place][0] + 1, above[place][1]),
                (row[place - 1][0] + 1, row[place - 1][1]),
            )
            row.append(min(options, key=lambda option: (option[0], -option[1])))
    # Of two as near, the one that ends like what is wanted: 政务开 is 政务公开 rather than 政务.
    last = wanted[-1:]
    end = min(range(len(row)), key=lambda at: (row[at][0], text[at - 1 : at] != last, at))
    distance, start = row[end]
    return distance, text[start:end]


def apart(asker: Asker, segmenter: Segmenter, parsed: Parsed) -> Parsed | None:
    """The query with its unquoted terms taken apart into words that the index knows.

    A word stands for its other names too. Where no document has all of them, most of them are
    enough. None if that leaves the query as it was, or nothing of it. Notices name what was left
    out.
    """
    kept: dict[tuple[Term, ...], int] = {}
    unknown: list[str] = []
    for clause in parsed.clauses:
        term = clause[0]
        if len(clause) > 1 or term.quoted or term.number_key or term.index_key:
            kept[clause] = 0
            continue
        whole = _known(asker, term.readings[-1], term)
        if whole:
            kept[whole] = asker.count(asker.clause(whole))
            continue
        for word in worth_asking(segmenter.words_in(term.readings[-1])):
            # A name of ours that stands nowhere is taken apart as everybody else would.
            parts = [word] if _known(asker, word, term) else plain_segmenter().words_in(word)
            for part in worth_asking(parts):
                names = _known(asker, part, term)
                if names:
                    kept[names] = asker.count(asker.clause(names))
                else:
                    unknown.append(part)
    rarest = sorted(kept, key=lambda clause: kept[clause])[:_MOST_WORDS]
    clauses = tuple(clause for clause in kept if clause in rarest)
    if not clauses or clauses == parsed.clauses:
        return None
    notices = (f"没有找到“{'”“'.join(unknown)}”，以下结果不含这些词。",) if unknown else ()
    return Parsed(clauses, parsed.excluded, notices)


def _known(asker: Asker, word: str, term: Term) -> tuple[Term, ...]:
    """The word and its other names, as far as they stand in any document."""
    names = (Term(name, readings(name), place=term.place) for name in (word, *same_as(word)))
    return tuple(name for name in names if asker.count(asker.clause([name])))


def enough_of(asker: Asker, looser: Parsed, query: Query) -> Parsed | None:
    """The query with as many of its words as any document has together, at least half of them."""
    most = len(looser.clauses)
    for enough in range(most, most // 2, -1):
        wanted = replace(looser, enough=enough if enough < most else 0)
        if asker.count(asker.main(wanted, query)):
            if enough == most:
                return wanted
            notice = f"没有同时含有全部{most}个词的内容，以下结果至少含有其中{enough}个。"
            return replace(wanted, notices=(*looser.notices, notice))
    return None


def other_names(asker: Asker, parsed: Parsed) -> tuple[str, ...]:
    """Sentences that name other words for the same thing, where they find something."""
    sentences = []
    for clause in parsed.clauses:
        if len(clause) > 1 or clause[0].quoted:
            continue
        found = [
            name
            for name in same_as(clause[0].readings[-1])
            if not _holds(name, clause[0].readings[-1])
            and asker.count(asker.clause([Term(name, readings(name))]))
        ]
        if found:
            sentences.append(f"“{clause[0].text}”还可以用“{'”“'.join(found)}”查找。")
    return tuple(sentences)


def _holds(one: str, other: str) -> bool:
    """Whether one name is a part of the other, so that naming it would tell nothing."""
    return one in other or other in one


_EMPTY_WORDS = frozenset(
    re.findall(
        r"\w+",
        "怎么 怎样 如何 什么 哪些 哪里 哪个 多少 需要 可以 能否 是否 请问 请 吗 呢 的 了 和 与 及 等 后 在 是 "
        "有 要 我 我们 想 办 去 为什么 应该 关于",
    )
)


def worth_asking(words: Iterable[str]) -> list[str]:
    """The words that say something: no question words, single characters only if nothing longer."""
    kept = [word for word in dict.fromkeys(words) if word not in _EMPTY_WORDS]
    longer = [word for word in kept if len(word) > 1 or word.isdigit()]
    return longer or kept


Names = Callable[[], Sequence[str]]

"""What the embedded index keeps of a document, and how text becomes tokens.

Every two neighbouring characters of the folded text are one token, so any piece of text is a run of
tokens at consecutive places and nothing that stands in a document can be missed, whatever a
dictionary thinks of it. Words are kept beside, for ranking and suggestions only. The engine's own
n-gram tokenizer is not used: it gives every token the same place, so that phrases find nothing.
"""

from __future__ import annotations

import hashlib
import re
from datetime import date
from importlib.metadata import version
from operator import add

import tantivy

from yangguang.apps.search.engine import DIMENSIONS, Document
from yangguang.apps.search.language import cited_keys, index_key, number_keys
from yangguang.text import folding
from yangguang.text.segment import Segmenter
from yangguang.text.variants import is_traditional, replace_words

SCHEMA_VERSION = 3
VERSIONS = {
    "schema": SCHEMA_VERSION,
    "folding": folding.VERSION,
    "opencc": version("opencc"),
    "tantivy": version("tantivy"),
}
"""An index made under other versions is rebuilt before it is used."""

_SPACE, _BREAK = "\u2420", "\u2424"
_TO_TOKENS = {ord(" "): _SPACE, ord("\n"): _BREAK}
_UNDATED_YEAR = 2005
_NO_LONGER_VALID = {"expired", "repealed"}
_MARKS = re.compile(r"\W+")


def make_schema() -> tantivy.Schema:
    """The fields of the index.

    ``text`` holds title, numbers, body and attachments as pairs of characters with places, and
    decides what is found; ``chars`` the single characters; the rest filters, sorts and ranks.
    """
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", indexed=True, fast=True)
    builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("shown_title", stored=True, tokenizer_name="raw", index_option="basic")
    for name in ("text", "title", "number", "index_number", "agency_name"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in ("words", "title_words"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("chars", tokenizer_name="whitespace", index_option="basic")
    for name in ("title_key", "number_key", "cited_key", "index_key", "hidden", "row"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in DIMENSIONS:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("published", fast=True)
    builder.add_integer_field("formed", fast=True)
    builder.add_float_field("weight", fast=True)
    return builder.build()


def pair_tokens(folded: str) -> list[str]:
    """The tokens of a piece of text, in order: as many as characters, less one."""
    marked = folded.translate(_TO_TOKENS)
    return list(map(add, marked, marked[1:]))


def _pairs(folded: str) -> str:
    """A whole text's tokens for the whitespace tokenizer; the last character begins one too."""
    marked = folded.translate(_TO_TOKENS) + _BREAK
    return " ".join(map(add, marked, marked[1:]))


def title_key(text: str) -> str:
    """A title without its marks, for recognising it when it is typed whole."""
    return _MARKS.sub("", folding.fold(text))


def id_of(key: str) -> int:
    """A number that stands for the key, for fetching and excluding documents quickly.

    A database key stands for itself: running numbers lie side by side in the index, and those of
    other segments are ruled out at a glance. Any other key gives a number above all of those.
    """
    if key.isascii() and key.isdigit() and len(key) < 18 and key[0] != "0":
        return int(key)
    digest = hashlib.blake2b(key.encode(), digest_size=8).digest()
    return (int.from_bytes(digest, "big") >> 2) | 1 << 62


def day_number(day: date | None) -> int:
    """20190515 for that day, 0 where there is none, so that the undated sort last."""
    return day.year * 10_000 + day.month * 100 + day.day if day else 0


def make_document(document: Document, segmenter: Segmenter) -> tantivy.Document:
    """The document as the index takes it."""
    title = folding.fold(document.title)
    parts = [title, folding.fold(document.number), folding.fold(document.index_number)]
    parts.append(folding.fold(document.body))
    parts.extend(folding.fold(page.text) for page in document.attachments)
    parts.extend(folding.fold(name) for name in {page.name for page in document.attachments})
    text = "\n".join(filter(None, parts))
    traditional = is_traditional(document.title + document.body)
    other = replace_words(text, traditional=traditional)
    other_title = replace_words(title, traditional=traditional)
    found_by = text if other is None else f"{text}\n{other}"
    titled = title if other_title is None else f"{title}\n{other_title}"
    day = document.published_on or document.formed_on
    made = tantivy.Document(
        key=document.key,
        shown_title=document.title,
        id=id_of(document.key),
        text=_pairs(found_by),
        chars=" ".join(set(found_by) - {" ", "\n"}),
        title=_pairs(titled),
        words="" if document.quiet else " ".join(segmenter.words_in(other or text)),
        title_words="" if document.quiet else " ".join(segmenter.words_in(other_title or title)),
        title_key=[title_key(document.title)],
        number_key=list(number_keys(document.number)),
        cited_key=sorted(_cited(document)),
        agency=document.agency,
        column=list(document.columns),
        facet=list(document.facets),
        kind=document.kind,
        validity=document.validity,
        published=day_number(document.published_on),
        formed=day_number(document.formed_on),
        weight=_weight(day, document.validity, document.standing),
    )
    for field, value in (
        ("number", document.number),
        ("index_number", document.index_number),
        ("agency_name", document.agency_name),
    ):
        if value:
            made.add_text(field, _pairs(folding.fold(value)))
    key = index_key(document.index_number)
    if key:
        made.add_text("index_key", key)
    if document.published_on:
        made.add_text("year", str(document.published_on.year))
    for field, marked in (("hidden", document.hidden), ("row", document.row)):
        if marked:
            made.add_text(field, "1")
    return made


def _cited(document: Document) -> set[str]:
    texts = (document.title, document.body, *(page.text for page in document.attachments))
    return {key for text in texts for key in cited_keys(text)}


def _weight(day: date | None, validity: str, standing: float) -> float:
    """What the engine multiplies a score by is log2(2 + this): doubled by twenty years of youth,
    halved where the document is no longer in force, times its standing."""
    year = day.year + day.month / 12 if day else _UNDATED_YEAR
    factor = 2.0 ** min(max((year - 1950) / 20, 0.0), 6.0)
    if validity in _NO_LONGER_VALID:
        factor /= 2
    return float(max(2.0 ** (factor * standing) - 2.0, 0.0))

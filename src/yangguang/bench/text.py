"""The readers of texts against named peers, and hostile texts against ordinary ones, in one run.

A reader's speed is told as a multiple of what a bare tool needs for the same input: the platform's
``str.translate``, a single regular expression, lxml without our reading. How it bears a hostile
file is told twice: as a multiple of what the same number of bytes of ordinary text costs it, and as
the growth from half the file to the whole of it, where 2 is linear and 4 the square. Processor time
is taken, best of several turns, so that other work on the machine shows little.
"""

from __future__ import annotations

import argparse
import html
import os
import re
import shlex
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import lxml.html

from yangguang.apps.search.language import parse
from yangguang.bench.data import BenchItem, items
from yangguang.bench.hostile import UNITS, repeated
from yangguang.law.forms.answer import check_report
from yangguang.law.forms.layout import print_table
from yangguang.law.forms.load import load_form
from yangguang.law.forms.parse import parse_report
from yangguang.text.docnum import find_docnums
from yangguang.text.document import Document, Paragraph, UnreadableDocument
from yangguang.text.extract import read
from yangguang.text.folding import fold
from yangguang.text.numerals import to_chinese
from yangguang.text.reading import dry_run_record
from yangguang.text.structure import outline

FULL_BYTES = 5_000_000
TURNS = 3
GROWTH = 3.0
"""The limit for the cost of a whole hostile text over that of its half; 2 is linear."""
_LOOKED_AT_TWICE = 6
_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,20}〔\d{4}〕\d+号")
_HEADING = re.compile(
    r"第[一二三四五六七八九十]+[章条]|[一二三四五六七八九十]+、|\d+\.|（[一二三四五六七八九十]+）"
)
_FOLD_TABLE = {0xFF00 + code: 0x20 + code for code in range(1, 95)} | {0x3000: 0x20, 0x200B: None}

Act = Callable[[], object]


@dataclass(frozen=True)
class Contest:
    """One reader and its peer over the same input of ``size`` bytes; ``limit`` is the ratio wanted."""

    name: str
    size: int
    ours: Act
    peer_name: str
    peer: Act
    limit: float


def seconds_of(act: Act, turns: int = TURNS) -> float:
    """The least processor time of a few turns."""
    best = float("inf")
    for _ in range(turns):
        began = time.process_time()
        act()
        best = min(best, time.process_time() - began)
    return best


def ordinary_items(size: int) -> list[BenchItem]:
    """Items of the shared bench data, as many as have ``size`` bytes of text together."""
    found: list[BenchItem] = []
    for item in items(max(10, size // 200)):
        found.append(item)
        size -= len(item.body.encode())
        if size <= 0:
            break
    return found


def page_of(item: BenchItem) -> str:
    """An item as a content system prints it: title, table of facts, paragraphs, a menu around."""
    facts = (
        ("索引号", item.index_number), ("发文机关", item.agency_name), ("文号", item.number),
        ("成文日期", item.formed_on), ("发布日期", item.published_on),
    )  # fmt: skip
    table = "".join(f"<tr><td>{name}</td><td>{value}</td></tr>" for name, value in facts)
    menu = "".join(f'<li><a href="/col{n}/">栏目{n}</a></li>' for n in range(20))
    body = "".join(f"<p>　　{html.escape(line)}</p>\n" for line in item.body.split("\n"))
    return (
        f"<html><head><title>{item.title}</title></head><body><div class='nav'><ul>{menu}</ul></div>"
        f"<table>{table}</table><h1>{item.title}</h1><div id='zoom'>{body}</div></body></html>"
    )


def report_page(number: int) -> str:
    """An annual report in the form of 2021 with its text, different for each number."""
    form = load_form("2021")
    received = 10 + number
    one = {
        "3.1/natural",
        "3.1/total",
        "3.3.1/natural",
        "3.3.1/total",
        "3.3.7/natural",
        "3.3.7/total",
    }
    parts = ["<h1>临湖县2024年政府信息公开工作年度报告</h1><p>一、总体情况</p>"]
    parts.append(
        f"<p>2024年，本机关收到政府信息公开申请{received}件，予以公开{received}件，均已按期答复。</p>"
        "<h2>二、主动公开政府信息情况</h2>"
    )
    for table in form.tables:
        printed = print_table(table)
        parts.append(f"<h3>{printed.heading}</h3><table>")
        for head in printed.head:
            cells = "".join(f"<td colspan={c.columns} rowspan={c.rows}>{c.text}</td>" for c in head)
            parts.append(f"<tr>{cells}</tr>")
        for row in printed.rows:
            label = f"<td colspan={printed.label_columns}>{row.label}</td>" * printed.row_heads
            values = "".join(f"<td>{received if cell in one else 0}</td>" for cell in row.cells)
            parts.append(f"<tr>{label}{values}</tr>")
        parts.append("</table>")
    parts.append(
        "<p>五、存在的主要问题及改进情况</p><p>公开的主动性有待加强。</p>"
        "<p>六、其他需要报告的事项</p><p>无。</p>"
    )
    return f"<html><body>{''.join(parts)}</body></html>"


def a_document(text: str) -> Document:
    """A text as its lines, no more of them than a text file may have."""
    lines = islice(text.split("\n"), 120_000)
    return Document(tuple(Paragraph(line) for line in lines), "text/plain")


def contests(size: int) -> list[Contest]:
    """Every reader on ordinary input of about ``size`` bytes, beside a bare tool on the same."""
    found = ordinary_items(size)
    text = "\n".join(f"{item.title}{item.number}\n{item.body}" for item in found)
    lines = text.split("\n")
    pages = [page_of(item).encode() for item in found]
    titles = [item.title[:80] for item in found]
    documents = [read(page) for page in pages]
    reports = [report_page(number).encode() for number in range(max(3, size // 50_000))]
    reported = [read(page) for page in reports]
    plain = text.encode()
    return [
        Contest("fold", len(plain), lambda: fold(text), "str.translate, a small table", lambda: text.translate(_FOLD_TABLE), 2),
        Contest("document numbers in a text", len(plain), lambda: list(find_docnums(text)), "one regular expression", lambda: _NUMBER.findall(text), 12),
        Contest("outline", len(plain), lambda: outline(lines), "one regular expression a line", lambda: [_HEADING.match(line) for line in lines], 10),
        Contest("query language", sum(len(title.encode()) for title in titles), lambda: [parse(title) for title in titles], "shlex.split", lambda: [shlex.split(title) for title in titles], 10),
        Contest("text file", len(plain), lambda: read(plain), "decode, splitlines, strip", lambda: [line.strip() for line in plain.decode().splitlines()], 20),
        Contest("web page", sum(map(len, pages)), lambda: [read(page) for page in pages], "lxml, text without structure", lambda: [lxml.html.fromstring(page).text_content() for page in pages], 20),
        Contest("header of a page", sum(map(len, pages)), lambda: [dry_run_record(document, file="x") for document in documents], "extracting the page", lambda: [read(page) for page in pages], 3),
        Contest("cells of a report", sum(map(len, reports)), lambda: [parse_report(document) for document in reported], "extracting the page", lambda: [read(page) for page in reports], 3),
        Contest("whole check of a report", sum(map(len, reports)), lambda: [check_report(document) for document in reported], "extracting the page", lambda: [read(page) for page in reports], 6),
    ]  # fmt: skip


def report_below_a_table(text: str) -> Document:
    """A statutory table and then ``text``, as lines: the report reader must read all of it."""
    rows = load_form("2021").table("3").data_rows()
    head = "\n".join(f"{row.label} 1 0 0 0 0 0 1" for row in rows)
    return a_document(f"{head}\n{text}")


def _read_or_refuse(data: bytes, name: str) -> Document | None:
    try:
        return read(data, name=name)
    except UnreadableDocument:
        return None


def _ask_often(text: str) -> None:
    query = text[:200]
    for _ in range(max(1, len(text.encode()) // 50_000)):
        parse(query)


@dataclass(frozen=True)
class Trial:
    """One reader under hostile text: ``prepare`` makes its input of a text, the act is measured.

    ``ordinary`` says which text it is compared with, ``limit`` how many times its cost the worst
    hostile text of the same volume may have. Readers that work line by line bear more: a hostile
    file has forty lines where an ordinary one has one.
    """

    name: str
    prepare: Callable[[str], Act]
    limit: float
    ordinary: str = "lines"


TRIALS = (
    Trial("fold", lambda text: lambda: fold(text), 40),
    Trial("document numbers in a text", lambda text: lambda: list(find_docnums(text)), 15),
    Trial("outline", lambda text: _outlining(text), 30, "numbered"),
    Trial("query language", lambda text: lambda: _ask_often(text), 15),
    Trial("text file", lambda text: _reading(text, "a.txt", ""), 100),
    Trial("web page", lambda text: _reading(text, "a.html", "<html><p>头</p><a "), 15, "pages"),
    Trial("header of a page", lambda text: _heading(text), 20),
    Trial("cells of a report", lambda text: _parsing(text), 30),
    Trial("whole check of a report", lambda text: _checking(text), 15),
)
"""Every reader that takes a whole text of a stranger."""


@dataclass(frozen=True)
class Borne:
    """How one reader bore all hostile units of ``size`` bytes: seconds of the ordinary text of that
    size, of the worst unit, and the greatest growth of a unit when its size is doubled."""

    name: str
    size: int
    ordinary: float
    worst: float
    worst_unit: str
    growth: float
    growing_unit: str

    @property
    def ratio(self) -> float:
        """The worst hostile text over ordinary text of the same volume."""
        return self.worst / self.ordinary


def bear(trial: Trial, ordinary: str, size: int, units: Sequence[str] = UNITS) -> Borne:
    """Give one reader all hostile units, and the costliest of them once more at half the size."""
    calm = seconds_of(trial.prepare(ordinary))
    cost = {unit: seconds_of(trial.prepare(repeated(unit, size)), 1) for unit in units}
    costliest = sorted(cost, key=cost.__getitem__, reverse=True)[:_LOOKED_AT_TWICE]
    growth = {
        unit: seconds_of(trial.prepare(repeated(unit, size)), 2)
        / seconds_of(trial.prepare(repeated(unit, size // 2)), 2)
        for unit in costliest
    }
    growing = max(growth, key=growth.__getitem__)
    return Borne(trial.name, size, calm, cost[costliest[0]], costliest[0], growth[growing], growing)


def _outlining(text: str) -> Act:
    lines = text.split("\n")
    return lambda: outline(lines)


def _reading(text: str, name: str, before: str) -> Act:
    data = f"{before}{text}尾".encode()
    return lambda: _read_or_refuse(data, name)


def _heading(text: str) -> Act:
    document = a_document(text)
    return lambda: dry_run_record(document, file="x")


def _parsing(text: str) -> Act:
    document = report_below_a_table(text)
    return lambda: parse_report(document)


def _checking(text: str) -> Act:
    document = report_below_a_table(text)
    return lambda: check_report(document)


def ordinary_text(found: Sequence[BenchItem], size: int) -> str:
    """Running text in lines of twenty-odd characters, as a capture of printed pages has them."""
    text = "\n".join(f"{item.title}{item.number}\n{item.body}" for item in found)
    lines = (line[at : at + 24] for line in text.split("\n") for at in range(0, len(line), 24))
    return _first_bytes("\n".join(lines), size)


def _first_bytes(text: str, size: int) -> str:
    return text.encode()[:size].decode("utf-8", "ignore")


def measure_contests(size: int) -> Iterator[str]:
    """A line for each reader beside its peer."""
    yield f"{'ordinary input':28}{'ours':>12}{'peer':>12}{'ratio':>8}{'limit':>7}  peer"
    for contest in contests(size):
        ours, peer = seconds_of(contest.ours), seconds_of(contest.peer)
        yield (
            f"{contest.name:28}{contest.size / 1e6 / ours:>7.1f} MB/s{contest.size / 1e6 / peer:>7.1f} MB/s"
            f"{ours / peer:>8.2f}{contest.limit:>7.0f}  {contest.peer_name}{_told(ours / peer <= contest.limit)}"
        )


def measure_trials(size: int, units: Sequence[str] = UNITS) -> Iterator[str]:
    """A line for each reader under all hostile texts."""
    found = ordinary_items(size)
    text = ordinary_text(found, size)
    articles = (
        f"第{to_chinese(n % 999 + 1)}条　{line}" for n, line in enumerate(text.split("\n"), 1)
    )
    ordinary = {
        "lines": text,
        "numbered": _first_bytes("\n".join(articles), size),
        "pages": _first_bytes("".join(map(page_of, found)), size),
    }
    yield f"{len(units)} hostile texts of {size:,} bytes each; growth when doubled: at most {GROWTH:.0f}"
    yield f"{'':28}{'ordinary':>10}{'worst':>9}{'ratio':>8}{'limit':>7}  {'unit':18}{'growth':>7}  unit"
    for trial in TRIALS:
        borne = bear(trial, ordinary[trial.ordinary], size, units)
        yield (
            f"{borne.name:28}{borne.ordinary:>8.3f} s{borne.worst:>7.2f} s{borne.ratio:>8.1f}"
            f"{trial.limit:>7.0f}  {borne.worst_unit[:12]!r:18}{borne.growth:>7.2f}  {borne.growing_unit[:12]!r}"
            f"{_told(borne.ratio <= trial.limit and borne.growth <= GROWTH)}"
        )


def _told(met: bool) -> str:
    return "" if met else "  MISSED"


def main(arguments: Sequence[str] | None = None, units: Sequence[str] = UNITS) -> None:
    """``python -m yangguang.bench.text [--scale 0.01]``; 1 is five megabytes of each text."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=float(os.environ.get("SCALE", "0.2")))
    options = parser.parse_args(arguments)
    size = max(2_000, round(FULL_BYTES * options.scale))
    print(f"text bench: {size:,} bytes of each text, {os.cpu_count()} cores")
    for line in (*measure_contests(size), ""):
        print(line, flush=True)
    for line in measure_trials(size, units):
        print(line, flush=True)


if __name__ == "__main__":
    main()

"""Whatever the bytes, the answer is a document or a refusal."""

from __future__ import annotations

import base64
import io
import random
import zipfile
import zlib
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.text.extract.files import PdfPage, a_doc, a_docx, a_pdf, a_zip, an_ofd, an_xlsx
from tests.text.extract.test_sheets import OLD_WORKBOOK
from yangguang.text.cleaning import clean
from yangguang.text.document import Document, Table, UnreadableDocument
from yangguang.text.extract import read

PAGE = (
    PdfPage()
    .lines(72, 80, 12, "清源市人民政府办公室", "年度报告")
    .table(72, 150, [80, 60], [["项目", "件数"], ["收到", "5"], ["答复", "4"]])
)
VALID = {
    "docx": a_docx("一、总体情况", "全年受理申请17件。"),
    "xlsx": an_xlsx([["项目", "件数"], ["收到", 5]]),
    "pdf": a_pdf(PAGE),
    "ofd": an_ofd(PAGE),
    "doc": a_doc("关于印发办法的通知"),
    "xls": zlib.decompress(base64.b64decode(OLD_WORKBOOK)),
    "html": b"<html><head><title>t</title></head><body><table><tr><td colspan=2>1<td>2</table>"
    b"<p>x<a href='a'>y</a><!-- c --><script>z</script></body></html>",
    "mht": b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\n"
    b"Content-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n<p>=E7=94=B2</p>\n--b--",
    "txt": "| 甲 | 1 |\n|---|---|\n\t乙\n\t2\n\n丙  3  4\n- 1 -\n".encode("gb18030"),
}
CODES = {"empty", "encrypted", "too-large", "damaged", "unknown-format", "no-text", "bomb"}
BOUNDED = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def answer(data: bytes, name: str = "") -> Document | None:
    """The document, or None for a proper refusal; a cleaned document holds together too."""
    try:
        document = read(data, name=name)
    except UnreadableDocument as refusal:
        if refusal.code not in CODES:
            raise
        return None
    document.text().encode("utf-8")
    for block in document.blocks:
        assert 1 <= block.page <= max(document.pages, 1)
        if isinstance(block, Table):
            assert block.rows
            block.grid()
    clean(document)
    return document


@given(st.binary(max_size=2000), st.sampled_from(["", "a.html", "a.csv", "a.txt", "a.doc"]))
@BOUNDED
def test_random_bytes(data: bytes, name: str):
    answer(data, name)


@pytest.mark.parametrize("kind", VALID)
@given(seed=st.integers(0, 2**32))
@BOUNDED
def test_valid_files_with_bytes_changed(kind: str, seed: int):
    rng = random.Random(seed)
    # An old workbook is read in a process of its own, which takes its time.
    if kind == "xls" and seed % 12:
        return
    data = bytearray(VALID[kind])
    for _ in range(rng.choice((1, 3, 20))):
        at = rng.randrange(len(data))
        action = rng.randrange(4)
        if action == 0:
            data[at] = rng.randrange(256)
        elif action == 1:
            del data[at : at + rng.randrange(1, 50)]
        elif action == 2:
            data[at:at] = data[at : at + rng.randrange(1, 50)] * rng.randrange(1, 4)
        else:
            data[at : at + 4] = b"\xff" * 4
        if not data:
            return
    answer(bytes(data), f"a.{kind}")


def _members(data: bytes) -> dict[str, bytes]:
    archive = zipfile.ZipFile(io.BytesIO(data))
    return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("kind", ["docx", "xlsx", "ofd"])
@given(seed=st.integers(0, 2**32))
@BOUNDED
def test_valid_containers_with_their_xml_changed(kind: str, seed: int):
    rng = random.Random(seed)
    members = _members(VALID[kind])
    name = rng.choice([n for n in members if n.endswith((".xml", ".rels"))])
    text = members[name].decode("utf-8")
    for _ in range(rng.choice((1, 2, 6))):
        action = rng.randrange(4)
        if action == 0:
            # Any number becomes an absurd one.
            digits = [at for at, c in enumerate(text) if c.isdigit()]
            if digits:
                at = rng.choice(digits)
                text = (
                    text[:at]
                    + rng.choice(("-1", "99999999999", "0", "x", "1e400", "nan"))
                    + text[at + 1 :]
                )
        elif action == 1:
            # An element goes, its tags with it.
            pieces = text.split("<")
            at = rng.randrange(len(pieces))
            text = "<".join(pieces[:at] + pieces[at + 1 :])
        elif action == 2:
            quotes = text.split('"')
            if len(quotes) > 3:
                at = rng.randrange(1, len(quotes) - 1)
                quotes[at] = rng.choice(("", "../../x", "/", "％", "0 0", "M"))
                text = '"'.join(quotes)
        elif text:
            at = rng.randrange(len(text))
            text = text[:at] + text[at : at + 60] + text[at:]
    members[name] = text.encode("utf-8")
    answer(a_zip(members), f"a.{kind}")


tags = st.sampled_from(
    ["<table>", "</table>", "<tr>", "</tr>", "<td>", "<td rowspan=0 colspan=9>", "</td>", "<th>", "<p>", "</p>",
     "<div class=nav>", "</div>", "<a href=x>", "</a>", "<br>", "<h1>", "</h1>", "<li>", "<ul>", "</ul>", "<!--",
     "-->", "<script>", "</script>", "<div style='display:none'>", "<caption>", "</caption>", "<pre>", "</pre>",
     "<title>", "</title>", "<td", "'", '"', ">", "&nbsp;", "&#x0;", "&#55296;", "甲", "12", "。", " ", "\n",
     "<select>", "</select>", "<ucapcontent>", "</ucapcontent>", "<meta name=a content=b>"]
)  # fmt: skip


@given(st.lists(tags, max_size=60).map("".join))
@settings(max_examples=300, deadline=None)
def test_pages_of_random_tags(page: str):
    answer(f"<html>{page}".encode(), "a.html")


@given(
    st.lists(
        st.sampled_from(
            [
                "甲",
                "12",
                "<p>",
                "<td>",
                "<table>",
                "<tr>",
                "</td>",
                "</table>",
                "<div>",
                "</div>",
                "<br>",
            ]
        ),
        max_size=60,
    )
)
@settings(max_examples=300, deadline=None)
def test_no_word_of_a_visible_page_is_lost_or_moved(pieces: list[str]):
    words = "".join(piece for piece in pieces if not piece.startswith("<"))
    document = answer(f"<html>{''.join(pieces)}".encode(), "a.html")
    found = "".join(document.text().split()) if document else ""
    # Words loose between the cells of a table come before it, as browsers show them.
    assert sorted(found) == sorted(words)
    if "<table>" not in pieces:
        assert found == words


def deep_docx() -> bytes:
    members = _members(VALID["docx"])
    nested = (
        "<w:tbl><w:tr><w:tc>" * 80
        + "<w:p><w:r><w:t>里</w:t></w:r></w:p>"
        + "</w:tc></w:tr></w:tbl>" * 80
    )
    members["word/document.xml"] = members["word/document.xml"].replace(
        b"<w:body>", b"<w:body>" + nested.encode()
    )
    return a_zip(members)


def many_rules() -> bytes:
    page = PdfPage().lines(72, 80, 12, "表")
    page.rules = [(10 + n % 500, 0, 10 + n % 500, 800) for n in range(9_000)]
    page.rules += [(0, 10 + n % 700, 590, 10 + n % 700) for n in range(9_000)]
    return a_pdf(page)


def dense_page() -> bytes:
    page = PdfPage()
    for n in range(800):
        page.texts.append((10, 10 + n, 1, "密" * 70))
    return a_pdf(page)


def wide_sheet() -> bytes:
    members = _members(VALID["xlsx"])
    merges = "".join(f'<mergeCell ref="A{n}:XFD{n + 1}"/>' for n in range(1, 60_000, 2))
    sheet = members["xl/worksheets/sheet1.xml"].decode()
    members["xl/worksheets/sheet1.xml"] = sheet.replace(
        "</sheetData>", f"</sheetData><mergeCells>{merges}</mergeCells>"
    ).encode()
    return a_zip(members)


def endless_header() -> bytes:
    return b"MIME-Version: 1.0\nContent-Type: multipart/related; b=b" + b"; a*0=b" * 600_000


def nested_parts() -> bytes:
    part = "--b{}\nContent-Type: multipart/mixed; boundary=b{}\n\n"
    head = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b0\n\n"
    return (head + "".join(part.format(at, at + 1) for at in range(20_000))).encode()


@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    ("make", "kept"),
    [
        (deep_docx, "里\n一、总体情况\n全年受理申请17件。"),
        (many_rules, "表"),
        (dense_page, "密" * 56_000),
        (wide_sheet, "项目\n"),
        (endless_header, None),
        (nested_parts, None),
    ],
)
def test_a_hostile_file_is_read_for_its_words_or_refused(
    make: Callable[[], bytes], kept: str | None
) -> None:
    document = answer(make())
    assert (document.text() if document else None) == kept


TEXT_UNITS = [
    "|\n", "| a |\n", "a |\n", "\ta\n", "\ta\n\n", "a\tb\n", "a  b  c\n", "1  2  3\n", "|---|\n", "- 1 -\n", "|",
    "a |\nb\nc\n", "| a | b |\n\n", "|\na |\nb |\n", "\ta\nb\n", "| -", "\u3000a", "# a\n", "|--", "<br",
    "| a<br>1 | **c** |\n", "\f", "1,2\n", '"', "a,",
]  # fmt: skip
MOST_LINES = 120_000


@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    ("unit", "name"),
    [(unit, "a.txt") for unit in TEXT_UNITS] + [(unit, "a.csv") for unit in TEXT_UNITS[-3:]],
)
def test_a_hostile_text_keeps_every_letter_up_to_the_limit(unit: str, name: str) -> None:
    # What stands on one line is long enough that work by its square would take hours; so are
    # the most lines that are read.
    size = 500_000 if unit.endswith(("\n", "\f")) else 3_000_000
    text = "头\n" + unit * (size // len(unit.encode()))
    document = read(text.encode(), name=name)
    lines = text.replace("\f", "\n\f").split("\n")
    cut = name == "a.txt" and len(lines) > MOST_LINES
    assert document.warnings == (f"文件过长，只取前{MOST_LINES}行。",) * cut
    kept = "\n".join(lines[:MOST_LINES] if cut else lines).replace("<br>", "\n")
    found = document.text()
    for letter in "头abc123":
        assert found.count(letter) == kept.count(letter), letter

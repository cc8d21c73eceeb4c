"""The header reader on the heads that content systems print, and on what it must not believe."""

import random
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.text.pages import draw, render
from yangguang.text import extract
from yangguang.text.agencynames import KnownAgency
from yangguang.text.document import Cell, Document, Paragraph, Table
from yangguang.text.header import read_header
from yangguang.text.kinds import KINDS
from yangguang.text.reading import FIELDS, dry_run_record

CASES: list[dict[str, Any]] = [
    case
    for name in ("headers.toml", "headers_more.toml")
    for case in tomllib.loads(
        (Path(__file__).parents[1] / "cases" / name).read_text(encoding="utf-8")
    )["case"]
]


def record(case: dict[str, Any]) -> dict[str, Any]:
    source = case.get("html") or case["text"]
    data = source.encode(case.get("encoding", "utf-8"))
    name = "page.html" if "html" in case else "page.txt"
    return dry_run_record(extract.read(data, name=name), file=name)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_a_head_is_read(case: dict[str, Any]) -> None:
    expect = dict(case["expect"])
    read = record(case)
    doubted = {doubt["field"] for doubt in read["unsure"]}
    assert set(expect.pop("doubts", [])) <= doubted
    for field in expect.pop("nothing", []):
        assert read[field] is None, field
    if expect.pop("clean", False):
        assert read["unsure"] == []
    if "attachments" in expect:
        assert [one["name"] for one in read["attachments"]] == expect.pop("attachments")
    assert {key: read[key] for key in expect} == expect


def test_a_record_has_every_key_in_order() -> None:
    read = dry_run_record(Document((Paragraph("空白"),), "text/plain"), file="a.txt")
    assert tuple(read) == FIELDS
    assert read["file"] == "a.txt"
    assert read["kind"] in KINDS


@pytest.mark.parametrize("seed", range(250))
def test_facts_are_found_in_whatever_dialect_prints_them(seed: int) -> None:
    chance = random.Random(seed)
    facts = draw(chance)
    page, name = render(facts, chance)
    read = dry_run_record(extract.read(page.encode(), name=name), file=name)
    assert read["title"] == facts.title
    assert read["number"] == facts.number
    assert read["index_number"] == facts.index_number
    assert read["agency"] == facts.agency
    assert read["formed_on"] == facts.formed.isoformat()
    assert read["source_published_on"] == facts.published.isoformat()
    assert read["subject"] == facts.subject
    assert read["in_force_on"] == (facts.begins.isoformat() if facts.begins else None)
    assert [one["name"] for one in read["attachments"]] == facts.attachments
    assert read["unsure"] == []


KNOWN = (
    KnownAgency("云岭市教育体育局", short_names=("市教体局",), former_names=("云岭市教育局",)),
    KnownAgency("云岭市财政局"),
)


@pytest.mark.parametrize(
    ("declared", "agency", "doubted"),
    [
        ("云岭市教育体育局", "云岭市教育体育局", False),
        ("市教体局", "云岭市教育体育局", False),
        ("云岭市教育局", "云岭市教育局", False),
        ("市财政局", "云岭市财政局", True),
    ],
)
def test_known_bodies_are_named_in_full_and_former_names_are_kept(
    declared: str, agency: str, doubted: bool
) -> None:
    page = Document(
        tuple(
            Paragraph(line)
            for line in (
                f"发布机构：{declared}",
                "发布日期：2023-01-05",
                "关于开展检查的通知",
                "各学校：",
                "现通知如下。",
            )
        ),
        "text/plain",
    )
    header = read_header(page, known_agencies=KNOWN)
    assert header.agency == agency
    assert ("agency" in {doubt.field for doubt in header.unsure}) is doubted


def test_the_addressee_is_never_the_issuer() -> None:
    page = Document(
        tuple(
            Paragraph(line)
            for line in ("关于印发实施方案的通知", "云岭市财政局：", "现印发给你们，请认真执行。")
        ),
        "text/plain",
    )
    assert read_header(page).agency is None


lines = st.text(
    alphabet="索引号发布机构日期文成标题：: 　\t|【】[]（）()〔〕0123456789年月号附件关于的通知云岭市财政局政府一、。自起施行有效期至",
    max_size=60,
)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(lines, max_size=40),
    st.lists(st.tuples(lines, lines), max_size=4),
    st.dictionaries(st.sampled_from(["ArticleTitle", "PubDate", "ContentSource", "x"]), lines),
    st.sampled_from(["text/plain", "text/html"]),
    lines,
)
def test_any_page_is_answered_without_an_exception(
    paragraphs: list[str],
    links: list[tuple[str, str]],
    meta: dict[str, str],
    media_type: str,
    title: str,
) -> None:
    page = Document(
        tuple(Paragraph(text) for text in paragraphs),
        media_type,
        title=title,
        meta=meta,
        links=tuple(links),
    )
    read = dry_run_record(page, file="x")
    assert read["kind"] in KINDS
    assert all(doubt["why"] for doubt in read["unsure"])


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(lines, max_size=6), max_size=12))
def test_any_table_is_answered_without_an_exception(rows: list[list[str]]) -> None:
    table = Table(tuple(tuple(Cell(text) for text in row) for row in rows))
    dry_run_record(Document((table,), "text/html"), file="x")


# Five megabytes of each, and what may be read from them; work that grows with the square of a page
# would take hours.
HOSTILE: dict[str, dict[str, object]] = {
    "索引号：": {},
    "发布日期：2023-01-01 文号：国发〔2019〕5号\n": {
        "number": "国发〔2019〕5号",
        "source_published_on": "2023-01-01",
    },
    "2023年1月1日\n": {},
    "附件：1.申请表\n": {"attachments": [{"name": "申请表", "href": None}]},
    "本办法自2023年1月1日起施行，有效期5年。\n": {
        "in_force_on": "2023-01-01",
        "valid_until": "2027-12-31",
    },
    "自2023年1月1日起施行，": {"in_force_on": "2023-01-01"},
    "国": {},
    "（": {},
    "云岭市人民政府办公室": {},
    "关于": {},
    "關於發佈國務院辦公廳\n": {"title": "關於發佈國務院辦公廳" * 7},
    "【发布日期】": {},
    "\t": {},
}


@pytest.mark.timeout(120)
@pytest.mark.parametrize("unit", HOSTILE)
def test_five_hostile_megabytes_give_what_they_state_and_no_more(unit: str) -> None:
    text = unit * (5_000_000 // len(unit.encode()) + 1)
    page = Document(tuple(Paragraph(line) for line in text.split("\n")), "text/plain")
    record = dry_run_record(page, file="x")
    stated = {name: value for name, value in record.items() if value and name != "unsure"}
    assert stated == {"file": "x", "kind": "other", **HOSTILE[unit]}
    assert {"kind", "agency"} <= {doubt["field"] for doubt in record["unsure"]}

"""Permits and penalties in the national formats: out by their codes, and back in by them."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from tests.apps.registers.test_revoking import penalty
from tests.builders.agencies import a_city
from tests.builders.registers import a_register, published
from yangguang.apps.registers.models import Version
from yangguang.apps.registers.rows import Values
from yangguang.apps.registers.sheets.bodies import Bodies
from yangguang.apps.registers.sheets.exchange import exchange_csv, exchange_workbook
from yangguang.apps.registers.sheets.reading import read_file
from yangguang.law.registers import read_value, shipped
from yangguang.law.registers.exchanging import coded_field, edition_named, edition_of_heads
from yangguang.text.extract import read

LICENCES, PENALTIES = shipped()["licences"], shipped()["penalties"]


def licence(**more: str) -> Values:
    return {
        "number": "清市监许〔2024〕7号", "party": "清源市远山食品有限公司",
        "party_kind": "法人及非法人组织", "credit_code": "91990100MA0000002X", "kind": "普通",
        "item": "食品经营许可", "content": "准予食品经营许可。", "decided_on": "2024-03-01",
        "starts_on": "2024-03-01", "ends_on": "2029-02-28", "authority": "清源市市场监督管理局",
        "state": "有效", **more,
    }  # fmt: skip


@pytest.mark.django_db
def test_a_row_goes_out_by_the_codes_of_the_year() -> None:
    city = a_city()
    register = a_register(LICENCES.text)
    published(
        register, city.health, [licence(state="撤销"), licence(number="=1+1", state="有效")],
        on=date(2024, 3, 5),
    )  # fmt: skip
    rows = Version.objects.filter(live=True).select_related("agency").order_by("pk")
    given = {}
    for code in ("2015", "2018"):
        edition = edition_named(LICENCES, code)
        assert edition is not None
        text = "".join(exchange_csv(LICENCES, edition, rows)).removeprefix("\ufeff")
        given[code] = list(csv.DictReader(io.StringIO(text)))
    assert given["2015"][0]["XK_XMMC"] == "食品经营许可"
    assert given["2015"][0]["XK_JZQ"] == "2029-02-28"
    assert [one["XK_ZT"] for one in given["2015"]] == ["1", "0"]
    assert given["2015"][0]["SJC"] == "2024-03-05 12:00:00"
    assert [one["XK_ZT"] for one in given["2018"]] == ["撤销", "1"]
    assert given["2018"][0]["XK_YXQZI"] == "2029-02-28"
    assert given["2018"][1]["XK_WSH"] == "'=1+1"
    newest = edition_named(LICENCES, "")
    assert newest is not None
    book = CalamineWorkbook.from_filelike(io.BytesIO(exchange_workbook(LICENCES, newest, rows)))
    assert book.sheet_names == ["数据", "填写说明"]
    lines = book.get_sheet_by_name("数据").to_python()
    assert lines[0] == [one.code for one in newest.columns]
    assert len(lines) == 3


@pytest.mark.django_db
def test_no_number_of_a_person_goes_out() -> None:
    city = a_city()
    register = a_register(PENALTIES.text)
    row = penalty(
        party="周立新", party_kind="自然人", party_id="990102196001011234", credit_code=""
    )
    published(register, city.health, [row], on=date(2024, 1, 15), decided="影响公众")
    rows = Version.objects.filter(live=True).select_related("agency")
    for edition in PENALTIES.editions:
        text = "".join(exchange_csv(PENALTIES, edition, rows))
        assert "19600101" not in text
        assert "周立新" not in text


def test_a_file_is_known_by_its_heads_and_its_codes_mean_what_its_year_says() -> None:
    old = ["序号", "XK_WSH", "XK_XMMC", "XK_SPLB", "XK_NR", "XK_JDRQ", "XK_JZQ", "XK_ZT", "SJC"]
    new = ["xk_xdr_mc", "XK_WSH", "XK_XKLB（许可类别）", "XK_NR", "XK_JDRQ", "XK_YXQZ", "XK_ZT"]
    state = LICENCES.field("state")
    meant = {}
    for heads in (old, new):
        edition = edition_of_heads(LICENCES, heads)
        assert edition is not None
        meant[edition.code] = [read_value(coded_field(state, edition), one) for one in "12"]
    assert meant == {"2015": ["撤销", "异议"], "2018": ["有效", "无效"]}
    assert edition_of_heads(LICENCES, ["行政相对人名称", "许可编号", "许可内容"]) is None
    assert edition_of_heads(LICENCES, ["XK_WSH", "XK_NR"]) is None


def test_a_field_that_is_not_coded_stays_as_it_is() -> None:
    newest = edition_named(LICENCES, "2018")
    assert newest is not None
    assert coded_field(LICENCES.field("party"), newest) == LICENCES.field("party")
    assert edition_named(LICENCES, "1999") is None
    assert edition_named(shipped()["power-list"], "") is None


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["2015", "2018"])
def test_a_file_of_either_year_reads_back_by_its_codes(code: str) -> None:
    city = a_city()
    register = a_register(LICENCES.text)
    published(
        register, city.health, [licence(), licence(number="清市监许〔2024〕8号", state="有效")],
        on=date(2024, 3, 5),
    )  # fmt: skip
    edition = edition_named(LICENCES, code)
    assert edition is not None
    rows = Version.objects.filter(live=True).select_related("agency").order_by("pk")
    data = "".join(exchange_csv(LICENCES, edition, rows)).encode()
    found = read_file(
        read(data, name="双公示.csv"),
        LICENCES,
        Bodies(city.health, [], date(2026, 3, 2)),
        keeper="",
    )
    said = [str(one) for row in found.rows for one in row.problems]
    carried = {one.field for one in edition.columns} & set(licence())
    assert {"party", "number", "content", "decided_on", "state"} <= carried
    for row, number in zip(found.rows, ("7", "8"), strict=True):
        wanted = licence(number=f"清市监许〔2024〕{number}号")
        assert {one: row.values.get(one) for one in carried} == {
            one: wanted[one] for one in carried
        }, said

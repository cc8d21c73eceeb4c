"""No workbook, however wrong, does more than be told about."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.apps.registers.test_bad_habits import CATALOGUE
from tests.apps.registers.test_importing import AT, a_book, an_upload, bring, look
from tests.builders.agencies import BY, City, a_city
from tests.builders.registers import a_register
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.registers.models import ChangeSet, Register
from yangguang.apps.registers.services import discard_change_set
from yangguang.text.document import UnreadableDocument

HEADS = [
    "序号", "一级事项", "二级事项", "公开事项", "领域", "公开方式", "公开渠道和载体", "有效期", "是否上网",
    "公开月份", "投入资金（元）", "场地面积", "单位", "",
]  # fmt: skip
CELLS = st.one_of(
    st.none(),
    st.sampled_from([
        "1", "航线", "水路运输", "主动", "■政府网站 □公报", "2024.3.5至2027.3.4", "是", "×", "2024年3月", "1,200",
        "约3", "３．５万元", "合计", "同上", "注：略", "#REF!", "=1+1", "市教育局", "清源市卫生健康委员会", "一、港口经营",
        "9" * 400, "2024-13-45", "-", "无",
    ]),
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.datetimes(datetime(1900, 3, 1), datetime(9999, 1, 1)),
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=6),
)  # fmt: skip
ROWS = st.builds(
    lambda title, head, rows: [*title, head, *rows],
    st.lists(st.lists(CELLS, max_size=3), max_size=2),
    st.lists(st.sampled_from(HEADS), min_size=2, max_size=9),
    st.lists(st.lists(CELLS, max_size=9), max_size=6),
)
MERGES = st.lists(
    st.sampled_from(["A1:C1", "A2:B2", "A3:A5", "B3:C4", "D2:D3", "E4:H4"]), max_size=2
)


@pytest.fixture
def city(db: None) -> City:
    return a_city()


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=ROWS, merges=MERGES, whole=st.booleans())
def test_a_workbook_of_any_content_is_taken_in_part_or_refused(
    city: City, rows: list[list[Any]], merges: set[str], whole: bool
) -> None:
    register = Register.objects.filter(code="wharf-catalogue").first() or a_register(CATALOGUE)
    try:
        upload = an_upload(register, city.health, a_book(("表", rows), merge=sorted(merges)))
    except UnreadableDocument:
        # A book without a filled cell holds nothing to look at.
        return
    preview = look(upload, city.schools)
    assert all(str(one) for one in (*preview.problems, *preview.warnings))
    read = len(preview.added) + len(preview.changed) + preview.unchanged + preview.bad_rows
    assert read == len(preview.file.rows)
    try:
        done = bring(upload, city.schools, partly=True, whole_list=whole)
    except Refused:
        assert preview.nothing or whole
        return
    assert done.outcome.added == len(preview.added) > 0
    discard_change_set(change_set=done.change_set, by=BY, at=AT)
    assert not ChangeSet.objects.filter(state=ChangeSet.State.DRAFT).exists()

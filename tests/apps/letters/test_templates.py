"""An office's own wordings: kept whatever their mistakes, in force only without any."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.builders.agencies import AT, BY, an_agency
from tests.builders.letters import a_draft, an_issued_letter
from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.letters.content import content_of
from yangguang.apps.letters.kinds import kind
from yangguang.apps.letters.models import LetterTemplate, TemplateState
from yangguang.apps.letters.selectors import NoSuchWording, wording_for
from yangguang.apps.letters.services import (
    draft_template,
    faults_of,
    retire_template,
    revise_template,
    start_template,
)
from yangguang.law.regimes import Regime

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)
TEXT = "{{ 收到日期 }}{{ 申请内容 }}{{ 需补正内容 }}{{ 补正期限 }}。本局专用。"


def a_template(agency: Agency | None, *, text: str = TEXT) -> LetterTemplate:
    row = draft_template(kind_key="supplement", regime=Regime.R2019, agency=agency, by=BY, at=AT)
    revise_template(template=row, title="补正通知", text=text, by=BY, at=AT)
    return row


def title_for(agency: Agency, on: date = TODAY) -> str:
    return wording_for(kind("supplement"), Regime.R2019, agency, on).title


def test_a_draft_begins_from_the_wording_in_force() -> None:
    row = draft_template(
        kind_key="supplement", regime=Regime.R2019, agency=None, by=BY, at=AT, why="更简明"
    )
    assert row.version == 1
    assert row.title == "政府信息公开申请补正告知书"
    assert faults_of(row) == []
    again = draft_template(kind_key="supplement", regime=Regime.R2019, agency=None, by=BY, at=AT)
    assert again.pk == row.pk


def test_a_faulty_draft_is_kept_and_cannot_come_into_force() -> None:
    row = a_template(None, text="{{ 收到日期 }}\n{{ 没有的 }}")
    kept = LetterTemplate.objects.get(pk=row.pk)
    assert kept.text == "{{ 收到日期 }}\n{{ 没有的 }}"
    assert next(str(fault) for fault in faults_of(kept)).startswith(
        "第2行：（正文）这种文书没有“没有的”"
    )
    with pytest.raises(Refused, match="第2行：（正文）这种文书没有“没有的”这个要素"):
        start_template(template=kept, valid_from=TODAY, by=BY, at=AT)


def test_the_own_wording_goes_before_the_common_one_and_that_before_the_systems() -> None:
    schools, health = an_agency("清源市教育局"), an_agency("清源市卫生健康委员会")
    assert title_for(schools) == "政府信息公开申请补正告知书"
    common = a_template(None)
    start_template(template=common, valid_from=TODAY, by=BY, at=AT)
    assert title_for(schools) == "补正通知"
    own = a_template(schools, text=TEXT + "教育局。")
    start_template(template=own, valid_from=TODAY, by=BY, at=AT)
    assert "教育局。" in wording_for(kind("supplement"), Regime.R2019, schools, TODAY).text
    assert "教育局。" not in wording_for(kind("supplement"), Regime.R2019, health, TODAY).text
    assert title_for(health, TODAY - timedelta(days=1)) == "政府信息公开申请补正告知书"
    assert wording_for(kind("supplement"), Regime.R2007, schools, TODAY).template is None


def test_a_version_counts_from_its_day_and_the_earlier_one_until_then() -> None:
    agency = an_agency("清源市教育局")
    start_template(template=a_template(agency), valid_from=TODAY, by=BY, at=AT)
    second = draft_template(kind_key="supplement", regime=Regime.R2019, agency=agency, by=BY, at=AT)
    assert (second.version, second.title) == (2, "补正通知")
    revise_template(template=second, title="补正通知（新）", text=TEXT, by=BY, at=AT)
    start_template(template=second, valid_from=date(2026, 4, 1), by=BY, at=AT)
    assert title_for(agency, date(2026, 3, 31)) == "补正通知"
    assert title_for(agency, date(2026, 4, 1)) == "补正通知（新）"
    retire_template(template=second, by=BY, at=AT, reason="措辞不妥")
    assert title_for(agency, date(2026, 4, 1)) == "补正通知"
    assert LetterTemplate.objects.get(pk=second.pk).state == TemplateState.RETIRED


def test_a_version_in_force_is_not_changed() -> None:
    row = a_template(None)
    start_template(template=row, valid_from=TODAY, by=BY, at=AT)
    with pytest.raises(Refused, match="不能再改"):
        revise_template(template=row, title="x", text=TEXT, by=BY, at=AT)
    with pytest.raises(Refused, match="只有草稿可以启用"):
        start_template(template=row, valid_from=TODAY, by=BY, at=AT)
    with pytest.raises(Refused, match="请写明停用理由"):
        retire_template(template=row, by=BY, at=AT, reason="")


def test_a_version_does_not_come_into_force_in_the_past() -> None:
    with pytest.raises(Refused, match="不能早于今天"):
        start_template(
            template=a_template(None), valid_from=TODAY - timedelta(days=1), by=BY, at=AT
        )


def test_two_editors_do_not_overwrite_each_other() -> None:
    row = a_template(None)
    seen = row.changed_at
    later = datetime(2026, 3, 2, 3, tzinfo=UTC)
    revise_template(template=row, title="甲", text=TEXT, by=BY, at=later, seen_at=seen)
    with pytest.raises(Refused, match="在您打开之后保存过"):
        revise_template(template=row, title="乙", text=TEXT, by=BY, at=later, seen_at=seen)


def test_a_letter_remembers_the_wording_it_was_made_from() -> None:
    agency = an_agency("清源市教育局")
    row = a_template(agency)
    start_template(template=row, valid_from=TODAY, by=BY, at=AT)
    letter = an_issued_letter(agency)
    assert letter.template_id == row.pk
    assert letter.title == "补正通知"
    assert content_of(letter).text == TEXT


def test_a_letter_may_have_words_of_its_own() -> None:
    agency = an_agency("清源市教育局")
    letter = a_draft(agency, text=TEXT)
    assert content_of(letter).own_text
    assert content_of(letter).title == "政府信息公开申请补正告知书"


def test_a_letter_that_the_law_never_knew_has_no_template() -> None:
    with pytest.raises(Refused, match="没有“说明理由告知书”这种文书"):
        draft_template(kind_key="volume-reasons", regime=Regime.R2007, agency=None, by=BY, at=AT)
    with pytest.raises(NoSuchWording):
        wording_for(kind("volume-reasons"), Regime.R2007, None, TODAY)

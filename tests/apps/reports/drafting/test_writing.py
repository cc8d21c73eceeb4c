"""Writing a report at the desk's back: nobody's text lost, figures marked, the road to publication."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tests.builders.agencies import a_city, somebody
from tests.builders.catalog import an_item, noon
from tests.builders.published_reports import a_report, cells_2021
from yangguang.apps.agencies.models import Agency
from yangguang.apps.audit.actors import Actor
from yangguang.apps.catalog.models import ItemKind, ItemState
from yangguang.apps.duties.models import Duty
from yangguang.apps.publishing.editing import clean_html
from yangguang.apps.publishing.services.dropping import drop_draft
from yangguang.apps.publishing.workflow import NotPossible
from yangguang.apps.reports.drafting.tokens import PROMPT
from yangguang.apps.reports.models import PublishedReport, ReportDraft
from yangguang.apps.reports.selectors.drafting import NothingRecorded, gather, report_due
from yangguang.apps.reports.selectors.writing import changed_cells, read_draft
from yangguang.apps.reports.services.checking import check_item
from yangguang.apps.reports.services.drafting import (
    ReportEditConflict,
    rebind_figures,
    redraft_section,
    refresh_report_draft,
    restore_report_saving,
    save_report_draft,
    start_report_draft,
)
from yangguang.apps.reports.services.handing_on import hand_on, hand_over_report
from yangguang.apps.reports.services.report_duties import owe_reports, run_reports
from yangguang.law.forms.answer import check_report
from yangguang.text.extract.html import read_page

pytestmark = pytest.mark.django_db
AT = datetime(2025, 1, 10, 2, tzinfo=UTC)


@pytest.fixture
def schools() -> Agency:
    agency = a_city().schools
    for month in (2, 5, 9):
        an_item(f"第{month}号通知", agency=agency, on=date(2024, month, 6))
    return agency


@pytest.fixture
def clerk(schools: Agency) -> Actor:
    return somebody("agency-clerk", schools).actor()


def begun(agency: Agency, by: Actor) -> ReportDraft:
    return start_report_draft(agency=agency, year=2024, by=by, at=AT)


def text_of(draft: ReportDraft, code: str) -> str:
    return next(str(part["text"]) for part in draft.sections if part["code"] == code)


def filled(draft: ReportDraft, by: Actor) -> ReportDraft:
    """With every prompt answered."""
    texts = {part["code"]: PROMPT.sub("已按要求完成。", part["text"]) for part in draft.sections}
    return save_report_draft(draft=draft, revision=draft.revision, texts=texts, by=by, at=AT)


def test_a_body_and_year_have_one_draft_and_a_year_without_records_none(
    schools: Agency, clerk: Actor
) -> None:
    draft = begun(schools, clerk)
    assert draft.title == "清源市教育局2024年政府信息公开工作年度报告"
    assert "主动公开政府信息【3#" in text_of(draft, "overview")
    with pytest.raises(NotPossible, match="已经建立"):
        begun(schools, clerk)
    with pytest.raises(NotPossible, match="没有任何记录"):
        start_report_draft(agency=schools, year=2022, by=clerk, at=AT)
    with pytest.raises(NotPossible, match="尚未到来"):
        start_report_draft(agency=schools, year=2026, by=clerk, at=AT)
    with pytest.raises(NotPossible, match="没有全国统一的统计表"):
        start_report_draft(agency=schools, year=2013, by=clerk, at=AT)


def test_a_government_speaks_for_all_under_it_and_a_department_for_itself(schools: Agency) -> None:
    government = schools.parent
    assert government is not None
    assert gather(government, 2024).material.book.named["items.published"] == Decimal(3)
    assert gather(government, 2024).material.body.we == "我市"
    sister = Agency.objects.get(name="清源市卫生健康委员会")
    with pytest.raises(NothingRecorded):
        gather(sister, 2024)


def test_who_saves_second_is_shown_the_first_and_loses_nothing(
    schools: Agency, clerk: Actor
) -> None:
    draft = begun(schools, clerk)
    opened = draft.revision
    first = save_report_draft(
        draft=draft, revision=opened, texts={"other": "第一个人写的。"}, by=clerk, at=AT
    )
    with pytest.raises(ReportEditConflict, match="您的文字没有丢失") as conflict:
        save_report_draft(
            draft=draft, revision=opened, texts={"other": "第二个人写的。"}, by=clerk, at=AT
        )
    assert text_of(conflict.value.draft, "other") == "第一个人写的。"
    merged = save_report_draft(
        draft=draft, revision=first.revision, texts={"other": "两个人写的。"}, by=clerk, at=AT,
        automatic=True,
    )  # fmt: skip
    assert merged.revision == opened + 2
    again = save_report_draft(
        draft=draft, revision=merged.revision, texts={"other": "两个人写的。"}, by=clerk, at=AT
    )
    assert again.revision == merged.revision
    earliest = draft.savings.order_by("revision")[0]
    restore_report_saving(draft=draft, saving=earliest, by=clerk, at=AT)
    assert text_of(draft, "other") == earliest.sections[-1]["text"]
    assert draft.savings.filter(automatic=True).count() == 1
    with pytest.raises(NotPossible, match="超过20000字"):
        save_report_draft(
            draft=draft, revision=draft.revision, texts={"other": "字" * 20_001}, by=clerk, at=AT
        )


def test_a_number_written_over_is_marked_and_records_that_move_are_followed(
    schools: Agency, clerk: Actor
) -> None:
    draft = begun(schools, clerk)
    text = text_of(draft, "overview").replace("【3#", "【4#", 1)
    draft = save_report_draft(
        draft=draft, revision=draft.revision, texts={"overview": text}, by=clerk, at=AT
    )
    overview = next(one for one in read_draft(draft).sections if one.code == "overview")
    assert [(one.said, one.computed) for one in overview.by_hand] == [("4", "3")]
    an_item("后补的通知", agency=schools, on=date(2024, 11, 6))
    refresh_report_draft(draft=draft, by=clerk, at=AT)
    overview = next(one for one in read_draft(draft).sections if one.code == "overview")
    assert overview.by_hand == []
    assert "主动公开政府信息【4#" in overview.text
    save_report_draft(
        draft=draft, revision=draft.revision,
        texts={"overview": overview.text.replace("【4#", "【9#", 1)}, by=clerk, at=AT,
    )  # fmt: skip
    rebind_figures(draft=draft, section="overview", by=clerk, at=AT)
    assert "主动公开政府信息【4#" in text_of(draft, "overview")
    save_report_draft(
        draft=draft, revision=draft.revision, texts={"overview": "重写。"}, by=clerk, at=AT
    )
    redraft_section(draft=draft, section="overview", by=clerk, at=AT)
    again = next(one for one in read_draft(draft).sections if one.code == "overview")
    assert again.figures
    assert again.by_hand == []
    with pytest.raises(NotPossible, match="没有这一部分"):
        redraft_section(draft=draft, section="no-such", by=clerk, at=AT)


def test_the_check_stands_beside_the_section_that_it_is_about(
    schools: Agency, clerk: Actor
) -> None:
    a_report(schools, 2023, cells=cells_2021(40))
    draft = begun(schools, clerk)
    text = text_of(draft, "overview").replace("（三）", "全年收到申请8件。\n（三）", 1)
    save_report_draft(
        draft=draft, revision=draft.revision, texts={"overview": text}, by=clerk, at=AT
    )
    reading = read_draft(draft)
    (wrong,) = next(one for one in reading.sections if one.code == "overview").findings[:1]
    assert wrong.severity.value == "error"
    assert "8件" in wrong.quote
    assert reading.checked > 20
    labels = {one.cell: (one.then, one.now) for one in changed_cells(draft)}
    assert labels["3.1/total"] == (Decimal(40), Decimal(0))
    with pytest.raises(NotPossible, match=r"还有\d处"):
        hand_on(draft=draft, by=clerk, at=AT)
    filled(draft, clerk)
    with pytest.raises(NotPossible, match="体检还有"):
        hand_on(draft=draft, by=clerk, at=AT)


def test_a_report_of_a_year_that_runs_says_up_to_which_day_and_waits_for_its_end(
    schools: Agency, clerk: Actor
) -> None:
    running = datetime(2024, 11, 23, 2, tzinfo=UTC)
    draft = start_report_draft(agency=schools, year=2024, by=clerk, at=running)
    said = "统计期限为2024年1月1日至2024年11月23日（2024年度尚未结束，以上为阶段数据）。"
    assert said in text_of(draft, "opening")
    with pytest.raises(NotPossible, match="数字只到2024年11月23日，不是2024年全年的"):
        hand_on(draft=draft, by=clerk, at=running)
    refresh_report_draft(draft=draft, by=clerk, at=AT)
    assert "统计期限为2024年1月1日至2024年12月31日。" in text_of(draft, "opening")
    assert "尚未结束" not in text_of(draft, "opening")
    with pytest.raises(NotPossible, match=r"还有\d+处"):
        hand_on(draft=draft, by=clerk, at=AT)


@pytest.mark.parametrize(
    ("gathered", "over"),
    [
        (datetime(2024, 12, 30, 2, tzinfo=UTC), False),
        (datetime(2024, 12, 31, 2, tzinfo=UTC), False),
        (datetime(2024, 12, 31, 16, tzinfo=UTC), True),
    ],
)
def test_a_year_is_over_when_its_last_day_has_passed_here(
    schools: Agency, clerk: Actor, gathered: datetime, *, over: bool
) -> None:
    draft = start_report_draft(agency=schools, year=2024, by=clerk, at=gathered)
    assert ("尚未结束" not in text_of(draft, "opening")) is over
    with pytest.raises(NotPossible, match=r"还有\d+处" if over else "数字只到2024年12月"):
        hand_on(draft=draft, by=clerk, at=gathered)


def test_a_finished_report_goes_the_road_of_every_publication(
    schools: Agency, clerk: Actor
) -> None:
    draft = filled(begun(schools, clerk), clerk)
    made = hand_on(draft=draft, by=clerk, at=AT)
    assert made.item.kind == ItemKind.ANNUAL_REPORT
    assert [one.title.rpartition(".")[2] for one in made.attachments.all()] == ["docx", "pdf"]
    page = f"<html><body><h1>{made.title}</h1>{clean_html(made.body_html)}</body></html>"
    answer = check_report(read_page(page))[0]
    assert answer.parsed is not None
    assert len(answer.parsed.cells) == 200
    assert [one.message for one in answer.findings] == []
    with pytest.raises(NotPossible, match="已转入发布"):
        save_report_draft(
            draft=draft, revision=draft.revision, texts={"other": "又改。"}, by=clerk, at=AT
        )
    with pytest.raises(NotPossible, match="还没有公开"):
        hand_over_report(draft=draft, by=clerk, at=AT)
    drop_draft(draft=made, reason="数字要重新核对", by=clerk, at=AT)
    draft.refresh_from_db()
    assert save_report_draft(
        draft=draft, revision=draft.revision, texts={"other": "又改。"}, by=clerk, at=AT
    )
    assert hand_on(draft=draft, by=clerk, at=AT).item_id != made.item_id


def test_last_years_report_is_owed_by_its_day_and_discharged_by_publication(
    schools: Agency,
) -> None:
    assert report_due(schools, 2024) == date(2025, 1, 31)
    assert schools.parent is not None
    assert report_due(schools.parent, 2024) == date(2025, 3, 31)
    assert report_due(schools, 2017) == date(2018, 3, 31)
    run_reports(AT)
    owed = Duty.objects.get(kind="reports.publish", agency=schools)
    assert owed.due_on == date(2025, 1, 31)
    item = an_item(
        "清源市教育局2024年政府信息公开工作年度报告", agency=schools, on=date(2025, 1, 20),
        kind=ItemKind.ANNUAL_REPORT, state=ItemState.PUBLISHED,
    )  # fmt: skip
    check_item(item=item, at=noon(date(2025, 1, 20)))
    assert PublishedReport.objects.filter(agency=schools, year=2024).exists()
    run_reports(noon(date(2025, 1, 21)))
    owed.refresh_from_db()
    assert (owed.outcome, owed.closed_on) == ("done", date(2025, 1, 20))
    assert owe_reports(2024, at=datetime(2025, 5, 1, tzinfo=UTC)) == 0

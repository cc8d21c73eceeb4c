"""The last day of a term and the day on which force was lost: two facts, whatever act writes them."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from tests.builders.catalog import an_agency, an_item
from tests.builders.drafts import (
    AT,
    BODY,
    HEAD,
    WRITER,
    a_draft,
    open_to_all,
    published,
    reviewed,
)
from yangguang.apps.catalog.ingest.records import read_record
from yangguang.apps.catalog.models import Disclosure, Edition, Item, Validity
from yangguang.apps.catalog.services import edit_header
from yangguang.apps.catalog.services.disclosing import note_disclosures
from yangguang.apps.catalog.workflow import NotPossible as CatalogRefusal
from yangguang.apps.events.services import deliver
from yangguang.apps.publishing.models import CleanupLine, Draft
from yangguang.apps.publishing.services.cleanup import decide_lines, draft_result, open_round
from yangguang.apps.publishing.services.drafting import save_draft, start_change
from yangguang.apps.publishing.services.releasing import publish_draft
from yangguang.apps.publishing.services.validity import expire_due, set_validity
from yangguang.apps.publishing.workflow import NotPossible

pytestmark = pytest.mark.django_db
TERM = date(2026, 12, 31)
LATER = datetime.combine(date(2027, 1, 2), time(9), tzinfo=ZoneInfo("Asia/Shanghai"))


def a_term(until: date = TERM) -> Draft:
    header = {
        "formed_on": "2026-03-02",
        "kind": "announcement",
        "in_force_on": "2026-04-01",
        "valid_until": until.isoformat(),
    }
    return a_draft(header=header)


def corrected(draft: Draft) -> Draft:
    saved = save_draft(
        draft=draft, revision=draft.revision, title=draft.title,
        body_html=BODY.replace("市供水公司", "市供水集团"), by=WRITER, at=AT,
    )  # fmt: skip
    return reviewed(saved)


def marked(item: Item, validity: Validity, day: date, *, until: date | None = None) -> Item:
    return set_validity(
        item=item, validity=validity, effective_on=day, reason="清政发〔2026〕9号",
        valid_until=until, by=HEAD, at=AT,
    )  # fmt: skip


def test_a_published_term_is_in_force_and_ends_by_itself_the_day_after() -> None:
    item = published(a_term())
    assert (item.validity, item.valid_until, item.lost_force_on) == ("in-force", TERM, None)
    assert expire_due(at=LATER) == 1
    item.refresh_from_db()
    assert (item.validity, item.valid_until) == ("expired", TERM)
    assert item.lost_force_on == date(2027, 1, 1)


def test_what_states_no_day_of_effect_gets_no_mark() -> None:
    assert published().validity == Validity.NONE


def test_repeal_before_the_end_of_the_term_leaves_the_term_as_it_was_stated() -> None:
    item = marked(published(a_term()), Validity.REPEALED, date(2026, 3, 5))
    assert (item.valid_until, item.lost_force_on) == (TERM, date(2026, 3, 5))


def test_a_correction_that_was_under_way_while_the_term_ran_out_does_not_revive_the_document() -> (
    None
):
    item = published(a_term())
    change = start_change(item=item, act=Edition.Act.CORRECTION, reason="改错字", by=WRITER, at=AT)
    assert "lost_force_on" not in change.header
    ready = corrected(change)
    expire_due(at=LATER)
    item = publish_draft(draft=ready, by=HEAD, at=LATER)
    assert (item.validity, item.valid_until) == ("expired", TERM)
    assert item.lost_force_on == date(2027, 1, 1)


def test_a_correction_of_a_repealed_document_keeps_the_day_of_its_repeal() -> None:
    item = marked(published(), Validity.REPEALED, date(2026, 3, 5))
    change = start_change(item=item, act=Edition.Act.CORRECTION, reason="改错字", by=WRITER, at=AT)
    item = publish_draft(draft=corrected(change), by=HEAD, at=AT)
    assert (item.validity, item.lost_force_on) == ("repealed", date(2026, 3, 5))


def test_a_draft_cannot_say_that_it_lost_its_force() -> None:
    with pytest.raises(NotPossible, match="稿件不能填写"):
        a_draft(header={"lost_force_on": "2026-03-05"})


def test_what_holds_again_has_no_day_of_loss_and_no_term_that_ran_out() -> None:
    item = an_item(validity=Validity.EXPIRED, valid_until=date(2026, 1, 31), lost_force_on=date(2026, 2, 1))  # fmt: skip
    item = marked(item, Validity.IN_FORCE, date(2026, 3, 5))
    assert (item.validity, item.valid_until, item.lost_force_on) == ("in-force", None, None)
    assert expire_due(at=AT) == 0


def test_a_term_can_be_prolonged_with_the_mark_and_one_that_still_runs_stays() -> None:
    item = marked(an_item(valid_until=TERM), Validity.AMENDED, date(2026, 3, 5))
    assert item.valid_until == TERM
    longer = date(2029, 12, 31)
    assert marked(item, Validity.IN_FORCE, date(2026, 3, 5), until=longer).valid_until == longer


@pytest.mark.parametrize(
    ("validity", "until", "words"),
    [
        (Validity.REPEALED, TERM, "不填“有效期至”"),
        (Validity.IN_FORCE, date(2026, 3, 9), "今天或者今天以后"),
    ],
)
def test_a_term_that_cannot_be_is_refused_in_words(
    validity: Validity, until: date, words: str
) -> None:
    with pytest.raises(NotPossible, match=words):
        marked(an_item(), validity, date(2026, 3, 5), until=until)


def test_a_day_of_loss_beside_the_mark_of_force_is_refused_in_words() -> None:
    with pytest.raises(CatalogRefusal, match="请清空这一栏"):
        edit_header(
            item=an_item(), changes={"lost_force_on": date(2026, 3, 5)}, reason="补录",
            by=HEAD, at=AT,
        )  # fmt: skip


def test_figures_count_the_last_day_of_the_term_as_a_day_in_force() -> None:
    item = an_item(valid_until=TERM)
    note_disclosures([item], at=AT)
    assert Disclosure.objects.get(item=item).ended_on == date(2027, 1, 1)
    marked(item, Validity.REPEALED, date(2026, 3, 5))
    assert Disclosure.objects.filter(item=item).latest("known_from").ended_on == date(2026, 3, 5)


def test_a_clean_up_that_keeps_a_document_past_its_term_lets_it_hold_on() -> None:
    agency = an_agency()
    item = an_item(
        "供水办法", agency=agency, formed_on=date(2020, 5, 6), valid_until=date(2026, 3, 1)
    )
    row = open_round(
        agency=agency, title="规范性文件清理", basis="清政发〔2026〕1号",
        cutoff=date(2025, 12, 31), by=WRITER, at=AT,
    )  # fmt: skip
    decide_lines(lines=row.lines.all(), outcome=CleanupLine.Outcome.KEEP, by=WRITER, at=AT)
    result = draft_result(round_=row, by=WRITER, at=AT)
    publish_draft(draft=reviewed(open_to_all(result)), by=HEAD, at=AT)
    deliver(reader_name="publishing.cleanup")
    assert expire_due(at=LATER) == 0
    item.refresh_from_db()
    assert (item.validity, item.valid_until) == ("in-force", None)


@pytest.mark.parametrize(
    ("values", "dates"),
    [
        ({"有效期至": "2026-12-31"}, {"valid_until": TERM}),
        ({"废止日期": "2026-12-31", "有效性": "废止"}, {"lost_force_on": TERM}),
        ({"失效日期": "2026-12-31"}, {"lost_force_on": TERM}),
        ({"废止日期": "2026-12-31", "有效性": "有效"}, {"valid_until": TERM}),
        (
            {"废止日期": "2027-01-01", "有效期至": "2026-12-31", "有效性": "失效"},
            {"valid_until": TERM, "lost_force_on": date(2027, 1, 1)},
        ),
    ],
)
def test_a_declared_end_is_read_by_its_name_and_by_the_mark_beside_it(
    values: dict[str, str], dates: dict[str, date]
) -> None:
    assert read_record({"标题": "供水办法", **values}).dates == dates

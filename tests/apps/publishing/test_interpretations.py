"""A policy and what explains it go the same road together, and are counted by form."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.builders.catalog import an_agency, noon
from tests.builders.drafts import AT, HEAD, WRITER, a_draft, open_to_all, published, reviewed
from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.models import Item
from yangguang.apps.catalog.services import withdraw_item
from yangguang.apps.duties.models import Duty
from yangguang.apps.publishing.duty_kinds import INTERPRET
from yangguang.apps.publishing.models import Draft, DraftState, ItemInterpretationForm
from yangguang.apps.publishing.selectors.interpretations import (
    interpretation_forms,
    interpretation_forms_by_agency,
)
from yangguang.apps.publishing.services.filing import choose_forms, tie_interpretation
from yangguang.apps.publishing.services.interpreting import title_explaining, write_forms
from yangguang.apps.publishing.services.releasing import may_release, publish_draft
from yangguang.apps.publishing.services.submitting import submit_draft
from yangguang.apps.publishing.workflow import NotPossible

pytestmark = pytest.mark.django_db
YEAR: dict[str, Any] = {"first": date(2026, 1, 1), "last": date(2026, 12, 31)}
ALL = Agency.objects.all


def a_policy(agency: Agency, **values: Any) -> Draft:
    """A policy with a plan to explain it."""
    header = {
        "kind": "policy-document",
        "formed_on": "2026-03-02",
        "doc_number": "清水发〔2026〕3号",
    }
    return open_to_all(
        a_draft(
            "清源市二次供水管理办法", agency=agency, kind="policy-document", header=header, **values
        )
    )


def an_interpretation(
    agency: Agency, *policies: Item, forms: tuple[str, ...] = ("text",), title: str = "一图读懂"
) -> Draft:
    """A draft that explains these in these forms."""
    header = {"kind": "interpretation", "formed_on": "2026-03-02"}
    draft = open_to_all(a_draft(title, agency=agency, kind="interpretation", header=header))
    tie_interpretation(draft=draft, policies=policies, by=WRITER, at=AT)
    return choose_forms(draft=draft, forms=forms, by=WRITER, at=AT)


def test_both_become_public_in_one_act_and_each_knows_the_other() -> None:
    agency = an_agency()
    policy = a_policy(agency)
    told = reviewed(an_interpretation(agency, policy.item, forms=("picture", "text")))
    verdict = may_release(told, by=HEAD, at=AT)
    assert not verdict
    assert "随文件一同公开" in verdict.sentence
    item = publish_draft(draft=reviewed(policy), by=HEAD, at=AT)
    told.refresh_from_db()
    assert (told.state, told.item.state) == (DraftState.DONE, "published")
    assert item.released_at == told.item.released_at == AT
    assert item.links_in.get().source == told.item
    assert not Duty.objects.get(kind=INTERPRET, subject_key=str(item.pk)).is_open


def test_an_interpretation_still_in_review_is_owed_and_follows_by_itself() -> None:
    agency = an_agency()
    policy = a_policy(agency)
    told = an_interpretation(agency, policy.item)
    item = publish_draft(draft=reviewed(policy), by=HEAD, at=AT)
    duty = Duty.objects.get(kind=INTERPRET, subject_key=str(item.pk))
    assert duty.is_open
    publish_draft(draft=reviewed(told), by=HEAD, at=AT)
    duty.refresh_from_db()
    assert not duty.is_open


def test_who_may_not_release_the_interpretation_releases_the_policy_alone() -> None:
    agency = an_agency()
    policy = a_policy(agency)
    told = reviewed(an_interpretation(agency, policy.item))
    Draft.objects.filter(pk=told.pk).update(drafter_key=HEAD.key)
    assert publish_draft(draft=reviewed(policy), by=HEAD, at=AT).state == "published"
    told.refresh_from_db()
    assert told.state == DraftState.APPROVED


def test_the_machine_says_where_material_or_form_is_missing() -> None:
    agency = an_agency()
    policy = a_policy(agency)
    submit_draft(draft=policy, by=WRITER, at=AT)
    assert policy.findings.filter(code="material-missing").exists()
    other = a_policy(agency)
    told = an_interpretation(agency, other.item, forms=())
    for draft in (other, told):
        submit_draft(draft=draft, by=WRITER, at=AT)
    assert not other.findings.filter(code="material-missing").exists()
    assert told.findings.filter(code="form-missing").exists()


def test_only_interpretations_have_forms_and_documents() -> None:
    draft = a_draft()
    policy = published(a_policy(draft.item.agency))
    with pytest.raises(NotPossible, match="政策解读"):
        choose_forms(draft=draft, forms=["text"], by=WRITER, at=AT)
    with pytest.raises(NotPossible, match="政策解读"):
        tie_interpretation(draft=draft, policies=[policy], by=WRITER, at=AT)
    withdraw_item(item=policy, reason="内容有误", by=HEAD, at=AT)
    policy.refresh_from_db()
    told = an_interpretation(draft.item.agency)
    with pytest.raises(NotPossible, match="不是已公开或者正在起草"):
        tie_interpretation(draft=told, policies=[policy], by=WRITER, at=AT)


def test_interpretations_are_counted_by_form_body_and_period_with_ids_behind() -> None:
    water, schools = an_agency("清源市水务局"), an_agency("清源市教育局")
    policy = published(a_policy(water))
    both, video, plain = (
        published(an_interpretation(agency, policy, forms=forms, title=title))
        for agency, forms, title in [
            (water, ("picture", "text"), "图解"),
            (schools, ("video",), "访谈"),
            (water, (), "未注明形式的解读"),
        ]
    )
    found = interpretation_forms(ALL(), **YEAR)
    assert (found.total, found.ids) == (3, (both.pk, video.pk, plain.pk))
    assert {row.label: row.ids for row in found.forms if row.number} == {
        "文字解读": (both.pk,),
        "图片图表": (both.pk,),
        "音频视频": (video.pk,),
        "未注明": (plain.pk,),
    }
    by_body = interpretation_forms_by_agency(ALL(), **YEAR)
    assert {key: row.total for key, row in by_body.items()} == {water.pk: 2, schools.pk: 1}
    assert by_body[schools.pk].number("video") == 1
    before = {"first": date(2025, 1, 1), "last": date(2025, 12, 31)}
    assert interpretation_forms(ALL(), **before).total == 0


def test_a_figure_as_of_a_day_stays_what_it_was() -> None:
    agency = an_agency()
    told = published(an_interpretation(agency, published(a_policy(agency)), forms=("text",)))
    later = AT + timedelta(days=30)
    write_forms(told, ["video", "text"], by=HEAD, at=later)
    withdraw_item(item=told, reason="内容有误", by=HEAD, at=later + timedelta(days=1))
    on = {
        day: interpretation_forms(ALL(), **YEAR, as_of=moment)
        for day, moment in [
            ("before", AT - timedelta(days=1)), ("then", noon(date(2026, 3, 20))),
            ("after", later + timedelta(hours=1)), ("now", later + timedelta(days=2)),
        ]
    }  # fmt: skip
    assert [on[day].total for day in ("before", "then", "after", "now")] == [0, 1, 1, 0]
    assert [on[day].number("video") for day in ("then", "after")] == [0, 1]
    assert ItemInterpretationForm.objects.filter(item=told).count() == 2


@pytest.mark.parametrize(
    ("policy", "told"),
    [
        ("清源市人民政府关于印发《二次供水管理办法》的通知", "《二次供水管理办法》解读"),
        ("关于公布施行《价格目录》的通告", "《价格目录》解读"),
        ("关于修改《二次供水管理办法》的决定", "《关于修改〈二次供水管理办法〉的决定》解读"),
        ("二次供水管理办法", "《二次供水管理办法》解读"),
    ],
)
def test_an_interpretation_is_called_after_what_was_issued(policy: str, told: str) -> None:
    assert title_explaining(policy) == told

"""What a sweep keeps, what it leaves alone, and what closes by itself."""

from __future__ import annotations

import pytest
from django.db import connection

from tests.builders.catalog import an_agency, an_item, withdrawn
from tests.builders.privacy import (
    AT,
    CLERK,
    ID,
    LINE,
    MOBILE,
    NAME,
    PHONE,
    an_attachment_saying,
    an_item_saying,
    corrected,
    only,
    swept,
)
from yangguang.apps.audit.models import Act
from yangguang.apps.catalog.models import ItemState
from yangguang.apps.events.models import Event
from yangguang.apps.files.models import FilePage
from yangguang.apps.jobs.models import Job, JobState
from yangguang.apps.privacy.models import Finding, FindingState, Place, Sweep, SweepMark
from yangguang.apps.privacy.progress import blocks_to_sweep, progress
from yangguang.apps.privacy.scanning import BLOCK, block_of
from yangguang.apps.privacy.selectors import wheres_of
from yangguang.apps.privacy.services import review_items, sweep_all, sweeping
from yangguang.apps.privacy.services.following import on_events, sweep_what_changed

pytestmark = pytest.mark.django_db


def _states() -> list[tuple[str, str]]:
    return sorted(Finding.objects.values_list("kind", "state"))


def test_a_finding_tells_the_place_and_never_the_value() -> None:
    item = an_item_saying(f"现公示如下。\n{LINE}")
    swept()
    number = only("id-number")
    assert (number.item, number.agency, number.edition) == (item, item.agency, item.edition)
    assert (number.place, number.page) == (Place.BODY, 0)
    text = item.edition.body_text
    assert text[number.start : number.end] == ID
    assert number.masked == "330108********5682"
    assert number.state == FindingState.OPEN
    assert only("name").masked == "严某某"
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM privacy_finding")
        stored = str(cursor.fetchall())
    assert ID not in stored
    assert NAME not in stored


def test_names_are_found_in_their_own_pass_only() -> None:
    an_item_saying(LINE)
    assert [one.kind for one in swept(Sweep.RULES)] == ["id-number"]
    assert sorted(one.kind for one in swept(Sweep.NAMES)) == ["id-number", "name"]


def test_title_summary_attachment_names_and_pages_are_read_too() -> None:
    item = an_item_saying(
        "正文没有什么。",
        title=f"关于{MOBILE}来电的答复（本人手机{MOBILE}）",
        summary=f"申请人身份证号码{ID}",
    )
    an_attachment_saying(item, "第一页", f"第二页 {LINE}", title=f"身份证号码{ID}.pdf")
    found = {(one.place, one.page, one.kind) for one in swept(Sweep.RULES)}
    assert (Place.TITLE, 0, "mobile") in found
    assert (Place.SUMMARY, 0, "id-number") in found
    assert (Place.ATTACHMENT_TITLE, 0, "id-number") in found
    assert (Place.ATTACHMENT, 2, "id-number") in found
    assert not any(place == Place.BODY for place, _, _ in found)


def test_a_picture_in_an_attachment_is_told_by_where_the_file_shows_it() -> None:
    attachment = an_attachment_saying(an_item_saying("正文没有什么。"), "第一页", f"第二页 {LINE}")
    assert attachment.file is not None
    FilePage.objects.create(
        file=attachment.file, number=3, text=f"附图 {LINE}", confidence=0.9,
        address="xl/media/image1.png", place="工作表“名单”第1张图片",
    )  # fmt: skip
    told = wheres_of(swept(Sweep.RULES))
    assert sorted(told.values()) == ["附件工作表“名单”第1张图片", "附件第2页"]


def test_a_summary_that_repeats_the_text_is_not_told_twice() -> None:
    an_item_saying(LINE, summary=LINE[:12])
    assert [one.place for one in swept()] == [Place.BODY, Place.BODY]


def test_numbers_that_bodies_publish_of_themselves_are_left_alone() -> None:
    an_agency("清源市公安局", telephone="0700-8120110、13912340000", email="JiaGeYi@163.com")
    an_item_saying("联系人：王某，本人手机13912340000，邮箱jiageyi@163.com。")
    assert swept() == []


def test_a_second_sweep_changes_nothing() -> None:
    an_item_saying(LINE)
    before = [(one.pk, one.found_at) for one in swept()]
    after = [(one.pk, one.found_at) for one in swept()]
    assert after == before


def test_the_same_words_twice_on_a_page_are_two_findings() -> None:
    filler = "以下为另一处，各有关单位请遵照执行并按时报送材料。" * 2
    an_item_saying(f"{filler}{LINE}{filler}\n{filler}{LINE}{filler}")
    assert [one.kind for one in swept(Sweep.RULES)] == ["id-number", "id-number"]
    assert len({one.key for one in Finding.objects.all()}) == 2


def test_hidden_items_and_older_editions_are_passed_over() -> None:
    an_item_saying(LINE, state=ItemState.REJECTED)
    withdrawn(an_item_saying(LINE))
    item = an_item_saying(LINE)
    corrected(item, "已经更正，没有什么。")
    assert swept() == []


def test_a_past_edition_that_may_still_be_read_is_swept_and_closing_it_closes_the_finding() -> None:
    item = an_item_saying(LINE)
    corrected(item, "已经更正，没有什么。")
    item.editions.update(closed_at=None)
    assert {row.edition_id for row in swept()} == {item.editions.get(number=1).pk}
    item.editions.filter(number=1).update(closed_at=AT, closed_reason="含有个人信息")
    review_items(keys=[item.pk], at=AT)
    assert _states() == [("id-number", "closed"), ("name", "closed")]


def test_items_that_wait_are_read_before_they_are_public() -> None:
    an_item_saying(LINE, state=ItemState.INBOX)
    an_item_saying(LINE, state=ItemState.DRAFT)
    assert len(swept(Sweep.RULES)) == 2


def test_a_corrected_text_closes_its_findings() -> None:
    item = an_item_saying(LINE)
    swept()
    corrected(item, "申请人：严某某，身份证号码330108********5682。")
    sweep_what_changed(AT)
    assert _states() == [("id-number", "closed"), ("name", "closed")]
    assert only("id-number").closed_why == "已有新的版本"


def test_a_text_changed_in_place_closes_what_went_and_opens_what_came() -> None:
    item = an_item_saying(LINE, state=ItemState.DRAFT)
    swept()
    item.edition.body_text = PHONE
    item.edition.save(update_fields=["body_text"])
    review_items(keys=[item.pk], at=AT)
    assert _states() == [("id-number", "closed"), ("mobile", "open"), ("name", "closed")]
    assert only("id-number").closed_why == "所在文字已修改"
    item.edition.body_text = LINE
    item.edition.save(update_fields=["body_text"])
    review_items(keys=[item.pk], at=AT)
    assert _states() == [("id-number", "open"), ("mobile", "closed"), ("name", "open")]
    assert only("id-number").closed_at is None


def test_words_moved_within_the_text_move_the_finding() -> None:
    item = an_item_saying(f"前言。{'各单位要认真执行。' * 3}{LINE}")
    swept()
    before = only("id-number").start
    item.edition.body_text = "新加的一句。" + item.edition.body_text
    item.edition.save(update_fields=["body_text"])
    review_items(keys=[item.pk], at=AT)
    assert only("id-number").start == before + 6
    assert only("id-number").state == FindingState.OPEN


def test_a_withdrawn_item_closes_its_findings_on_its_event() -> None:
    item = an_item_saying(LINE)
    swept()
    withdrawn(item)
    on_events([Event(at=AT, kind="item.withdrawn", subject_key=str(item.pk))])
    assert {one.state for one in Finding.objects.all()} == {FindingState.CLOSED}
    assert only("name").closed_why == "信息已撤回或者不予转入"


def test_an_event_of_an_item_in_a_swept_block_is_read_at_once() -> None:
    first = an_item("没有什么")
    swept()
    item = an_item_saying(LINE)
    assert block_of(item.edition_id) == block_of(first.edition_id)
    on_events([Event(at=AT, kind="item.published", subject_key=str(item.pk))])
    assert _states() == [("id-number", "open"), ("name", "open")]


def test_an_event_of_a_block_not_swept_yet_is_left_to_the_sweep() -> None:
    item = an_item_saying(LINE)
    on_events([Event(at=AT, kind="item.published", subject_key=str(item.pk))])
    assert _states() == []
    sweep_what_changed(AT)
    assert _states() == [("id-number", "open"), ("name", "open")]


def test_new_editions_and_pages_read_later_make_a_block_due_again() -> None:
    item = an_item_saying("没有什么")
    swept()
    assert blocks_to_sweep(Sweep.RULES) == []
    an_item("又一件")
    assert blocks_to_sweep(Sweep.RULES) == [block_of(item.edition_id)]
    swept()
    an_attachment_saying(item, LINE)
    assert blocks_to_sweep(Sweep.NAMES) == [block_of(item.edition_id)]


def test_another_recogniser_looks_at_everything_again() -> None:
    an_item("没有什么")
    swept()
    assert [one.done for one in progress()] == [True, True, True]
    SweepMark.objects.filter(sweep=Sweep.NAMES).update(version="0" * 16)
    assert [one.waiting for one in progress()] == [0, 1, 0]


def test_an_item_that_changes_its_body_takes_its_findings_along() -> None:
    item = an_item_saying(LINE)
    swept()
    item.agency = an_agency("清源市教育局")
    item.save(update_fields=["agency"])
    review_items(keys=[item.pk], at=AT)
    assert {one.agency for one in Finding.objects.all()} == {item.agency}


def test_a_whole_pass_runs_as_a_job_and_goes_on_where_it_was_stopped() -> None:
    first = an_item_saying(LINE)
    # A block further on, as if thousands had come between.
    later = an_item_saying(PHONE)
    corrected(later, PHONE, key=first.edition_id + 3 * BLOCK)
    assert len(blocks_to_sweep(Sweep.RULES)) == 2

    def stop_after_one(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sweep_all(sweep=Sweep.RULES, by=CLERK, at=AT, workers=1, progress=stop_after_one)
    assert Job.objects.get().state == JobState.STOPPED
    assert _states() == [("id-number", "open")]
    assert block_of(first.edition_id) not in blocks_to_sweep(Sweep.RULES)
    report = sweep_all(sweep=Sweep.RULES, by=CLERK, at=AT, workers=1)
    assert (report.editions, report.new) == (1, 1)
    assert report.already == 2
    assert _states() == [("id-number", "open"), ("mobile", "open")]
    assert Job.objects.order_by("-pk").first().result["new"] == 1


def test_a_sweep_writes_no_acts_of_its_own() -> None:
    an_item_saying(LINE)
    sweep_all(sweep=Sweep.RULES, by=CLERK, at=AT, workers=1)
    assert not Act.objects.filter(verb__startswith="privacy").exists()


def test_more_processes_start_only_for_what_fills_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "cores", lambda: 4)
    worth = sweeping._worth_starting
    assert [worth(Sweep.RULES, blocks) for blocks in (0, 29, 63, 64, 575)] == [1, 1, 1, 2, 4]
    assert [worth(Sweep.NAMES, blocks) for blocks in (0, 1, 3, 29)] == [1, 1, 3, 4]

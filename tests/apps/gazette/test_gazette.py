"""An issue: only public documents, in order, on pages whose contents are right, out once reviewed."""

import io
from datetime import date, timedelta

import pypdfium2
import pytest

from tests.builders.catalog import an_agency, an_item
from tests.builders.drafts import AT, HEAD, WRITER, open_to_all, reviewed
from yangguang.apps.agencies.models import Agency
from yangguang.apps.audit.models import Act
from yangguang.apps.catalog.models import Appearance, Edition, Item, ItemState, Validity
from yangguang.apps.catalog.services import Release, close_edition, revise_item, withdraw_item
from yangguang.apps.events.services import deliver, deliver_all
from yangguang.apps.files.selectors import read_content
from yangguang.apps.gazette.models import GazetteEntry, GazetteIssue
from yangguang.apps.gazette.selectors import issues_printing, may_be_printed, published_issues
from yangguang.apps.gazette.services import reprinting
from yangguang.apps.gazette.services.compiling import (
    NotPossible,
    add_entries,
    draft_issue,
    drop_issue,
    move_entry,
    next_numbers,
    open_issue,
    preview,
    remove_entry,
    sections_of,
)
from yangguang.apps.gazette.typesetting.pages import NotTypeset
from yangguang.apps.publishing.services.dropping import drop_draft
from yangguang.apps.publishing.services.releasing import publish_draft

pytestmark = pytest.mark.django_db


def an_issue(**values: object) -> GazetteIssue:
    values = {
        "agency": None, "title": "清源市人民政府公报", "year": 2026, "number": 1,
        "whole_number": 25, "by": WRITER, "at": AT, **values,
    }  # fmt: skip
    values["agency"] = values["agency"] or an_agency("清源市人民政府办公室")
    return open_issue(**values)  # type: ignore[arg-type]  # a builder


def documents(issue: GazetteIssue, count: int = 3, body: str = "<p>正文。</p>") -> list[Item]:
    return [
        an_item(
            f"关于第{number}项工作的通知", agency=issue.agency, body=body,
            formed_on=date(2026, 2, 3), doc_number=f"清政发〔2026〕{number}号",
        )
        for number in range(1, count + 1)
    ]  # fmt: skip


def titles(issue: GazetteIssue) -> list[str]:
    return [row.item.title for row in issue.entries.order_by("order")]


def text_of(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def test_numbers_follow_one_another_and_are_taken_once() -> None:
    issue = an_issue()
    assert next_numbers(issue.agency, 2026) == (2, 26)
    assert next_numbers(issue.agency, 2027) == (1, 26)
    with pytest.raises(NotPossible, match="已经有了"):
        an_issue(agency=issue.agency, whole_number=26)
    with pytest.raises(NotPossible, match="须写明理由"):
        drop_issue(issue=issue, reason="", by=WRITER, at=AT)
    drop_issue(issue=issue, reason="并入下期", by=WRITER, at=AT)
    an_issue(agency=issue.agency)


def test_only_what_is_public_is_printed_and_only_once() -> None:
    issue = an_issue()
    shown = documents(issue, 2)
    hidden = an_item("未公开的通知", agency=issue.agency, state=ItemState.WITHDRAWN)
    with pytest.raises(NotPossible, match="没有公开"):
        add_entries(issue=issue, items=[*shown, hidden], section="市政府文件", by=WRITER, at=AT)
    assert add_entries(issue=issue, items=shown, section="市政府文件", by=WRITER, at=AT) == 2
    assert add_entries(issue=issue, items=shown, section="部门文件", by=WRITER, at=AT) == 0
    assert list(may_be_printed(issue, Agency.objects.all())) == []


def test_documents_move_up_down_and_between_sections() -> None:
    issue = an_issue()
    add_entries(issue=issue, items=documents(issue), section="市政府文件", by=WRITER, at=AT)
    first, second, third = issue.entries.order_by("order")
    move_entry(entry=third, up=True, by=WRITER, at=AT)
    move_entry(entry=first, up=True, by=WRITER, at=AT)
    assert titles(issue) == ["关于第1项工作的通知", "关于第3项工作的通知", "关于第2项工作的通知"]
    move_entry(entry=second, section="部门文件", by=WRITER, at=AT)
    assert GazetteEntry.objects.get(pk=second.pk).section == "部门文件"
    move_entry(entry=third, section="部门文件", by=WRITER, at=AT)
    assert titles(issue) == ["关于第1项工作的通知", "关于第2项工作的通知", "关于第3项工作的通知"]
    move_entry(entry=second, up=True, by=WRITER, at=AT)
    move_entry(entry=second, up=True, by=WRITER, at=AT)
    assert titles(issue) == ["关于第2项工作的通知", "关于第3项工作的通知", "关于第1项工作的通知"]
    assert [name for name, _ in sections_of(issue)] == ["部门文件", "市政府文件"]
    remove_entry(entry=first, by=WRITER, at=AT)
    assert titles(issue) == ["关于第2项工作的通知", "关于第3项工作的通知"]


def test_an_empty_issue_has_no_pages() -> None:
    with pytest.raises(NotPossible, match="还没有文件"):
        preview(an_issue(), at=AT)


def test_the_contents_name_the_page_on_which_each_document_begins() -> None:
    issue = an_issue()
    body = (
        "<h2>一、总则</h2>" + "<p>为加强管理，保障安全，根据有关法律、法规，制定本办法。</p>" * 25
    )
    items = documents(
        issue, 6, body + "<table><tr><th>区域</th></tr><tr><td>河东</td></tr></table>"
    )
    add_entries(issue=issue, items=items[:4], section="市政府文件", by=WRITER, at=AT)
    add_entries(issue=issue, items=items[4:], section="部门文件", by=WRITER, at=AT)
    pages = preview(issue, at=AT)
    texts = text_of(pages.pdf)
    assert pages.count == len(texts)
    for item in items:
        printed = pages.starts[str(item.pk)]
        # The cover bears no number: printed page 1 is the second page of the file.
        assert item.title in texts[printed].replace("\r\n", ""), item.title
        assert f"— {printed} —" in texts[printed]


def test_a_document_is_headed_and_signed_once_and_merged_cells_stand_once() -> None:
    issue = an_issue()
    body = (
        "<h2>关于第1项工作的通知</h2><p>清政发〔2026〕1号</p><p>各单位：</p>"
        "<table><tr><td colspan='2'>学校情况</td></tr><tr><td rowspan='2'>甲区</td><td>一小</td></tr>"
        "<tr><td>二小</td></tr></table>"
        "<p>清源市人民政府办公室</p><p>2026年2月3日</p><p>（此件公开发布）</p>"
    )
    add_entries(
        issue=issue, items=documents(issue, 1, body), section="市政府文件", by=WRITER, at=AT
    )
    words = "".join(text_of(preview(issue=issue, at=AT).pdf)[2:])
    counted = {
        said: words.count(said)
        for said in (
            "清源市人民政府办公室",
            "2026年2月3日",
            "关于第1项工作的通知",
            "学校情况",
            "甲区",
        )
    }
    assert set(counted.values()) == {1}, counted
    assert may_be_printed(issue, Agency.objects.all()).count() == 0
    an_item("清源市人民政府公报 2026年第1期", agency=issue.agency, kind="gazette")
    assert may_be_printed(issue, Agency.objects.all()).count() == 0


def test_numbers_and_notes_of_a_document_are_printed_as_words() -> None:
    issue = an_issue()
    rows = "".join(f"<tr><td>第{number}所</td><td>{number}</td></tr>" for number in range(90))
    body = (
        '<ol start="3"><li>三项</li><li><p>四项</p></li></ol><p>加压供水<sup><a href="#fn-1" id="fnref-1" '
        'role="doc-noteref">1</a></sup>。</p>'
        f"<table><tr><th rowspan='2'>学校</th><th>人数</th></tr><tr><th>合计人数</th></tr>{rows}</table>"
        "<p>清源市人民政府办公室</p><p>2026年2月3日</p>"
        '<section class="footnotes"><ol><li id="fn-1"><p>经水泵。</p></li></ol></section>'
    )
    add_entries(issue=issue, items=documents(issue, 1, body), section="文件", by=WRITER, at=AT)
    pages = text_of(preview(issue=issue, at=AT).pdf)[2:]
    words = "".join(pages)
    for said in ("3. 三项", "4. 四项", "加压供水［1］。", "［1］经水泵。"):
        assert words.count(said) == 1, said
    assert words.count("2026年2月3日") == 1
    assert len(pages) > 1
    assert all("合计人数" in page for page in pages)


def test_where_a_picture_stood_its_words_are_printed_and_where_to_see_it() -> None:
    issue = an_issue()
    picture = f'<img src="file:{"a" * 64}" alt="{{}}">'
    body = (
        f"<p>线路如下：{picture.format('加装电梯办理流程图')}</p><p>请照此办理。</p>"
        f"<p>{picture.format('')}</p>"
    )
    (item,) = documents(issue, 1, body)
    plain = an_item("没有图的通知", agency=issue.agency, body="<p>正文。</p>")
    add_entries(issue=issue, items=[item, plain], section="市政府文件", by=WRITER, at=AT)
    said = "".join(text_of(preview(issue, at=AT).pdf)).replace("\r\n", "").replace("\u200b", "")
    assert "线路如下：［图1：加装电梯办理流程图］" in said
    assert "［图2］" in said
    assert f"本文有图 2 幅，公报没有排印，图样见网站：http://127.0.0.1:8000/item/{item.pk}/" in said
    assert said.count("公报没有排印") == 1


def test_the_same_issue_gives_the_same_bytes() -> None:
    issue = an_issue()
    add_entries(issue=issue, items=documents(issue), section="市政府文件", by=WRITER, at=AT)
    assert preview(issue, at=AT).pdf == preview(issue, at=AT).pdf


def test_what_has_been_repealed_since_says_so_on_its_page() -> None:
    issue = an_issue()
    item = an_item("旧办法", agency=issue.agency, validity=Validity.REPEALED)
    add_entries(issue=issue, items=[item], section="市政府文件", by=WRITER, at=AT)
    assert any("（废止）" in page for page in text_of(preview(issue, at=AT).pdf))


def test_words_of_a_document_are_never_read_as_commands() -> None:
    issue = an_issue(title="#panic[x] $公报$")
    item = an_item(
        "#set page(fill: red) *粗* _斜_", agency=issue.agency,
        body="<p>#read(&quot;/etc/passwd&quot;) @标签 \\ `代码`</p>",
    )  # fmt: skip
    add_entries(issue=issue, items=[item], section="#栏目", by=WRITER, at=AT)
    assert any('#read("/etc/passwd")' in page for page in text_of(preview(issue, at=AT).pdf))


def test_an_issue_whose_draft_is_given_up_is_compiled_further() -> None:
    issue = an_issue()
    items = documents(issue)
    add_entries(issue=issue, items=items, section="市政府文件", by=WRITER, at=AT)
    draft = draft_issue(issue=issue, by=WRITER, at=AT)
    drop_draft(draft=draft, reason="栏目排错", by=WRITER, at=AT)
    deliver(reader_name="gazette.reopening")
    deliver(reader_name="gazette.reopening")
    issue.refresh_from_db()
    assert (issue.state, issue.item, issue.pdf, issue.pages) == ("compiling", None, None, 0)
    assert list(issue.entries.values_list("page", flat=True)) == [0, 0, 0]
    assert Act.objects.filter(verb="gazette.reopen").count() == 1
    remove_entry(entry=issue.entries.get(item=items[1]), by=WRITER, at=AT)
    again = draft_issue(issue=issue, by=WRITER, at=AT)
    item = publish_draft(draft=reviewed(open_to_all(again)), by=HEAD, at=AT)
    deliver(reader_name="gazette.appearances")
    issue.refresh_from_db()
    assert (issue.state, issue.item) == ("published", item)
    assert str(issue).endswith("2026年第1期")


def test_an_issue_is_out_once_its_draft_is_published_and_each_document_appeared_once() -> None:
    issue = an_issue()
    items = documents(issue)
    add_entries(issue=issue, items=items, section="市政府文件", by=WRITER, at=AT)
    draft = draft_issue(issue=issue, by=WRITER, at=AT)
    assert (issue.state, issue.pages > 2) == ("drafted", True)
    assert not Appearance.objects.exists()
    with pytest.raises(NotPossible, match="不能再改动"):
        add_entries(issue=issue, items=items, section="部门文件", by=WRITER, at=AT)
    item = publish_draft(draft=reviewed(open_to_all(draft)), by=HEAD, at=AT)
    deliver(reader_name="gazette.appearances")
    deliver(reader_name="gazette.appearances")
    issue.refresh_from_db()
    assert (issue.state, issue.published_on) == ("published", date(2026, 3, 10))
    assert [row.title for row in item.edition.attachments.all()] == [  # type: ignore[union-attr]
        "清源市人民政府公报2026年第1期（PDF）"
    ]
    assert {row.item_id for row in Appearance.objects.filter(channel="gazette")} == {
        one.pk for one in items
    }
    assert Appearance.objects.count() == 3
    found = published_issues().get()
    assert (found, found.documents) == (issue, 3)  # type: ignore[attr-defined]


def test_something_withdrawn_in_between_stops_the_issue() -> None:
    issue = an_issue()
    items = documents(issue)
    add_entries(issue=issue, items=items, section="市政府文件", by=WRITER, at=AT)
    Item.objects.filter(pk=items[0].pk).update(state=ItemState.WITHDRAWN)
    with pytest.raises(NotPossible, match="已经撤回"):
        draft_issue(issue=issue, by=WRITER, at=AT)


def an_issue_that_is_out(bodies: tuple[str, ...]) -> tuple[GazetteIssue, list[Item]]:
    issue = an_issue()
    items = [documents(issue, 1, body=f"<p>{body}</p>")[0] for body in bodies]
    add_entries(issue=issue, items=items, section="市政府文件", by=WRITER, at=AT)
    publish_draft(
        draft=reviewed(open_to_all(draft_issue(issue=issue, by=WRITER, at=AT))), by=HEAD, at=AT
    )
    deliver_all()
    issue.refresh_from_db()
    return issue, items


def printed_pages(issue: GazetteIssue) -> str:
    issue.refresh_from_db()
    assert issue.item is not None
    issue.item.refresh_from_db()
    [row] = issue.item.edition.attachments.all()  # type: ignore[union-attr]
    assert row.file == issue.pdf
    return "".join(text_of(read_content(issue.pdf)))


def test_a_withdrawn_document_leaves_the_issue_in_which_it_was_printed() -> None:
    issue, [kept, gone] = an_issue_that_is_out(("留下的正文。", "不该再看到的正文。"))
    Item.objects.filter(pk=gone.pk).update(title="不该再看到的标题")
    before = issue.item.edition  # type: ignore[union-attr]
    assert "不该再看到" in printed_pages(issue)
    withdraw_item(item=gone, by=HEAD, at=AT, reason="涉及个人信息")
    deliver_all()
    pages = printed_pages(issue)
    assert "不该再看到" not in pages
    assert "本文已撤回，不再登载" in pages
    assert "留下的正文" in pages
    now = issue.item.edition  # type: ignore[union-attr]
    assert "不该再看到" not in now.body_html + now.body_text
    assert f"/item/{gone.pk}/" not in now.body_html
    assert f"/item/{kept.pk}/" in now.body_html
    assert (now.number, now.reason) == (2, "登载的文件已撤回，本期重新排印")
    before.refresh_from_db()
    assert before.closed_reason == "登载的文件已撤回"
    assert list(issues_printing(kept)) == [issue]
    assert list(issues_printing(gone)) == []
    deliver_all()
    withdraw_item(item=kept, by=HEAD, at=AT, reason="内容有误")
    deliver_all()
    assert "留下的正文" not in printed_pages(issue)


def test_a_printed_text_that_is_taken_down_gives_way_to_the_one_in_force() -> None:
    issue, [item] = an_issue_that_is_out(("联系人张三的电话。",))
    release = Release(title=item.title, body_html="<p>联系人已略。</p>", body_text="联系人已略。",
                      basis="要件审查", reason="涉及个人信息")  # fmt: skip
    at = AT + timedelta(days=1)
    revise_item(item=item, release=release, act=Edition.Act.CORRECTION, by=HEAD, at=at)
    deliver_all()
    assert "张三" in printed_pages(issue)
    close_edition(item=item, number=1, reason="涉及个人信息", by=HEAD, at=at)
    deliver_all()
    assert "张三" not in printed_pages(issue)
    assert "联系人已略" in printed_pages(issue)
    number = issue.item.edition.number  # type: ignore[union-attr]
    revise_item(item=item, release=release, act=Edition.Act.CORRECTION, by=HEAD,
                at=at + timedelta(days=1))  # fmt: skip
    deliver_all()
    printed_pages(issue)
    assert issue.item.edition.number == number  # type: ignore[union-attr]


def test_what_is_withdrawn_before_an_issue_is_released_is_not_in_it_either() -> None:
    issue = an_issue()
    items = documents(issue, 2, body="<p>不该再看到的正文。</p>")
    add_entries(issue=issue, items=items, section="市政府文件", by=WRITER, at=AT)
    draft = draft_issue(issue=issue, by=WRITER, at=AT)
    for item in items:
        withdraw_item(item=item, by=HEAD, at=AT, reason="内容有误")
    publish_draft(draft=reviewed(open_to_all(draft)), by=HEAD, at=AT)
    deliver_all()
    assert "不该再看到" not in printed_pages(issue)


def test_the_text_goes_even_where_the_pages_cannot_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    issue, [item] = an_issue_that_is_out(("不该再看到的正文。",))

    def fail(*_: object, **__: object) -> None:
        raise NotTypeset("坏了")

    monkeypatch.setattr(reprinting, "set_issue", fail)
    withdraw_item(item=item, by=HEAD, at=AT, reason="内容有误")
    deliver_all()
    issue.refresh_from_db()
    assert issue.pdf is None
    assert issue.item is not None
    issue.item.refresh_from_db()
    assert not issue.item.edition.attachments.exists()  # type: ignore[union-attr]

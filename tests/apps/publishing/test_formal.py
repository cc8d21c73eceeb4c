"""What the machine sees in a draft: each check on facts made for it."""

from dataclasses import replace
from datetime import date

import pytest

from tests.builders.catalog import a_column, an_agency, an_item
from tests.builders.drafts import AT, HEAD
from yangguang.apps.catalog.models import ItemState
from yangguang.apps.publishing.formal.contents import check_contents
from yangguang.apps.publishing.formal.headers import check_header
from yangguang.apps.publishing.formal.links import dead_links
from yangguang.apps.publishing.formal.noticing import DraftFacts, FileFacts, Noticed, Word
from yangguang.apps.publishing.formal.running import notice
from yangguang.apps.publishing.formal.words import default_words, find_words
from yangguang.apps.publishing.models import LexiconWord
from yangguang.apps.publishing.selectors.lexicon import words_for
from yangguang.apps.publishing.services.lexicon import end_word, put_word
from yangguang.apps.publishing.workflow import NotPossible
from yangguang.text.privacy import Context

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GOOD = DraftFacts(
    title="清源市人民政府办公室关于加强二次供水管理的通知",
    kind="policy-document",
    body_html="<p>清政办发〔2026〕3号</p><p>各县区人民政府：现将有关事项通知如下。</p>",
    body_text="清政办发〔2026〕3号\n各县区人民政府：现将有关事项通知如下。",
    today=date(2026, 3, 10),
    attribute="proactive",
    header={"doc_number": "清政办发〔2026〕3号", "formed_on": "2026-03-02"},
    formed_on=date(2026, 3, 2),
    limit_on=date(2026, 3, 30),
)


def codes(facts: DraftFacts) -> list[str]:
    return [one.code for one in notice(facts, [check_header, check_contents])]


def with_header(**values: str) -> DraftFacts:
    return replace(GOOD, header={**GOOD.header, **values})


def test_a_sound_draft_raises_nothing() -> None:
    assert codes(GOOD) == []


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (replace(GOOD, kind="other"), ["kind-missing"]),
        (
            replace(GOOD, formed_on=None, header={"doc_number": "清政办发〔2026〕3号"}),
            ["formed-missing"],
        ),
        (replace(GOOD, header={}), ["number-missing"]),
        (replace(GOOD, formed_on=date(2026, 3, 11)), ["formed-later"]),
        (replace(GOOD, formed_on=date(1949, 9, 30)), ["number-year", "formed-too-early"]),
        (replace(GOOD, formed_on=date(2025, 12, 31)), ["number-year"]),
        (with_header(in_force_on="2026-03-01"), ["in-force-earlier"]),
        (with_header(in_force_on="2026-03-02"), []),
        (with_header(valid_until="2026-03-01"), ["term-earlier"]),
        (with_header(valid_until="2026-03-02"), []),
        (with_header(source_published_on="2026-03-01"), ["published-earlier"]),
        (replace(GOOD, today=date(2026, 3, 30)), []),
        (replace(GOOD, today=date(2026, 3, 31)), ["past-the-limit"]),
        (replace(GOOD, today=date(2026, 3, 31), attribute="on-request"), []),
        (with_header(doc_number="清政办发〔2026〕4号"), ["number-differs"]),
        (with_header(doc_number="三号文件"), ["number-form"]),
        (replace(GOOD, body_html="", body_text=" "), ["body-missing"]),
    ],
)
def test_headers_that_lack_something_or_contradict_themselves(
    facts: DraftFacts, expected: list[str]
) -> None:
    assert codes(facts) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<p>见图。</p><img src="file:a">', ["picture-without-words"]),
        ('<p>见图。</p><img src="file:a" alt="供水管网分布图">', []),
        ("<table><tr><td>区域</td></tr><tr><td>河东</td></tr></table>", ["table-without-header"]),
        ("<table><tr><th>区域</th></tr><tr><td>河东</td></tr></table>", []),
    ],
)
def test_pictures_and_tables_can_be_read_by_everybody(html: str, expected: list[str]) -> None:
    assert codes(replace(GOOD, body_html=html)) == expected


def test_the_offices_own_numbers_and_mailboxes_are_no_personal_data() -> None:
    text = GOOD.body_text + "\n王芳家住清源市河东区解放路8号3单元201室，电话13912345678。"
    facts = replace(GOOD, body_text=text)
    assert "personal-mobile" in codes(facts)
    known = replace(facts, context=Context(official_numbers=frozenset({"13912345678"})))
    assert "personal-mobile" not in codes(known)


@pytest.mark.parametrize("name", ["summary", "keywords"])
def test_what_the_header_says_in_free_words_is_read_like_the_text(name: str) -> None:
    told = with_header(**{name: "领取人身份证号11010519491231002X，款项打入本人帐户"})
    noticed = notice(replace(told, words=default_words()))
    assert {(one.code, one.field) for one in noticed} == {
        ("personal-id-number", {"summary": "内容概述", "keywords": "关键词"}[name]),
        ("word-wrong", {"summary": "内容概述", "keywords": "关键词"}[name]),
    }


def test_what_a_finding_shows_is_masked() -> None:
    text = GOOD.body_text + "\n王芳家住清源市河东区解放路8号3单元201室，电话13912345678。"
    shown = " ".join(
        f"{one.evidence}{one.sentence}{one.advice}"
        for one in notice(replace(GOOD, body_text=text), [check_contents])
    )
    assert "13912345678" not in shown
    assert "139" in shown


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        (FileFacts("附表", "application/pdf", "a" * 64, 0, {}, "文件已加密"), ["file-unreadable"]),
        (
            FileFacts("附表", "application/pdf", "a" * 64, 2, {}, waiting=True),
            ["file-scanned"],
        ),
        (
            FileFacts("附表", "application/pdf", "a" * 64, 1, {1: "目录"}, confidences={1: 0.9}),
            ["file-recognised"],
        ),
        (
            FileFacts("附表", "application/pdf", "a" * 64, 2, {1: "目录", 2: ""}),
            ["file-pages-scanned"],
        ),
        (FileFacts("附表", "application/pdf", "a" * 64, 1, {1: "目录"}), []),
        (FileFacts("附表", XLSX, "a" * 64, 2, {1: "目录"}), []),
        (FileFacts("附图", "image/png", "a" * 64, 1, {}), []),
    ],
)
def test_attachments_can_be_opened_and_searched(file: FileFacts, expected: list[str]) -> None:
    assert codes(replace(GOOD, files=(file,))) == expected


def test_what_stands_in_a_workbook_is_placed_by_its_sheet() -> None:
    book = FileFacts("名单", XLSX, "a" * 64, 2, {1: "目录", 2: "身份证号11010519491231002X，帐户"})
    noticed = notice(replace(GOOD, files=(book,), words=default_words()))
    assert {one.field for one in noticed} == {"附件《名单》第2张工作表"}


def found(text: str, *words: Word) -> list[Noticed]:
    return list(find_words(words, "正文", text))


def test_a_wrong_word_is_named_once_with_how_often_it_stands() -> None:
    one = found("截止目前已完成，截止目前无投诉。", Word("截止目前", correction="截至目前"))
    assert [row.sentence for row in one] == ["“截止目前”一般有误（共2处）。"]
    assert one[0].advice == "应为“截至目前”。"
    assert (one[0].start, one[0].end) == (0, 4)


def test_an_exception_is_the_whole_wording() -> None:
    word = Word(
        "工商行政管理部门", correction="市场监督管理部门", exceptions=("原工商行政管理部门",)
    )
    assert found("由原工商行政管理部门核发。", word) == []
    assert len(found("由工商行政管理部门核发。", word)) == 1


def test_every_word_of_the_package_has_something_to_say() -> None:
    for word in default_words():
        assert word.correction != word.word
        assert word.correction or word.note, word.word
        assert all(word.word in exception for exception in word.exceptions), word.word


@pytest.mark.django_db
def test_a_body_uses_its_own_words_and_those_above_but_not_its_neighbours() -> None:
    city = an_agency("清源市人民政府")
    bureau = an_agency("清源市水务局", parent=city)
    other = an_agency("清源市财政局", parent=city)
    put_word(
        kind=LexiconWord.Kind.WRONG,
        word="自来水厂",
        correction="供水厂",
        agency=bureau,
        by=HEAD,
        at=AT,
    )
    put_word(
        kind=LexiconWord.Kind.WRONG, word="帐户", correction="专户", agency=city, by=HEAD, at=AT
    )
    mine = {word.word: word.correction for word in words_for(bureau)}
    theirs = {word.word: word.correction for word in words_for(other)}
    assert (mine["自来水厂"], mine["帐户"], theirs["帐户"]) == ("供水厂", "专户", "专户")
    assert "自来水厂" not in theirs


@pytest.mark.django_db
def test_a_word_put_again_ends_the_one_before() -> None:
    first = put_word(kind=LexiconWord.Kind.WRONG, word="布暑", correction="部署", by=HEAD, at=AT)
    put_word(kind=LexiconWord.Kind.WRONG, word="布暑", correction="布置", by=HEAD, at=AT)
    first.refresh_from_db()
    assert first.valid_to == AT
    with pytest.raises(NotPossible, match="已经停用"):
        end_word(entry=first, by=HEAD, at=AT)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"word": "帐"}, "单字会误报"),
        ({"word": "帐户", "correction": "帐户"}, "相同"),
        ({"word": "帐户", "exceptions": ["账户"]}, "没有“帐户”"),
    ],
)
def test_words_that_would_do_harm_are_refused(values: dict[str, object], said: str) -> None:
    with pytest.raises(NotPossible, match=said):
        put_word(kind=LexiconWord.Kind.WRONG, by=HEAD, at=AT, **values)  # type: ignore[arg-type]  # a table of cases


@pytest.mark.django_db
def test_links_on_this_site_are_looked_up_and_others_only_read() -> None:
    shown, hidden = an_item(), an_item(state=ItemState.WITHDRAWN)
    column = a_column()
    html = "".join(
        f'<a href="{address}">x</a>'
        for address in (
            f"/item/{shown.pk}/",
            f"/item/{hidden.pk}/",
            f"/column/{column.slug}/",
            "/column/no-such-column/",
            "https://www.example.gov.cn/a.html",
            "http://10.1.2.3/oa",
            "http://localhost/",
            "C:\\公文.docx",
            "附件1.docx",
            "mailto:a@b.cn",
        )
    )
    assert [address for address, _ in dead_links(html)] == [
        f"/item/{hidden.pk}/",
        "/column/no-such-column/",
        "http://10.1.2.3/oa",
        "http://localhost/",
        "C:\\公文.docx",
        "附件1.docx",
    ]

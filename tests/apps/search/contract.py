"""What any engine of the platform must do, as tests; each engine's own file inherits the class."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from tests.apps.search.cases import DOCUMENTS, texts_of
from tests.apps.search.oracle import Oracle
from yangguang.apps.search.engine import (
    DEEPEST,
    DIMENSIONS,
    Days,
    Document,
    Engine,
    Query,
    Sort,
    SuggestionKind,
    Texts,
)


class EngineContract:
    """Inherit, and provide an ``empty_engine`` fixture."""

    @pytest.fixture
    def engine(self, empty_engine: Engine) -> Iterator[Engine]:
        empty_engine.index(DOCUMENTS)
        yield empty_engine
        empty_engine.close()

    def found(self, engine: Engine, text: str, **more: object) -> list[str]:
        results = engine.query(Query(text, size=100, **more))  # type: ignore[arg-type]
        assert results.total == len(results.hits)
        return [hit.key for hit in results.hits]

    # What is found

    @pytest.mark.parametrize(
        ("typed", "keys"),
        [
            ("政府信息", {"measures-2019", "measures-2008", "report-hant"}),
            ("政府信", {"measures-2019", "measures-2008", "report-hant"}),
            ("息公开办", {"measures-2019", "measures-2008"}),
            ("汛", {"scan"}),
            ("预", {"budget", "archive", "scan"}),
            ("防汛抗旱", {"scan"}),
            ("适用于我区", {"scan"}),
            ("一、总则", {"scan"}),
            ("ppp项目", {"scan"}),
            ("PPP", {"scan"}),
            ("4126", {"notice"}),
            ("4,126人", {"notice"}),
            ("412", {"notice"}),
            ("２０１６年", {"report-hant"}),
            ("招生 计划", {"notice"}),
            ("招生计划、招生范围", {"notice"}),
            ("招 生 计 划", {"notice"}),
            ("公开 -预算", {"measures-2019", "measures-2008", "notice", "report-hant", "archive"}),
            (
                "公开 －“招生”",
                {"measures-2019", "measures-2008", "report-hant", "archive", "budget"},
            ),
            ("“公开招生”", {"notice"}),
            ("「公开招生」", {"notice"}),
            ('"公开 招生"', {"notice"}),
            ("“招生公开”", set()),
            ("落实“十三五”规划", set()),
            ("“十三五”规划", {"undated"}),
            ("档案馆 或 防汛", {"archive", "scan"}),
            ("档案馆 | 防汛 应急", {"scan"}),
            ("标题：办法", {"measures-2019", "measures-2008"}),
            ("机构：教育局", {"notice", "budget"}),
            ("没有这几个字", set()),
        ],
    )
    def test_it_finds_exactly_the_texts_that_hold_the_terms(
        self, engine: Engine, typed: str, keys: set[str]
    ) -> None:
        assert set(self.found(engine, typed)) == keys

    @pytest.mark.parametrize(
        ("typed", "key"),
        [
            ("規範性檔案", "report-hant"),
            ("规范性文件", "report-hant"),
            ("规范性档案", "report-hant"),
            ("群众的知情权", "report-hant"),
            ("门户网站", "report-hant"),
            ("入口网站", "report-hant"),
            ("政府信息公开工作年度报告", "report-hant"),
            ("招生範圍", "notice"),
            ("防汛應急預案", "scan"),
        ],
    )
    def test_either_script_and_either_region_s_words_find_the_other(
        self, engine: Engine, typed: str, key: str
    ) -> None:
        assert key in self.found(engine, typed)

    def test_an_archive_is_not_a_file(self, engine: Engine) -> None:
        assert "archive" not in self.found(engine, "文件")
        assert set(self.found(engine, "档案馆")) == {"archive"}

    def test_texts_inside_attachments_are_found_with_their_page(self, engine: Engine) -> None:
        results = engine.query(Query("公务接待费"), texts=texts_of)
        (hit,) = results.hits
        assert hit.key == "budget"
        assert hit.highlights is not None
        (attachment,) = hit.highlights.attachments
        assert (attachment.name, attachment.page) == ("预算公开表.xlsx", 2)
        assert [text for text, marked in attachment.passage.pieces() if marked] == ["公务接待费"]

    # Numbers

    @pytest.mark.parametrize(
        "typed",
        [
            "青政发〔2019〕12号",
            "青政发[2019]12号",
            "青政发（2019）12 号",
            "青政發〔２０１９〕１２號",
            "青政发〔201912号",
            "青政发2019年12号",
            "青政发 2019 12号",
            "文号：青政发〔2019〕12号",
        ],
    )
    def test_a_document_number_in_any_spelling_comes_first(
        self, engine: Engine, typed: str
    ) -> None:
        results = engine.query(Query(typed))
        assert results.hits[0].key == "measures-2019"
        assert results.hits[0].exact
        assert all(not hit.exact for hit in results.hits[1:])

    def test_documents_that_cite_a_number_follow(self, engine: Engine) -> None:
        assert self.found(engine, "青政发〔2019〕12号") == ["measures-2019", "notice"]

    def test_a_citation_in_a_broken_spelling_is_found_and_marked(
        self, empty_engine: Engine
    ) -> None:
        document = Document(
            "report", "工作总结", "根据《实施细则》(皖政办〔201718号)，我市印发了要点。", number=""
        )
        empty_engine.index([document])
        results = empty_engine.query(
            Query("皖政办〔2017〕18号"),
            texts=lambda keys: {"report": Texts(document.title, document.body)},
        )
        (hit,) = results.hits
        assert not hit.exact
        assert hit.highlights is not None
        marked = [text for text, is_mark in hit.highlights.body[0].pieces() if is_mark]
        assert marked == ["皖政办〔201718号"]
        assert engine_keys(empty_engine, "皖政办〔2017〕19号") == []

    @pytest.mark.parametrize(
        "typed",
        [
            "003031320/201905-00012",
            "003031320201905-00012",
            "００３０３１３２０／２０１９０５－０００１２",
            "索引号：003031320/201905-00012",
            "003031320/201905 -00012",
        ],
    )
    def test_an_index_number_in_any_spelling_finds_its_document(
        self, engine: Engine, typed: str
    ) -> None:
        results = engine.query(Query(typed))
        assert [hit.key for hit in results.hits] == ["measures-2019"]
        assert results.hits[0].exact

    # Order

    def test_what_is_in_force_and_recent_stands_before_what_is_not(self, engine: Engine) -> None:
        assert self.found(engine, "政府信息公开办法")[:2] == ["measures-2019", "measures-2008"]

    def test_a_title_stands_before_a_mention(self, empty_engine: Engine) -> None:
        mention = Document(
            "mention", "工作动态", "会议研究了老旧小区改造。" * 3, published_on=date(2024, 5, 1)
        )
        titled = Document("titled", "老旧小区改造方案", "见附件。", published_on=date(2020, 5, 1))
        others = [
            Document(f"other-{number}", "动态", f"老旧小区改造第{number}次调度。", published_on=date(2023, 1, 1))
            for number in range(200)
        ]  # fmt: skip
        empty_engine.index([mention, *others, titled])
        assert engine_keys(empty_engine, "老旧小区改造")[0] == "titled"

    def test_the_rule_stands_before_newer_news_of_it(self, empty_engine: Engine) -> None:
        rule = Document(
            "rule", "停车管理办法", "停车收费标准。", published_on=date(2022, 1, 1), standing=1.3
        )
        news = Document(
            "news",
            "停车管理办法推进会",
            "停车收费标准。",
            published_on=date(2024, 1, 1),
            standing=0.85,
        )
        empty_engine.index([news, rule])
        assert engine_keys(empty_engine, "停车管理") == ["rule", "news"]

    def test_of_two_titles_with_the_same_words_the_newer_comes_first(
        self, empty_engine: Engine
    ) -> None:
        short = Document(
            "short", "停车收费须知", "停车收费停车收费停车收费", published_on=date(2015, 1, 1)
        )
        newer = Document(
            "newer",
            "关于调整城区道路临时停车收费标准的通知",
            "见附件。",
            published_on=date(2025, 1, 1),
        )
        empty_engine.index([short, newer])
        assert engine_keys(empty_engine, "停车收费") == ["newer", "short"]

    def test_a_word_stands_before_the_same_characters_by_accident(
        self, empty_engine: Engine
    ) -> None:
        day = date(2022, 1, 1)
        empty_engine.index(
            [
                Document("accident", "影院通告", "该影院不公开放映影片。", published_on=day),
                Document("word", "事项通告", "该事项已向社会公开。", published_on=day),
            ]
        )
        assert engine_keys(empty_engine, "公开") == ["word", "accident"]

    def test_sorting_by_day_puts_the_undated_last(self, engine: Engine) -> None:
        newest = self.found(engine, "", sort=Sort.NEWEST)
        assert newest == [
            "archive", "budget", "notice", "scan", "measures-2019", "report-hant", "measures-2008",
            "undated",
        ]  # fmt: skip
        oldest = self.found(engine, "公开", sort=Sort.OLDEST)
        assert oldest[0] == "measures-2008"
        assert oldest[-1] == "archive"

    # Filters and facets

    def test_filters_hold_together_and_values_of_one_stand_for_any(self, engine: Engine) -> None:
        assert set(self.found(engine, "公开", filters={"agency": ["edu", "archive"]})) == {
            "notice", "budget", "archive",
        }  # fmt: skip
        assert self.found(
            engine, "公开", filters={"agency": ["edu", "archive"], "kind": ["budget"]}
        ) == ["budget"]
        assert self.found(engine, "", filters={"facet": ["article-20:8"]}) == ["notice"]
        assert set(self.found(engine, "", filters={"column": ["policy"]})) == {
            "measures-2019", "measures-2008",
        }  # fmt: skip
        assert self.found(engine, "", filters={"year": ["2017"]}) == ["report-hant"]
        assert set(self.found(engine, "", filters={"validity": ["in-force"]})) == {
            "measures-2019", "scan",
        }  # fmt: skip

    def test_both_ends_of_a_date_range_belong_to_it(self, engine: Engine) -> None:
        days = Days(date(2019, 5, 15), date(2021, 3, 2))
        assert set(self.found(engine, "", published=days)) == {"measures-2019", "scan", "notice"}
        assert self.found(engine, "", published=Days(first=date(2022, 9, 28))) == ["archive"]
        assert self.found(engine, "", published=Days(last=date(2008, 4, 3))) == ["measures-2008"]
        assert self.found(engine, "", formed=Days(date(2021, 1, 1), None)) == ["notice"]

    @pytest.mark.parametrize("typed", ["", "公开", "青河区 -预算"])
    def test_facet_counts_are_exact_and_leave_their_own_filter_out(
        self, engine: Engine, typed: str
    ) -> None:
        oracle = Oracle(DOCUMENTS)
        query = Query(typed, filters={"agency": ["edu"]}, facets=DIMENSIONS)
        results = engine.query(query)
        for dimension in DIMENSIONS:
            counted = {facet.value: facet.count for facet in results.facets[dimension]}
            assert counted == oracle.facet(query, dimension)
            counts = [facet.count for facet in results.facets[dimension]]
            assert counts == sorted(counts, reverse=True)

    def test_hidden_documents_are_found_only_by_who_asks_for_them(self, engine: Engine) -> None:
        assert self.found(engine, "征求意见稿") == []
        assert self.found(engine, "征求意见稿", with_hidden=True) == ["draft"]
        assert engine.suggest("内部征求") == ()

    def test_rows_of_registers_are_found_only_by_who_asks_for_them(
        self, empty_engine: Engine
    ) -> None:
        empty_engine.index(
            [
                Document("7", "码头收费办法", "靠泊费由政府定价。"),
                Document("row:7", "靠泊费", "收费标准：30元", row=True, kind="register-row"),
                Document("row:8", "靠泊费减免", "救助对象：王*明", row=True, quiet=True),
                Document("row:9", "靠泊费减免", "救助对象：李*", row=True, quiet=True),
            ]
        )
        assert self.found(empty_engine, "靠泊费") == ["7"]
        assert set(self.found(empty_engine, "靠泊费", with_rows=True)) == {
            "7",
            "row:7",
            "row:8",
            "row:9",
        }
        only = {"kind": ("register-row",)}
        assert self.found(empty_engine, "靠泊费", with_rows=True, filters=only) == ["row:7"]
        assert [one.text for one in empty_engine.suggest("救")] == []
        empty_engine.delete(["row:7"])
        assert set(self.found(empty_engine, "靠泊费", with_rows=True)) == {"7", "row:8", "row:9"}

    # Pages

    def test_pages_hold_every_document_once_in_one_order(self, empty_engine: Engine) -> None:
        empty_engine.index(
            Document(
                f"item-{number:04}",
                "会议通知" if number % 9 == 0 else f"第{number}号通知",
                "关于召开会议的通知。" * (number % 5 + 1),
                published_on=date(2000 + number % 25, 1, 1),
            )
            for number in range(700)
        )
        for sort in Sort:
            pages = [
                engine_keys(empty_engine, "会议", page=page, size=30, sort=sort)
                for page in range(1, 26)
            ]
            together = [key for page in pages for key in page]
            assert len(together) == len(set(together)) == 700
            assert engine_keys(empty_engine, "会议", page=1, size=700, sort=sort)[:30] == pages[0]

    def test_a_page_beyond_the_end_is_empty_with_the_right_total(self, engine: Engine) -> None:
        results = engine.query(Query("公开", page=50))
        assert (results.total, results.hits) == (6, ())

    def test_a_page_too_deep_says_so(self, engine: Engine) -> None:
        results = engine.query(Query("公开", page=DEEPEST))
        assert results.hits == ()
        assert "缩小范围" in results.notices[0]

    def test_no_page_at_all_still_counts(self, engine: Engine) -> None:
        results = engine.query(Query("公开", size=0, facets=["agency"]))
        assert (results.total, results.hits) == (6, ())
        assert results.facets["agency"][0].count == 3

    # Highlights

    def test_the_original_characters_are_marked(self, engine: Engine) -> None:
        results = engine.query(Query("规范性文件 群众"), texts=texts_of)
        (hit,) = results.hits
        assert hit.highlights is not None
        marked = [t for p in hit.highlights.body for t, is_mark in p.pieces() if is_mark]
        assert marked == ["規範性檔案", "民眾"]

    def test_a_mark_far_down_brings_its_sentence(self, engine: Engine) -> None:
        results = engine.query(Query("二级响应"), texts=texts_of)
        (hit,) = results.hits
        assert hit.highlights is not None
        (passage,) = hit.highlights.body
        assert passage.text.startswith("启动二级响应时")
        assert passage.cut_before
        assert not passage.cut_after

    def test_what_is_not_marked_shows_its_beginning(self, engine: Engine) -> None:
        results = engine.query(Query("", sort=Sort.NEWEST, size=1), texts=texts_of)
        assert results.hits[0].highlights is not None
        assert results.hits[0].highlights.body[0].text.startswith("区档案馆国庆节期间")
        assert results.hits[0].highlights.body[0].marks == ()

    def test_without_texts_there_are_no_highlights(self, engine: Engine) -> None:
        assert engine.query(Query("公开")).hits[0].highlights is None
        gone = engine.query(Query("公开"), texts=lambda keys: {})
        assert gone.total == 6
        assert all(hit.highlights is None for hit in gone.hits)

    # Help

    def test_a_wrong_character_is_mended(self, engine: Engine) -> None:
        results = engine.query(Query("政府信息功开"))
        assert results.total == 0
        assert results.did_you_mean == "政府信息公开"
        assert engine.query(Query(results.did_you_mean)).total == 3

    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("中小学笑", "中小学校"),
            ("招生计画表", "招生计划"),
            ("招生范", "招生范"),
            ("各中学校", "各中小学校"),
        ],
    )
    def test_a_slip_is_mended_from_the_bodies_too(
        self, engine: Engine, typed: str, meant: str
    ) -> None:
        results = engine.query(Query(typed))
        assert (results.did_you_mean or typed) == meant

    def test_words_that_do_not_stand_together_are_offered_apart(self, engine: Engine) -> None:
        results = engine.query(Query("预算公开三公经费"))
        assert results.total == 0
        assert results.partial is not None
        assert [hit.key for hit in results.partial.hits] == ["budget"]

    def test_words_unknown_to_all_texts_are_named(self, engine: Engine) -> None:
        results = engine.query(Query("招生计划蘑菇"))
        assert results.partial is not None
        assert [hit.key for hit in results.partial.hits] == ["notice"]
        assert "蘑菇" in results.partial.notices[0]

    def test_most_of_the_words_are_enough_where_no_text_has_all(self, engine: Engine) -> None:
        results = engine.query(Query("招生计划预案群众"))
        assert results.total == 0
        assert results.partial is None
        results = engine.query(Query("中小学校招生计划预案"))
        assert results.partial is not None
        assert [hit.key for hit in results.partial.hits] == ["notice"]
        assert "至少含有" in "".join(results.partial.notices)

    def test_another_name_of_the_thing_is_tried_and_named(self, empty_engine: Engine) -> None:
        day = date(2024, 1, 1)
        empty_engine.index(
            [
                Document(
                    "full", "公共租赁住房分配办法", "公共租赁住房实行轮候。", published_on=day
                ),
                Document("short", "环评审批公示", "环评文件。", published_on=day),
                Document("impact", "环境影响评价批复", "环境影响评价。", published_on=day),
            ]
        )
        results = empty_engine.query(Query("公租房"))
        assert results.total == 0
        assert results.partial is not None
        assert [hit.key for hit in results.partial.hits] == ["full"]
        results = empty_engine.query(Query("环评"))
        assert [hit.key for hit in results.hits] == ["short"]
        assert results.notices == ("“环评”还可以用“环境影响评价”查找。",)

    @pytest.mark.parametrize("typed", ["“招生公开”", "档案馆 -档案馆"])
    def test_what_was_meant_literally_is_not_loosened(self, engine: Engine, typed: str) -> None:
        results = engine.query(Query(typed))
        assert (results.total, results.partial) == (0, None)

    def test_typing_offers_names_words_and_titles(self, engine: Engine) -> None:
        offered = engine.suggest("青河区教育")
        assert offered[0].text == "青河区教育局"
        assert offered[0].kind is SuggestionKind.AGENCY
        titles = [s for s in offered if s.kind is SuggestionKind.TITLE]
        assert [(s.text, s.key) for s in titles] == [("青河区教育局2022年部门预算", "budget")]
        assert "公开" in [s.text for s in engine.suggest("公")]
        assert engine.suggest("防汛應")[0].text == "防汛应急预案"
        assert len(engine.suggest("青", limit=3)) <= 3

    @pytest.mark.parametrize("typed", ["", "  ", "，", "*", "\x00", "“"])
    def test_nothing_typed_offers_nothing(self, engine: Engine, typed: str) -> None:
        assert engine.suggest(typed) == ()

    # Bad input

    @pytest.mark.parametrize(
        "typed",
        [
            "***",
            "？？？",
            "，。！",
            "-",
            "“”",
            "|",
            "()[]{}^~\\/+:",
            "-“”",
            "\x00",
            "或",
            "\u200b。",
        ],
    )
    def test_what_nobody_can_look_for_is_said_plainly(self, engine: Engine, typed: str) -> None:
        results = engine.query(Query(typed), texts=texts_of)
        assert (results.total, results.hits) == (0, ())
        assert "没有可以查找的字" in "".join(results.notices)

    def test_ten_thousand_characters_are_answered(self, engine: Engine) -> None:
        results = engine.query(Query("政府信息公开办法" * 1250), texts=texts_of)
        assert results.total == 0
        assert "太长" in results.notices[0]
        many = engine.query(Query("公开 " * 20 + " ".join(map(str, range(3000)))))
        assert many.notices

    @pytest.mark.parametrize(
        "typed",
        ["AND OR NOT", "title:公开", "公开~2", "公开^9", "[2019 TO 2021]", "公开)(", "\\", "a" * 5000,
         "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"), "公\n开", "null", "%s%n"],
    )  # fmt: skip
    def test_another_engine_s_language_is_plain_text(self, engine: Engine, typed: str) -> None:
        results = engine.query(Query(typed), texts=texts_of)
        assert results.total == len(Oracle(DOCUMENTS).find(Query(typed)))

    def test_wildcards_are_explained(self, engine: Engine) -> None:
        results = engine.query(Query("招生*计划"))
        assert [hit.key for hit in results.hits] == ["notice"]
        assert "不需要输入" in results.notices[0]

    def test_an_unknown_dimension_is_a_mistake_of_the_caller(self) -> None:
        with pytest.raises(ValueError, match="unknown dimensions: colour"):
            Query("公开", filters={"colour": ["red"]})
        with pytest.raises(ValueError, match="no such page"):
            Query("公开", page=0)

    # Changes

    def test_a_document_written_again_replaces_itself(self, engine: Engine) -> None:
        before = engine.count()
        engine.index([replace(DOCUMENTS[2], body="全部改写。", title="改写后的标题")])
        assert engine.count() == before
        assert self.found(engine, "招生范围") == []
        assert self.found(engine, "全部改写") == ["notice"]

    def test_a_deleted_document_is_gone_everywhere(self, engine: Engine) -> None:
        engine.delete(["archive", "never-there"])
        assert engine.count() == len(DOCUMENTS) - 1
        assert self.found(engine, "档案馆") == []
        assert [s for s in engine.suggest("区档案") if s.key] == []

    def test_a_failure_in_the_middle_changes_nothing(self, engine: Engine) -> None:
        def failing() -> Iterator[Document]:
            yield Document("new", "新文件", "刚刚写入的内容。")
            yield replace(DOCUMENTS[0], body="改坏了。")
            raise OSError("the source broke off")

        with pytest.raises(OSError, match="broke off"):
            engine.index(failing())
        assert engine.count() == len(DOCUMENTS)
        assert self.found(engine, "刚刚写入") == []
        engine.index([Document("later", "之后的文件", "一切照常。")])
        assert self.found(engine, "一切照常") == ["later"]
        assert self.found(engine, "刚刚写入") == []

    def test_a_rebuild_leaves_only_what_it_was_given(self, engine: Engine) -> None:
        assert engine.rebuild(DOCUMENTS[:2]) == 2
        assert engine.count() == 2
        assert self.found(engine, "招生") == []
        engine.index([DOCUMENTS[2]])
        assert self.found(engine, "招生") == ["notice"]

    def test_a_failed_rebuild_leaves_the_old_index(self, engine: Engine) -> None:
        def failing() -> Iterator[Document]:
            yield DOCUMENTS[0]
            raise OSError("the source broke off")

        with pytest.raises(OSError, match="broke off"):
            engine.rebuild(failing())
        assert engine.count() == len(DOCUMENTS)

    def test_an_empty_index_answers(self, empty_engine: Engine) -> None:
        assert empty_engine.count() == 0
        assert empty_engine.query(Query("公开", facets=["agency"])).total == 0
        assert empty_engine.suggest("公开") == ()
        assert empty_engine.health().problem == ""

    def test_health_tells_documents_and_size(self, engine: Engine) -> None:
        health = engine.health()
        assert (health.documents, health.problem) == (len(DOCUMENTS), "")
        assert health.size_bytes > 0

    def test_it_can_be_closed_and_used_again(self, engine: Engine) -> None:
        engine.close()
        assert self.found(engine, "招生范围") == ["notice"]
        engine.close()


def engine_keys(engine: Engine, text: str, **more: object) -> list[str]:
    """The keys of one page of an answer."""
    return [hit.key for hit in engine.query(Query(text, **more)).hits]  # type: ignore[arg-type]

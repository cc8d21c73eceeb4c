"""The index follows the catalogue, and the catalogue has the last word on what is shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.builders.catalog import (
    a_column,
    a_facet,
    a_stored_file,
    an_agency,
    an_attachment,
    an_item,
    noon,
    released,
    withdrawn,
)
from yangguang.apps.agencies.models import AgencyName
from yangguang.apps.audit.actors import command
from yangguang.apps.catalog.models import Item, ItemKind, ItemState
from yangguang.apps.catalog.services import withdraw_item
from yangguang.apps.events.models import Delivery
from yangguang.apps.events.services import deliver
from yangguang.apps.files.models import FilePage
from yangguang.apps.jobs.models import Job, JobState
from yangguang.apps.search import services
from yangguang.apps.search.embedded import EmbeddedEngine
from yangguang.apps.search.engine import IndexBusy, Query, SuggestionKind
from yangguang.apps.search.engines import close_engines, current_engine
from yangguang.apps.search.selectors import FACETS, search_items, suggest
from yangguang.apps.search.vocabulary import Vocabulary, places_in, policies_in

pytestmark = pytest.mark.django_db(transaction=True)

CLERK = command("测试")
AT = noon(date(2026, 5, 6))


@pytest.fixture(autouse=True)
def _own_index(settings: object, tmp_path: Path) -> Iterator[None]:
    settings.INDEX_FOLDER = tmp_path / "index"  # type: ignore[attr-defined]
    yield
    close_engines()


def titles(text: str, **more: object) -> list[str]:
    return [found.item.title for found in search_items(Query(text, **more)).found]  # type: ignore[arg-type]


def hear() -> None:
    while deliver(reader_name=services.READER):
        pass
    assert not Delivery.objects.filter(reader=services.READER).exists()


def test_an_item_is_found_as_soon_as_it_is_published() -> None:
    draft = an_item("城市供水管理办法", state=ItemState.DRAFT, index_number=None)
    services.index_items([draft.pk])
    assert titles("供水") == []
    published = released(draft, by=CLERK, at=AT, basis="局办公会审定")
    hear()
    assert titles("供水") == ["城市供水管理办法"]
    assert published.index_number is not None
    (found,) = search_items(Query(published.index_number)).found
    assert found.exact


def test_a_withdrawn_item_never_shows_even_before_the_index_hears() -> None:
    kept, gone = an_item("供水价格调整通知"), an_item("供水设施改造公示")
    services.index_items([kept.pk, gone.pk])
    withdraw_item(item=gone, by=CLERK, at=AT, reason="含个人信息")
    assert Delivery.objects.filter(reader=services.READER).exists()
    answer = search_items(Query("供水"))
    assert (answer.total, [found.item for found in answer.found]) == (1, [kept])
    assert [one.text for one in suggest("供水设施") if one.kind is SuggestionKind.TITLE] == []
    hear()
    assert current_engine().count() == 1


def test_events_in_the_wrong_order_end_right() -> None:
    item = an_item("供水公告")
    services.index_items([item.pk])
    withdrawn(item)
    services.index_items([item.pk])
    services.index_items([item.pk, item.pk])
    assert current_engine().count() == 0
    Item.objects.filter(pk=item.pk).update(state=ItemState.PUBLISHED, title="供水公告（更正）")
    services.index_items([item.pk])
    assert titles("供水") == ["供水公告（更正）"]


def test_everything_the_catalogue_knows_can_be_filtered_and_counted() -> None:
    policies = a_column("政策文件", slug="policy")
    rules = a_column("规范性文件", slug="rules", parent=policies)
    education = an_agency("清源市教育局", slug="education")
    facet = a_facet(code="decision", name="决策公开")
    one = an_item(
        "招生办法", agency=education, column=rules, facets=(facet,), doc_number="清教发〔2026〕3号"
    )
    other = an_item("招生公告", kind=ItemKind.ANNOUNCEMENT, on=date(2024, 5, 1))
    services.index_items([one.pk, other.pk])
    assert titles("招生", filters={"column": ["policy"]}) == ["招生办法"]
    assert titles("招生", filters={"facet": ["five-open:decision"]}) == ["招生办法"]
    assert titles("招生", filters={"agency": ["education"]}) == ["招生办法", "招生公告"]
    assert titles("招生", filters={"year": ["2024"]}) == ["招生公告"]
    assert titles("清教发[2026]3号") == ["招生办法"]
    answer = search_items(
        Query("招生", filters={"kind": ["announcement"]}, facets=(*FACETS, "column", "facet"))
    )
    shown = {
        name: [(one.value, one.label, one.count, one.chosen) for one in choices]
        for name, choices in answer.choices.items()
    }
    assert shown == {
        "agency": [("education", "清源市教育局", 1, False)],
        "kind": [
            ("announcement", "公告公示", 1, True),
            ("policy-document", "政策文件", 1, False),
        ],
        "year": [("2024", "2024年", 1, False)],
        "validity": [],
        "column": [],
        "facet": [],
    }


def test_a_chosen_value_stays_in_sight_when_it_counts_nothing() -> None:
    services.index_items([an_item("招生办法", on=date(2025, 1, 1)).pk])
    answer = search_items(Query("招生", filters={"year": ["2019"]}, facets=["year"]))
    assert answer.total == 0
    assert [(one.value, one.count, one.chosen) for one in answer.choices["year"]] == [
        ("2025", 1, False),
        ("2019", 0, True),
    ]


def test_a_page_of_an_attachment_is_named() -> None:
    item = an_item("部门预算公开")
    file = a_stored_file(b"%PDF-1.4 budget")
    FilePage.objects.create(file=file, number=1, text="收支总表")
    FilePage.objects.create(file=file, number=3, text="公务用车购置费 18.5 万元")
    an_attachment(item, "预算表.pdf", file)
    services.index_items([item.pk])
    (found,) = search_items(Query("公务用车购置费")).found
    assert found.highlights is not None
    (place,) = found.highlights.attachments
    assert (place.name, place.page) == ("预算表.pdf", 3)
    assert titles("预算表.pdf") == ["部门预算公开"]


def test_a_picture_in_an_attachment_is_found_and_counts_as_no_page() -> None:
    item = an_item("管网分布")
    file = a_stored_file(b"%PDF-1.4 pipes")
    FilePage.objects.create(file=file, number=2, text="加压泵站示意图", place="正文第1张图片")
    an_attachment(item, "分布图.docx", file)
    services.index_items([item.pk])
    (found,) = search_items(Query("加压泵站")).found
    assert found.highlights is not None
    (place,) = found.highlights.attachments
    assert (place.name, place.page) == ("分布图.docx", 0)


def test_a_rebuild_holds_all_public_items_and_shows_as_a_job() -> None:
    for number in range(5):
        an_item(f"供水公告第{number}期")
    an_item("供水草案", state=ItemState.DRAFT)
    steps: list[tuple[int, int]] = []
    count = services.rebuild_index(by=CLERK, at=AT, progress=lambda *step: steps.append(step))
    assert count == 5
    assert steps[-1] == (5, 5)
    assert search_items(Query("供水")).total == 5
    job = Job.objects.get(kind="search.rebuild")
    assert (job.state, job.done, job.result) == (JobState.DONE, 5, {"documents": 5})


def test_what_changes_during_a_rebuild_is_brought_in(monkeypatch: pytest.MonkeyPatch) -> None:
    early, late = an_item("供水公告"), an_item("供水草案", state=ItemState.DRAFT, index_number=None)
    real = services.all_documents

    def while_somebody_works() -> Iterator[object]:
        yield from list(real())
        released(late, by=CLERK, at=AT, basis="审定")
        withdraw_item(item=early, by=CLERK, at=AT, reason="有误")
        # The worker tells the old index, which is about to go.
        hear()

    monkeypatch.setattr(services, "all_documents", while_somebody_works)
    services.rebuild_index(by=CLERK, at=AT)
    hear()
    assert titles("供水") == ["供水草案"]
    assert current_engine().count() == 1


def test_a_failed_rebuild_is_seen_and_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    services.index_items([an_item("供水公告").pk])

    def failing() -> Iterator[object]:
        raise OSError("the disk is full")
        yield

    monkeypatch.setattr(services, "all_documents", failing)
    with pytest.raises(OSError, match="disk is full"):
        services.rebuild_index(by=CLERK, at=AT)
    assert Job.objects.get(kind="search.rebuild").state == JobState.FAILED
    assert titles("供水") == ["供水公告"]


def test_an_index_of_another_version_is_made_anew_by_the_next_event(tmp_path: Path) -> None:
    services.index_items([an_item("供水公告").pk])
    close_engines()
    (about,) = (tmp_path / "index").glob("generation-*/about.json")
    about.write_text("{}", encoding="utf-8")
    draft = an_item("排水公告", state=ItemState.DRAFT, index_number=None)
    released(draft, by=CLERK, at=AT, basis="审定")
    hear()
    assert sorted(titles("公告")) == ["供水公告", "排水公告"]


def test_an_empty_index_of_a_full_catalogue_is_mended() -> None:
    an_item("供水公告")
    services.mend_index(AT)
    assert titles("供水") == ["供水公告"]
    services.mend_index(AT)
    assert Job.objects.filter(kind="search.rebuild").count() == 1


def test_a_command_catches_up_unless_the_worker_is_writing(tmp_path: Path) -> None:
    draft = an_item("供水公告", state=ItemState.DRAFT, index_number=None)
    worker = EmbeddedEngine(tmp_path / "index", stay_open=True)
    worker.delete(())
    released(draft, by=CLERK, at=AT, basis="审定")
    services.catch_up()
    assert Delivery.objects.filter(reader=services.READER).exists()
    with pytest.raises(IndexBusy):
        services.index_items([draft.pk])
    worker.close()
    services.catch_up()
    assert titles("供水") == ["供水公告"]
    worker.delete(())
    worker.close()


def test_a_page_of_results_costs_few_queries_whatever_its_size() -> None:
    file = a_stored_file()
    for number in range(30):
        an_attachment(an_item(f"供水公告第{number}期"), file=file)
    services.rebuild_index(by=CLERK, at=AT)
    costs = []
    for size in (2, 30):
        search_items(Query("供水", size=size, facets=FACETS))
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert len(search_items(Query("供水", size=size, facets=FACETS)).found) == size
        costs.append(len(captured))
    assert costs[0] == costs[1] <= 6


def test_names_of_bodies_places_and_policies_are_whole_words() -> None:
    town = an_agency("清源市白鹭洲镇人民政府")
    AgencyName.objects.create(agency=town, name="清源县白鹭洲乡人民政府", recorded_at=AT)
    an_item("关于印发《清源市犬只管理办法》的通知")
    vocabulary = Vocabulary()
    assert "清源市白鹭洲镇人民政府" in vocabulary.names()
    words = vocabulary.segmenter.words
    assert {"清源市白鹭洲镇人民政府", "清源县白鹭洲乡人民政府", "清源市犬只管理办法"} <= words
    assert vocabulary.segmenter.cut("到清源市白鹭洲镇人民政府办理")[1] == "清源市白鹭洲镇人民政府"


def test_places_and_policies_are_read_out_of_names() -> None:
    assert places_in(["白鹭洲镇人民政府", "城东街道办事处", "市财政局"]) == {"白鹭洲镇", "城东街道"}
    assert policies_in(["关于印发《犬只管理办法》的通知", "通知"]) == {"犬只管理办法"}

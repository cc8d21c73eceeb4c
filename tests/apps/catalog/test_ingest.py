"""Taking over: files, folders, archives, records; twice, broken, repeated, killed and resumed."""

import json
import zipfile
from datetime import date
from pathlib import Path

import pytest

from tests.builders.catalog import an_agency, an_item, noon
from yangguang.apps.agencies.models import Agency
from yangguang.apps.audit.actors import command
from yangguang.apps.audit.models import Act
from yangguang.apps.catalog.ingest import running
from yangguang.apps.catalog.ingest.running import Report, run_ingest
from yangguang.apps.catalog.models import Attachment, Intake, Item, ItemState
from yangguang.apps.jobs.models import Job, JobState

pytestmark = pytest.mark.django_db
BY = command("测试")
AT = noon(date(2026, 5, 6))

BODY = (
    "各县（区）人民政府，市政府各部门：为规范城镇保障性住房分配，保障符合条件的家庭，"
    "现将有关事项通知如下。申请人应当如实申报家庭收入、财产和住房情况，轮候期一般不超过三年，"
    "租金按照市场租金的一定比例确定，退出保障的应当在规定期限内腾退住房。"
)


def page(
    title: str = "清源市财政局关于调整补贴标准的通知",
    index: str = "990000011/2026-00041",
    *,
    body: str = BODY,
) -> str:
    return f"""<html><head><title>{title}</title></head><body>
<table><tr><td>索引号：</td><td>{index}</td><td>发布机构：</td><td>清源市财政局</td></tr>
<tr><td>发文字号：</td><td>清财发〔2026〕12号</td><td>成文日期：</td><td>2026-04-27</td></tr></table>
<h1>{title}</h1><p>清财发〔2026〕12号</p><p>{body}</p><p>清源市财政局</p><p>2026年4月27日</p></body></html>"""


def take(*paths: Path, **options: object) -> Report:
    return run_ingest(paths=list(paths), by=BY, now=lambda: AT, **options)  # type: ignore[arg-type]


@pytest.fixture
def finance() -> Agency:
    return an_agency("清源市财政局", code="990000011", slug="finance")


def test_a_page_lands_in_the_inbox_with_its_header(tmp_path: Path, finance: Agency) -> None:
    (tmp_path / "a.html").write_text(page(), encoding="utf-8")
    report = take(tmp_path)
    item = Item.objects.get()
    assert item.state == ItemState.INBOX
    assert item.title == "清源市财政局关于调整补贴标准的通知"
    assert item.index_number == "990000011/2026-00041"
    assert item.doc_number == "清财发〔2026〕12号"
    assert item.formed_on == date(2026, 4, 27)
    assert item.agency == finance
    assert "轮候期一般不超过三年" in item.edition.body_text  # type: ignore[union-attr]
    assert report.outcomes == {"created": 1}
    job = Job.objects.get()
    assert (job.state, job.done, job.total) == (JobState.DONE, 1, 1)


def test_the_same_thing_twice_changes_nothing(tmp_path: Path, finance: Agency) -> None:
    (tmp_path / "a.html").write_text(page(), encoding="utf-8")
    take(tmp_path)
    before = Act.objects.count()
    (tmp_path / "copy-under-another-name.html").write_text(page(), encoding="utf-8")
    report = take(tmp_path)
    assert report.outcomes == {"unchanged": 2}
    assert Item.objects.count() == 1
    assert Act.objects.count() == before


def test_the_same_text_under_another_number_is_reported_and_waits(
    tmp_path: Path, finance: Agency
) -> None:
    (tmp_path / "a.html").write_text(page(), encoding="utf-8")
    take(tmp_path)
    (tmp_path / "b.html").write_text(page(index="990000011/2026-00099"), encoding="utf-8")
    report = take(tmp_path / "b.html", publish=True, basis="原网站已公开")
    assert report.outcomes == {"near-duplicate": 1}
    second = Item.objects.get(index_number="990000011/2026-00099")
    assert second.state == ItemState.INBOX
    assert "疑似重复" in second.unsure[-1]["why"]
    assert "疑似重复" in report.notes[0]["what"]


def test_publishing_rests_on_a_basis_that_the_audit_names(tmp_path: Path, finance: Agency) -> None:
    (tmp_path / "a.html").write_text(page(), encoding="utf-8")
    take(tmp_path, publish=True, basis="原网站已公开")
    item = Item.objects.get()
    assert (item.state, item.released_at) == (ItemState.PUBLISHED, AT)
    assert Act.objects.get(verb="item.publish").basis == "原网站已公开"


def test_two_items_with_one_index_number_are_both_kept_and_the_second_waits(
    tmp_path: Path, finance: Agency
) -> None:
    (tmp_path / "a.html").write_text(page(), encoding="utf-8")
    other = "全市粮食收购网点应当公示收购价格和质量标准，不得压级压价，收购资金专款专用。" * 3
    (tmp_path / "b.html").write_text(
        page("清源市财政局关于粮食收购的通知", body=other), encoding="utf-8"
    )
    report = take(tmp_path, publish=True, basis="原网站已公开")
    first, second = Item.objects.order_by("pk")
    assert (first.index_number, first.state) == ("990000011/2026-00041", ItemState.PUBLISHED)
    assert (second.index_number, second.state) == (None, ItemState.INBOX)
    assert any("索引号重复" in note["what"] for note in report.notes)


def test_an_unknown_body_is_proposed_once_and_named_as_unsure(tmp_path: Path) -> None:
    an_agency("清源市人民政府")
    (tmp_path / "a.html").write_text(page(), encoding="utf-8")
    (tmp_path / "b.html").write_text(
        page(
            "清源市财政局另一件通知",
            "990000011/2026-00042",
            body="完全不同的正文，讲的是预算执行审计整改情况和后续安排。" * 3,
        ),
        encoding="utf-8",
    )
    take(tmp_path)
    proposed = Agency.objects.get(name="清源市财政局")
    assert proposed.proposed
    assert Item.objects.filter(agency=proposed).count() == 2
    doubts = [doubt["field"] for item in Item.objects.all() for doubt in item.unsure]
    assert doubts.count("agency") >= 1


def test_records_with_declared_fields_are_taken_as_they_stand(
    tmp_path: Path, finance: Agency
) -> None:
    record = {
        "标题": "关于公布收费目录的公告", "索引号": "990000011/2025-00003", "发布机构": "清源市财政局",
        "文号": "清财发〔2025〕3号", "成文日期": "2025年1月8日", "发布时间": "2025-01-09 10:00",
        "有效性": "有效", "正文": "<p>现公布收费目录。</p><script>alert(1)</script>", "文种": "公告公示",
    }  # fmt: skip
    source = tmp_path / "export.jsonl"
    source.write_text(json.dumps(record, ensure_ascii=False) + "\n", encoding="utf-8")
    take(source)
    item = Item.objects.get()
    assert (item.title, item.kind, item.validity) == (
        "关于公布收费目录的公告",
        "announcement",
        "in-force",
    )
    assert (item.formed_on, item.source_published_on) == (date(2025, 1, 8), date(2025, 1, 9))
    assert item.edition is not None
    assert "script" not in item.edition.body_html
    assert "alert" not in item.edition.body_text


def test_bad_lines_of_an_export_are_named_and_passed_over(tmp_path: Path, finance: Agency) -> None:
    source = tmp_path / "export.jsonl"
    source.write_text(
        '{"title": "好的", "body": "正文"}\nnot json\n[1]\n{"body": "没有标题"}\n'
        '{"title": "日期错", "formed_on": "2025-13-40"}\n',
        encoding="utf-8",
    )
    report = take(source)
    assert report.outcomes == {"created": 2, "skipped": 3}
    messages = [row.message for row in Intake.objects.filter(outcome="skipped").order_by("pk")]
    assert "不是完整的 JSON" in messages[0]
    assert "不是一条记录" in messages[1]
    assert "没有标题" in messages[2]
    assert Item.objects.get(title="日期错").unsure[0]["field"] == "formed_on"


def make_zip(path: Path, files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)


def test_an_archive_is_read_with_the_files_its_pages_link_to(
    tmp_path: Path, finance: Agency
) -> None:
    linked = page().replace(
        "</body>", '<p>附件：<a href="files/standard.csv">补贴标准.csv</a></p></body>'
    )
    make_zip(
        tmp_path / "export.zip",
        {"site/a.html": linked.encode(), "site/files/standard.csv": "类别,标准\n甲,100\n".encode()},
    )
    report = take(tmp_path / "export.zip")
    assert report.outcomes["created"] == 1
    attachment = Attachment.objects.get(title__contains="补贴标准")
    assert attachment.file is not None
    assert attachment.file.page_texts.get().text.startswith("类别")


def test_a_zip_bomb_is_named_and_not_unpacked(tmp_path: Path) -> None:
    make_zip(tmp_path / "bomb.zip", {"a.txt": b"0" * 30_000_000})
    report = take(tmp_path / "bomb.zip")
    assert report.outcomes == {"skipped": 1}
    assert "压缩炸弹" in report.notes[0]["message"]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("empty.html", b"", "空"),
        ("broken.zip", b"PK\x03\x04 not a zip", "损坏"),
        ("broken.pdf", b"%PDF-1.7 and nothing else", "PDF"),
        ("noise.docx", b"\x00\x01\x02" * 50, ""),
    ],
)
def test_a_bad_file_is_named_and_skipped_and_the_others_go_in(
    tmp_path: Path, finance: Agency, name: str, data: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(data)
    (tmp_path / "good.html").write_text(page(), encoding="utf-8")
    report = take(tmp_path)
    assert report.outcomes == {"created": 1, "skipped": 1}
    note = report.notes[0]
    assert note["file"].endswith(name)
    assert said in note["message"]
    assert note["message"].endswith("。")


@pytest.mark.parametrize("encoding", ["gb18030", "big5"])
def test_old_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    text = "臺北市政府關於公開資訊的通知\n" * 3 if encoding == "big5" else page()
    (tmp_path / "old.html").write_bytes(text.encode(encoding))
    take(tmp_path)
    item = Item.objects.get()
    assert "\ufffd" not in item.edition.body_text  # type: ignore[union-attr]
    assert ("政府關於公開" if encoding == "big5" else "轮候期") in item.edition.body_text  # type: ignore[union-attr]


def test_a_page_without_a_title_is_taken_in_and_says_so(tmp_path: Path, finance: Agency) -> None:
    (tmp_path / "x17.txt").write_text("本页没有标题，只有一句话。\n", encoding="utf-8")
    take(tmp_path)
    item = Item.objects.get()
    assert item.title
    assert "title" in [doubt["field"] for doubt in item.unsure]


def test_a_run_that_is_killed_goes_on_where_it_stopped(
    tmp_path: Path, finance: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(6):
        text = f"第{number}件文件讲的是不同的事情，" + "甲乙丙丁戊己"[number] * 40
        (tmp_path / f"{number}.html").write_text(
            page(f"清源市财政局第{number}件通知", f"990000011/2026-1000{number}", body=text),
            encoding="utf-8",
        )
    monkeypatch.setattr(running, "BATCH", 2)
    stored = running._store
    calls = 0

    def killed_at_the_third(*args: object, **values: object) -> None:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise KeyboardInterrupt
        stored(*args, **values)  # type: ignore[arg-type]

    monkeypatch.setattr(running, "_store", killed_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        take(tmp_path)
    assert Item.objects.count() == 4
    assert Job.objects.get().state == JobState.STOPPED
    monkeypatch.setattr(running, "_store", stored)
    report = take(tmp_path)
    assert report.outcomes == {"unchanged": 4, "created": 2}
    assert Item.objects.count() == 6


def test_nothing_is_half_written_when_storing_fails(
    tmp_path: Path, finance: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.html").write_text(page(), encoding="utf-8")

    def broken(**values: object) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setattr("yangguang.apps.catalog.services.storing.emit_many", broken)
    with pytest.raises(RuntimeError, match="disk full"):
        take(tmp_path)
    assert not Item.objects.exists()
    assert not Intake.objects.exists()
    assert not Act.objects.filter(verb__startswith="item").exists()
    assert Job.objects.get().state == JobState.STOPPED


def test_a_classified_document_is_refused_and_nothing_of_it_is_kept(
    tmp_path: Path, finance: Agency
) -> None:
    (tmp_path / "a.txt").write_text(
        "机密★10年\n清源市人民政府文件\n关于某事的通知\n", encoding="utf-8"
    )
    report = take(tmp_path)
    assert report.outcomes == {"skipped": 1}
    assert "非涉密系统" in report.notes[0]["message"]
    assert not Item.objects.exists()


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    report = take(tmp_path / "nowhere")
    assert report.outcomes == {"skipped": 1}
    assert "没有这个文件" in report.notes[0]["message"]


def test_an_item_of_the_catalogue_is_not_its_own_duplicate(tmp_path: Path, finance: Agency) -> None:
    an_item(agency=finance)
    (tmp_path / "a.html").write_text(page(), encoding="utf-8")
    assert take(tmp_path).outcomes == {"created": 1}

"""State secrets never enter: what bears a mark is refused, what is in doubt is a register line."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from docx import Document as WordDocument

from tests.builders.agencies import City
from tests.builders.requests import BY, GIVEN, a_person, at, received, served
from yangguang.apps.files.models import FilePage, StoredFile
from yangguang.apps.letters.content import content_of
from yangguang.apps.requests.models import (
    Application,
    ApplicationState,
    Attachment,
    OpinionKind,
    WantedBand,
)
from yangguang.apps.requests.selectors.cases import earlier_of
from yangguang.apps.requests.services.assigning import accept, propose
from yangguang.apps.requests.services.drafting import (
    approve,
    give_opinion,
    read_parts,
    save_draft,
    submit,
)
from yangguang.apps.requests.services.intake import CLASSIFIED_TITLE, Wish, register_application
from yangguang.apps.requests.services.materials import attach
from yangguang.apps.requests.services.relating import retitle
from yangguang.apps.requests.services.replying import sign
from yangguang.apps.requests.services.secrecy import lift_secrecy, mark_secret
from yangguang.apps.requests.services.supplementing import ask_supplement, receive_supplement
from yangguang.apps.requests.workflow import NotPossible
from yangguang.law.receipt import Channel

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 10)
MARKED = "机密★10年\n关于某项目的请示"


@pytest.fixture(autouse=True)
def own_files(settings: settings, tmp_path: Path) -> Iterator[None]:
    settings.FILES_FOLDER = tmp_path
    return


def in_doubt(city: City) -> Application:
    application = register_application(
        agency=city.health, channel=Channel.COUNTER, arrived_on=date(2026, 3, 2), person=a_person(),
        wish=Wish("某部队驻地的水质数据", title="某部队"), secret=True, by=BY, at=at(date(2026, 3, 2)),
    )  # fmt: skip
    accept(application=application, by=BY, at=at(date(2026, 3, 2), 10))
    return application


def a_word_file(*lines: str) -> bytes:
    document = WordDocument()
    for line in lines:
        document.add_paragraph(line)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def files_on_disk() -> list[Path]:
    return [path for path in Path(settings.FILES_FOLDER).rglob("*") if path.is_file()]


def test_a_register_line_bears_no_text_no_title_and_no_fingerprint(city: City) -> None:
    application = in_doubt(city)
    assert (application.wanted, application.title) == ("", CLASSIFIED_TITLE)
    assert bytes(application.signature) == b""
    assert not WantedBand.objects.filter(application=application).exists()
    another = received(city.health)
    assert all(one.alike == 0 for one in earlier_of(another))


@pytest.mark.parametrize(
    "data",
    [MARKED.encode(), a_word_file("绝密★长期", "某文件"), a_word_file("秘密★")],
    ids=["text", "word", "word without a period"],
)
@pytest.mark.parametrize("purpose", [Attachment.Purpose.SUPPORT, Attachment.Purpose.RELEASE])
def test_an_upload_that_bears_a_mark_is_refused_and_not_kept(
    city: City, data: bytes, purpose: Attachment.Purpose
) -> None:
    application = received(city.health)
    with pytest.raises(NotPossible, match=r"标志，没有保存.*线下办理"):
        attach(application=application, purpose=purpose, name="附件", data=data, by=BY, at=at(DAY))
    assert not Attachment.objects.exists()
    assert not StoredFile.objects.exists()
    assert not FilePage.objects.exists()
    assert files_on_disk() == []


def test_a_mark_in_a_file_name_is_enough(city: City) -> None:
    with pytest.raises(NotPossible, match="不得存储、处理涉密信息"):
        attach(
            application=received(city.health), purpose=Attachment.Purpose.SUPPORT,
            name="机密★10年 请示.txt", data=b"text", by=BY, at=at(DAY),
        )  # fmt: skip


def test_a_register_line_takes_no_file_at_all(city: City) -> None:
    with pytest.raises(NotPossible, match="不得上传任何文件"):
        attach(
            application=in_doubt(city), purpose=Attachment.Purpose.ORIGINAL, name="申请表.txt",
            data="申请表".encode(), by=BY, at=at(DAY),
        )  # fmt: skip
    assert files_on_disk() == []


@pytest.mark.parametrize("field", ["wanted", "title"])
def test_a_description_that_bears_a_mark_is_not_registered(city: City, field: str) -> None:
    wish = Wish(**({"wanted": "水质数据"} | {field: MARKED}))
    with pytest.raises(NotPossible, match="请线下办理，并以“涉密线索”登记"):
        register_application(
            agency=city.health, channel=Channel.COUNTER, arrived_on=DAY, person=a_person(), wish=wish,
            by=BY, at=at(DAY),
        )  # fmt: skip
    assert not Application.objects.exists()


def test_no_text_of_an_act_may_bear_a_mark(city: City) -> None:
    application = received(city.health)
    with pytest.raises(NotPossible, match="不得存储、处理涉密信息"):
        propose(application=application, text=MARKED, by=BY, at=at(DAY))
    with pytest.raises(NotPossible, match="不得存储、处理涉密信息"):
        retitle(application=application, title="秘密★ 水质", by=BY, at=at(DAY))
    with pytest.raises(NotPossible, match="不得存储、处理涉密信息"):
        save_draft(
            application=application,
            kind="disclosed",
            given=GIVEN | {"supplied": MARKED},
            by=BY,
            at=at(DAY),
        )
    assert application.events.filter(act__in=["propose", "retitle", "draft"]).count() == 0


def test_a_register_line_ends_with_its_article_and_fixed_words_alone(city: City) -> None:
    application = in_doubt(city)
    with pytest.raises(NotPossible, match="只能登记“不予公开：国家秘密”"):
        save_draft(application=application, kind="not-found", given=GIVEN, by=BY, at=at(DAY))
    reply = save_draft(
        application=application, kind="withheld-state-secret",
        given={"request": "某部队驻地", "reasons": "该数据涉及某部队"}, exemptions=("state-secret",),
        by=BY, at=at(DAY),
    )  # fmt: skip
    told = read_parts(reply, by=BY, at=at(DAY), why="核对")
    assert "某部队" not in "".join(told.values())
    submit(application=application, by=BY, at=at(DAY))
    for opinion in (OpinionKind.LEGAL, OpinionKind.SECRECY):
        give_opinion(application=application, kind=opinion, agrees=True, text="", by=BY, at=at(DAY))
    approve(application=application, text="", by=BY, at=at(DAY))
    signed = sign(application=application, by=BY, at=at(DAY))
    assert signed.letter is not None
    said = content_of(signed.letter).parts
    assert said["described"] == CLASSIFIED_TITLE
    assert "第十四条" in said["articles"]
    served(application, on=DAY)
    assert application.reply_kind == "withheld-state-secret"


def test_doubt_after_registration_clears_what_was_typed_and_uploaded(
    city: City, django_capture_on_commit_callbacks: object
) -> None:
    application = received(city.health, wanted="某基地周边水源保护方案")
    ask_supplement(
        application=application, items="请写明某基地的位置", reason="", until=date(2026, 3, 20), by=BY,
        at=at(date(2026, 3, 4)), with_letter=False,
    )  # fmt: skip
    receive_supplement(
        application=application, text="位于某基地东侧", by=BY, at=at(date(2026, 3, 5))
    )
    attach(
        application=application, purpose=Attachment.Purpose.SUPPORT, name="图.txt",
        data="某基地示意".encode(), by=BY, at=at(DAY),
    )  # fmt: skip
    save_draft(application=application, kind="disclosed", given=GIVEN, by=BY, at=at(DAY))
    assert len(files_on_disk()) == 1
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator] # pytest-django's fixture has no public type
        mark_secret(application=application, reason="经保密审查需进一步确定", by=BY, at=at(DAY))
    application.refresh_from_db()
    assert (application.wanted, application.title, application.secret) == (
        "",
        CLASSIFIED_TITLE,
        True,
    )
    assert bytes(application.signature) == b""
    assert not application.bands.exists()
    assert not application.replies.exists()
    assert files_on_disk() == []
    supplement = application.supplements.get()
    assert (supplement.items, supplement.answer) == ("", "")
    assert not application.events.filter(public__contains="基地").exists()
    with pytest.raises(NotPossible, match="已经是涉密线索"):
        mark_secret(application=application, reason="再", by=BY, at=at(DAY))


def test_what_was_released_in_clear_is_a_matter_for_the_secrecy_office(city: City) -> None:
    application = received(city.health)
    attach(
        application=application, purpose=Attachment.Purpose.RELEASE, name="结果.txt",
        data="结果".encode(), by=BY, at=at(DAY),
    )  # fmt: skip
    with pytest.raises(NotPossible, match="请立即报告保密工作机构"):
        mark_secret(application=application, reason="存疑", by=BY, at=at(DAY))


def test_a_line_found_to_hold_no_secret_is_handled_like_any_other(city: City) -> None:
    application = in_doubt(city)
    lift_secrecy(
        application=application, wanted="水源地水质监测数据", reason="市保密局复函：不属于国家秘密", by=BY,
        at=at(DAY),
    )  # fmt: skip
    assert (application.secret, application.state) == (False, ApplicationState.HANDLING)
    assert application.title == "水源地水质监测数据"
    assert application.bands.exists()
    assert application.due_on == date(2026, 3, 30)

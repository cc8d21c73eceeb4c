"""Each file of a case lies under a field of its own, and whoever reads it is on record."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from tests.builders.agencies import City
from tests.builders.requests import BY, GIVEN, at, ready_to_sign, received
from yangguang.apps.audit.actors import Actor, ActorKind
from yangguang.apps.requests.models import Application, Attachment
from yangguang.apps.requests.services.drafting import read_parts, save_draft
from yangguang.apps.requests.services.materials import (
    attach,
    check_upload,
    content_of,
    redact,
    safe_name,
)
from yangguang.apps.requests.services.replying import sign
from yangguang.apps.requests.workflow import NotPossible
from yangguang.apps.vault.models import PersonalAccess
from yangguang.apps.vault.problems import Destroyed, NotAllowed, SealBroken
from yangguang.apps.vault.selectors import accesses_of
from yangguang.apps.vault.services import destroy_subject
from yangguang.apps.vault.services.access import LOOK, MACHINE

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 3)
CLERK = Actor(ActorKind.STAFF, "7", "李登记", agency_key=3)


def handed_in(application: Application, text: str, name: str = "材料.txt") -> Attachment:
    return attach(
        application=application,
        purpose=Attachment.Purpose.IDENTITY,
        name=name,
        data=text.encode(),
        by=BY,
        at=at(DAY),
    )


def read(attachment: Attachment, why: str = "核对身份") -> str:
    return content_of(attachment, by=CLERK, at=at(DAY), why=why).decode()


def test_a_file_opens_in_its_own_place_and_in_no_other(city: City) -> None:
    application = received(city.health)
    card = handed_in(application, "身份证复印件")
    letter = handed_in(application, "授权委托书")
    assert (read(card), read(letter)) == ("身份证复印件", "授权委托书")
    card.sealed_file, letter.sealed_file = letter.sealed_file, card.sealed_file
    for swapped in (card, letter):
        with pytest.raises(SealBroken):
            read(swapped)


def test_a_file_of_another_person_does_not_open(city: City) -> None:
    mine, other = received(city.health), received(city.health)
    card, foreign = handed_in(mine, "本人"), handed_in(other, "他人")
    card.sealed_file = foreign.sealed_file
    with pytest.raises(SealBroken):
        read(card)


def test_who_read_a_file_stands_with_the_file_and_the_reason(city: City) -> None:
    application = received(city.health)
    card = handed_in(application, "身份证复印件")
    with pytest.raises(NotAllowed, match="用途"):
        read(card, why=" ")
    assert not PersonalAccess.objects.exists()
    read(card)
    row = accesses_of(application.applicant.subject_key).get()
    assert (row.fields, row.page) == ([f"file/{card.pk}"], f"request:{application.number}")
    assert (row.act.verb, row.act.actor_name, row.act.reason) == (LOOK, "李登记", "核对身份")
    assert row.act.subject_agency_key == city.health.pk


def test_what_the_machine_opens_to_work_on_is_told_apart(city: City) -> None:
    application = received(city.health)
    redact(attachment=handed_in(application, "含他人信息的材料"), by=CLERK, at=at(DAY))
    row = accesses_of(application.applicant.subject_key).get()
    assert (row.act.verb, row.act.reason) == (MACHINE, "区分处理")


def test_a_signed_reply_keeps_that_draft_and_name_were_set_into_it(city: City) -> None:
    application = received(city.health)
    ready_to_sign(application, on=DAY)
    sign(application=application, by=CLERK, at=at(DAY))
    rows = accesses_of(application.applicant.subject_key)
    assert {(row.act.verb, *row.fields) for row in rows} == {(MACHINE, "reply"), (MACHINE, "name")}
    assert {row.act.actor_name for row in rows} == {"李登记"}


def test_the_draft_is_read_with_a_reason_on_record(city: City) -> None:
    application = received(city.health)
    draft = save_draft(application=application, kind="disclosed", given=GIVEN, by=BY, at=at(DAY))
    told = read_parts(draft, by=CLERK, at=at(DAY), why="起草、修改答复")
    assert told["supplied"] == GIVEN["supplied"]
    row = accesses_of(application.applicant.subject_key).get()
    assert (row.act.verb, row.fields) == (LOOK, ["reply"])


def test_after_the_key_is_gone_no_file_opens_and_no_look_is_kept(city: City) -> None:
    application = received(city.health)
    card = handed_in(application, "身份证复印件")
    destroy_subject(application.applicant.subject_key, by=CLERK, at=at(DAY), basis="测试")
    with pytest.raises(Destroyed):
        read(card)
    assert not PersonalAccess.objects.exists()


UNSEALED = {
    "apps/members/contacts.py": "the member's own address at the moment of sending",
    "apps/letters/content.py": "typesetting; the act that makes the letter keeps the reading",
    "apps/requests/contacts.py": "the address at the moment of sending; the outbox keeps it",
    "apps/requests/services/drafting.py": "the check of completeness, which shows nobody a word",
    "apps/vault/services/access.py": "the logged road itself",
    "apps/vault/subjects.py": "where they are made",
}
"""The only places that open what lies under a person's key without going through ``reveal``."""


def test_nothing_is_opened_beside_the_logged_road_but_where_it_is_justified() -> None:
    source = Path(__file__).parents[3] / "src" / "yangguang"
    call = re.compile(r"(?<!def )\bunseal_(?:for|bytes_for|many)\(")
    found = {
        str(path.relative_to(source))
        for path in source.rglob("*.py")
        if call.search(path.read_text(encoding="utf-8"))
    }
    assert found == set(UNSEALED) - {"apps/vault/subjects.py"}


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("证明.exe", b"MZ hello", "不接受“.exe”文件"),
        ("证明.VBS", b"CreateObject", "不接受“.vbs”文件"),
        ("证明.html", b"<html><script>alert(1)</script></html>", "不接受“.html”文件"),
        ("证明.txt", b"<!DOCTYPE html><html><body>x</body></html>", "是网页"),
        ("证明.jpg", b"\x00\x01\x02\xff\xfe", "内容不是可以识别的格式。请上传 PDF"),
        ("证明.jpg", b"\xff\xd8\xff\xe0 and no more", "“证明.jpg”没有保存：图片已损坏或者不完整"),
    ],
)
def test_what_would_run_when_a_clerk_opens_it_is_not_taken(
    name: str, data: bytes, said: str
) -> None:
    with pytest.raises(NotPossible, match=re.escape(said)):
        check_upload(data, name=name)


@pytest.mark.parametrize(
    ("name", "media_type", "kept"),
    [
        ("合同.pdf", "application/pdf", "合同.pdf"),
        ("照片.JPEG", "image/jpeg", "照片.JPEG"),
        ("合同.pdf", "text/plain", "合同.pdf.txt"),
        ("委托书第1.2稿", "application/pdf", "委托书第1.2稿.pdf"),
    ],
)
def test_a_file_bears_the_ending_of_what_it_is(name: str, media_type: str, kept: str) -> None:
    assert safe_name(name, media_type) == kept

"""The page of a redaction: marking in three ways, the copy, the approval, and what is refused."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pypdfium2
import pytest
from django.test import Client

from tests.builders.agencies import somebody
from tests.builders.papers import ID, NAME
from tests.desk.scene import Scene
from yangguang.apps.agencies.models import User
from yangguang.apps.files.models import Redaction, RedactionMark, StoredFile
from yangguang.apps.files.redaction.pagetext import page_text

pytestmark = pytest.mark.django_db
Desk = Callable[[User], Client]
WHY = {"exemption": "privacy", "reason": "第三方个人的身份证号码"}


@pytest.fixture
def clerk(scene: Scene, desk: Desk) -> Client:
    return desk(somebody("agency-clerk", scene.city.health, username="marker"))


@pytest.fixture
def lead(scene: Scene, desk: Desk) -> Client:
    return desk(somebody("agency-lead", scene.city.health, username="lead"))


def post(client: Client, scene: Scene, act: str, **values: Any) -> Any:
    return client.post(
        f"/redactions/{scene.redaction.pk}/{act}/", {"page": 1, **values}, follow=True
    )


def test_the_page_proposes_personal_data_and_marks_it(scene: Scene, clerk: Client) -> None:
    answer = clerk.get(f"/redactions/{scene.redaction.pk}/")
    said = answer.content.decode()
    assert ID in said
    offered = [one.value for one in answer.context["proposals"]]
    assert len(offered) == 2
    answer = post(clerk, scene, "findings", pick=offered, **WHY)
    assert "已标注 2 处" in answer.content.decode()
    assert RedactionMark.objects.count() == 2


def test_a_page_can_be_looked_at(scene: Scene, clerk: Client) -> None:
    answer = clerk.get(f"/redactions/{scene.redaction.pk}/pages/2.png")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")
    assert "no-store" in answer["Cache-Control"]
    assert clerk.get(f"/redactions/{scene.redaction.pk}/pages/3.png").status_code == 404
    assert clerk.get(f"/redactions/{scene.redaction.pk}/?page=3").status_code == 404
    assert clerk.get(f"/redactions/{scene.redaction.pk}/?page=x").status_code == 200


def test_a_phrase_is_marked_wherever_it_stands(scene: Scene, clerk: Client) -> None:
    post(clerk, scene, "phrase", phrase="以下内容", **WHY)
    (mark,) = RedactionMark.objects.all()
    assert (mark.kind, mark.page, mark.exemption) == ("passage", 1, "privacy")
    answer = post(clerk, scene, "phrase", phrase="没有这句话", **WHY)
    assert answer.status_code == 422
    assert "没有找到" in answer.content.decode()


def test_an_area_is_entered_in_millimetres(scene: Scene, clerk: Client) -> None:
    post(clerk, scene, "area", left="10", top="20", width="50.8", height="25.4", **WHY)
    (mark,) = RedactionMark.objects.all()
    assert (mark.x0, mark.y0) == (pytest.approx(28.35, abs=0.01), pytest.approx(56.69, abs=0.01))
    assert (mark.x1 - mark.x0, mark.y1 - mark.y0) == (pytest.approx(144), pytest.approx(72))


@pytest.mark.parametrize(
    ("act", "values"),
    [
        ("area", {"left": "10", "top": "20", "width": "0", "height": "5", **WHY}),
        ("area", {"left": "10", "top": "20", "width": "9", "height": "5", "exemption": "privacy"}),
        ("phrase", {"phrase": "以下", "exemption": "state-secret", "reason": "x"}),
        ("findings", {"pick": ["1:0:9999"], **WHY}),
        ("findings", WHY),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_marked(
    scene: Scene, clerk: Client, act: str, values: dict[str, Any]
) -> None:
    answer = post(clerk, scene, act, **values)
    assert answer.status_code == 422
    assert 'id="errors"' in answer.content.decode()
    assert RedactionMark.objects.count() == 0


def test_from_marks_to_the_copy_that_is_handed_out(
    scene: Scene, clerk: Client, lead: Client
) -> None:
    post(clerk, scene, "phrase", phrase=ID, **WHY)
    post(clerk, scene, "phrase", phrase=NAME, **WHY)
    answer = post(clerk, scene, "make", words="on", form="pdf")
    assert "核验全部通过" in answer.content.decode()
    copy = clerk.get(f"/redactions/{scene.redaction.pk}/copy/")
    assert copy["Content-Disposition"].startswith("attachment")
    page = pypdfium2.PdfDocument(io.BytesIO(copy.content))[0]
    text = page_text(page).text
    assert ID not in text
    assert NAME not in text
    assert "以下内容可以公开" in text
    chosen = scene.redaction.copies.get()
    refused = post(clerk, scene, "approve", copy=chosen.pk)
    assert refused.status_code == 403
    answer = post(lead, scene, "approve", copy=chosen.pk)
    assert "已审定" in answer.content.decode()
    scene.redaction.refresh_from_db()
    assert scene.redaction.approved_copy == chosen
    assert "已经审定" in post(clerk, scene, "make").content.decode()


def test_whoever_marked_is_told_why_they_cannot_approve(scene: Scene, lead: Client) -> None:
    post(lead, scene, "phrase", phrase=ID, **WHY)
    post(lead, scene, "make", words="on")
    chosen = scene.redaction.copies.get()
    said = lead.get(f"/redactions/{scene.redaction.pk}/").content.decode()
    assert "您参与了标注或生成，不能由本人审定" in said
    assert "审定公开副本</button>" not in said
    assert "不能由本人审定" in post(lead, scene, "approve", copy=chosen.pk).content.decode()
    assert Redaction.objects.get().state == Redaction.State.PROVED


def test_a_mark_can_be_taken_back(scene: Scene, clerk: Client) -> None:
    post(clerk, scene, "phrase", phrase=ID, **WHY)
    (mark,) = RedactionMark.objects.all()
    assert "已取消第 1 页的一处标注" in post(clerk, scene, "unmark", mark=mark.pk).content.decode()
    assert "已经取消" in post(clerk, scene, "unmark", mark=mark.pk).content.decode()
    assert "已经取消" in post(clerk, scene, "unmark", mark="x").content.decode()


def test_nothing_is_handed_out_before_the_proof(scene: Scene, clerk: Client) -> None:
    assert clerk.get(f"/redactions/{scene.redaction.pk}/copy/").status_code == 404
    post(clerk, scene, "phrase", phrase=ID, **WHY)
    post(clerk, scene, "make", words="on")
    post(clerk, scene, "phrase", phrase=NAME, **WHY)
    assert clerk.get(f"/redactions/{scene.redaction.pk}/copy/").status_code == 404


def test_the_check_names_what_the_source_would_give_away(scene: Scene, clerk: Client) -> None:
    said = clerk.get(f"/redactions/{scene.redaction.pk}/check/").content.decode()
    assert "疑似身份证号码1处" in said
    assert "110105********002X" in said
    assert ID not in said


def test_a_lost_file_is_said_in_words(scene: Scene, clerk: Client) -> None:
    StoredFile.objects.filter(pk=scene.redaction.source_id).update(path="no/such/file")
    answer = clerk.get(f"/redactions/{scene.redaction.pk}/")
    assert answer.status_code == 409
    assert "原文件已不在存储中" in answer.content.decode()

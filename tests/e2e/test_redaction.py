"""区分处理 in a real browser: a clerk marks by dragging and by words, the lead approves."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.builders.agencies import somebody
from tests.desk.scene import Scene
from tests.e2e.conftest import PHONE
from tests.e2e.test_desk import Office, _desk_face, office, scene, server  # noqa: F401 (fixtures)
from yangguang.apps.files.models import Redaction, RedactionMark


def test_marks_by_dragging_and_by_proposal_become_an_approved_copy(
    office: Office,  # noqa: F811 (a fixture)
    scene: Scene,  # noqa: F811 (a fixture)
) -> None:
    address = f"/redactions/{scene.redaction.pk}/"
    clerk = office.window(somebody("agency-clerk", scene.city.health, username="marker"))
    clerk.open(address)
    page = clerk.page
    proposals = page.get_by_role("region", name="疑似个人信息")
    proposals.get_by_label("不予公开的依据").select_option("privacy")
    proposals.get_by_label("理由").fill("第三方个人的身份证号码")
    proposals.get_by_role("button", name="标注勾选的内容").click()
    expect(page.get_by_role("status")).to_contain_text("已标注 2 处")
    box = page.locator("[data-sheet]").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 100, box["y"] + 300)
    page.mouse.down()
    page.mouse.move(box["x"] + 300, box["y"] + 360, steps=4)
    page.mouse.up()
    area = page.get_by_role("region", name="按区域标注本页")
    assert float(area.get_by_label("宽（毫米）").input_value()) > 10
    area.get_by_label("不予公开的依据").select_option("trade-secret")
    area.get_by_label("理由").fill("报价")
    area.get_by_role("button", name="标注区域").click()
    page.get_by_role("button", name="生成公开副本并核验").click()
    expect(page.get_by_role("status")).to_contain_text("核验全部通过")
    assert clerk.faults() == []
    assert clerk.troubles == []
    lead = office.window(somebody("agency-lead", scene.city.health, username="lead"), PHONE)
    lead.open(address)
    assert lead.overflow() == 0
    lead.page.get_by_role("button", name="审定公开副本").click()
    expect(lead.page.get_by_role("status")).to_contain_text("已审定")
    assert lead.faults() == []
    assert Redaction.objects.get().state == Redaction.State.APPROVED


def test_an_area_can_be_entered_without_a_script(
    office: Office,  # noqa: F811 (a fixture)
    scene: Scene,  # noqa: F811 (a fixture)
) -> None:
    clerk = office.window(
        somebody("agency-clerk", scene.city.health, username="marker"), script=False
    )
    clerk.open(f"/redactions/{scene.redaction.pk}/")
    area = clerk.page.get_by_role("region", name="按区域标注本页")
    for label, value in (
        ("距左边（毫米）", "20"),
        ("距上边（毫米）", "10"),
        ("宽（毫米）", "60"),
        ("高（毫米）", "8"),
        ("理由", "个人隐私"),
    ):
        area.get_by_label(label).fill(value)
    area.get_by_label("不予公开的依据").select_option("privacy")
    area.get_by_role("button", name="标注区域").click()
    expect(clerk.page.get_by_role("status")).to_contain_text("已标注 1 处")
    assert RedactionMark.objects.get().kind == RedactionMark.Kind.AREA

"""个人信息排查 in a real browser: look with a reason, decide one, decide many, on desk and phone."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.builders.agencies import somebody
from tests.builders.privacy import AT, LINE, MOBILE, PHONE, an_item_saying
from tests.desk.scene import Scene
from tests.e2e.conftest import PHONE as PHONE_SIZE
from tests.e2e.conftest import Visitor
from tests.e2e.journeys.faces import SHOTS
from tests.e2e.test_desk import Office, _desk_face, office, scene, server  # noqa: F401 (fixtures)
from yangguang.apps.audit.models import Act
from yangguang.apps.privacy.models import Decision, FindingState
from yangguang.apps.privacy.models import Finding as Found
from yangguang.apps.privacy.services import review_items


def shoot(window: Visitor, name: str) -> None:
    """A picture of the page, where a folder for pictures is named."""
    if SHOTS:
        window.page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


def test_findings_are_looked_at_and_decided(
    office: Office,  # noqa: F811 (a fixture)
    scene: Scene,  # noqa: F811 (a fixture)
) -> None:
    for number, text in enumerate((LINE, f"经核实，{LINE}", PHONE), start=1):
        item = an_item_saying(
            f"各有关单位请认真执行。{text}", f"行政处罚决定书（清卫罚〔2026〕{number}号）",
            agency=scene.city.health, index_number=None,
        )  # fmt: skip
        review_items(keys=[item.pk], at=AT)
    clerk = office.window(somebody("agency-clerk", scene.city.health, username="sweeper"))
    clerk.open("/privacy/")
    page = clerk.page
    assert clerk.faults() == []
    shoot(clerk, "privacy-list-1440")
    assert MOBILE not in page.content()
    page.get_by_role("link", name="138****5678").last.click()
    shoot(clerk, "privacy-finding-1440")
    page.get_by_label("用途").fill("核对是否为办公电话")
    page.get_by_role("button", name="查看原文").click()
    expect(page.locator("mark")).to_have_text(MOBILE)
    shoot(clerk, "privacy-revealed-1440")
    assert clerk.faults() == []
    page.get_by_label("误报").check()
    page.get_by_label("理由").fill("值班手机")
    page.get_by_role("button", name="认定", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("已认定为“误报”：手机号码 138****5678")
    # The rest at once.
    page.get_by_label("勾选本页全部").check()
    page.get_by_label("理由").fill("处罚信息依法公示")
    page.get_by_label("依据").fill("《行政处罚法》第四十八条第一款")
    page.get_by_role("button", name="依法公开").click()
    expect(page.get_by_role("status")).to_contain_text("已认定")
    expect(page.get_by_text("没有符合条件的疑似个人信息")).to_be_visible()
    assert not Found.objects.filter(state=FindingState.OPEN).exists()
    assert Act.objects.filter(verb="privacy.reveal").count() == 1
    assert clerk.troubles == []


def test_a_decision_is_taken_back_on_a_telephone(
    office: Office,  # noqa: F811 (a fixture)
    scene: Scene,  # noqa: F811 (a fixture)
) -> None:
    lead = office.window(somebody("agency-lead", scene.city.health, username="lead"), PHONE_SIZE)
    lead.open("/privacy/?state=all")
    assert lead.overflow() == 0
    shoot(lead, "privacy-list-390")
    settled = scene.personal_decision.findings.get()
    lead.open(f"/privacy/{settled.pk}/")
    assert lead.overflow() == 0
    shoot(lead, "privacy-finding-390")
    lead.page.get_by_label("撤销的理由").fill("不是公用邮箱")
    lead.page.get_by_role("button", name="撤销认定").click()
    expect(lead.page.get_by_role("status")).to_contain_text("已撤销认定")
    assert Decision.objects.get(pk=scene.personal_decision.pk).ended_at is not None
    assert lead.faults() == []

"""文书 in a real browser: a lead words a letter, mends it, looks at its page and puts it in force."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.builders.agencies import somebody
from tests.builders.letters import an_issued_letter
from tests.desk.conftest import _desk_face  # noqa: F401 (a fixture, used by its name)
from tests.desk.scene import Scene
from tests.e2e.conftest import DESK_TOP, PHONE
from tests.e2e.test_desk import Office, office, scene, server  # noqa: F401 (fixtures)
from yangguang.apps.letters.models import Letter, LetterTemplate, TemplateState


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_lead_words_a_letter(office: Office, scene: Scene, script: bool) -> None:  # noqa: F811
    lead = somebody("agency-lead", scene.city.health, username="lead")
    window = office.window(lead, DESK_TOP, script=script)
    window.open("/letters/templates/")
    page = window.page
    page.get_by_role("link", name="有草稿").click()
    text = page.get_by_label("正文")
    good = text.input_value()
    text.fill(good.replace("{{ 补正期限 }}", "{{ 补正期 }}"))
    page.get_by_role("button", name="保存并预览").click()
    expect(page.get_by_text("这种文书没有“补正期”这个要素。是否应为“补正期限”？")).to_be_visible()
    expect(page.get_by_text("模板改正后才能预览")).to_be_visible()
    expect(page.get_by_label("正文")).to_have_value(
        good.replace("{{ 补正期限 }}", "{{ 补正期 }}").rstrip("\n") + "\n"
    )
    page.get_by_label("正文").fill(good.replace("经审查", "经审核"))
    page.get_by_label("修改说明").fill("统一用语")
    page.get_by_role("button", name="保存并预览").click()
    picture = page.get_by_role("img", name="第1页预览")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") > 900
    page.get_by_role("link", name="启用…").click()
    page.get_by_role("button", name="启用").click()
    expect(page.get_by_text("启用。")).to_be_visible()
    assert LetterTemplate.objects.get(pk=scene.wording.pk).state == TemplateState.IN_FORCE
    assert "经审核" in page.locator("ins").inner_text()


def test_a_lead_voids_a_letter_on_the_telephone(office: Office, scene: Scene) -> None:  # noqa: F811
    letter = an_issued_letter(scene.city.health)
    lead = somebody("agency-lead", scene.city.health, username="lead")
    window = office.window(lead, PHONE)
    window.open("/letters/")
    page = window.page
    page.get_by_role("link", name=letter.number, exact=True).click()
    page.get_by_role("link", name="作废…").click()
    page.get_by_label("作废理由").fill("日期有误，已另行制发")
    page.get_by_role("button", name="作废").click()
    expect(page.get_by_text("已作废，文号不再使用")).to_be_visible()
    assert Letter.objects.get(pk=letter.pk).void_reason == "日期有误，已另行制发"
    assert window.faults() == []

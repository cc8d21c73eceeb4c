"""Every kind of letter, both regulations, every day: one wording, complete, and printable."""

from __future__ import annotations

import re
from datetime import date

import pytest

from tests.builders.agencies import an_agency
from yangguang.apps.letters.composing import Composition
from yangguang.apps.letters.kinds import Kind, Need, WrongKind, kind, kinds, make_kind
from yangguang.apps.letters.rendering import sample_pages
from yangguang.apps.letters.replies import letter_parts
from yangguang.law.citation import cite
from yangguang.law.regimes import Regime
from yangguang.law.replies import kinds as reply_kinds
from yangguang.text.numerals import to_chinese

DAYS = [
    date(2008, 5, 1),
    date(2010, 6, 1),
    date(2015, 5, 1),
    date(2017, 3, 31),
    date(2017, 4, 1),
    date(2019, 5, 14),
    date(2019, 5, 15),
    date(2020, 12, 31),
    date(2021, 1, 1),
    date(2024, 1, 1),
    date(2030, 12, 31),
]


@pytest.mark.parametrize("what", kinds().values(), ids=lambda one: one.key)
def test_no_day_has_two_wordings(what: Kind) -> None:
    for regime in Regime:
        for day in DAYS:
            assert sum(one.fits(regime, day) for one in what.versions) <= 1


@pytest.mark.parametrize("what", kinds().values(), ids=lambda one: one.key)
def test_a_default_wording_has_no_mistakes(what: Kind) -> None:
    assert what.versions
    for one in what.versions:
        assert what.check(one.title, one.text) == []


def test_every_reply_of_the_law_has_its_letter() -> None:
    assert {f"reply:{one.key}" for one in reply_kinds()} == {
        key for key in kinds() if key.startswith("reply:")
    }


def test_letters_of_the_new_regulation_are_not_there_under_the_old() -> None:
    on = date(2018, 6, 1)
    for key in ("co-maker-consultation", "volume-reasons", "volume-delay"):
        assert kind(key).version(Regime.R2007, on) is None
        assert kind(key).version(Regime.R2019, on) is not None


def test_fees_are_noticed_only_while_the_law_had_them() -> None:
    fee = kind("fee-notice")
    assert fee.version(Regime.R2007, date(2017, 3, 31)) is not None
    assert fee.version(Regime.R2007, date(2017, 4, 1)) is None
    assert fee.version(Regime.R2019, date(2020, 12, 31)) is None
    assert fee.version(Regime.R2019, date(2021, 1, 1)) is not None


def test_letters_cite_the_regulation_of_their_application() -> None:
    places = {
        "supplement": ("第二十一条第（四）项", "第三十条"),
        "extension": ("第二十四条第二款", "第三十三条第二款"),
        "third-party-consultation": ("第二十三条", "第三十二条"),
        "correction-transfer": ("第二十五条第二款", "第四十一条"),
    }
    for key, (old, new) in places.items():
        versions = {one.regimes[0]: one.text for one in kind(key).versions}
        assert old in versions[Regime.R2007]
        assert new in versions[Regime.R2019]
        assert new not in versions[Regime.R2007]


def test_every_article_that_a_wording_cites_exists() -> None:
    known = {"2007": 38, "2019": 56}
    for what in kinds().values():
        for one in what.versions:
            for regime in one.regimes:
                places = {to_chinese(number) for number in range(1, known[regime.value] + 1)}
                for place in re.findall(r"条例》第([一二三四五六七八九十]+)条", one.text):
                    assert place in places
    assert cite("regulation-2019/56").article == 56


@pytest.mark.django_db
@pytest.mark.parametrize("what", kinds().values(), ids=lambda one: one.key)
def test_a_preview_states_every_required_part(what: Kind) -> None:
    agency = an_agency("清源市卫生健康委员会")
    for one in what.versions:
        made = sample_pages(what, one.title, one.text, agency, date(2026, 3, 12))
        assert isinstance(made, Composition)
        assert "{{" not in made.plain
        assert "。。" not in made.plain
        assert "{%" not in made.plain
        for key in what.required:
            if what.parts[key].kind == "text" and key not in {"decision", "remedies"}:
                sample = what.samples[key].rstrip("。")
                assert sample in made.plain.replace("\n", "")


@pytest.mark.parametrize("what", [one for one in kinds().values() if one.remedies is Need.REQUIRED])
def test_a_wording_without_the_remedies_is_refused(what: Kind) -> None:
    one = what.versions[0]
    faults = what.check(one.title, one.text.replace("{{ 救济途径 }}", ""))
    assert [fault.what for fault in faults] == ["缺少必备要素“救济途径”。"]


def test_a_required_part_inside_a_condition_is_not_enough() -> None:
    what = kind("supplement")
    text = what.versions[0].text.replace(
        "{{ 需补正内容 }}", "{% if 备注 %}{{ 需补正内容 }}{% endif %}"
    )
    assert [fault.what for fault in what.check("标题", text)] == ["缺少必备要素“需补正内容”。"]


def test_a_reply_wording_needs_a_place_for_what_may_have_to_be_told() -> None:
    what = kind("reply:partly-disclosed")
    text = (
        what.versions[0]
        .text.replace("{{ 不予公开部分 }}", "")
        .replace("{% if 不予公开部分 %}", "{% if 备注 %}")
    )
    assert [fault.what for fault in what.check("标题", text)] == ["没有写“不予公开部分”的位置。"]


def test_a_letter_that_tells_no_remedies_may_not_name_them() -> None:
    what = kind("extension")
    faults = what.check("标题", what.versions[0].text + "{{ 救济途径 }}")
    assert [fault.what for fault in faults] == ["这种文书不告知救济途径。"]


def test_parts_of_the_law_stand_in_parts_of_the_letter() -> None:
    assert letter_parts(
        {"access": "网站", "request": "名单", "remedy": "复议", "search": "库"}
    ) == {
        "how_to_get": "网站",
        "described": "名单",
        "search": "库",
    }


def test_a_kind_that_contradicts_itself_does_not_load() -> None:
    row = {
        "name": "试",
        "addressee": "none",
        "form": "plain",
        "seal": False,
        "sign": False,
        "remedies": "none",
        "required": ["described"],
        "versions": [{"regimes": ["2019"], "title": "试", "text": "没有要素"}],
    }
    with pytest.raises(WrongKind, match="缺少必备要素“申请内容”"):
        make_kind("trial", row)
    with pytest.raises(WrongKind, match="does not have"):
        make_kind("trial", row | {"required": ["nowhere"]})

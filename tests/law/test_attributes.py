"""The disclosure attribute: each document has one, on an article that stood on that day."""

from datetime import date, timedelta

import pytest

from yangguang.law.attributes import (
    Attribute,
    attribute_ground,
    attribute_grounds,
    grounds_for,
    may_assign,
)
from yangguang.law.citation import instrument

P, Q, W = Attribute.PROACTIVE, Attribute.ON_REQUEST, Attribute.WITHHELD
TODAY = date(2026, 3, 2)


def test_every_ground_rests_on_an_instrument_in_force_while_it_stands() -> None:
    for ground in attribute_grounds():
        stood = instrument(ground.citation.instrument)
        assert stood.in_force(ground.since), ground.key
        if ground.until is not None:
            assert stood.in_force(ground.until - timedelta(days=1)), ground.key


def test_on_every_day_since_2008_each_attribute_has_a_ground() -> None:
    day = date(2008, 5, 1)
    while day < date(2031, 1, 1):
        for attribute in Attribute:
            assert grounds_for(attribute, day), (attribute, day)
        day += timedelta(days=1)


def test_the_fifteen_items_of_article_twenty_each_file_under_their_own_facet() -> None:
    items = [one for one in grounds_for(P, TODAY) if one.key.startswith("article-20-")]
    assert [one.citation.item for one in items] == list(range(1, 16))
    assert len({one.facet for one in items}) == 15


@pytest.mark.parametrize(
    ("attribute", "ground", "reason", "day", "allowed", "said"),
    [
        (P, "article-20-1", "", TODAY, True, "第二十条第（一）项"),
        (P, "", "", TODAY, False, "须选定一项依据"),
        (P, "privacy", "", TODAY, False, "不适用"),
        (P, "article-20-1", "", date(2019, 5, 14), False, "2019年5月14日"),
        (P, "article-20-1", "", date(2019, 5, 15), True, ""),
        (P, "article-9-2007", "", date(2019, 5, 14), True, ""),
        (P, "article-9-2007", "", date(2019, 5, 15), False, "不适用"),
        (Q, "article-27", "", TODAY, False, "须说明理由"),
        (Q, "article-27", "不宜公开", TODAY, False, "过于简单"),
        (Q, "article-27", "只涉及两户的宅基地界址，与公众利益无关", TODAY, True, "第二十七条"),
        (W, "privacy", "名单中有救助对象的病情和住址", TODAY, True, "征求第三方"),
        (W, "privacy-2007", "名单中有救助对象的病情和住址", TODAY, False, "不适用"),
        (W, "article-27", "名单中有救助对象的病情和住址", TODAY, False, "不适用"),
    ],
)
def test_an_attribute_needs_a_ground_of_its_day_and_a_reason_unless_open(
    attribute: Attribute, ground: str, reason: str, day: date, allowed: bool, said: str
) -> None:
    verdict = may_assign(attribute, ground=ground, reason=reason, on=day)
    assert (verdict.allowed, said in verdict.sentence) == (allowed, True), verdict.sentence


def test_only_state_secrets_keep_their_content_out() -> None:
    kept_out = {one.key for one in attribute_grounds() if not one.keeps_content}
    assert kept_out == {"state-secret", "state-secret-2007"}
    assert attribute_ground("state-secret").attribute is W


def test_an_unknown_ground_is_named() -> None:
    with pytest.raises(KeyError, match="no-such"):
        attribute_ground("no-such")


def test_each_attribute_has_its_mark() -> None:
    assert [one.mark for one in Attribute] == ["此件公开发布", "此件依申请公开", "此件不公开"]

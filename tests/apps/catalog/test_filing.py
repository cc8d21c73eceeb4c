from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.builders.catalog import a_column, a_facet, a_government, an_agency, an_item, noon
from yangguang.apps.audit.actors import command
from yangguang.apps.audit.models import Act
from yangguang.apps.catalog import selectors
from yangguang.apps.catalog.filing import conditions_of, standard_values, try_rule
from yangguang.apps.catalog.models import Facet, FilingRule, Item, ItemFacet, ItemKind, ItemState
from yangguang.apps.catalog.services import filing
from yangguang.apps.catalog.services.filing import (
    add_rule,
    apply_rule,
    end_rule,
    load_standard,
    run_filings,
    undo_run,
)
from yangguang.apps.catalog.workflow import NotPossible

pytestmark = pytest.mark.django_db
BY = command("测试")
AT = noon(date(2026, 6, 1))


def titles(facet: Facet) -> set[str]:
    """The titles of what is public under a value."""
    return {one.title for one in selectors.items_in_facet(facet)}


def test_every_condition_of_a_rule_must_hold() -> None:
    a_government()
    health = an_agency("清源市卫生健康委员会")
    below = an_agency("清源市疾病预防控制中心", parent=health)
    files = a_column("文件", slug="files")
    deep = a_column("规范性文件", slug="norms", parent=files)
    facet = a_facet(Facet.Scheme.KEY_AREA, "health", "医疗卫生")
    an_item("关于疫苗接种的通知", agency=below, column=deep)
    an_item("关于疫苗接种的通知解读", agency=below, column=deep)
    an_item("关于疫苗接种的公告", agency=below)
    an_item("关于医疗救助的通知", column=deep)
    an_item("关于医疗救助的通知（草稿）", agency=health, column=deep, state=ItemState.DRAFT)
    rule = add_rule(
        facet=facet, column=files, agency=health, words="疫苗\n医疗\n疫苗", without="解读",
        kinds=[ItemKind.POLICY], by=BY, at=AT,
    )  # fmt: skip
    trial = try_rule(rule)
    assert [one.title for one in trial.sample] == ["关于疫苗接种的通知"]
    assert (trial.found, trial.already, trial.new) == (1, 0, 1)
    assert conditions_of(rule) == [
        "栏目“文件”及其下级",
        "清源市卫生健康委员会及其下级机构",
        "文种为政策文件",
        "标题含“疫苗”、“医疗”之一",
        "标题不含“解读”",
    ]
    with pytest.raises(NotPossible, match="至少要有一个条件"):
        add_rule(facet=facet, words=" \n ", without="解读", by=BY, at=AT)
    with pytest.raises(NotPossible, match="只有一个字"):
        add_rule(facet=facet, words="医", by=BY, at=AT)


def test_what_is_filed_once_is_counted_once_and_under_its_parent() -> None:
    a_government()
    five = a_facet(Facet.Scheme.FIVE, "result", "结果公开")
    audit = a_facet(Facet.Scheme.FIVE, "result-audit", "审计结果", parent=five)
    checks = a_facet(Facet.Scheme.FIVE, "result-checks", "抽查结果", parent=five)
    both = an_item("审计结果和随机抽查结果的公告")
    filed = an_item("审计结果公告", facets=(audit,))
    first = add_rule(facet=audit, words="审计结果", by=BY, at=AT)
    second = add_rule(facet=checks, words="抽查结果", by=BY, at=AT)
    run = apply_rule(rule=first, expected=1, by=BY, at=AT)
    apply_rule(rule=second, expected=1, by=BY, at=AT)
    assert (run.filed, run.ended_at) == (1, AT)
    assert dict(selectors.facets("five-open")) == {five: 1, audit: 2, checks: 1}
    assert titles(five) == {both.title}
    assert ItemFacet.objects.get(item=both, facet=audit).run == run
    assert ItemFacet.objects.get(item=filed, facet=audit).run is None
    assert try_rule(first).new == 0
    later = AT + timedelta(days=1)
    undone = undo_run(run=run, by=BY, at=later)
    assert (undone.undone, undone.undone_at) == (1, later)
    assert titles(audit) == {"审计结果公告"}
    assert titles(five) == {both.title}, "the other filing still holds it under the parent"
    assert ItemFacet.objects.get(item=both, facet=audit).valid_to == later
    with pytest.raises(NotPossible, match="已经撤销"):
        undo_run(run=run, by=BY, at=later)
    assert [one.verb for one in Act.objects.filter(subject_key=str(first.pk)).order_by("pk")] == [
        "filing-rule.add",
        "filing-rule.apply",
        "filing-rule.undo",
    ]


def test_a_changed_number_an_ended_rule_and_a_second_run_are_refused() -> None:
    a_government()
    facet = a_facet()
    rule = add_rule(facet=facet, words="预算", by=BY, at=AT)
    an_item("2026年预算")
    with pytest.raises(NotPossible, match="已变为 1 条"):
        apply_rule(rule=rule, expected=0, by=BY, at=AT)
    end_rule(rule=rule, by=BY, at=AT)
    with pytest.raises(NotPossible, match="规则已停用"):
        apply_rule(rule=rule, expected=1, by=BY, at=AT)


def test_a_killed_run_goes_on_and_leaves_nothing_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    a_government()
    facet = a_facet()
    for number in range(7):
        an_item(f"预算第{number}号")
    rule = add_rule(facet=facet, words="预算", by=BY, at=AT)
    monkeypatch.setattr(filing, "BATCH", 2)
    monkeypatch.setattr(filing, "AT_ONCE", 2)
    run = apply_rule(rule=rule, expected=7, by=BY, at=AT)
    assert (run.filed, run.ended_at) == (4, None)
    with pytest.raises(NotPossible, match="还没有完成"):
        undo_run(run=run, by=BY, at=AT)
    an_item("预算，后来公开")
    run_filings(AT, batches=1)
    run_filings(AT)
    run.refresh_from_db()
    assert (run.filed, run.ended_at) == (7, AT)
    assert ItemFacet.objects.filter(facet=facet, valid_to=None).count() == 7
    undo_run(run=run, by=BY, at=AT + timedelta(hours=1))
    run_filings(AT + timedelta(hours=1))
    run.refresh_from_db()
    assert run.undone == 7
    assert not titles(facet)


def test_the_standard_classifications_are_loaded_once_and_never_overwrite() -> None:
    a_government()
    mine = a_facet(Facet.Scheme.FIVE, "decision", "决策")
    added, ruled = load_standard(by=BY, at=AT)
    assert (added, load_standard(by=BY, at=AT)) == (len(standard_values()) - 1, (0, 0))
    assert ruled == sum(one.has_rule for one in standard_values())
    mine.refresh_from_db()
    assert mine.name == "决策"
    five = Facet.objects.filter(scheme=Facet.Scheme.FIVE)
    counts = {top.code: top.children.count() for top in five.filter(parent=None)}
    assert counts == {"decision": 5, "execution": 3, "administration": 6, "service": 5, "result": 6}
    assert Facet.objects.filter(scheme=Facet.Scheme.ARTICLE_20).count() == 15
    assert Facet.objects.filter(scheme=Facet.Scheme.BASELINE).count() == 26
    rule = FilingRule.objects.get(facet__code="result-audit")
    an_item("2025年度市本级预算执行审计结果公告")
    assert try_rule(rule).new == 1
    assert Item.objects.count() == 1

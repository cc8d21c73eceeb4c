"""How long personal data of each kind is kept, as data with its basis.

The rules are the platform's defaults; ``retention.toml`` in the data folder of an installation
overrides them by kind, since each body keeps to its own approved schedule.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from yangguang.apps.vault.registry import Kept, RetentionOwner, retention_owners
from yangguang.apps.vault.subjects import living

BUILT_IN = Path(__file__).with_name("retention.toml")
OWN = "retention.toml"
_LONGEST = 100


class WrongRetention(Exception):
    """A retention file cannot be used; the message says which line and what to write."""


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """Data of one kind is kept for whole years after its matter ended."""

    kind: str
    name: str
    years: int
    basis: str

    def last_end(self, today: date) -> date:
        """The latest day of ending whose data is due on ``today``."""
        return shifted(today, -self.years)

    def due_on(self, ended_on: date) -> date:
        """The first day on which the data may be destroyed."""
        return shifted(ended_on, self.years)


@dataclass(frozen=True, slots=True)
class Due:
    """One person whose data has come to the end of its period."""

    subject_id: UUID
    rule: RetentionRule
    label: str
    agency_key: int | None
    ended_on: date

    @property
    def due_on(self) -> date:
        """The day on which the period ran out."""
        return self.rule.due_on(self.ended_on)


def shifted(day: date, years: int) -> date:
    """The same day of another year; 29 February becomes 1 March, so that no period is cut short."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1) if years > 0 else date(day.year + years, 2, 28)


def retention_rules() -> dict[str, RetentionRule]:
    """Kind → rule, the installation's own above the built-in ones. Raises WrongRetention."""
    own = Path(settings.HOME) / OWN
    try:
        stamp = own.stat().st_mtime_ns
    except FileNotFoundError:
        return dict(_rules(BUILT_IN, 0))
    return {**_rules(BUILT_IN, 0), **_rules(own, stamp)}


def due_for_destruction(at: datetime) -> list[Due]:
    """Everybody whose data is due, stands yet, and is needed by no owner; the longest due first.

    Raises WrongRetention where an owner's kind has no rule.
    """
    today = timezone.localdate(at)
    rules = retention_rules()
    owners = retention_owners()
    due: dict[UUID, Due] = {}
    for owner in owners:
        rule = _rule_of(owner, rules)
        for kept in owner.ended(rule.last_end(today)):
            one = _due(kept, rule)
            before = due.get(kept.subject_id)
            # Somebody known to two owners is due when the later of both periods has run out.
            if before is None or before.due_on < one.due_on:
                due[kept.subject_id] = one
    for owner in owners:
        rule = _rule_of(owner, rules)
        for chunk in _chunks(list(due)):
            for subject_id in owner.needed(chunk, rule.last_end(today)):
                due.pop(subject_id, None)
    alive = living(due)
    due = {key: one for key, one in due.items() if key in alive}
    return sorted(due.values(), key=lambda one: (one.due_on, one.label, one.subject_id))


def _due(kept: Kept, rule: RetentionRule) -> Due:
    return Due(kept.subject_id, rule, kept.label, kept.agency_key, kept.ended_on)


def _chunks(ids: Sequence[UUID]) -> Iterable[Sequence[UUID]]:
    for start in range(0, len(ids), 500):
        yield ids[start : start + 500]


def _rule_of(owner: RetentionOwner, rules: dict[str, RetentionRule]) -> RetentionRule:
    rule = rules.get(owner.kind)
    if rule is None:
        raise WrongRetention(
            f"保管期限表中没有“{owner.kind}”一类，请在 retention.toml 中补写 kind、years、basis。"
        )
    return rule


@lru_cache(maxsize=4)
def _rules(path: Path, stamp: int) -> dict[str, RetentionRule]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8")).get("rule", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongRetention(f"{path} 写法有误：{error}。") from error
    rules = [_rule(path, place, table) for place, table in enumerate(tables, start=1)]
    return {rule.kind: rule for rule in rules}


def _rule(path: Path, place: int, table: object) -> RetentionRule:
    where = f"{path} 第 {place} 条"
    if not isinstance(table, dict):
        raise WrongRetention(f"{where}应以 [[rule]] 开头。")
    texts = {name: str(table.get(name, "")).strip() for name in ("kind", "name", "basis")}
    empty = [name for name, value in texts.items() if not value]
    if empty:
        raise WrongRetention(f"{where}缺少 {'、'.join(empty)}。")
    years = table.get("years")
    if not isinstance(years, int) or isinstance(years, bool) or not 1 <= years <= _LONGEST:
        raise WrongRetention(f"{where}的 years 应为 1 到 {_LONGEST} 的整数。")
    return RetentionRule(texts["kind"], texts["name"], years, texts["basis"])

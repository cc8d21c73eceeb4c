"""The demo city's registers: several years of lists, decisions and ledgers, adjusted, revoked, late.

Everything goes the way it goes in an office: drafted, reviewed by somebody else, published; so the
differences, the lists of past days and the duties are there to be looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import chain

from yangguang.apps.audit.actors import command
from yangguang.apps.registers.models import ChangeSet, Register, Revocation, Version
from yangguang.apps.registers.services import (
    Proposed,
    install_shipped,
    open_change_set,
    propose_rows,
    publish_change_set,
    repair_credit,
    revoke_decision,
    submit_change_set,
    withdraw_revoked,
)
from yangguang.apps.registers.services.coming_down import take_down_what_is_due
from yangguang.apps.registers.services.masking import clear_findings
from yangguang.apps.registers.services.screening import screen_change_set, waiting_findings
from yangguang.apps.registers.services.showing import set_register
from yangguang.config.demo import register_cases, register_fields, register_powers
from yangguang.config.demo.register_batches import BODY, Batch
from yangguang.config.demo.setting import City
from yangguang.config.demo.writing import working_day

CLERK, REVIEWER = command("演示数据：清单经办"), command("演示数据：清单审核")
OWED_SINCE = 400
"""Days back from which on rows owe what the limits demand; what is older is old stock."""


def build_registers(city: City, *, progress: Callable[[int, int], None]) -> int:
    """All registers up to today; gives the number of change sets."""
    install_shipped(by=city.actor, at=city.moment(city.today))
    _owe_since(city)
    batches = sorted(
        (
            one
            for one in chain(
                register_powers.batches(city),
                register_cases.batches(city),
                register_fields.batches(city),
            )
            if one.on <= city.today
        ),
        key=lambda one: (one.on, one.register, one.slug, one.title),
    )
    registers = {one.code: one for one in Register.objects.select_related("definition")}
    for number, one in enumerate(batches, 1):
        _enter(city, one, registers[one.register])
        progress(number, len(batches))
    _revoke_some(city)
    take_down_what_is_due(city.moment(city.today, 18))
    return len(batches)


def _owe_since(city: City) -> None:
    since = city.today - timedelta(days=OWED_SINCE)
    for code in {
        "licences", "penalties", "enforcement-results", "enforcement-yearly", "affordable-housing",
        "environment-approvals", "environment-penalties", "safety-accidents", "food-drug-checks",
        "social-aid", "school-areas", "prices", "key-projects",
    }:  # fmt: skip
        set_register(
            register=Register.objects.get(code=code), shown=True, duties_since=since,
            by=city.actor, at=city.moment(city.today),
        )  # fmt: skip


def _enter(city: City, batch: Batch, register: Register) -> None:
    """Draft a set on its day and publish it some days after, if that day has come."""
    agency = city.agencies[batch.slug]
    at = city.moment(batch.on, 10)
    change_set = open_change_set(
        register=register,
        agency=agency,
        kind=ChangeSet.Kind.ADJUST if batch.whole else ChangeSet.Kind.ENTRY,
        title=batch.title,
        basis=batch.basis,
        in_force_on=batch.in_force_on,
        by=CLERK,
        at=at,
    )
    rows = [
        Proposed(
            city.agencies[row.get(BODY, batch.slug)],
            {code: said for code, said in row.items() if code != BODY},
            decided=batch.decided,
        )
        for row in batch.rows
    ]
    whole = {one.agency.pk: one.agency for one in rows} if batch.whole else {}
    propose_rows(change_set=change_set, rows=rows, whole_list=whole.values(), by=CLERK, at=at)
    if screen_change_set(change_set=change_set, at=at):
        waiting = list(waiting_findings(change_set).values_list("pk", flat=True))
        clear_findings(
            change_set=change_set, findings=waiting, by=CLERK, at=at,
            reason="属于法律、法规和国家标准规定公示的内容（演示数据，人名均为虚构）。",
        )  # fmt: skip
    submit_change_set(change_set=change_set, by=CLERK, at=at)
    shown = _after(batch.on, batch.late)
    if not batch.waits and shown <= city.today:
        publish_change_set(change_set=change_set, by=REVIEWER, at=city.moment(shown, 15))


def _after(day: date, working: int) -> date:
    """So many weekdays later."""
    for _ in range(working):
        day = working_day(day + timedelta(days=1))
    return day


def _revoke_some(city: City) -> None:
    """A penalty that was revoked and taken down, one that waits, and credit that was repaired."""
    live = list(
        Version.objects.filter(
            register__code="penalties", live=True, d1__lte=city.today - timedelta(days=420)
        )
        .select_related("row")
        .order_by("-d1", "pk")[:3]
    )
    if len(live) < 3:
        return
    gone, waiting, repaired = live
    day = working_day(city.today - timedelta(days=60))
    done = revoke_decision(
        version=gone, kind=Revocation.Kind.REVOKED, on=day, why="复议机关认为主要事实不清、证据不足",
        document=f"清政复决字〔{day.year}〕17号", by=CLERK, at=city.moment(day),
    )  # fmt: skip
    withdraw_revoked(revocation=done, by=REVIEWER, at=city.moment(_after(day, 2)))
    revoke_decision(
        version=waiting, kind=Revocation.Kind.UNLAWFUL, on=city.today, why="人民法院判决确认违法",
        document="（示例）行政判决书", by=CLERK, at=city.moment(city.today),
    )  # fmt: skip
    day = working_day(city.today - timedelta(days=20))
    mended = repair_credit(
        version=repaired, on=day, why="当事人已纠正违法行为，准予信用修复", by=CLERK,
        at=city.moment(day),
    )  # fmt: skip
    withdraw_revoked(revocation=mended, by=REVIEWER, at=city.moment(_after(day, 1)))

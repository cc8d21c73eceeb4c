"""The two acts of a draw: promise first, draw after the public value has appeared.

依据: 国办发〔2015〕58号 (随机抽取检查对象、随机选派执法检查人员, 全程留痕); ADR 26 for the order of things.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from yangguang.apps.agencies.verdicts import Refused, Verdict, no, refuse, yes
from yangguang.apps.audit.actors import Actor, ActorKind
from yangguang.apps.audit.services import record
from yangguang.apps.draws.duty_kinds import CHECK
from yangguang.apps.draws.models import Commitment, Draw, Drawn, Plan, Record
from yangguang.apps.draws.pools import (
    Pools,
    conflicts_json,
    law_plan,
    pools_json,
    pools_of,
    read_pools,
)
from yangguang.apps.draws.secrets import opened, seal_into
from yangguang.apps.draws.services.planning import locked, subject_of
from yangguang.apps.duties.services import open_duty
from yangguang.law.drawing import (
    BadPool,
    Ground,
    Opened,
    Outcome,
    Recusal,
    barred_by_object,
    canonical,
    canonical_value,
    commitment_text,
    draw_seed,
    inspectors_text,
    may_commit,
    objects_text,
    play,
    salt_for,
    secret_digest,
    sha256,
    write_record,
)
from yangguang.law.drawing import Commitment as LawCommitment
from yangguang.law.drawing import Record as LawRecord


def commit_seed(
    *,
    plan: Plan,
    public_source: str,
    public_from: datetime,
    by: Actor,
    at: datetime,
    invented: Callable[[], str] | None = None,
) -> Commitment:
    """Freeze both lists, make a secret nobody sees, and publish the promise.

    ``invented`` makes secret and salt in the place of the machine's own chance, so that two demo
    cities draw alike; it is heard in a demo installation only, and of nobody who signed in. Raises
    Refused anywhere else, where the lists cannot end in a draw (each sentence with its article), and
    where the public value is not named or could be known already.
    """
    if invented is not None and not (settings.DEMO and by.kind is ActorKind.COMMAND):
        raise refuse(
            "秘密部分不能指定", "秘密部分由系统随机产生，任何人都不能指定；只有演示数据除外。"
        )
    source = " ".join(public_source.split())
    if len(source) < 4:
        raise refuse(
            "没有写明公开部分",
            "请写明公开部分的来源，写到任何人都能查到的程度，例如“福彩双色球第2026135期开奖号码”。",
        )
    if public_from <= at:
        raise refuse(
            "公开部分已经产生",
            "公开部分不早于的时间须在承诺以后，否则秘密部分可以照着它挑选。请选用尚未产生的号码或者指数。",
        )
    with transaction.atomic():
        held = locked(plan, Plan.State.DRAFT, "作出承诺")
        make = invented or _by_chance
        secret, salt = make(), make()
        try:
            pools = read_pools(held, salt=salt)
            terms = law_plan(held)
            verdict = may_commit(terms, pools.objects, pools.inspectors)
            if not verdict:
                raise refuse(verdict.basis, verdict.sentence)
            attempt = held.commitments.count() + 1
            promise = LawCommitment(
                attempt, _moment(at), secret_digest(secret), canonical(source), _moment(public_from)
            )
            text = commitment_text(terms, promise, pools.objects, pools.inspectors)
        except BadPool as wrong:
            raise refuse("名录有误", str(wrong)) from wrong
        made = Commitment(
            plan=held, attempt=attempt, made_at=at, made_by_name=by.name,
            public_source=promise.public_source, public_from=public_from,
            secret_digest=promise.secret_digest, pools=pools_json(pools),
            objects_digest=sha256(objects_text(pools.objects)),
            inspectors_digest=sha256(inspectors_text(pools.inspectors)),
            objects_number=len(pools.objects), inspectors_number=len(pools.inspectors),
            text=text, digest=sha256(text),
        )  # fmt: skip
        seal_into(made, secret=secret, salt=salt, grounds=conflicts_json(pools.conflicts))
        made.save(force_insert=True)
        held.state = Plan.State.COMMITTED
        held.save(update_fields=["state"])
        record(
            by=by, at=at, verb="draw.commit", subject=subject_of(held), basis=verdict.basis,
            after={"attempt": attempt, "digest": made.digest, "public_source": source},
        )  # fmt: skip
    return made


def _by_chance() -> str:
    return secrets.token_hex(32)


def may_void(commitment: Commitment, *, at: datetime, source_failed: bool) -> Verdict:
    """Whether a promise may be given up: freely before the public value, afterwards only where that
    value never came. Otherwise an office could promise again until the lot pleases it."""
    if commitment.voided_at is not None:
        return no("已作废", "这份承诺已经作废。")
    if at >= commitment.public_from and not source_failed:
        return no(
            "公开部分已经产生",
            "公开部分产生的时间已过，承诺不能作废，只能照此抽取；"
            "名录此后的变动，抽取后以“更换”办理。公开部分确实没有产生的（例如停止开奖），请勾选说明。",
        )
    return yes("ADR 26")


def void_commitment(
    *, commitment: Commitment, why: str, by: Actor, at: datetime, source_failed: bool = False
) -> Commitment:
    """Give a promise up and publish its secret, so that everybody sees what was let go.

    Raises Refused without a reason, after the draw, and as `may_void` says.
    """
    if not why.strip():
        raise refuse("缺少理由", "请写明作废的理由，作废的承诺书连同理由照样公布。")
    with transaction.atomic():
        plan = locked(commitment.plan, Plan.State.COMMITTED, "作废承诺")
        held = Commitment.objects.select_for_update().get(pk=commitment.pk)
        verdict = may_void(held, at=at, source_failed=source_failed)
        if not verdict:
            raise Refused(verdict)
        held.voided_at = at
        held.voided_why = (f"公开部分没有产生：{why.strip()}" if source_failed else why.strip())[
            :300
        ]
        held.voided_secret = opened(held, "secret")
        held.save(update_fields=["voided_at", "voided_why", "voided_secret"])
        plan.state = Plan.State.DRAFT
        plan.save(update_fields=["state"])
        record(
            by=by, at=at, verb="draw.void", subject=subject_of(plan), reason=held.voided_why,
            after={"attempt": held.attempt},
        )  # fmt: skip
    return held


def hold_draw(
    *, plan: Plan, public_value: str, by: Actor, at: datetime, witnesses: str = ""
) -> Draw:
    """Draw objects and teams by the promised secret and the public value, and publish the record.

    The lists are the promised ones: what has changed since is replaced afterwards, by rank. Raises
    Refused before the public value can be known and without it.
    """
    with transaction.atomic():
        held = locked(plan, Plan.State.COMMITTED, "抽取")
        promise = held.commitments.get(voided_at__isnull=True)
        if at < promise.public_from:
            when = timezone.localtime(promise.public_from)
            raise refuse(
                "公开部分尚未产生",
                f"“{promise.public_source}”在{when:%Y年%-m月%-d日 %H:%M}以前不会产生，请届时再抽取。",
            )
        try:
            value = canonical_value(public_value)
        except BadPool as wrong:
            raise refuse("公开部分有误", str(wrong)) from wrong
        if not value or len(value) > 200:
            raise refuse("没有公开部分", f"请填写“{promise.public_source}”的结果，不超过200字。")
        secret = opened(promise, "secret")
        draw = Draw.objects.create(
            plan=held, commitment=promise, held_at=at, held_by_name=by.name,
            witnesses=witnesses.strip()[:200], secret=secret, public_value=value,
            seed=draw_seed(secret, value),
        )  # fmt: skip
        publish_record(draw, at=at)
        held.state = Plan.State.DRAWN
        held.save(update_fields=["state"])
        open_duty(
            kind=CHECK, agency=held.agency, subject=subject_of(held),
            title=f"{held.number} 抽查{draw.number_drawn}个对象",
            opened_on=timezone.localdate(at), due_on=max(held.check_to, timezone.localdate(at)),
            by=by, at=at,
        )  # fmt: skip
        record(
            by=by, at=at, verb="draw.hold", subject=subject_of(held),
            after={"seed": draw.seed, "public_value": value, "drawn": draw.number_drawn},
        )  # fmt: skip
    return draw


def publish_record(draw: Draw, *, at: datetime) -> Outcome:
    """Play the draw with all its replacements, bring the drawn objects into line, and keep the
    record as a further one. The caller holds the transaction."""
    promise = draw.commitment
    plan = law_plan(draw.plan)
    pools = pools_of(promise)
    barred = barred_by_object(pools.conflicts)
    recusals = recusals_of(draw)
    outcome = play(
        plan, pools.objects, pools.inspectors, draw.seed, barred=barred, recusals=recusals
    )
    salt = opened(promise, "salt")
    text = write_record(
        LawRecord(
            plan=plan,
            commitment=LawCommitment(
                promise.attempt, _moment(promise.made_at), promise.secret_digest,
                promise.public_source, _moment(promise.public_from),
            ),
            text=promise.text,
            text_digest=promise.digest,
            objects=pools.objects,
            inspectors=pools.inspectors,
            held_at=_moment(draw.held_at),
            secret=draw.secret,
            public_value=draw.public_value,
            seed=draw.seed,
            drawn=outcome.drawn,
            opened=_opened(outcome, barred, salt),
            recusals=tuple(recusals),
        )
    )  # fmt: skip
    number = draw.records.count() + 1
    Record.objects.create(draw=draw, number=number, text=text, digest=sha256(text), at=at)
    _bring_into_line(draw, outcome, pools)
    return outcome


def recusals_of(draw: Draw) -> Sequence[Recusal]:
    """The replacements of a draw as the lot takes them."""
    return [
        Recusal(
            row.number, row.object, row.inspector, Ground(row.ground), row.decided_on.isoformat()
        )
        for row in draw.recusals.order_by("number")
    ]


def _opened(outcome: Outcome, barred: Mapping[str, frozenset[str]], salt: str) -> dict[str, Opened]:
    return {
        row.object: Opened(salt_for(salt, row.object), tuple(sorted(barred.get(row.object, ()))))
        for row in outcome.drawn
    }


def _bring_into_line(draw: Draw, outcome: Outcome, pools: Pools) -> None:
    names = {row.key: row.name for row in pools.objects}
    people = {row.key: row.name for row in pools.inspectors}
    for row in outcome.drawn:
        Drawn.objects.update_or_create(
            draw=draw,
            position=row.position,
            defaults={
                "key": row.object,
                "name": names.get(row.object, row.object)[:300],
                "address": pools.addresses.get(row.object, "")[:300],
                "group": row.group[:100],
                "rank": row.rank,
                "team": [{"key": key, "name": people.get(key, key)} for key in row.team],
                "lacking": row.lacking[:300],
                "instead_of": row.instead_of[:200],
                "replaced": row.replaced,
            },
        )
    draw.number_drawn = len(outcome.standing)
    draw.save(update_fields=["number_drawn"])


def _moment(at: datetime) -> str:
    """The moment with its offset, to the second."""
    return timezone.localtime(at).isoformat(timespec="seconds")

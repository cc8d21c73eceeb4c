"""The published record of a draw: one JSON file that holds whatever a repetition needs.

It is written by ``write_record`` when the draw is held, and again after each replacement; it is read
by ``read_record`` wherever somebody checks it. The reader trusts nothing: a record may come from
anybody.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from yangguang.law.drawing.canon import canonical, canonical_value
from yangguang.law.drawing.model import (
    Commitment,
    Drawn,
    Ground,
    Plan,
    PoolInspector,
    PoolObject,
    Recusal,
    Share,
    TeamRule,
    Weight,
    percent_text,
    read_percent,
)

FORMAT = "yangguang-draw/1"
WEIGHTED = "yangguang-draw/2"
"""The same with weights; a draw without them stays readable for those who know the first only."""


class BadRecord(ValueError):
    """A file that is no record of a draw; the message says in Chinese what is missing."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A seal opened after the draw: the salt and every inspector who was barred there."""

    salt: str
    inspectors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """Everything about one draw. ``text`` is the commitment as it was published beforehand."""

    plan: Plan
    commitment: Commitment
    text: str
    text_digest: str
    objects: tuple[PoolObject, ...]
    inspectors: tuple[PoolInspector, ...]
    held_at: str
    secret: str
    public_value: str
    seed: str
    drawn: tuple[Drawn, ...]
    opened: Mapping[str, Opened]
    recusals: tuple[Recusal, ...] = ()


def write_record(record: Record) -> str:
    """The record as JSON, indented, with Chinese as it is, ending with a line feed."""
    plan, promise = record.plan, record.commitment
    weighted = bool(plan.weights)
    data = {
        "format": WEIGHTED if weighted else FORMAT,
        "plan": {
            "number": plan.number,
            "title": plan.title,
            "agency": plan.agency,
            "shares": [_share_json(share) for share in plan.shares],
            **({"weights": [_weight_json(row) for row in plan.weights]} if weighted else {}),
            "team": {
                "size": plan.team.size,
                "certified": plan.team.certified,
                "skills": [{"skill": skill, "count": count} for skill, count in plan.team.skills],
                "most_tasks": plan.team.most_tasks,
            },
        },
        "commitment": {
            "attempt": promise.attempt,
            "made_at": promise.made_at,
            "secret_digest": promise.secret_digest,
            "public_source": promise.public_source,
            "public_from": promise.public_from,
            "text": record.text,
            "digest": record.text_digest,
        },
        "draw": {
            "held_at": record.held_at,
            "secret": record.secret,
            "public_value": record.public_value,
            "seed": record.seed,
        },
        "recusals": [
            {
                "number": row.number,
                "object": row.object,
                "inspector": row.inspector,
                "ground": row.ground.value,
                "ground_label": row.ground.label,
                "decided_on": row.decided_on,
            }
            for row in record.recusals
        ],
        "drawn": [
            {
                "position": row.position,
                "object": row.object,
                "group": row.group,
                "rank": row.rank,
                "team": list(row.team),
                "instead_of": row.instead_of,
                "lacking": row.lacking,
                "replaced": row.replaced,
            }
            for row in record.drawn
        ],
        "opened": {
            key: {"salt": seal.salt, "inspectors": list(seal.inspectors)}
            for key, seal in sorted(record.opened.items())
        },
        "objects": [
            {"key": r.key, "group": r.group, "away": r.away, "seal": r.seal, "name": r.name}
            | ({"grade": r.grade} if weighted else {})
            for r in record.objects
        ],
        "inspectors": [
            {
                "key": r.key,
                "certified": r.certified,
                "skills": sorted(r.skills),
                "away": r.away,
                "name": r.name,
            }
            for r in record.inspectors
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def read_record(text: str) -> Record:
    """The record in this JSON. Raises BadRecord, naming the place, for anything else.

    Cells are brought to their canonical form, as the fingerprints are taken over that.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadRecord(f"不是有效的JSON文件：{error}") from error
    top = _At("记录", data)
    said = top.text("format")
    if said not in (FORMAT, WEIGHTED):
        raise BadRecord(f"记录的格式应为{FORMAT}或者{WEIGHTED}，而文件写的是“{said}”。")
    weighted = said == WEIGHTED
    plan, promise, draw = top.part("plan"), top.part("commitment"), top.part("draw")
    team = plan.part("team")
    opened = top.part("opened")
    return Record(
        plan=Plan(
            plan.text("number"),
            plan.text("title"),
            plan.text("agency"),
            tuple(_share(row) for row in plan.rows("shares")),
            TeamRule(
                team.number("size"),
                team.number("certified"),
                tuple((row.text("skill"), row.number("count")) for row in team.rows("skills")),
                team.number_or_none("most_tasks"),
            ),
            tuple(
                Weight(row.cell("grade"), row.number("lots"))
                for row in (plan.rows("weights") if weighted else ())
            ),
        ),
        commitment=Commitment(
            promise.number("attempt"),
            promise.text("made_at"),
            promise.text("secret_digest"),
            promise.text("public_source"),
            promise.text("public_from"),
        ),
        text=promise.text("text"),
        text_digest=promise.text("digest"),
        objects=tuple(
            PoolObject(
                row.cell("key"),
                row.cell("group"),
                row.cell("away"),
                row.cell("seal"),
                row.cell("name"),
                row.cell("grade") if weighted else "",
            )
            for row in top.rows("objects")
        ),
        inspectors=tuple(
            PoolInspector(
                row.cell("key"),
                row.flag("certified"),
                frozenset(canonical(skill) for skill in row.texts("skills")),
                row.cell("away"),
                row.cell("name"),
            )
            for row in top.rows("inspectors")
        ),
        held_at=draw.text("held_at"),
        secret=draw.text("secret"),
        public_value=canonical_value(draw.text("public_value")),
        seed=draw.text("seed"),
        drawn=tuple(
            Drawn(
                row.number("position"),
                row.cell("object"),
                row.cell("group"),
                row.text("rank"),
                tuple(canonical(name) for name in row.texts("team")),
                row.cell("instead_of"),
                row.text("lacking"),
                row.flag("replaced"),
            )
            for row in top.rows("drawn")
        ),
        opened={
            canonical(key): Opened(
                opened.part(key).text("salt"),
                tuple(canonical(name) for name in opened.part(key).texts("inspectors")),
            )
            for key in opened.keys
        },
        recusals=tuple(
            Recusal(
                row.number("number"),
                row.cell("object"),
                row.cell("inspector"),
                _ground(row),
                row.text("decided_on"),
            )
            for row in top.rows("recusals")
        ),
    )


def _share_json(share: Share) -> dict[str, object]:
    if share.percent is not None:
        return {"group": share.group, "percent": percent_text(share.percent)}
    return {"group": share.group, "count": share.count}


def _weight_json(weight: Weight) -> dict[str, object]:
    return {"grade": weight.grade, "lots": weight.lots}


def _share(row: _At) -> Share:
    if row.has("percent"):
        percent = read_percent(row.text("percent"))
        if percent is None:
            raise BadRecord(f"{row.place}.percent应为0至100之间的数，小数至多六位。")
        return Share(row.cell("group"), percent)
    return Share(row.cell("group"), None, row.number("count"))


def _ground(row: _At) -> Ground:
    try:
        return Ground(row.text("ground"))
    except ValueError as error:
        raise BadRecord(f"{row.place}.ground不是已知的更换事由。") from error


class _At:
    """A place in the file, so that every problem can name it."""

    def __init__(self, place: str, value: Any) -> None:
        if not isinstance(value, dict):
            raise BadRecord(f"{place}应为一个对象（花括号）。")
        self.place = place
        self.value: dict[str, Any] = value

    @property
    def keys(self) -> list[str]:
        return list(self.value)

    def has(self, name: str) -> bool:
        return name in self.value

    def get(self, name: str, kind: type | tuple[type, ...], word: str) -> Any:
        found = self.value.get(name)
        # JSON's true is a number to Python, and must not pass for one.
        if not isinstance(found, kind) or (isinstance(found, bool) and kind is not bool):
            raise BadRecord(f"{self.place}缺少{name}，或者它不是{word}。")
        return found

    def text(self, name: str) -> str:
        return str(self.get(name, str, "文字"))

    def cell(self, name: str) -> str:
        return canonical(self.text(name))

    def number(self, name: str) -> int:
        found = int(self.get(name, int, "整数"))
        if not 0 <= found <= 10_000_000:
            raise BadRecord(f"{self.place}.{name}应在0至1000万之间。")
        return found

    def number_or_none(self, name: str) -> int | None:
        return None if self.value.get(name) is None else self.number(name)

    def flag(self, name: str) -> bool:
        return bool(self.get(name, bool, "true或false"))

    def part(self, name: str) -> _At:
        return _At(f"{self.place}.{name}", self.value.get(name))

    def rows(self, name: str) -> list[_At]:
        found = self.get(name, list, "列表")
        return [_At(f"{self.place}.{name}[{i}]", row) for i, row in enumerate(found)]

    def texts(self, name: str) -> list[str]:
        found = self.get(name, list, "列表")
        if not all(isinstance(row, str) for row in found):
            raise BadRecord(f"{self.place}.{name}应为文字的列表。")
        return list(found)

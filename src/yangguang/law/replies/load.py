"""Reads the reply kinds and refuses any that contradicts the grounds or the forms.

A wrong row would falsify a year's report and a missing part would send an unlawful letter, so
everything that can be checked is checked on loading, and the message names file, kind and fault.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from yangguang.law.citation import cite
from yangguang.law.exemptions import exemption
from yangguang.law.forms.load import FORM_CODES, load_form
from yangguang.law.regimes import Regime
from yangguang.law.replies.model import Group, Part, ReplyKind


class ReplyDefinitionError(Exception):
    """A definition contradicts itself; the message names the file, the kind and the fault."""


@cache
def parts() -> dict[str, Part]:
    """Every part a letter may need, by key, the common ones first."""
    rows = tomllib.loads(files(__package__).joinpath("parts.toml").read_text("utf-8"))
    return {
        key: Part(key, row["label"], row["hint"], row.get("common", False))
        for key, row in rows.items()
    }


@cache
def kinds() -> tuple[ReplyKind, ...]:
    """Every kind of both regulations, newest regulation first, in the order of the report form."""
    found: list[ReplyKind] = []
    for regime in reversed(Regime):
        name = f"regulation_{regime.value}.toml"
        text = files(__package__).joinpath(name).read_text("utf-8")
        found.extend(read_kinds(tomllib.loads(text), regime, name))
    seen = [kind.key for kind in found]
    twice = sorted({key for key in seen if seen.count(key) > 1})
    if twice:
        raise ReplyDefinitionError(f"答复种类的代码重复：{'、'.join(twice)}")
    return tuple(found)


def read_kinds(data: dict[str, Any], regime: Regime, name: str) -> list[ReplyKind]:
    """The kinds of one parsed file; raises ReplyDefinitionError. ``name`` is used in messages."""
    return [_read(key, row, regime, name) for key, row in data.items()]


_KNOWN = {
    "label", "group", "articles", "wording", "parts", "alternatives", "if_known", "exemptions",
    "exemption_required", "reason_required", "consult_if_concerned", "rows", "decision", "closes",
    "since", "note",
}  # fmt: skip
_PLACE = re.compile(r"\{(\w+)\}")


def _read(key: str, row: dict[str, Any], regime: Regime, name: str) -> ReplyKind:
    def fail(what: str) -> ReplyDefinitionError:
        return ReplyDefinitionError(f"{name}: {key}: {what}")

    unknown = sorted(set(row) - _KNOWN)
    if unknown:
        raise fail(f"不认识的项：{'、'.join(unknown)}")
    grounds = [exemption(ground) for ground in row.get("exemptions", [])]
    strangers = [ground.key for ground in grounds if ground.regime is not regime]
    if strangers:
        raise fail(f"不予公开情形不属于{regime.label}：{'、'.join(strangers)}")
    group = Group(row["group"])
    exemption_required = row.get("exemption_required", bool(grounds))
    reason_required = row.get("reason_required", bool(grounds))
    needed = [part.key for part in parts().values() if part.common]
    if not row["articles"]:
        needed.remove("articles")
    needed += ["exemption"] if exemption_required else []
    needed += ["reasons"] if reason_required else []
    needed += row.get("parts", [])
    alternatives = tuple(tuple(choice) for choice in row.get("alternatives", []))
    if_known = tuple(row.get("if_known", []))
    named = {*needed, *if_known, *(part for choice in alternatives for part in choice)}
    missing = sorted(named - set(parts()))
    if missing:
        raise fail(f"parts.toml 里没有：{'、'.join(missing)}")
    stray = sorted(set(_PLACE.findall(row["wording"])) - named - {"articles"})
    if stray:
        raise fail(f"决定用语里的“{'、'.join(stray)}”不是本种答复的内容")
    _check_rows(row["rows"], fail)
    since = row.get("since", regime.first_day)
    return ReplyKind(
        key=key,
        label=row["label"],
        regime=regime,
        group=group,
        articles=tuple(cite(place) for place in row["articles"]),
        wording=row["wording"],
        required=tuple(dict.fromkeys(needed)),
        alternatives=alternatives,
        if_known=if_known,
        exemptions=tuple(ground.key for ground in grounds),
        exemption_required=exemption_required,
        reason_required=reason_required,
        consult_third_party=bool(grounds)
        and group is Group.WITHHELD
        and all(ground.third_party_first for ground in grounds),
        consult_if_concerned=row.get("consult_if_concerned", False),
        rows=row["rows"],
        non_disclosure=bool(grounds) and all(ground.non_disclosure for ground in grounds),
        decision=row.get("decision", True),
        closes=row.get("closes", True),
        since=since,
        note=row.get("note", ""),
        confirmed=regime is Regime.R2019,
    )


def _check_rows(rows: dict[str, str], fail: Any) -> None:
    """Exactly the three forms, each row there, and a row of figures, not a heading."""
    if set(rows) != set(FORM_CODES):
        raise fail(f"“rows”须恰好有 {'、'.join(FORM_CODES)}")
    for code, wanted in rows.items():
        found = [row for _, row in load_form(code).rows() if row.code == wanted]
        if not found:
            raise fail(f"{code}年格式没有第{wanted}行")
        if found[0].heading:
            raise fail(f"{code}年格式第{wanted}行是标题，不填数")

"""The letters of reply: one for every kind that ``law.replies`` knows, of both regulations.

What a reply decides, on which article, what it must say and whether it names remedies is law and
stands there; the words around it are data here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from yangguang.law.replies import Group, ReplyKind
from yangguang.law.replies import kinds as reply_kinds

PREFIX = "reply:"

_PARTS = {
    "request": "described",
    "access": "how_to_get",
    "withheld_part": "withheld",
    "channel": "right_channel",
}
_ELSEWHERE = frozenset({"number", "addressee", "agency", "date", "remedy"})
"""Parts of the law's list that the page itself carries."""
_ALWAYS = ("received_on", "described", "decision")
_ANY = ("articles", "reasons", "process", "supplied", "how_to_get", "access_time", "withheld",
        "exemption", "search", "other_organ", "other_organ_contact", "special_rule",
        "earlier_reply", "right_channel", "supplement_notice", "fee_notice", "applicant_reason",
        "withdrawal")  # fmt: skip


def letter_part(key: str) -> str:
    """The part of the letter in which a part of ``law.replies`` stands.

    >>> letter_part("access")
    'how_to_get'
    """
    return _PARTS.get(key, key)


def letter_parts(given: Mapping[str, str]) -> dict[str, str]:
    """Parts by the keys of ``law.replies`` as parts of a letter; what the page carries is left out."""
    return {letter_part(key): text for key, text in given.items() if key not in _ELSEWHERE}


def reply_rows() -> dict[str, dict[str, Any]]:
    """The data of every letter of reply, in the shape of ``kinds.toml``."""
    data = tomllib.loads(files(__package__).joinpath("data", "replies.toml").read_text("utf-8"))
    return {f"{PREFIX}{one.key}": _row(one, data) for one in reply_kinds()}


def _row(one: ReplyKind, data: dict[str, Any]) -> dict[str, Any]:
    own = data.get("kinds", {}).get(one.key, {})
    text = own.get("text", data["default"]["text"])
    if one.decision:
        text = text.replace("{% if 救济途径 %}{{ 救济途径 }}{% endif %}", "{{ 救济途径 }}")
    return {
        "name": f"答复：{one.label}",
        "addressee": "applicant",
        "form": "document",
        "series": "answer",
        "seal": True,
        "sign": True,
        "remedies": "required" if one.decision else "optional",
        "required": list(_ALWAYS),
        "optional": list(_ANY),
        "mentioned": _mentioned(one),
        "samples": letter_parts(_samples(one))
        | {"decision": one.line(_samples(one)), "articles": one.cited},
        "versions": [
            {
                "regimes": [one.regime.value],
                "since": one.since,
                "title": own.get("title", data["titles"][one.group.value]),
                "text": text,
            }
        ],
    }


def _mentioned(one: ReplyKind) -> list[str]:
    """Parts that a template must have a place for, though a case may leave them empty."""
    keys = [*one.required, *one.if_known, *(key for choice in one.alternatives for key in choice)]
    if one.reason_required:
        keys.append("reasons")
    named = (letter_part(key) for key in keys if key not in _ELSEWHERE)
    return [key for key in dict.fromkeys(named) if key not in _ALWAYS]


def _samples(one: ReplyKind) -> dict[str, str]:
    withheld = one.group in (Group.WITHHELD, Group.PARTLY)
    reasons = (
        "公开后可能损害第三方的合法权益，且第三方不同意公开。"
        if withheld
        else "该事项不由本机关负责，本机关没有制作、也没有保存有关信息。"
    )
    return {"reasons": reasons, "access": "清源市人民政府网站“政府信息公开”栏目"}

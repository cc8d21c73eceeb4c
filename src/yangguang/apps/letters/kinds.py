"""Which letters there are, what each must state, and its default text by regime and day.

Kinds are data (``data/kinds.toml``, ``data/parts.toml``): a new letter, or a new wording after a
change of law, is a file. A kind is checked when it is loaded, so that a default text which leaves
out a required part never reaches an office.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from yangguang.apps.letters.replies import reply_rows
from yangguang.apps.letters.templating import (
    Fault,
    FaultyTemplate,
    Node,
    guaranteed,
    mentioned,
    parse,
)
from yangguang.law.regimes import Regime


class Form(StrEnum):
    """How the first page looks."""

    DOCUMENT = "document"
    """Red issuing head, number in the middle, red line: notices and replies."""
    LETTER = "letter"
    """The official letter form between organs (GB/T 9704—2012, 信函格式)."""
    PLAIN = "plain"
    """No head: receipts, covers, proofs of delivery."""


class Addressee(StrEnum):
    APPLICANT = "applicant"
    THIRD_PARTY = "third-party"
    ORGAN = "organ"
    SUBORDINATE = "subordinate"
    NONE = "none"

    @property
    def label(self) -> str:
        return _ADDRESSEES[self]


_ADDRESSEES = {
    Addressee.APPLICANT: "申请人",
    Addressee.THIRD_PARTY: "第三方",
    Addressee.ORGAN: "其他机关",
    Addressee.SUBORDINATE: "下级机关",
    Addressee.NONE: "无",
}


class Need(StrEnum):
    """Whether a letter names the ways of review and suit."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Part:
    """One thing a letter states. ``kind`` is text, date (ISO), money (yuan) or table (``|`` rows)."""

    key: str
    name: str
    kind: str
    sample: str
    automatic: bool = False

    @property
    def filter(self) -> str:
        """The filter it is printed through unless the template names another."""
        return {"date": "date", "money": "money"}.get(self.kind, "plain")


@dataclass(frozen=True, slots=True)
class Series:
    """Letters that share one run of numbers; ``mark`` ends the issuer's word (…公开告〔2026〕1号)."""

    key: str
    name: str
    mark: str


@dataclass(frozen=True, slots=True)
class Version:
    """A default text, for applications under these regimes, issued since … until (half-open)."""

    regimes: tuple[Regime, ...]
    since: date | None
    until: date | None
    title: str
    text: str

    def fits(self, regime: Regime, on: date) -> bool:
        return (
            regime in self.regimes
            and (self.since is None or self.since <= on)
            and (self.until is None or on < self.until)
        )


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of letter.

    ``series`` is None for letters that bear no number. ``sealed``: the agency's seal belongs on
    it. ``signed``: somebody must sign it off before it can be issued. ``parts`` are all that its
    template may name, by key; ``required`` must stand in every letter.
    """

    key: str
    name: str
    addressee: Addressee
    form: Form
    series: Series | None
    sealed: bool
    signed: bool
    remedies: Need
    required: tuple[str, ...]
    parts: dict[str, Part]
    versions: tuple[Version, ...]
    mentioned: tuple[str, ...] = ()
    """Parts for which a template must have a place, though a case may leave them empty."""
    own_samples: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    """Every way to write a part in a template (key or Chinese name) → its key."""

    def version(self, regime: Regime, on: date) -> Version | None:
        """The default text for that regime and day of issue; None where the law knows no such letter."""
        return next((one for one in self.versions if one.fits(regime, on)), None)

    @property
    def formats(self) -> dict[str, str]:
        return {key: part.filter for key, part in self.parts.items()}

    @property
    def given(self) -> dict[str, Part]:
        """The parts that a caller fills in."""
        return {key: part for key, part in self.parts.items() if not part.automatic}

    @property
    def samples(self) -> dict[str, str]:
        return {key: part.sample for key, part in self.parts.items()} | self.own_samples

    def parse(self, text: str) -> list[Node]:
        """The template's nodes; raises FaultyTemplate. Says nothing of what it leaves out."""
        return parse(text, self.names)

    def check(self, title: str, text: str) -> list[Fault]:
        """Every mistake of a template of this kind, the parts that it leaves out included."""
        faults: list[Fault] = []
        found: frozenset[str] = frozenset()
        always = frozenset(self.required)
        if not title.strip():
            faults.append(Fault(1, "没有标题。", "请填写文书标题。"))
        for part, words in (("标题", title), ("正文", text)):
            try:
                nodes = self.parse(words)
            except FaultyTemplate as error:
                faults += [
                    Fault(one.line, f"（{part}）{one.what}", one.mend) for one in error.faults
                ]
                found |= frozenset(self.required)  # what a broken text leaves out is not known yet
            else:
                found |= guaranteed(nodes, always)
        last = text.count("\n") + 1
        for key in self.required:
            if key not in found:
                name = self.parts[key].name
                faults.append(
                    Fault(
                        last,
                        f"缺少必备要素“{name}”。",
                        f"请在正文中写入“{{{{ {name} }}}}”，且不要放在可能不出现的条件里。",
                    )
                )
        unnamed = [key for key in self.mentioned if key not in mentioned_in(self, title, text)]
        if unnamed and not any("（正文）" in fault.what for fault in faults):
            words = "、".join(self.parts[key].name for key in unnamed)
            faults.append(
                Fault(
                    last,
                    f"没有写“{words}”的位置。",
                    f"这些内容有时必须告知，请在正文中加入，例如“{{% if {self.parts[unnamed[0]].name} %}}"
                    f"{{{{ {self.parts[unnamed[0]].name} }}}}{{% endif %}}”。",
                )
            )
        if self.remedies is Need.NONE and "remedies" in mentioned_in(self, title, text):
            faults.append(Fault(1, "这种文书不告知救济途径。", "请删去“{{ 救济途径 }}”。"))
        return faults


def mentioned_in(kind: Kind, *texts: str) -> frozenset[str]:
    """The parts that these templates name; nothing for one that cannot be read."""
    found: frozenset[str] = frozenset()
    for text in texts:
        try:
            found |= mentioned(kind.parse(text))
        except FaultyTemplate:
            continue
    return found


COMMON = ("request_number", "submitted_on", "channel", "described", "received_on", "handler",
          "handler_telephone", "note")  # fmt: skip
"""Parts that any letter may name besides its own."""


class WrongKind(ValueError):
    """The data of a kind cannot be used; raised when the package is loaded, for its authors."""


@cache
def all_parts() -> dict[str, Part]:
    """Every part any letter knows, by key."""
    return {
        key: Part(
            key, row["name"], row.get("kind", "text"), row["sample"], row.get("automatic", False)
        )
        for key, row in _read("parts.toml").items()
    }


@cache
def all_series() -> dict[str, Series]:
    """Every run of numbers, by key."""
    return {
        key: Series(key, row["name"], row["mark"])
        for key, row in _read("kinds.toml")["series"].items()
    }


@cache
def kinds() -> dict[str, Kind]:
    """Every kind of letter, by key, in the order in which pages show them."""
    rows = _read("kinds.toml")["kinds"] | reply_rows()
    return {key: make_kind(key, row) for key, row in rows.items()}


class UnknownKind(KeyError):
    """No letter of this kind exists."""


def kind(key: str) -> Kind:
    """The kind of this key. Raises UnknownKind naming it."""
    found = kinds().get(key)
    if found is None:
        raise UnknownKind(f"no letter kind {key!r}")
    return found


def make_kind(key: str, row: dict[str, Any]) -> Kind:
    """A kind out of its data. Raises WrongKind where the data contradict themselves."""
    parts = all_parts()
    need = Need(row["remedies"])
    required = [*row["required"], *(["remedies"] if need is Need.REQUIRED else [])]
    automatic = [name for name, part in parts.items() if part.automatic]
    allowed = dict.fromkeys([*required, *row.get("optional", []), *COMMON, *automatic])
    unknown = [name for name in allowed if name not in parts]
    if unknown:
        raise WrongKind(f"{key}: parts that parts.toml does not have: {unknown}")
    own = {name: parts[name] for name in allowed}
    names = {name: name for name in own} | {part.name: name for name, part in own.items()}
    made = Kind(
        key=key,
        name=row["name"],
        addressee=Addressee(row["addressee"]),
        form=Form(row["form"]),
        series=all_series()[row["series"]] if row.get("series") else None,
        sealed=row["seal"],
        signed=row["sign"],
        remedies=need,
        required=tuple(required),
        parts=own,
        versions=tuple(_version(one) for one in row["versions"]),
        mentioned=tuple(row.get("mentioned", ())),
        own_samples=dict(row.get("samples", {})),
        names=names,
    )
    for one in made.versions:
        faults = made.check(one.title, one.text)
        if faults:
            raise WrongKind(f"{key}: {'; '.join(str(fault) for fault in faults)}")
    return made


def _version(row: dict[str, Any]) -> Version:
    return Version(
        tuple(Regime(one) for one in row["regimes"]),
        row.get("since"),
        row.get("until"),
        row["title"],
        row["text"].strip() + "\n",
    )


def _read(name: str) -> dict[str, Any]:
    text = files(__package__).joinpath("data", name).read_text("utf-8")
    return tomllib.loads(text)

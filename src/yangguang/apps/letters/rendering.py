"""From a letter's content to its pages: the automatic parts are filled in here and nowhere else."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.selectors import name_on
from yangguang.apps.letters.composing import (
    Attachment,
    Composition,
    clean,
    clean_line,
    no_table,
    to_blocks,
)
from yangguang.apps.letters.content import Content
from yangguang.apps.letters.kinds import Addressee, Kind
from yangguang.apps.letters.models import AddresseeType
from yangguang.apps.letters.remedies import law_of
from yangguang.apps.letters.replies import PREFIX
from yangguang.apps.letters.templating import chinese_date, fill
from yangguang.apps.letters.typesetting.pdf import fitted
from yangguang.apps.letters.typesetting.word import to_word
from yangguang.apps.typesetting import pages_of

_YOU = {
    AddresseeType.PERSON: "您",
    AddresseeType.ORGANISATION: "你单位",
    AddresseeType.ORGAN: "贵单位",
}
_DOUBLED = re.compile(r"[。；，]+([。；，])")
"""A value that ends its sentence, met by the template's own full stop: the latter stands."""
_IN_DECISION = frozenset(
    {"articles", "reasons", "how_to_get", "supplied", "special_rule", "access_time", "withheld",
     "exemption", "search", "other_organ", "earlier_reply", "right_channel"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Facts:
    """What the system knows of a letter besides its content; ``number`` empty while it has none."""

    kind: Kind
    agency: Agency
    addressee_type: AddresseeType
    on: date
    number: str = ""
    remedies: str = ""
    review_body: str = ""
    court: str = ""


@dataclass(frozen=True, slots=True)
class Pages:
    """A letter as files."""

    pdf: bytes
    word: bytes
    pages: int


def automatic_parts(facts: Facts, addressee: str) -> dict[str, str]:
    """The values of the parts that no caller gives."""
    agency = facts.agency
    you = _YOU[facts.addressee_type]
    if facts.kind.addressee is Addressee.SUBORDINATE:
        you = "你单位"
    return {
        "agency_name": name_on(agency, facts.on),
        "agency_address": agency.address,
        "agency_postcode": agency.postcode,
        "agency_telephone": agency.telephone,
        "issued_on": facts.on.isoformat(),
        "number": facts.number,
        "addressee": clean_line(addressee),
        "you": you,
        "remedies": _addressed(facts.remedies, you),
        "review_body": facts.review_body,
        "court": facts.court,
    }


def missing_parts(kind: Kind, content: Content) -> list[str]:
    """Chinese names of the required parts that have no value yet; automatic ones are not asked for."""
    return [
        kind.parts[key].name
        for key in kind.required
        if not kind.parts[key].automatic and not content.parts.get(key, "").strip()
    ]


def compose(facts: Facts, content: Content, *, draft: bool = False) -> Composition:
    """The letter as it stands on its pages. Raises FaultyTemplate for a text that cannot be read."""
    kind = facts.kind
    values = {
        key: clean(value) if kind.parts[key].kind == "table" else no_table(clean(value))
        for key, value in content.parts.items()
        if key in kind.parts
    } | automatic_parts(facts, content.addressee)
    if "decision" in values:
        values["decision"] = _addressed(values["decision"], values["you"])
        values = _said_once(values)
    text = _DOUBLED.sub(r"\1", fill(kind.parse(content.text), values, kind.formats))
    title = fill(kind.parse(content.title), values, kind.formats)
    name = values["agency_name"]
    return Composition(
        form=kind.form,
        head=name,
        number=facts.number,
        title=clean_line(title),
        addressee="" if kind.addressee is Addressee.NONE else values["addressee"],
        blocks=to_blocks(text),
        signer=name,
        date=chinese_date(facts.on.isoformat()),
        attachments=tuple(
            Attachment(clean_line(one.title), clean(one.text)) for one in content.attachments
        ),
        copies=clean_line(content.copies),
        remark=clean_line(content.remark),
        space_for_seal=kind.sealed,
        draft=draft,
    )


def _addressed(text: str, you: str) -> str:
    """The law's own sentences speak to 您 and 你（单位）; an organisation is addressed as one."""
    text = text.replace("你（单位）", you)
    return text if you == "您" else text.replace("您", you)


def _said_once(values: dict[str, str]) -> dict[str, str]:
    """Without the parts that the line of decision already holds (reasons, articles, access …)."""
    decision = values["decision"]
    return {
        key: "" if key in _IN_DECISION and value.strip() and value.strip() in decision else value
        for key, value in values.items()
    }


def typeset(letter: Composition, *, at: datetime) -> Pages:
    """The letter as PDF and Word. Raises NotTypeset."""
    pdf, pitch = fitted(letter, at=at)
    return Pages(pdf, to_word(letter, at=at, pitch=pitch), pages_of(pdf))


def sample_pages(kind: Kind, title: str, text: str, agency: Agency, on: date) -> Composition:
    """A template with sample data, as its editor looks at it. Raises FaultyTemplate."""
    samples = kind.samples
    law = law_of(kind, on)
    if law is not None and law.sentence:
        samples["remedies"] = law.text((samples["review_body"],), samples["court"])
    facts = Facts(
        kind=kind,
        agency=agency,
        addressee_type=AddresseeType.ORGAN
        if kind.addressee is Addressee.ORGAN
        else AddresseeType.PERSON,
        on=on,
        number=samples["number"] if kind.series else "",
        remedies=samples["remedies"],
        review_body=samples["review_body"],
        court=samples["court"],
    )
    parts = {key: samples[key] for key in kind.given}
    if kind.mentioned or kind.key.startswith(PREFIX):
        shown = {*kind.required, *kind.mentioned, "request_number"}
        parts = {key: value for key, value in parts.items() if key in shown}
    addressee = {
        Addressee.APPLICANT: samples["addressee"],
        Addressee.THIRD_PARTY: "清源市湖滨水务有限公司",
        Addressee.NONE: "",
    }.get(kind.addressee, "清源市水务局")
    made = compose(facts, Content(addressee, parts, title, text))
    return replace(made, draft=False)

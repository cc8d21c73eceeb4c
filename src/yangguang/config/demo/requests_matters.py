"""What is asked for in the demo city, and the words in which it is answered."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from yangguang.law.exemptions import exemption
from yangguang.law.identity import ApplicantKind
from yangguang.law.replies import ReplyKind


@cache
def data() -> Mapping[str, Any]:
    """Matters, words and sentences, from the data file beside this module."""
    text = files("yangguang.config.demo").joinpath("requests.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@dataclass(frozen=True, slots=True)
class Matter:
    """What is wanted: its short name and what the applicant says of it."""

    name: str
    wanted: str


def a_matter(rng: random.Random, slug: str, year: int) -> Matter:
    """Something one asks the body of that slug in that year."""
    words = data()["words"]
    pool = [*data()["matters"].get(slug, []), *data()["matters"]["*"]]
    own = data()["matters"].get(slug)
    template = rng.choice(own if own and rng.random() < 0.8 else pool)
    chosen = {key: rng.choice(values) for key, values in words.items()}
    name = template.format(year=year - rng.randint(0, 3), number=rng.randint(1, 60), **chosen)
    details = [
        detail.format(year=year, n=rng.randint(1, 12), m=rng.randint(13, 99), **chosen)
        for detail in rng.sample(data()["details"], 2)
    ]
    return Matter(name, "".join(details))


def asked(matter: Matter, kind: ApplicantKind, rng: random.Random) -> Matter:
    """The matter in the words of an applicant of that kind, with what tells it from others."""
    openings = data()["openings"]["organisation" if kind.organisation else "natural"]
    first = rng.choice(openings).format(matter=matter.name)
    return Matter(matter.name, first + matter.wanted)


def parts_for(kind: ReplyKind, matter: Matter, year: int) -> dict[str, str]:
    """What a reply of this kind says, by the parts that it may bear."""
    texts = data()["parts"]
    wanted = {*kind.required, *kind.if_known}
    if kind.alternatives:
        wanted |= set(kind.alternatives[0])
    given = {
        key: text.format(matter=matter.name, year=year - 3)
        for key, text in texts.items()
        if key in wanted
    }
    if "reasons" in wanted:
        given["reasons"] = data()["reasons"][kind.group.value]
    return given


def grounds_for(kind: ReplyKind, rng: random.Random) -> tuple[str, ...]:
    """The grounds on which a reply of this kind rests, none of state secrecy unless it must."""
    if not kind.exemptions or (not kind.exemption_required and kind.group.value != "partly"):
        return ()
    open_ones = [key for key in kind.exemptions if exemption(key).store_content]
    if kind.group.value == "partly":
        open_ones = [key for key in open_ones if key.startswith(("privacy", "trade-secret"))]
    return (rng.choice(open_ones or list(kind.exemptions)),)

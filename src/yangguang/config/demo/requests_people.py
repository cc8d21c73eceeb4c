"""Who applies in the demo city: invented people and organisations.

Names carry 某, identity numbers are right in their check digit but of the region 990000, which no
real place has, and telephone numbers belong to nobody.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

from yangguang.apps.requests.persons import Contact, Person
from yangguang.law.identity import ApplicantKind

REGION = "990000"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_MARKS = "10X98765432"
SHARES = {
    ApplicantKind.NATURAL: 78,
    ApplicantKind.BUSINESS: 12,
    ApplicantKind.RESEARCH: 2,
    ApplicantKind.WELFARE: 2,
    ApplicantKind.LEGAL: 4,
    ApplicantKind.OTHER: 2,
}
"""Who applies, in per cent, about as annual reports show it."""


def identity_number(born: str, serial: int) -> str:
    """Eighteen places by GB 11643: region, day of birth ``YYYYMMDD``, serial, check mark.

    >>> identity_number("19900307", 123)
    '990000199003071238'
    """
    body = f"{REGION}{born}{serial:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
    return body + _MARKS[total % 11]


def organisation_code(serial: int) -> str:
    """A unified code that begins with 99, in use nowhere."""
    return f"99{serial:016d}"


def somebody(
    rng: random.Random, data: Mapping[str, Any], kind: ApplicantKind | None = None
) -> Person:
    """Drawn by ``rng``: the same generator gives the same person."""
    chosen = kind or rng.choices(list(SHARES), list(SHARES.values()))[0]
    contact = Contact(
        telephone=f"1990000{rng.randint(0, 9999):04d}",
        email=f"q{rng.randint(1000, 9999)}@mail.example" if rng.random() < 0.6 else "",
        address=f"清源市{rng.choice(data['words']['road'])}{rng.randint(1, 400)}号",
        postcode="990000",
    )
    people = data["people"]
    if chosen is ApplicantKind.NATURAL:
        name = f"{rng.choice(people['surnames'])}某{rng.choice(people['given'])}"
        born = f"{rng.randint(1950, 2003)}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}"
        return Person(chosen, name, identity_number(born, rng.randint(1, 999)), contact)
    words = data["words"]
    name = rng.choice(people[chosen.value]).format(
        one=rng.choice(people["given"]),
        estate=rng.choice(words["estate"]),
        village=rng.choice(words["village"]),
    )
    answers = f"{rng.choice(people['surnames'])}某"
    named = Contact(contact.telephone, contact.email, contact.address, contact.postcode, answers)
    return Person(chosen, name, organisation_code(rng.randint(1, 10**12)), named)

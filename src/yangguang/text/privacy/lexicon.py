"""The words of words.toml, read once: roles of people, surnames, signs no name holds."""

from __future__ import annotations

import tomllib
from importlib import resources

_TABLE = tomllib.loads(
    resources.files("yangguang.text.privacy").joinpath("words.toml").read_text(encoding="utf-8")
)

PERSON_ROLES = frozenset(_TABLE["person_roles"].split())
CONTACT_ROLES = frozenset(_TABLE["contact_roles"].split())
STRONG_ROLES = frozenset(_TABLE["strong_roles"].split())
LEADS = tuple(_TABLE["leads"].split())
SURNAMES = frozenset(sign for sign in _TABLE["single"] if not sign.isspace())
SELDOM_SURNAMES = frozenset(_TABLE["seldom"])
"""Signs that are surnames too, but heard as such only where they stand by themselves."""
OFTEN_SURNAMES = frozenset(_TABLE["often"])
COMPOUND_SURNAMES = frozenset(_TABLE["compound"].split())
NOT_NAMES = frozenset(_TABLE["words"].split())
"""Two-sign words that begin like a name."""
NEVER = frozenset(_TABLE["never"].split())
"""Words that begin like a name and are nobody, whatever stands beside."""
FIELDS = frozenset(_TABLE["fields"].split())
"""The same, unless a label or their own number stands right beside them."""
DUTIES = frozenset(_TABLE["duties"].split())
"""Words for what a desk, shop or bank does; they begin like names and stand before its number."""
PUBLIC_FIGURES = frozenset(_TABLE["public_figures"].split())
NOT_BODIES = frozenset(_TABLE["not_bodies"].split())
"""Words that end like a body and are none: 内部, 住处, 本科."""
NOT_GIVEN = frozenset(_TABLE["not_given"])
"""Signs that no given name holds."""

"""How much signs look like a name: surnames come before, some signs are loved in given names.

The table of single signs says how much more often each is found in names than elsewhere; it knows
nothing of the words around, and is one voice among others.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

from yangguang.text.privacy.lexicon import COMPOUND_SURNAMES

_LINE = re.compile(r"^(.)([+-]\d+)([+-]\d+)([+-]\d+)$", re.MULTILINE)


@cache
def _signs() -> dict[str, tuple[int, int, int]]:
    table = resources.files("yangguang.text.privacy").joinpath("namesigns.txt")
    return {
        line[1]: (int(line[2]), int(line[3]), int(line[4]))
        for line in _LINE.finditer(table.read_text(encoding="utf-8"))
    }


def likeness(name: str) -> float:
    """Log-odds that signs of this kind are a name of 2 to 4 signs, from their sort alone."""
    signs = _signs()
    nothing = (0, 0, 0)
    total = 0.0
    given = name[1:]
    if name[:2] in COMPOUND_SURNAMES and len(name) > 2:
        total, given = 40.0, name[2:]
    else:
        total = float(signs.get(name[0], nothing)[0])
    for place, sign in enumerate(given):
        total += signs.get(sign, nothing)[2 if place == len(given) - 1 else 1]
    return total / 10

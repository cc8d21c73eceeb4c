"""What stands behind a frozen return: by cell the kind and the keys of its records, in one block."""

from __future__ import annotations

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import datetime

from yangguang.apps.agencies.models import Agency
from yangguang.apps.reports.figures.behind import Of
from yangguang.apps.reports.figures.cells import form_cells
from yangguang.apps.reports.figures.evidence import CellEvidence, Evidence, evidence
from yangguang.apps.reports.selectors.returns import moment_of, taken
from yangguang.law.returns.model import ReturnDefinition
from yangguang.law.returns.periods import Period


def gather(
    definition: ReturnDefinition, agency: Agency, period: Period, *, as_of: datetime
) -> dict[str, tuple[Evidence, ...]]:
    """The records behind every cell that has any, as they were known at the moment."""
    sources = taken(definition, period)
    if not sources:
        return {}
    found = evidence(
        form_cells([agency.pk], period.year, as_of=moment_of(definition, period, as_of))
    )
    return {code: found[source] for code, source in sources.items() if found.get(source)}


def pack(found: CellEvidence) -> bytes:
    """All of it in one block; the same evidence gives the same bytes."""
    plain = {
        code: [[one.of.value, one.sign, one.count, b64encode(one.packed).decode()] for one in parts]
        for code, parts in sorted(found.items())
    }
    return zlib.compress(json.dumps(plain, separators=(",", ":"), sort_keys=True).encode(), 6)


def unpack(packed: bytes | memoryview) -> Mapping[str, tuple[Evidence, ...]]:
    """What was packed; nothing where a version has none."""
    if not packed:
        return {}
    plain = json.loads(zlib.decompress(bytes(packed)))
    return {
        code: tuple(
            Evidence(of=Of(of), count=count, packed=b64decode(keys), sign=sign)
            for of, sign, count, keys in parts
        )
        for code, parts in plain.items()
    }

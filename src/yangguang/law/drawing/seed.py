"""Where chance comes from: a secret promised beforehand and a public value known only afterwards.

The office fixes its secret before anyone can know the public value (a lottery's numbers, an index
at the close), and publishes the secret's fingerprint with those of both lists. Afterwards neither
side can steer: the office cannot change its secret, and whoever made the public value did not know
it. Everybody can repeat each step with any SHA-256 tool; ``docs/draws.md`` shows how.
依据: 国办发〔2015〕58号 二（通过摇号等方式随机抽取、随机选派，全程留痕）.
"""

from __future__ import annotations

import re

from yangguang.law.drawing.canon import canonical, canonical_value, pool_text, sha256
from yangguang.law.drawing.model import (
    GRADE,
    INSPECTOR_COLUMNS,
    INSPECTORS,
    OBJECT_COLUMNS,
    OBJECTS,
    Commitment,
    Plan,
    PoolInspector,
    PoolObject,
)

_SECRET = re.compile(r"[0-9a-f]{64}")


def objects_text(objects: tuple[PoolObject, ...]) -> str:
    """The list of objects in its one form; its SHA-256 is the list's fingerprint.

    A fifth column, 权重等级, stands there if a row has a grade: only then does the draw read it.
    """
    if any(row.grade for row in objects):
        return pool_text((*OBJECT_COLUMNS, GRADE), ((*row.cells, row.grade) for row in objects))
    return pool_text(OBJECT_COLUMNS, (row.cells for row in objects))


def inspectors_text(inspectors: tuple[PoolInspector, ...]) -> str:
    """The list of inspectors in its one form; its SHA-256 is the list's fingerprint."""
    return pool_text(INSPECTOR_COLUMNS, (row.cells for row in inspectors))


def secret_digest(secret: str) -> str:
    """The fingerprint of the office's secret part, published beforehand.

    Raises ValueError unless the secret is 64 lower-case hexadecimal digits (32 random bytes): a
    shorter one could be found by trying.
    """
    if not _SECRET.fullmatch(secret):
        raise ValueError("秘密部分须为64位小写十六进制数。")
    return sha256(secret)


def commitment_text(
    plan: Plan,
    commitment: Commitment,
    objects: tuple[PoolObject, ...],
    inspectors: tuple[PoolInspector, ...],
) -> str:
    """The promise in words, as it is published before the draw; ends with a line feed.

    It names whatever can change the result: both lists by number and fingerprint, the shares, the
    weights, the rule for teams, the secret's fingerprint, where the public value will come from and
    from when. A draw without weights keeps the words of the first form.
    """
    shares = "；".join(share.wording for share in plan.shares)
    weights = "；".join(weight.wording for weight in plan.weights)
    objects_digest = sha256(objects_text(objects))
    inspectors_digest = sha256(inspectors_text(inspectors))
    lines = (
        f"双随机抽查承诺书（第{2 if weights else 1}版格式）",
        f"计划编号：{canonical(plan.number)}",
        f"第几次承诺：{commitment.attempt}",
        f"抽查机关：{canonical(plan.agency)}",
        f"检查对象名录：{len(objects)}行，指纹{objects_digest}",
        f"执法检查人员名录：{len(inspectors)}行，指纹{inspectors_digest}",
        f"抽取比例：{shares}",
        *([f"权重：{weights}"] if weights else []),
        f"检查组：{plan.team.wording}",
        f"秘密部分的指纹：{commitment.secret_digest}",
        f"公开部分：{canonical(commitment.public_source)}",
        f"公开部分不早于：{commitment.public_from}",
        f"承诺时间：{commitment.made_at}",
    )
    return "".join(f"{line}\n" for line in lines)


def draw_seed(secret: str, public_value: str) -> str:
    """The seed: SHA-256 of the secret, a line feed, and the public value as written down."""
    return sha256(f"{secret}\n{canonical_value(public_value)}")


def object_rank(seed: str, key: str, lots: int = 1) -> str:
    """The rank of an object: the smallest of its lots; the smaller rank comes first.

    The first lot is the SHA-256 of seed, ``检查对象`` and key, apart by line feeds; the further ones
    of a weighted draw add a line with their number from 2 on. The rank depends on nothing else: not
    on the order of the list, not on the other rows, not on other columns.
    """
    first = f"{seed}\n{OBJECTS}\n{canonical(key)}"
    return min([sha256(first), *(sha256(f"{first}\n{lot}") for lot in range(2, lots + 1))])


def inspector_rank(seed: str, object_key: str, key: str) -> str:
    """The rank of an inspector for one object: seed, ``执法检查人员``, object, inspector."""
    return sha256(f"{seed}\n{INSPECTORS}\n{canonical(object_key)}\n{canonical(key)}")

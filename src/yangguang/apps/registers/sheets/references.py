"""Whether what rows refer to is there: rows of other registers, published items."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from yangguang.apps.catalog.models import Item, ItemState
from yangguang.apps.registers.models import Register, Row
from yangguang.law.registers import Definition, Field, FieldType
from yangguang.law.registers.faults import nearest

PIECE = 800
REFERRING = (FieldType.ROW, FieldType.ITEM)


def referring_fields(definition: Definition) -> tuple[Field, ...]:
    """The fields whose values name something else."""
    return tuple(one for one in definition.fields if one.type in REFERRING)


def missing_registers(definition: Definition) -> tuple[str, ...]:
    """A sentence for each field that refers to the rows of a register there is none of."""
    wanted = {one.code: one.of for one in definition.fields if one.type is FieldType.ROW}
    there = set(Register.objects.values_list("code", flat=True)) | {definition.code}
    return tuple(
        f"字段 {code}：没有编码为 {of} 的清单{nearest(of, there)}，请先建好那份清单，或者改正 of。"
        for code, of in wanted.items()
        if of not in there
    )


def missing_of(field: Field, values: Iterable[str]) -> frozenset[str]:
    """Those of the values that name nothing there is."""
    wanted = sorted(set(values))
    found: set[str] = set()
    for piece in _pieces(wanted):
        if field.type is FieldType.ITEM:
            items = Item.objects.filter(index_number__in=piece, state=ItemState.PUBLISHED)
            found.update(str(one) for one in items.values_list("index_number", flat=True))
        else:
            rows = Row.objects.filter(register__code=field.of, key__in=piece)
            found.update(rows.values_list("key", flat=True))
    return frozenset(wanted) - found


def told_of(field: Field, value: str) -> str:
    """What to say of a value that names nothing."""
    if field.type is FieldType.ITEM:
        return f"没有索引号为“{value}”的已公开信息，不会生成链接，请核对。"
    return f"所引用的清单里没有“{value}”，不会生成链接，请核对，或者先导入那份清单。"


def _pieces(values: Sequence[str]) -> Iterator[Sequence[str]]:
    return (values[start : start + PIECE] for start in range(0, len(values), PIECE))

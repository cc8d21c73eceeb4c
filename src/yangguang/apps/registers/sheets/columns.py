"""The columns that a register looks for in a sheet: its fields under all their names, and two more
that tell whose a row is and why it is to be public.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from yangguang.law.registers import Definition, Field, FieldType
from yangguang.law.registers.model import KeyScope
from yangguang.text.sheets import Wanted, plain_head

BODY = "@body"
"""The column that names the body whose row it is, where no field does."""
DECIDED = "@decided"
"""The column that says why the row is to be public, where each row needs that."""
CHOICES = "可选值"
ABOUT = ("填写说明", "导出说明", CHOICES)
"""Sheets beside the table in what this platform gives out."""
TOO_LONG = "（内容超过一个单元格的长度，没有导出）"
"""Written where a workbook's cell is too small; read back, it leaves the row's text as it is."""
_BODY_LABELS = (
    "登记机构", "实施主体", "实施机关", "填报单位", "报送单位", "数据来源单位", "单位名称", "单位", "部门名称", "部门",
    "机构名称", "机构",
)  # fmt: skip
_DECIDED_LABELS = ("公开决定", "公开理由", "决定公开的理由", "公开认定")


def importable(definition: Definition) -> tuple[Field, ...]:
    """The fields that a sheet can fill; files are uploaded row by row."""
    return tuple(one for one in definition.fields if one.type is not FieldType.FILE)


def wanted_of(definition: Definition) -> Sequence[Wanted]:
    """The columns to look for, the fields before the two others."""
    taken = {plain_head(label) for one in definition.fields for label in _labels(one)}
    needed = {*definition.key, definition.title}
    found = [
        Wanted(one.code, _labels(one), one.required or one.code in needed, _values(one))
        for one in importable(definition)
    ]
    labels = tuple(label for label in _BODY_LABELS if plain_head(label) not in taken)
    found.append(Wanted(BODY, labels, least=0.935))
    if definition.decide_each:
        found.append(Wanted(DECIDED, _DECIDED_LABELS))
    return found


def labels_of(definition: Definition) -> Mapping[str, str]:
    """Field or other column → the name people know it by."""
    found = {one.code: one.label for one in importable(definition)}
    found[BODY] = _BODY_LABELS[0]
    if definition.decide_each:
        found[DECIDED] = _DECIDED_LABELS[0]
    return found


def keepers_of(definition: Definition) -> tuple[str, ...]:
    """The columns that may say whose a row is, the likeliest first."""
    bodies = [one for one in importable(definition) if one.type is FieldType.AGENCY]
    bodies.sort(key=lambda one: (one.code not in definition.key, not one.required))
    return (BODY, *(one.code for one in bodies))


def usual_keepers(definition: Definition) -> tuple[str, ...]:
    """Those that say it unless a person decides otherwise. In a list that is one for all bodies a
    body that may be left blank is a partner (责任单位 of a project), not the keeper."""
    own = definition.key_scope is KeyScope.BODY
    return tuple(
        code
        for code in keepers_of(definition)
        if code == BODY or own or code in definition.key or definition.field(code).required
    )


def _labels(field: Field) -> tuple[str, ...]:
    exchange = (field.exchange,) if field.exchange else ()
    return (field.label, *field.aliases, *exchange)


def _values(field: Field) -> tuple[str, ...]:
    if field.type not in (FieldType.CHOICE, FieldType.CHOICES):
        return ()
    return (*field.choices, *(alias for alias, _ in field.choice_aliases))

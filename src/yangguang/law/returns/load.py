"""Reads the definitions of returns, and tells whoever wrote one what to mend in it.

A local definition is uploaded by an administrator: anything may stand in it, so its shape is looked
at before the reader of forms sees it, and every complaint names the entry.
依据：《政府信息公开条例》第四十九条（县级以上人民政府部门1月31日前，政府3月31日前）。
Reading: towns, dispatched bodies and authorised organisations report with the departments.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from yangguang.law.forms.load import (
    FORM_CODES,
    FormDefinitionError,
    form_for_year,
    load_form,
    read_form,
)
from yangguang.law.forms.model import Form
from yangguang.law.returns.model import ANNUAL, BODY_KINDS, DueDay, ReturnDefinition, Take
from yangguang.law.returns.periods import PeriodKind
from yangguang.law.returns.shape import shape_faults

TEMPLATES = ("quarterly-disclosure", "monthly-requests")
"""Definitions that come with the platform, for an office to start from."""
LONGEST = 200_000
_CODE = re.compile(r"[a-z][a-z0-9-]{2,31}")
_KEYS = {"period", "due", "government_due", "due_day", "government_due_day", "bodies", "take"}


@cache
def annual_definition(year: int) -> ReturnDefinition | None:
    """The statutory annual return about that year; None before 2014."""
    form = form_for_year(year)
    if form is None:
        return None
    return ReturnDefinition(
        code=ANNUAL,
        version=0,
        form=form,
        period=PeriodKind.YEAR,
        bodies=BODY_KINDS,
        due=DueDay(1, 31),
        government_due=DueDay(3, 31),
        basis="《政府信息公开条例》第四十九条",
    )


def template_text(code: str) -> str:
    """The text of a definition that comes with the platform; raises KeyError."""
    if code not in TEMPLATES:
        raise KeyError(code)
    folder = resources.files(__package__ or __name__)
    return folder.joinpath("data", f"{code}.toml").read_text(encoding="utf-8")


def digest_of(text: str) -> str:
    """What identifies a definition's text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@lru_cache(maxsize=128)
def read_definition(text: str, version: int = 1) -> ReturnDefinition:
    """The definition written in ``text``; the same text gives the same object.

    Raises FormDefinitionError with the first fault.
    """
    data = _parsed(text)
    faults = _faults(data)
    if faults:
        raise FormDefinitionError(faults[0])
    own = data.pop("return")
    return _definition(own, read_form(data, "定义"), version)


def lint_definition(text: str) -> list[str]:
    """Every fault that can be told at once, each with where it is and what to mend; empty if sound."""
    try:
        data = _parsed(text)
    except FormDefinitionError as fault:
        return [str(fault)]
    faults = _faults(data)
    if faults:
        return faults
    try:
        read_definition(text)
    except FormDefinitionError as fault:
        return [str(fault)]
    return []


def _parsed(text: str) -> dict[str, Any]:
    if len(text) > LONGEST:
        raise FormDefinitionError(f"定义超过{LONGEST}字，请删减后再上传。")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FormDefinitionError(f"不是有效的 TOML 文件：{error}。请按模板的写法修改。") from error
    except RecursionError:
        raise FormDefinitionError("括号嵌套过多，请按模板的写法修改。") from None


def _faults(data: dict[str, Any]) -> list[str]:
    faults = shape_faults(data)
    code = data.get("code")
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        faults.append("表头: “code”须是3至32位小写字母、数字或横线，以字母开头。")
    elif code == ANNUAL or code in FORM_CODES:
        faults.append(f"表头: 代码“{code}”由国家规定的表式使用，请另取一个。")
    if not data.get("table"):
        faults.append("表头: 没有表（[[table]]），请至少写一张表。")
    own = data.get("return")
    if not isinstance(own, dict):
        faults.append("return: 缺少 [return] 部分，请写明 period（year、quarter、month）和期限。")
        return faults
    return faults + _own_faults(own)


def _own_faults(own: dict[str, Any]) -> list[str]:
    faults = [f"return: 不认识的项“{key}”，请删去。" for key in sorted(set(own) - _KEYS)]
    period = own.get("period")
    if period not in set(PeriodKind):
        faults.append("return: “period”须是 year、quarter 或 month。")
    elif period == PeriodKind.YEAR:
        if _month_day(own.get("due")) is None:
            faults.append('return: “due”须是次年的月日，例如 "01-31"。')
        if "government_due" in own and _month_day(own["government_due"]) is None:
            faults.append('return: “government_due”须是次年的月日，例如 "03-31"。')
    else:
        for key in ("due_day", "government_due_day"):
            value = own.get(key, 0 if key == "due_day" else 1)
            if not _is_whole(value) or not 1 <= value <= 31:
                faults.append(f"return: “{key}”须是期后次月的日（1至31）。")
    bodies = own.get("bodies", list(BODY_KINDS))
    if not isinstance(bodies, list) or not bodies or any(one not in BODY_KINDS for one in bodies):
        faults.append(f"return: “bodies”须是机构类别的列表，可用的有 {'、'.join(BODY_KINDS)}。")
    takes = own.get("take", [])
    if not isinstance(takes, list) or not all(isinstance(one, dict) for one in takes):
        return [*faults, "return: “take”须写作 [[return.take]]。"]
    for number, one in enumerate(takes, start=1):
        if set(one) != {"cell", "form", "from"} or not all(
            isinstance(value, str) for value in one.values()
        ):
            faults.append(f"return take 第{number}条: 须有且只有 cell、form、from 三项文字。")
    return faults


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _month_day(value: object) -> DueDay | None:
    found = re.fullmatch(r"(\d\d)-(\d\d)", value) if isinstance(value, str) else None
    if found is None:
        return None
    month, day = int(found[1]), int(found[2])
    return DueDay(month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None


def _definition(own: dict[str, Any], form: Form, version: int) -> ReturnDefinition:
    period = PeriodKind(own["period"])
    if period is PeriodKind.YEAR:
        due = _month_day(own["due"]) or DueDay(1, 31)
        government = _month_day(own.get("government_due")) or due
    else:
        due = DueDay(0, own["due_day"])
        government = DueDay(0, own.get("government_due_day", due.day))
    return ReturnDefinition(
        code=form.code,
        version=version,
        form=form,
        period=period,
        bodies=tuple(own.get("bodies", BODY_KINDS)),
        due=due,
        government_due=government,
        basis=form.source,
        takes=_takes(own.get("take", []), form),
    )


def _takes(rows: list[dict[str, str]], form: Form) -> tuple[Take, ...]:
    """Both cells must exist, and one cell takes from a form once."""
    _sound(form)
    takes = tuple(Take(row["cell"], row["form"], row["from"]) for row in rows)
    cells = set(form.cell_names())
    seen: set[tuple[str, str]] = set()
    for take in takes:
        where = f"return take {take.cell}"
        if take.cell not in cells:
            raise FormDefinitionError(f"{where}: 本表没有单元格“{take.cell}”，请核对行、列代码。")
        if take.form not in FORM_CODES:
            raise FormDefinitionError(f"{where}: “form”须是 {'、'.join(FORM_CODES)} 之一。")
        if take.source not in load_form(take.form).cell_names():
            raise FormDefinitionError(f"{where}: {take.form} 表没有单元格“{take.source}”。")
        if (take.cell, take.form) in seen:
            raise FormDefinitionError(f"{where}: 同一单元格从 {take.form} 表取了两次，请删去一条。")
        seen.add((take.cell, take.form))
    return takes


def _sound(form: Form) -> None:
    """What the national sheets may do and a local one may not."""
    for formula in form.formulae:
        if formula.rule == "identity":
            raise FormDefinitionError(
                f"formula {formula.code}: 规则 identity 只用于国家表式，请改用 sum。"
            )
    for table, row in form.rows():
        if row.parts or row.optional:
            raise FormDefinitionError(
                f"table {table.code} row {row.code}: 本地表不能用 parts、optional，请删去。"
            )

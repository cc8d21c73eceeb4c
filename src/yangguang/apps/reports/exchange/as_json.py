"""A return as JSON, for platforms above and below. Numbers are texts, so that no digit is lost."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import Any, TypeGuard

from yangguang.apps.reports.exchange.carried import Carried, CarriedCell, Label, WrongFile
from yangguang.apps.reports.models import Return
from yangguang.law.forms.findings import plain

SCHEMA = "yangguang-return/1"
_LARGEST = 8 * 1024 * 1024
_DIGITS = 40


def write_json(carried: Carried, row: Return) -> bytes:
    """The file, with state, version and digest of the return beside its figures."""
    label = carried.label
    version = row.current
    whole = {
        "schema": SCHEMA,
        "definition": {"code": label.code, "version": label.version, "form": label.form},
        "agency": {"code": label.agency, "name": label.agency_name},
        "period": {"year": label.year, "part": label.part},
        "scope": label.scope,
        "state": row.state,
        "frozen": {
            "version": version.number,
            "digest": version.digest,
            "at": version.frozen_at.isoformat(),
            "signed_by": version.signed_by,
        }
        if version is not None
        else None,
        "cells": {code: _cell(one) for code, one in carried.cells.items()},
        "explanations": dict(carried.explanations),
    }
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def _cell(one: CarriedCell) -> dict[str, str]:
    found = {"value": plain(one.value)}
    if one.own is not None:
        found["own"] = plain(one.own)
    if one.origin:
        found["origin"] = one.origin
    if one.computed is not None:
        found["computed"] = plain(one.computed)
    if one.source:
        found["source"] = one.source
    return found


def read_json(data: bytes) -> Carried:
    """What the file carries. Raises WrongFile for anything that is not such a file."""
    if len(data) > _LARGEST:
        raise WrongFile("文件过大，不是本平台的报表文件，请核对。")
    try:
        whole = json.loads(data.decode("utf-8-sig"), parse_float=Decimal, parse_int=_whole)
    except (ValueError, RecursionError) as error:
        raise WrongFile("文件不是有效的 JSON，请重新导出后再导入。") from error
    if not isinstance(whole, dict) or whole.get("schema") != SCHEMA:
        raise WrongFile(f"文件不是报表交换文件（缺少“schema”：“{SCHEMA}”），请核对文件。")
    cells = whole.get("cells")
    if not isinstance(cells, dict):
        raise WrongFile("文件缺少“cells”，没有可以导入的数字。")
    said = whole.get("explanations", {})
    if not isinstance(said, dict) or not all(isinstance(text, str) for text in said.values()):
        raise WrongFile("文件的“explanations”须是问题标识和说明文字。")
    return Carried(_label(whole), {str(k): _read(str(k), v) for k, v in cells.items()}, said)


def _whole(text: str) -> int:
    if len(text) > _DIGITS:
        raise ValueError("too long a number")
    return int(text)


def _label(whole: dict[str, Any]) -> Label:
    definition, agency, period = (_part(whole, key) for key in ("definition", "agency", "period"))
    version, year, number = definition.get("version"), period.get("year"), period.get("part", 0)
    if not (_is_whole(version) and _is_whole(year) and _is_whole(number)):
        raise WrongFile("文件缺少表式版本、年度或期次，请重新导出后再导入。")
    return Label(
        code=str(definition.get("code", "")),
        version=version,
        form=str(definition.get("form", "")),
        agency=str(agency.get("code", "")),
        agency_name=str(agency.get("name", "")),
        year=year,
        part=number,
        scope=str(whole.get("scope", "")),
    )


def _part(whole: dict[str, Any], key: str) -> dict[str, Any]:
    found = whole.get(key)
    return found if isinstance(found, dict) else {}


def _is_whole(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _read(code: str, one: Any) -> CarriedCell:
    if not isinstance(one, dict) or "value" not in one:
        raise WrongFile(f"单元格“{code}”没有“value”，请按导出文件的写法修改。")
    return CarriedCell(
        value=number_of(code, one["value"]),
        own=number_of(code, one["own"]) if one.get("own") is not None else None,
        origin=str(one.get("origin", "")),
        computed=number_of(code, one["computed"]) if one.get("computed") is not None else None,
        source=" ".join(str(one.get("source", "")).split()),
    )


def number_of(code: str, said: Any) -> Decimal:
    """A number as a file gives it. Raises WrongFile for anything else."""
    if isinstance(said, bool) or not isinstance(said, int | str | Decimal):
        raise WrongFile(f"单元格“{code}”的数值不是数字，请核对。")
    text = str(said).strip().replace(",", "").replace("，", "")
    try:
        value = Decimal(text) if len(text) <= _DIGITS else None
    except InvalidOperation:
        value = None
    if value is None or not value.is_finite():
        raise WrongFile(f"单元格“{code}”的数值“{text[:20]}”不是数字，请核对。")
    return value

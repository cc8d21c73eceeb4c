"""What somebody typed into a form: numbers as people write them, the source of each row."""

from __future__ import annotations

import unicodedata
from decimal import Decimal, InvalidOperation

from django.http import QueryDict

from yangguang.apps.reports.models import Return
from yangguang.apps.reports.selectors.parts import as_number
from yangguang.apps.reports.selectors.returns import Filling
from yangguang.apps.reports.services.returns_filling import SOURCE_LENGTH, Entry, why_not
from yangguang.desk.returns.drawing import Typed, cell_name, source_name

_LONGEST = 30


def number_typed(text: str) -> Decimal | None:
    """``１,２３４`` → 1234; None where it is no number."""
    text = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "")
    if not text or len(text) > _LONGEST or not set(text) <= set("+-.0123456789"):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def read_typed(post: QueryDict, row: Return, filling: Filling) -> tuple[dict[str, Entry], Typed]:
    """The entries that differ from what stands, and everything typed with what is wrong in it."""
    form = filling.definition.form
    typed = Typed({key: post.get(key, "") for key in post if key.startswith(("c:", "s:"))})
    standing = {cell.code: cell for cell in row.cells.all()}
    entries: dict[str, Entry] = {}
    for table in form.tables:
        for line in table.printed_rows():
            given = " ".join(post.get(source_name(line.code), "").replace("\x00", "").split())
            for column in table.columns:
                code = table.cell(line.code, column.code)
                name = cell_name(code)
                if name not in post:
                    continue
                text = post.get(name, "").replace("\x00", "").strip()
                old = standing.get(code)
                if not text:
                    if old is not None:
                        entries[code] = Entry(None, "")
                    continue
                value = number_typed(text)
                why = "不是数字" if value is None else why_not(form, code, value)
                if value is None or why:
                    typed.errors[name] = f"{form.describe(code)}填“{text[:_LONGEST]}”：{why}。"
                    continue
                if old is not None and as_number(old.value) == value and old.source == given:
                    continue
                if not given:
                    typed.errors[source_name(line.code)] = (
                        f"“{line.label}”没有写明数字来源，请填写台账或者来函的名称。"
                    )
                elif len(given) > SOURCE_LENGTH:
                    typed.errors[source_name(line.code)] = (
                        f"“{line.label}”的来源说明超过{SOURCE_LENGTH}字，请精简。"
                    )
                entries[code] = Entry(value, given)
    return entries, typed

"""A sheet that is uploaded, looked at row by row, and used when it is confirmed.

What was looked at travels with the page under a signature and is looked at again when it is
confirmed, since the world may have changed in between.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import HttpResponseBase
from django.shortcuts import redirect, render

from yangguang.apps.catalog.services.sheets import Checked, Row, WrongSheet
from yangguang.apps.catalog.workflow import NotPossible
from yangguang.desk.viewer import DeskRequest

LARGEST = 5 * 1024 * 1024
KEPT_SECONDS = 3600
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LineT = TypeVar("LineT", bound=Checked)


class SheetForm(forms.Form):
    """One file."""

    file = forms.FileField(
        label="填好的表格",
        help_text="xlsx、xls、ods 或 csv，5 MB 以内。请勿上传涉密信息。",
        error_messages={"empty": "这个文件是空的（0 字节），请检查后重新上传。"},
    )


@dataclass(frozen=True, slots=True)
class Loading(Generic[LineT]):
    """One kind of sheet: its pages, how it is read, looked at and used."""

    heading: str
    here: str
    after: str
    folder: str
    """Where its templates ``load.html`` and ``check.html`` lie."""
    nothing: str
    done: str
    """What is said afterwards, with ``{done}`` for how many rows changed something."""
    read: Callable[[bytes, str], list[Row]]
    check: Callable[[DeskRequest, list[Row]], Sequence[LineT]]
    put: Callable[[DeskRequest, Sequence[LineT]], int]

    def answer(self, request: DeskRequest) -> HttpResponseBase:
        """The page for every step; 422 where something must be mended."""
        form = SheetForm(label_suffix="")
        if request.method == "GET":
            return self._page(request, form, 200)
        if "rows" in request.POST:
            return self._confirm(request)
        form = SheetForm(request.POST, request.FILES, label_suffix="")
        if not form.is_valid():
            return self._page(request, form, 422)
        file = form.cleaned_data["file"]
        if file.size > LARGEST:
            form.add_error("file", "文件超过 5 MB，请只保留要导入的一页后再上传。")
            return self._page(request, form, 422)
        try:
            rows = self.read(file.read(), file.name)
        except WrongSheet as problem:
            form.add_error("file", str(problem))
            return self._page(request, form, 422)
        if not rows:
            form.add_error("file", self.nothing)
            return self._page(request, form, 422)
        return self._preview(request, rows)

    def _preview(self, request: DeskRequest, rows: list[Row]) -> HttpResponseBase:
        lines = self.check(request, rows)
        wrong = sum(bool(line.problems) for line in lines)
        context: dict[str, Any] = {
            "heading": f"{self.heading}：核对",
            "lines": lines,
            "wrong": wrong,
            "new": sum(line.changes and line.is_new for line in lines),
            "changed": sum(line.changes and not line.is_new for line in lines),
            "same": sum(not line.changes and not line.problems for line in lines),
            "rows": "" if wrong else self._sealed(rows),
        }
        return render(request, f"{self.folder}/check.html", context, status=422 if wrong else 200)

    def _sealed(self, rows: list[Row]) -> str:
        kept = {"letters": rows[0].letters, "rows": [[row.number, row.said] for row in rows]}
        return signing.dumps(kept, salt=self.here, compress=True)

    def _confirm(self, request: DeskRequest) -> HttpResponseBase:
        try:
            kept = signing.loads(request.POST["rows"], salt=self.here, max_age=KEPT_SECONDS)
        except signing.BadSignature:
            messages.error(request, "核对的内容已过期或不完整，没有导入。请重新上传表格。")
            return redirect(self.here)
        rows = [Row(number, said, kept["letters"]) for number, said in kept["rows"]]
        try:
            done = self.put(request, self.check(request, rows))
        except NotPossible as refusal:
            messages.error(request, f"{refusal}没有导入，请重新上传表格。")
            return redirect(self.here)
        messages.success(request, self.done.format(done=done))
        return redirect(self.after)

    def _page(self, request: DeskRequest, form: SheetForm, status: int) -> HttpResponseBase:
        context = {"heading": self.heading, "form": form}
        return render(request, f"{self.folder}/load.html", context, status=status)

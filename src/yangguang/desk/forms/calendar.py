"""Entering a holiday notice, as its TOML text or field by field."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from yangguang.apps.agencies.models import Agency
from yangguang.desk.choices import AgencyChoice
from yangguang.desk.forms.agencies import rows_for
from yangguang.law.calendar import BadNotice, draft_notice, regions

NOTICE_BYTES = 64 * 1024
FESTIVALS = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
MORE = 2
"""Further rows for festivals with days of their own, or a change of single days."""
_DAYS = re.compile(r"[\s,，、；;]+")
_RANGE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\.\.|至|到|~|～|—)(\d{4}-\d{2}-\d{2})")
_WRITTEN = re.compile(r"^\s*(?:year\s*=|\[\[holiday\]\])", re.MULTILINE)
"""A text with such a line is a notice as TOML already; anything else is read as prose."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class UploadNoticeForm(forms.Form):
    file = forms.FileField(
        label="安排文件",
        required=False,
        help_text="不超过 64 KB 的文本文件（TOML）；也可以把内容贴在下面。禁止上传涉密信息。",
    )
    text = forms.CharField(
        label="通知原文或安排内容",
        required=False,
        max_length=NOTICE_BYTES,
        help_text="可以直接粘贴国务院办公厅通知的原文，系统读出日期后请您核对。",
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        upload: Any = values.get("file")
        if upload is not None:
            if (upload.size or 0) > NOTICE_BYTES:
                raise forms.ValidationError("文件超过 64 KB，请核对是否选错了文件。")
            try:
                values["text"] = upload.read().decode("utf-8-sig")
            except UnicodeDecodeError as error:
                raise forms.ValidationError(
                    "文件不是 UTF-8 编码的文本，请另存为 UTF-8 后再上传。"
                ) from error
        text = values.get("text", "")
        if not text.strip():
            raise forms.ValidationError("请选择文件，或者贴上通知原文。")
        if not _WRITTEN.search(text):
            try:
                values["text"] = draft_notice(text)
            except BadNotice as error:
                raise forms.ValidationError(str(error)) from error
        return values


def _row_fields(number: int, name: str) -> dict[str, forms.Field]:
    return {
        f"name{number}": forms.CharField(
            label=f"节日 {number + 1}", max_length=50, required=False, initial=name
        ),
        f"rest{number}": forms.CharField(
            label="放假",
            max_length=300,
            required=False,
            widget=forms.TextInput(attrs={"placeholder": "2027-01-01至2027-01-03"}),
        ),
        f"work{number}": forms.CharField(
            label="调休上班",
            max_length=300,
            required=False,
            widget=forms.TextInput(attrs={"placeholder": "2027-01-09、2027-01-10"}),
        ),
    }


class FillNoticeForm(forms.Form):
    """The fields of a notice; ``text`` of the cleaned values is its TOML."""

    year = forms.IntegerField(label="年份", min_value=1950, max_value=2199)
    number = forms.CharField(
        label="文号", max_length=60, required=False, help_text="没有文号时填写下面的来源。"
    )
    issued = forms.DateField(
        label="成文日期",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    source = forms.CharField(label="来源", max_length=100, required=False, initial="国务院办公厅")
    region = forms.ChoiceField(label="适用地区", required=False)
    change = forms.BooleanField(
        label="只调整个别日期，不是全年安排",
        required=False,
        help_text="例如本市临时放假。勾选后不要求写全七个节日。",
    )

    def __init__(self, data: Any, *, year: int) -> None:
        super().__init__(data, initial={"year": year})
        region = self.fields["region"]
        if isinstance(region, forms.ChoiceField):
            region.choices = region_choices()
        names = [*FESTIVALS, *([""] * MORE)]
        for number, name in enumerate(names):
            self.fields.update(_row_fields(number, name))
        self.row_count = len(names)

    @property
    def head(self) -> list[forms.BoundField]:
        """The fields about the notice as a whole."""
        names = ("year", "number", "issued", "source", "region", "change")
        return [self[name] for name in names]

    @property
    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        """One line per festival."""
        return [
            (self[f"name{number}"], self[f"rest{number}"], self[f"work{number}"])
            for number in range(self.row_count)
        ]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        lines = [f"year = {values.get('year', 0)}"]
        for name in ("number", "source", "region"):
            if values.get(name):
                lines.append(f"{name} = {_quoted(values[name])}")
        issued: date | None = values.get("issued")
        if issued is not None:
            lines.append(f"issued = {issued.isoformat()}")
        if values.get("change"):
            lines.append("change = true")
        for number in range(self.row_count):
            lines += self._festival(number, values)
        values["text"] = "\n".join(lines) + "\n"
        return values

    def _festival(self, number: int, values: dict[str, Any]) -> list[str]:
        rest = self._days(f"rest{number}", values)
        work = self._days(f"work{number}", values)
        if not rest and not work:
            return []
        lines = ["", "[[holiday]]", f"name = {_quoted(values.get(f'name{number}', ''))}"]
        for what, days in (("rest", rest), ("work", work)):
            if days:
                lines.append(f"{what} = [{', '.join(_quoted(day) for day in days)}]")
        return lines

    def _days(self, name: str, values: dict[str, Any]) -> list[str]:
        """The days or ranges that somebody typed, in the form that the notice takes."""
        found = []
        for part in _DAYS.split(values.get(name, "")):
            between = _RANGE.fullmatch(part)
            if between:
                found.append(f"{between[1]}..{between[2]}")
            elif _DAY.fullmatch(part):
                found.append(part)
            elif part:
                self.add_error(
                    name,
                    f"“{part}”看不懂，请写成 2027-01-01，连续几天写成 2027-01-01至2027-01-03。",
                )
        return found


def _quoted(text: str) -> str:
    """A TOML basic string: JSON's escapes are among TOML's."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def region_choices() -> list[tuple[str, str]]:
    """The nation and every region with days of its own."""
    return [("", "全国"), *((row.code, row.name) for row in regions().values())]


class RegionForm(forms.Form):
    agency = AgencyChoice(label="机构", queryset=Agency.objects.none())
    region = forms.ChoiceField(label="所用日历", required=False)
    since = forms.DateField(
        label="自", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, data: Any, *, agencies: QuerySet[Agency], today: date) -> None:
        super().__init__(data, initial={"since": today})
        rows_for(self, "agency", agencies)
        region = self.fields["region"]
        if isinstance(region, forms.ChoiceField):
            region.choices = region_choices()


class YellowForm(forms.Form):
    agency = AgencyChoice(label="机构", queryset=Agency.objects.none())
    days = forms.IntegerField(label="提前黄灯工作日数", min_value=0, max_value=60)
    since = forms.DateField(
        label="自", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, data: Any, *, agencies: QuerySet[Agency], today: date, days: int) -> None:
        super().__init__(data, initial={"since": today, "days": days})
        rows_for(self, "agency", agencies)


class WhyForm(forms.Form):
    why = forms.CharField(label="理由", max_length=200)

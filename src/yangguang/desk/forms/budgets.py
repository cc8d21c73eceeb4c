"""Forms of 预决算: the report to be checked, and what taking it in needs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from yangguang.apps.agencies.models import Agency
from yangguang.desk.choices import AgencyChoice
from yangguang.desk.forms.agencies import rows_for


class BudgetFileForm(forms.Form):
    """A report, whose it is, and an earlier one to hold it against."""

    agency = AgencyChoice(label="部门", queryset=Agency.objects.none(), empty_label=None)
    file = forms.FileField(
        label="预算或决算",
        help_text="PDF（须有文字层）、Word、网页、Excel。连同情况说明一起上传，才能核对文字与报表是否一致。",
        error_messages={"required": "还没有选择文件。", "empty": "文件是空的，请检查后重新选择。"},
    )
    before = forms.FileField(
        label="上一份",
        required=False,
        help_text="上一年度的预算或决算，用来核对比上年增减和年初结转。",
        error_messages={"empty": "文件是空的，请检查后重新选择。"},
    )

    def __init__(self, data: Any, files: Any, *, agencies: QuerySet[Agency], initial: Any) -> None:
        super().__init__(data, files, initial=initial, label_suffix="")
        rows_for(self, "agency", agencies)


class TakeInForm(forms.Form):
    """The published item that a report stands in, and why a report with mistakes is taken in."""

    item = forms.CharField(
        label="公开件的索引号",
        required=False,
        max_length=80,
        help_text="刊登这份报告的公开件。填写后，每个数字都能连到原文。",
    )
    despite = forms.CharField(
        label="有错误仍要收录的理由",
        required=False,
        max_length=200,
        help_text="报告已经公开、确需照原样收录时填写，例如“已按此公开，正在更正”。",
    )

    def __init__(self, data: Any, *, errors: int) -> None:
        super().__init__(data, label_suffix="")
        if not errors:
            del self.fields["despite"]

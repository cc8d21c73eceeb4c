"""Rounds of clean-up and the lexicon."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from yangguang.apps.agencies.models import Agency
from yangguang.apps.publishing.models import CleanupLine, LexiconWord
from yangguang.desk.choices import AgencyChoice
from yangguang.desk.forms.agencies import rows_for

OUTCOMES = [(one.value, one.label) for one in CleanupLine.Outcome if one.value]


class RoundForm(forms.Form):
    agency = AgencyChoice(label="机构", queryset=Agency.objects.none(), empty_label="请选择")
    title = forms.CharField(
        label="名称", max_length=200, help_text="例如“2026年度规范性文件清理”，公告标题由它拟出。"
    )
    basis = forms.CharField(
        label="清理依据", max_length=300, help_text="上级通知的名称和文号，或者本机构的决定。"
    )
    cutoff = forms.DateField(
        label="截止日期",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="成文日期在这一天以前（含当天）、尚未废止或者失效的文件列入清理。",
    )

    def __init__(self, data: Any, *, agencies: QuerySet[Agency], initial: Any = None) -> None:
        super().__init__(data, initial=initial, label_suffix="")
        rows_for(self, "agency", agencies)


class DecideForm(forms.Form):
    outcome = forms.ChoiceField(label="结论", choices=OUTCOMES)
    reason = forms.CharField(label="理由（继续有效的可以不填）", max_length=300, required=False)


class AskBodyForm(forms.Form):
    """Whom to ask about the ticked documents, and until when.

    It stands in one form with the conclusion: what is not asked for must not hold that back.
    """

    use_required_attribute = False

    asked = AgencyChoice(
        label="请机构提出意见", queryset=Agency.objects.none(), empty_label="请选择"
    )
    due_on = forms.DateField(
        label="提出意见的期限",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, data: Any, *, agencies: QuerySet[Agency], initial: Any = None) -> None:
        super().__init__(data, initial=initial, label_suffix="", auto_id="ask_%s")
        rows_for(self, "asked", agencies)


class OpinionForm(forms.Form):
    """What a body proposes for the ticked documents."""

    outcome = forms.ChoiceField(label="意见", choices=OUTCOMES)
    reason = forms.CharField(label="理由（继续有效的可以不填）", max_length=300, required=False)


class WordForm(forms.Form):
    kind = forms.ChoiceField(label="类别", choices=LexiconWord.Kind.choices)
    word = forms.CharField(label="词语", max_length=60)
    correction = forms.CharField(label="应为", max_length=60, required=False)
    exceptions = forms.CharField(
        label="例外",
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="一行一个，写出包含该词的完整说法，这些说法不提示。",
    )
    note = forms.CharField(label="说明", max_length=200, required=False)
    agency = AgencyChoice(
        label="适用范围", queryset=Agency.objects.none(), empty_label="全站", required=False,
        help_text="选定机构的，该机构和它的下级使用。",
    )  # fmt: skip

    def __init__(self, data: Any, *, agencies: QuerySet[Agency], everywhere: bool) -> None:
        super().__init__(data, label_suffix="")
        rows_for(self, "agency", agencies)
        self.fields["agency"].required = not everywhere

    def exceptions_given(self) -> list[str]:
        """One to a line."""
        return [row.strip() for row in self.cleaned_data["exceptions"].splitlines() if row.strip()]

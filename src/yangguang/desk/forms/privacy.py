"""Filters of 个人信息排查, and what a decision says."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from yangguang.apps.agencies.models import Agency
from yangguang.apps.privacy.models import KIND_CHOICES, Finding, FindingState, Place, Verdict
from yangguang.apps.privacy.services.deciding import ARTICLES
from yangguang.desk.choices import AgencyChoice
from yangguang.desk.forms.agencies import rows_for

ALL = "all"
HIGH = 0.9
CONFIDENCES = [("", "不限"), ("high", f"{HIGH} 及以上"), ("low", f"{HIGH} 以下")]


class FindingFilterForm(forms.Form):
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[
            ("", FindingState.OPEN.label),
            *((state, label) for state, label in FindingState.choices if state != "open"),
            (ALL, "全部"),
        ],
    )
    kind = forms.ChoiceField(
        label="种类", required=False, choices=[("", "全部种类"), *KIND_CHOICES]
    )
    place = forms.ChoiceField(
        label="位置", required=False, choices=[("", "全部位置"), *Place.choices]
    )
    confidence = forms.ChoiceField(label="把握", required=False, choices=CONFIDENCES)
    agency = AgencyChoice(
        label="机构", queryset=Agency.objects.none(), required=False, empty_label="全部机构"
    )
    q = forms.CharField(label="标题", required=False, max_length=100)
    item = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    """One item's findings, as the item's own page asks for them."""

    def __init__(self, data: Any, *, agencies: QuerySet[Agency]) -> None:
        super().__init__(data, label_suffix="")
        rows_for(self, "agency", agencies)

    def apply(self, rows: QuerySet[Finding]) -> QuerySet[Finding]:
        """The findings that fit every choice; a choice that is none narrows nothing."""
        self.is_valid()
        values = self.cleaned_data
        state = values.get("state") or FindingState.OPEN
        if state != ALL:
            rows = rows.filter(state=state)
        for name in ("kind", "place", "agency", "item"):
            if values.get(name):
                rows = rows.filter(**{name: values[name]})
        if values.get("confidence") == "high":
            rows = rows.filter(confidence__gte=HIGH)
        elif values.get("confidence") == "low":
            rows = rows.filter(confidence__lt=HIGH)
        if values.get("q"):
            rows = rows.filter(item__title__icontains=values["q"])
        return rows


class VerdictForm(forms.Form):
    """What is said of one finding or of many; the service says what each verdict needs."""

    verdict = forms.ChoiceField(
        label="认定",
        choices=Verdict.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择“误报”“已遮盖”或者“依法公开”。"},
    )
    reason = forms.CharField(
        label="理由",
        max_length=300,
        required=False,
        help_text="误报和依法公开必填，例如“办公电话”“处罚信息依法公示”。",
    )
    article = forms.CharField(
        label="依据",
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"list": "articles"}),
        help_text="依法公开必填，写明法规条款。",
    )
    whole_agency = forms.BooleanField(label="本机构其他信息中的同一内容一并适用", required=False)
    articles = ARTICLES

    def __init__(self, data: Any = None, *, carried: bool = False) -> None:
        super().__init__(data)
        if carried:
            self.fields["verdict"].choices = [  # type: ignore[attr-defined] # a ChoiceField
                (verdict, "已清除" if verdict == Verdict.MASKED else label)
                for verdict, label in Verdict.choices
            ]
            self.fields["verdict"].help_text = "“已清除”指附件已换成不再夹带的文件。"


class BulkVerdictForm(VerdictForm):
    scope = forms.ChoiceField(choices=[("picked", "勾选的"), ("filtered", "筛选出的全部")])
    expected = forms.IntegerField(required=False, min_value=0)

"""文书: the register's filter, voiding, templates, numbers, and who reviews."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from yangguang.apps.agencies.models import Agency, RemedyCover, RemedyRule
from yangguang.apps.letters.kinds import all_series, kinds
from yangguang.apps.letters.models import Letter, LetterState
from yangguang.desk.choices import AgencyChoice
from yangguang.desk.forms.agencies import rows_for


def _day(label: str, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more
    )


class LetterFilter(forms.Form):
    """What the register is narrowed by; a value that makes no sense narrows nothing."""

    number = forms.CharField(label="文号", required=False, max_length=60, strip=True)
    agency = AgencyChoice(
        label="机构", queryset=Agency.objects.none(), required=False, empty_label="全部机构"
    )
    kind = forms.ChoiceField(label="文书", required=False)
    series = forms.ChoiceField(label="文号系列", required=False)
    year = forms.IntegerField(label="年度", required=False, min_value=2000, max_value=2100)
    state = forms.ChoiceField(label="状态", required=False)

    def __init__(self, data: Any, *, bodies: QuerySet[Agency]) -> None:
        super().__init__(data)
        rows_for(self, "agency", bodies)
        choices = {
            "kind": [("", "全部文书"), *((key, one.name) for key, one in kinds().items())],
            "series": [("", "全部系列"), *((key, one.name) for key, one in all_series().items())],
            "state": [
                ("", "全部"),
                (LetterState.ISSUED.value, "已发文"),
                (LetterState.VOIDED.value, "作废"),
            ],
        }
        for name, offered in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = offered

    @property
    def is_filtering(self) -> bool:
        self.full_clean()
        return any(value not in {None, ""} for value in self.cleaned_data.values())

    def narrowed(self, rows: QuerySet[Letter]) -> QuerySet[Letter]:
        """The rows that fit what was asked."""
        self.full_clean()
        for name, value in self.cleaned_data.items():
            if value in {None, ""}:
                continue
            if name == "number":
                rows = rows.filter(number__icontains=value)
            elif name == "year":
                rows = rows.filter(issued_on__year=value)
            else:
                rows = rows.filter(**{name: value})
        return rows


class VoidForm(forms.Form):
    reason = forms.CharField(
        label="作废理由",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="例如：收件人姓名有误，已另行制发。理由记入登记簿，请勿写入申请人个人信息。",
    )


class TemplateForm(forms.Form):
    """A draft of a wording; everything typed is kept, whatever its mistakes."""

    title = forms.CharField(label="标题", max_length=200, required=False, strip=False)
    text = forms.CharField(
        label="正文",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 26, "class": "source", "spellcheck": "false"}),
        help_text="一行一段；以“|”开头和结尾的行是表格。占位符写作 {{ 名称 }}，有时才写的话放在 {% if 名称 %} 与 {% endif %} 之间。",
    )
    why = forms.CharField(label="修改说明", max_length=300, required=False)
    seen_at = forms.CharField(widget=forms.HiddenInput, required=False)


class StartForm(forms.Form):
    valid_from = _day("启用日期", help_text="自该日起发出的文书使用这个版本。")


class WordForm(forms.Form):
    word = forms.CharField(
        label="机关代字",
        max_length=30,
        help_text="〔年份〕之前的部分，例如“清卫公开告”。不含“第”字和括号。",
    )
    valid_from = _day("启用日期")


class BeginForm(forms.Form):
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    first = forms.IntegerField(label="起始号", min_value=1, max_value=99999)
    reason = forms.CharField(
        label="理由", max_length=300, help_text="例如：1至37号已在纸质登记簿使用。"
    )


class RemedyForm(forms.Form):
    """The bodies that letters name, from a day on."""

    covers = forms.ChoiceField(label="适用于", choices=RemedyCover.choices)
    valid_from = _day("启用日期", help_text="该日及以后作出的答复使用；同一日期再次填写视为更正。")
    rule = forms.ChoiceField(label="复议机关类别", choices=RemedyRule.choices)
    review_body = forms.CharField(label="复议机关", max_length=100, required=False)
    second_review_body = forms.CharField(
        label="可选择的另一复议机关",
        max_length=100,
        required=False,
        help_text="2023年12月31日及以前作出的答复，可以同时写明上一级主管部门。",
    )
    review_address = forms.CharField(label="复议机关地址", max_length=200, required=False)
    court = forms.CharField(
        label="管辖法院",
        max_length=100,
        required=False,
        help_text="行政案件集中管辖的，填写集中管辖的法院。",
    )
    court_address = forms.CharField(label="法院地址", max_length=200, required=False)
    basis = forms.CharField(label="依据", max_length=300, required=False)

    def __init__(self, data: Any, *, today: date, may_cover_below: bool) -> None:
        super().__init__(data, initial={"valid_from": today})
        if not may_cover_below:
            field = self.fields["covers"]
            if isinstance(field, forms.ChoiceField):
                field.choices = [(RemedyCover.OWN.value, RemedyCover.OWN.label)]

"""Filters of the list of duties, and the forms of pressing and assigning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet

from yangguang.apps.agencies.models import Agency, User
from yangguang.apps.duties.lights import Light
from yangguang.apps.duties.models import Outcome, SupervisionOrder
from yangguang.apps.duties.registry import kinds
from yangguang.desk.choices import AgencyChoice
from yangguang.desk.forms.agencies import rows_for

if TYPE_CHECKING:
    _PersonField = forms.ModelChoiceField[User]
else:
    _PersonField = forms.ModelChoiceField

TODAY = "today"
NOBODY = "nobody"


class PersonChoice(_PersonField):
    """A colleague to choose, by name."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class DutyFilterForm(forms.Form):
    light = forms.ChoiceField(
        label="灯",
        required=False,
        choices=[("", "全部"), *Light.choices, (TODAY, "今天到期")],
    )
    kind = forms.ChoiceField(label="类别", required=False)
    agency = AgencyChoice(
        label="机构", queryset=Agency.objects.none(), required=False, empty_label="全部机构"
    )
    person = forms.ChoiceField(label="承办人", required=False)
    outcome = forms.ChoiceField(
        label="结果", required=False, choices=[("", "全部"), *Outcome.choices]
    )
    year = forms.IntegerField(
        label="结束年份",
        required=False,
        min_value=1900,
        max_value=9998,
        widget=forms.NumberInput(attrs={"class": "short"}),
    )
    q = forms.CharField(label="事项或编号", required=False, max_length=100)

    def __init__(
        self, data: Any, *, agencies: QuerySet[Agency], people: list[tuple[str, str]]
    ) -> None:
        super().__init__(data, label_suffix="")
        rows_for(self, "agency", agencies)
        kind, person = self.fields["kind"], self.fields["person"]
        if isinstance(kind, forms.ChoiceField) and isinstance(person, forms.ChoiceField):
            kind.choices = [("", "全部类别"), *((row.code, row.label) for row in kinds())]
            person.choices = [("", "全部"), (NOBODY, "未指定"), *people]


class AssignForm(forms.Form):
    person = PersonChoice(
        label="承办人", queryset=User.objects.none(), required=False, empty_label="不指定"
    )
    why = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(self, data: Any, *, people: QuerySet[User], initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        rows_for(self, "person", people)


class OrderForm(forms.Form):
    """``limit_on`` may not lie in the past; the service says so too."""

    agency = AgencyChoice(label="承办机构", queryset=Agency.objects.none())
    kind = forms.ChoiceField(
        label="方式",
        choices=SupervisionOrder.Kind.choices,
        widget=forms.RadioSelect,
        initial=SupervisionOrder.Kind.URGE,
    )
    title = forms.CharField(
        label="事由", max_length=150, help_text="写编号和事项，不写申请人姓名等个人信息。"
    )
    text = forms.CharField(label="要求", max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))
    limit_on = forms.DateField(
        label="反馈期限", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, data: Any, *, agencies: QuerySet[Agency], initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        rows_for(self, "agency", agencies)


class AnswerForm(forms.Form):
    text = forms.CharField(
        label="办理情况", max_length=2000, widget=forms.Textarea(attrs={"rows": 5})
    )


class ReturnForm(forms.Form):
    why = forms.CharField(
        label="退回理由", max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    limit_on = forms.DateField(
        label="新的反馈期限", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class CloseForm(forms.Form):
    conclusion = forms.CharField(
        label="办结意见", max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

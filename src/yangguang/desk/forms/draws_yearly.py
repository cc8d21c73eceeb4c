"""Forms of the plan of a year. What may not be, the services say; here only what was typed is read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from yangguang.apps.agencies.models import Agency
from yangguang.apps.draws.models import YearTask
from yangguang.apps.draws.services import TaskFacts
from yangguang.desk.forms.draws import item_choices
from yangguang.desk.forms.ledgers import day_field

_MONTHS = [(number, f"{number}月") for number in range(1, 13)]


class YearForm(forms.Form):
    """The head of a plan."""

    def __init__(self, data: Any, *, bodies: QuerySet[Agency], year: int) -> None:
        super().__init__(data, initial={"year": year}, label_suffix="")
        if bodies.count() > 1:
            self.fields["agency"] = forms.ModelChoiceField(
                label="牵头机关", queryset=bodies, empty_label=None
            )
        self.fields["year"] = forms.IntegerField(label="年度", min_value=2015, max_value=2100)
        self.fields["title"] = forms.CharField(
            label="计划名称", max_length=100, help_text=f"例如：{year}年度随机抽查工作计划。"
        )
        self.fields["document"] = forms.CharField(label="文号", max_length=60, required=False)
        self.fields["basis"] = forms.CharField(label="依据", max_length=200, required=False)


class TaskForm(forms.Form):
    """One task; ``why`` is asked for once the plan is public."""

    title = forms.CharField(label="抽查任务", max_length=100)
    objects = forms.CharField(
        label="抽查对象", max_length=200, help_text="例如：全市特种设备使用单位。"
    )
    share = forms.CharField(label="抽查比例", max_length=20, help_text="写成“5%”或者“10家”。")
    times = forms.IntegerField(
        label="全年频次", initial=1, min_value=1, max_value=12,
        help_text="几次就分成几段，每一段须完成一次。",
    )  # fmt: skip
    first_month = forms.TypedChoiceField(label="起始月份", choices=_MONTHS, coerce=int)
    last_month = forms.TypedChoiceField(label="结束月份", choices=_MONTHS, coerce=int, initial=12)

    def __init__(
        self,
        data: Any,
        *,
        partners: QuerySet[Agency],
        task: YearTask | None = None,
        public: bool = False,
    ) -> None:
        super().__init__(data, initial=_initial(task) if task else {}, label_suffix="")
        self.fields["items"] = forms.MultipleChoiceField(
            label="抽查事项", choices=item_choices(), widget=forms.CheckboxSelectMultiple,
            help_text="取自随机抽查事项清单；清单以外的事项不得检查。", required=False,
        )  # fmt: skip
        self.fields["partners"] = forms.ModelMultipleChoiceField(
            label="联合检查的机关", queryset=partners, required=False,
            widget=forms.CheckboxSelectMultiple, help_text="部门联合抽查；单独抽查的不选。",
        )  # fmt: skip
        if public:
            self.fields["why"] = forms.CharField(
                label="调整理由", max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
                help_text="计划已经公布，理由连同调整前后的内容一并公布。",
            )  # fmt: skip

    def facts(self) -> TaskFacts:
        """What was typed, for the service."""
        said = self.cleaned_data
        return TaskFacts(
            title=said["title"],
            items=[int(key) for key in said["items"]],
            objects=said["objects"],
            share=said["share"],
            first_month=said["first_month"],
            last_month=said["last_month"],
            times=said["times"],
            partners=list(said["partners"]),
        )


class PublishForm(forms.Form):
    """The day of publication, where it was another than today."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        self.fields["published_on"] = day_field(
            "公布日期", help_text="今天公布的不填；此前已在别处公布的，填当时的日期。"
        )


class SettleForm(forms.Form):
    """Where and when a round was carried out elsewhere."""

    words = forms.CharField(
        label="在何处完成", max_length=300,
        help_text="例如：在省双随机监管平台抽取，结果已在国家企业信用信息公示系统公示。对外公布。",
    )  # fmt: skip

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        self.fields["done_on"] = day_field("完成日期")
        self.fields["done_on"].required = True


def _initial(task: YearTask) -> dict[str, Any]:
    return {
        "title": task.title,
        "objects": task.objects_words,
        "share": task.share,
        "times": task.times,
        "first_month": task.first_month,
        "last_month": task.last_month,
        "items": [item["row"] for item in task.items],
        "partners": list(task.partners.all()),
    }

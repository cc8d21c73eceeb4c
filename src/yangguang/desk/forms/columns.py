"""Columns of the site and of its bodies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.models import Column, ColumnType, UpdateClass
from yangguang.apps.catalog.services.columns import COLUMN_SLUG
from yangguang.desk.choices import AgencyChoice, ColumnChoice
from yangguang.desk.forms.agencies import rows_for


class NewColumnForm(forms.Form):
    name = forms.CharField(label="栏目名称", max_length=50)
    slug = forms.RegexField(
        rf"\A{COLUMN_SLUG.pattern}\Z",
        label="网址标识",
        max_length=80,
        error_messages={"invalid": "只能用小写字母、数字和横线，例如 winter-heating。"},
        help_text="小写字母、数字和横线，定后不能更改。",
    )
    column_type = forms.ChoiceField(
        label="栏目类别", choices=ColumnType.choices, help_text="写入网页的 ColumnType 标签。"
    )
    module = forms.ChoiceField(label="模块", choices=Column.Module.choices)
    parent = ColumnChoice(
        label="上级栏目", queryset=Column.objects.none(), required=False, empty_label="无上级"
    )
    agency = AgencyChoice(
        label="所属机构", queryset=Agency.objects.none(), required=False, empty_label="全站"
    )
    description = forms.CharField(label="栏目说明", max_length=300, required=False)
    keywords = forms.CharField(label="关键词", max_length=200, required=False)

    def __init__(
        self,
        data: Any,
        *,
        columns: QuerySet[Column],
        agencies: QuerySet[Agency],
        site: bool,
    ) -> None:
        super().__init__(data)
        rows_for(self, "parent", columns)
        rows_for(self, "agency", agencies)
        if not site:
            self.fields["agency"] = AgencyChoice(
                label="所属机构", queryset=agencies, empty_label="请选择"
            )


class EditColumnForm(forms.Form):
    """What may change about a column that stays where it is; its mark in addresses never does."""

    name = forms.CharField(label="栏目名称", max_length=50)
    column_type = forms.ChoiceField(
        label="栏目类别", choices=ColumnType.choices, help_text="写入网页的 ColumnType 标签。"
    )
    module = forms.ChoiceField(label="模块", choices=Column.Module.choices)
    description = forms.CharField(label="栏目说明", max_length=300, required=False)
    keywords = forms.CharField(label="关键词", max_length=200, required=False)


class MoveColumnForm(forms.Form):
    parent = ColumnChoice(
        label="新的上级栏目", queryset=Column.objects.none(), required=False, empty_label="无上级"
    )

    def __init__(self, data: Any, *, columns: QuerySet[Column]) -> None:
        super().__init__(data)
        rows_for(self, "parent", columns)


class PlaceColumnForm(forms.Form):
    """A step of a button, ``in-12``, or where a column was dropped: its parent and what follows it."""

    STEPS = ("up", "down", "out", "in")

    step = forms.CharField(required=False, max_length=40)
    column = forms.IntegerField(required=False, min_value=1)
    parent = forms.IntegerField(required=False, min_value=1)
    before = forms.IntegerField(required=False, min_value=1)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        step, _, key = str(values.get("step") or "").partition("-")
        if step:
            if step not in self.STEPS or not (key.isascii() and key.isdigit() and len(key) < 19):
                raise forms.ValidationError("没有这种移动。")
            values["step"], values["column"] = step, int(key)
        if not values.get("column"):
            raise forms.ValidationError("没有选择栏目。")
        return values


class EndColumnForm(forms.Form):
    """``confirmed`` bears the mark of the effects that somebody saw; empty before."""

    target = ColumnChoice(label="", queryset=Column.objects.none())
    reason = forms.CharField(label="理由", max_length=300)
    confirmed = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, columns: QuerySet[Column]) -> None:
        super().__init__(data)
        rows_for(self, "target", columns)


class MergeColumnForm(EndColumnForm):
    target = ColumnChoice(
        label="并入哪个栏目",
        queryset=Column.objects.none(),
        help_text="信息、下级栏目和订阅都转过去，旧网址永久转到该栏目。",
    )


class RetireColumnForm(EndColumnForm):
    target = ColumnChoice(
        label="旧网址转到哪个栏目",
        queryset=Column.objects.none(),
        required=False,
        empty_label="上级栏目；没有上级的，转到所属网站首页",
        help_text="信息仍然公开，不再归入任何栏目。要把信息转到别的栏目，请用“合并”。",
    )


class UpdateRuleForm(forms.Form):
    update_class = forms.ChoiceField(
        label="更新类别",
        choices=[("", "按栏目类别"), *UpdateClass.choices],
        required=False,
        help_text="动态要闻类 2 周，通知公告类、政策文件类 6 个月，办事统计类 3 个月内必须更新（国办秘函〔2019〕19号）。",
    )
    own_limit = forms.IntegerField(
        label="自定更新期限（天）",
        min_value=1,
        max_value=366,
        required=False,
        help_text="只能比检查指标更严；不填按检查指标。",
    )
    keeper = AgencyChoice(
        label="更新责任单位",
        queryset=Agency.objects.none(),
        required=False,
        empty_label="栏目所属机构；全站栏目为本级政府",
    )

    def __init__(self, data: Any, *, agencies: QuerySet[Agency], column: Column) -> None:
        initial = {
            "update_class": column.update_class,
            "own_limit": column.own_limit,
            "keeper": column.keeper_id,
        }
        super().__init__(data, initial=initial)
        rows_for(self, "keeper", agencies)

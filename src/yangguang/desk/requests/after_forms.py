"""Forms for what comes after a reply: remedies, conversion, and a body's own settings."""

from __future__ import annotations

from typing import Any

from django import forms

from yangguang.apps.catalog.models import Item
from yangguang.apps.requests.models import (
    Application,
    RemedyForum,
    RemedyOutcome,
)
from yangguang.desk.requests.forms_base import day_field, line_field, text_field
from yangguang.law.exemptions import exemptions
from yangguang.law.regimes import Regime
from yangguang.law.replies import kinds


class RemedyForm(forms.Form):
    """A review, suit or complaint as the notice of the body names it."""

    forum = forms.ChoiceField(label="途径", choices=RemedyForum.choices)
    body = line_field("复议机关、法院或者主管部门", longest=100)
    case_number = line_field("案号", required=False, longest=80)
    received_on = day_field("收到通知日期")
    answer_due = day_field(
        "答复、答辩期限", required=False, help_text="按通知书填写；留空则按一般期限计算。"
    )
    after = forms.ChoiceField(
        label="此前的案件", required=False, help_text="复议后起诉、二审的，选择此前的案件。"
    )

    def __init__(self, data: Any, *, application: Application) -> None:
        super().__init__(data, label_suffix="")
        rows = application.remedies.order_by("id")
        field = self.fields["after"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                ("", "无"),
                *((str(row.pk), f"{row.get_forum_display()} {row.body}") for row in rows),
            ]


class AnswerRemedyForm(forms.Form):
    answered_on = day_field("提交答复日期")


class DecideRemedyForm(forms.Form):
    outcome = forms.ChoiceField(
        label="结果",
        choices=[
            ("", "请选择"),
            *(one for one in RemedyOutcome.choices if one[0] != RemedyOutcome.PENDING),
        ],
    )
    decided_on = day_field("审结日期")
    gist = text_field(
        "要旨", required=False, rows=4, help_text="进入案例库供检索，请勿写入当事人姓名。"
    )
    orders_new_reply = forms.BooleanField(label="责令重新答复", required=False)
    new_reply_due = day_field("重新答复期限", required=False)


class RemedyFilterForm(forms.Form):
    forum = forms.ChoiceField(
        label="途径", required=False, choices=[("", "全部"), *RemedyForum.choices]
    )
    outcome = forms.ChoiceField(
        label="结果", required=False, choices=[("", "全部"), *RemedyOutcome.choices]
    )


class LibraryForm(forms.Form):
    q = forms.CharField(label="事项、文号、案号、要旨", required=False, max_length=100)
    kind = forms.ChoiceField(label="答复种类", required=False)
    ground = forms.ChoiceField(label="不公开情形", required=False)
    article = forms.IntegerField(label="条例第几条", required=False, min_value=1, max_value=99)
    outcome = forms.ChoiceField(
        label="复议诉讼",
        required=False,
        choices=[("", "不限"), ("any", "有复议或者诉讼"), *RemedyOutcome.choices],
    )
    year = forms.IntegerField(label="年份", required=False, min_value=2008, max_value=2100)

    def __init__(self, data: Any) -> None:
        super().__init__(data, label_suffix="")
        names = {Regime.R2019: "", Regime.R2007: "（2007年）"}
        for name, choices in (
            ("kind", [(one.key, f"{one.label}{names[one.regime]}") for one in kinds()]),
            ("ground", [(one.key, f"{one.label}{names[one.regime]}") for one in exemptions()]),
        ):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", "全部"), *choices]


class ConversionForm(forms.Form):
    decision = forms.ChoiceField(
        label="研究意见",
        choices=[("accept", "转为主动公开"), ("decline", "暂不转为主动公开")],
        widget=forms.RadioSelect,
    )
    index_number = line_field(
        "对应信息的索引号",
        required=False,
        longest=64,
        help_text="目录中已有这条信息的，填写索引号；留空则由系统根据已提供的信息生成草稿，经审核后公开。",
    )
    reason = text_field("理由", required=False)

    def clean(self) -> dict[str, Any]:
        """An item is needed to accept, a reason to decline."""
        values = super().clean() or {}
        number = (values.get("index_number") or "").strip()
        values["item"] = Item.objects.filter(index_number=number).first() if number else None
        if number and values["item"] is None:
            self.add_error("index_number", "没有这个索引号，请核对。")
        return values


class RequestSettingForm(forms.Form):
    """How the body takes applications; the guide page prints what is chosen here."""

    confirms_automatically = forms.BooleanField(
        label="网上申请提交成功即视为双方确认（公开指南将写明）", required=False
    )
    takes_online = forms.BooleanField(label="接收网上申请", required=False)
    takes_fax = forms.BooleanField(label="接收传真申请", required=False)
    supplement_days = forms.IntegerField(label="补正期限（工作日）", min_value=3, max_value=60)

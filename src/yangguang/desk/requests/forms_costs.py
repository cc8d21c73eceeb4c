"""Cost charges of cases under the regulation of 2007: the three items that it names."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from yangguang.apps.requests.services import cost_fees
from yangguang.desk.requests.forms_base import ActForm, day_field, line_field, text_field
from yangguang.law.cost_fees import CostItem, CostLine


def _count(item: CostItem) -> forms.IntegerField:
    return forms.IntegerField(
        label=f"{item.label}费：数量（{item.unit}）", required=False, min_value=1, max_value=100_000
    )


def _price(item: CostItem) -> forms.DecimalField:
    return forms.DecimalField(
        label=f"{item.label}费：单价（元/{item.unit}）",
        required=False,
        min_value=Decimal("0.01"),
        max_digits=8,
        decimal_places=2,
    )


class ChargeCostsForm(ActForm):
    explain = (
        "2007年条例第二十七条：依申请提供政府信息，除可以收取检索、复制、邮寄等成本费用外，不得收取其他费用。"
        "自2017年4月1日起停止收取。没有收取的项目留空；缴费不影响答复期限。"
    )
    button = "登记成本费用"
    on = day_field("收费日期")
    standard = line_field("收费标准", help_text="价格、财政主管部门文件的名称和文号。")
    search_count = _count(CostItem.SEARCH)
    search_price = _price(CostItem.SEARCH)
    copy_count = _count(CostItem.COPY)
    copy_price = _price(CostItem.COPY)
    post_count = _count(CostItem.POST)
    post_price = _price(CostItem.POST)
    paid_on = day_field("缴清日期", required=False, help_text="尚未缴纳的留空。")
    receipt_number = line_field("票据号", required=False, longest=60)

    def prepare(self) -> None:
        application = self.application
        self.fields["on"].initial = application.closed_on or application.received_on

    def clean(self) -> dict[str, Any]:
        """Number and price of an item stand together."""
        values = super().clean() or {}
        for item in CostItem:
            pair = [f"{item.value}_count", f"{item.value}_price"]
            given = [name for name in pair if values.get(name) is not None]
            if len(given) == 1 and not any(name in self.errors for name in pair):
                missing = next(name for name in pair if name not in given)
                self.add_error(missing, f"请同时填写{item.label}费的数量和单价。")
        return values

    def apply(self) -> None:
        values = self.cleaned_data
        cost_fees.charge_costs(
            application=self.application,
            lines=[
                CostLine(item, values[f"{item.value}_count"], values[f"{item.value}_price"])
                for item in CostItem
                if values.get(f"{item.value}_count") is not None
            ],
            standard=values["standard"],
            on=values["on"],
            paid_on=values["paid_on"],
            receipt_number=values["receipt_number"],
            **self.told,
        )


class PayCostsForm(ActForm):
    explain = "成本费用按缴清之日计入当年“依申请公开信息收取的费用”，不影响答复期限。"
    button = "登记缴纳"
    paid_on = day_field("缴清日期")
    receipt_number = line_field("票据号", required=False, longest=60)

    def apply(self) -> None:
        cost_fees.pay_costs(
            application=self.application,
            paid_on=self.cleaned_data["paid_on"],
            receipt_number=self.cleaned_data["receipt_number"],
            **self.told,
        )


class WaiveCostsForm(ActForm):
    explain = "申请人确有经济困难的，经本人申请、政府信息公开工作机构负责人审核同意，可以减免。"
    button = "减免成本费用"
    reason = text_field("经济困难的情况")

    def apply(self) -> None:
        cost_fees.waive_costs(
            application=self.application, reason=self.cleaned_data["reason"], **self.told
        )

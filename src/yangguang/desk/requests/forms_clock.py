"""Acts that touch the clock: consultations, extension, Art. 35, fees, corrections of the ledger."""

from __future__ import annotations

from django import forms
from django.utils import timezone

from yangguang.apps.requests.models import (
    ClockEntry,
    Consultation,
    ConsultationAnswer,
    ConsultationKind,
    Fee,
    FollowUp,
)
from yangguang.apps.requests.persons import Contact, Person
from yangguang.apps.requests.selectors.clock import ledger_of, standing
from yangguang.apps.requests.selectors.volume import items_this_month, place_in_month
from yangguang.apps.requests.services import consulting, extending, fees, following
from yangguang.apps.requests.services.clock import strike_entry
from yangguang.apps.requests.services.steps import step
from yangguang.desk.requests.forms_base import (
    ActForm,
    day_field,
    line_field,
    next_days,
    text_field,
)
from yangguang.law.clock import CEILING, EntryKind, spoken
from yangguang.law.identity import ApplicantKind
from yangguang.law.regimes import Regime


class ConsultThirdPartyForm(ActForm):
    explain = "书面征求第三方意见，第三方自收到之日起15个工作日内答复，所需时间不计入答复期限。逾期未答复不等于同意，由本机关决定。"
    button = "发出征求意见书"
    sends_letter = True
    who = forms.ChoiceField(
        label="第三方",
        choices=[("organisation", "单位"), ("person", "个人")],
        initial="organisation",
    )
    party = line_field("姓名或者名称", longest=100)
    address = line_field("联系地址或者电话")
    information = text_field("拟公开的信息", rows=2)
    why = text_field("征求意见的理由", rows=2, help_text="可能涉及第三方的哪些商业秘密、个人隐私。")

    def prepare(self) -> None:
        self.fields["information"].initial = self.application.title

    def apply(self) -> None:
        values = self.cleaned_data
        kind = ApplicantKind.NATURAL if values["who"] == "person" else ApplicantKind.OTHER
        consulting.consult(
            application=self.application,
            kind=ConsultationKind.THIRD_PARTY,
            party=values["party"],
            person=Person(kind, values["party"], "", Contact(address=values["address"])),
            information=values["information"],
            why=values["why"],
            **self.told,
        )


class _ConsultOrganForm(ActForm):
    kind: ConsultationKind
    sends_letter = True
    party = line_field("机关名称", longest=100)
    information = text_field("涉及的信息", rows=2)
    why = text_field("商请事项", rows=2)

    def prepare(self) -> None:
        self.fields["information"].initial = self.application.title

    def apply(self) -> None:
        values = self.cleaned_data
        consulting.consult(
            application=self.application,
            kind=self.kind,
            party=values["party"],
            information=values["information"],
            why=values["why"],
            **self.told,
        )


class ConsultCoMakerForm(_ConsultOrganForm):
    kind = ConsultationKind.CO_MAKER
    explain = "由牵头制作的机关收到申请的，可以征求共同制作机关意见；对方15个工作日内答复，逾期未提出意见的视为同意公开。"
    button = "发出协商函"


class ConsultOrganForm(_ConsultOrganForm):
    kind = ConsultationKind.OTHER_ORGAN
    explain = "征求其他机关意见所需的时间不计入答复期限（2019年条例）。"
    button = "发出征求意见函"


class RecordOpinionForm(ActForm):
    explain = "登记对方的意见；自次日起继续计算答复期限。"
    button = "登记意见"
    consultation = forms.ChoiceField(label="征求意见")
    answer = forms.ChoiceField(label="结果", choices=ConsultationAnswer.choices)
    on = day_field("收到意见日期")
    reasons = text_field("理由", required=False)
    unreasonable = forms.BooleanField(
        label="第三方不同意公开的理由不成立（由本机关依照条例决定是否公开）", required=False
    )

    def prepare(self) -> None:
        rows = Consultation.objects.filter(application=self.application, answer="")
        self.choose(
            "consultation",
            [(str(row.pk), f"{row.get_kind_display()}：{row.party_mask}") for row in rows],
        )
        self.fields["on"].initial = self.viewer.today

    def apply(self) -> None:
        values = self.cleaned_data
        row = Consultation.objects.get(pk=int(values["consultation"]), application=self.application)
        consulting.record_opinion(
            consultation=row,
            answer=ConsultationAnswer(values["answer"]),
            reasons=values["reasons"],
            reasonable=not values["unreasonable"],
            on=values["on"],
            **self.told,
        )


class OverrideForm(ActForm):
    explain = "第三方不同意，但不公开会对公共利益造成重大影响的，可以决定公开，并书面告知第三方决定和理由。"
    button = "决定公开并告知第三方"
    sends_letter = True
    consultation = forms.ChoiceField(label="第三方")
    reason = text_field("公共利益理由")

    def prepare(self) -> None:
        rows = Consultation.objects.filter(
            application=self.application,
            kind=ConsultationKind.THIRD_PARTY,
            answer__in=[ConsultationAnswer.REFUSES, ConsultationAnswer.SILENT, "partly"],
            override_reason="",
        )
        self.choose("consultation", [(str(row.pk), row.party_mask) for row in rows])

    def apply(self) -> None:
        row = Consultation.objects.get(
            pk=int(self.cleaned_data["consultation"]), application=self.application
        )
        consulting.override(consultation=row, reason=self.cleaned_data["reason"], **self.told)


class ExtendForm(ActForm):
    explain = "只能延长一次，须经公开工作机构负责人同意，并在期限届满前告知申请人。"
    button = "同意延期并告知申请人"
    sends_letter = True
    days = forms.IntegerField(label="延长的工作日", min_value=1)
    reason = text_field("理由")

    def prepare(self) -> None:
        top = CEILING[Regime(self.application.regime or "2019")]
        field = self.fields["days"]
        field.initial = top
        field.help_text = f"最长{top}个工作日。现期限：{self._now()}。"

    def _now(self) -> str:
        return spoken(self.application.due_on) if self.application.due_on else "尚未确定"

    def apply(self) -> None:
        extending.extend(
            application=self.application,
            days=self.cleaned_data["days"],
            reason=self.cleaned_data["reason"],
            **self.told,
        )


class AskReasonsForm(ActForm):
    explain = "申请数量、频次明显超过合理范围的，可以要求说明理由；等待说明的时间不从期限中扣除。"
    button = "发出说明理由告知书"
    sends_letter = True
    text = text_field("数量、频次的情况")
    until = day_field("说明理由的期限")

    def prepare(self) -> None:
        self.fields["until"].initial = next_days(self.viewer.today, 7)

    def apply(self) -> None:
        extending.ask_reasons(
            application=self.application,
            text=self.cleaned_data["text"],
            until=self.cleaned_data["until"],
            **self.told,
        )


class PostponeForm(ActForm):
    explain = "申请理由合理，但无法在期限内答复的，可以确定延迟答复的合理期限并告知申请人。"
    button = "确定并告知申请人"
    sends_letter = True
    until = day_field("延迟答复至")
    reason = text_field("理由")

    def apply(self) -> None:
        extending.postpone(
            application=self.application,
            until=self.cleaned_data["until"],
            reason=self.cleaned_data["reason"],
            **self.told,
        )


class NoticeFeeForm(ActForm):
    explain = "只有数量、频次明显超过合理范围的才收费；按件和按量只能选一种。"
    button = "发出收费通知书"
    sends_letter = True
    basis = forms.ChoiceField(
        label="计费方式", choices=[(Fee.Basis.ITEMS, "按件"), (Fee.Basis.PAGES, "按量（页）")]
    )
    count = forms.IntegerField(label="件序或者页数", min_value=1)
    how = text_field("缴纳方式", rows=2, help_text="收款单位、账号或者缴款码。")

    def prepare(self) -> None:
        month = items_this_month(self.application)
        place = place_in_month(self.application)
        self.fields["count"].initial = place
        self.fields["count"].help_text = (
            f"按件的填本件是该申请人当月第几件（第{place}件，登记簿中共{month}件，前10件免费）；"
            "按量的填本件提供的页数（前30页免费）。"
        )

    def apply(self) -> None:
        fees.notice_fee(
            application=self.application,
            basis=Fee.Basis(self.cleaned_data["basis"]),
            count=self.cleaned_data["count"],
            how=self.cleaned_data["how"],
            **self.told,
        )


class PayFeeForm(ActForm):
    explain = "缴清后，答复期限自次日起重新计算。"
    button = "登记缴费"
    paid_on = day_field("缴清日期")
    receipt_number = line_field("票据号", required=False, longest=60)

    def prepare(self) -> None:
        self.fields["paid_on"].initial = self.viewer.today

    def apply(self) -> None:
        fees.pay_fee(
            application=self.application,
            paid_on=self.cleaned_data["paid_on"],
            receipt_number=self.cleaned_data["receipt_number"],
            **self.told,
        )


class WaiveFeeForm(ActForm):
    button = "减免费用"
    reason = text_field("减免的理由")

    def apply(self) -> None:
        fees.waive_fee(
            application=self.application, reason=self.cleaned_data["reason"], **self.told
        )


class LapseFeeForm(ActForm):
    explain = (
        "逾期未缴清的，视为放弃申请，不再处理，计入年报“（六）2”。告知书写明救济途径，送达后办结。"
    )
    sends_letter = True
    button = "不再处理"

    def apply(self) -> None:
        fees.lapse_fee(application=self.application, **self.told)


class AnswerObjectionForm(ActForm):
    explain = "收费决定不能单独申请复议、提起诉讼；申请人的异议由本机关核实后答复，答复在申请人的查询页面显示。应当减免的，答复后办理“减免费用”。"
    button = "答复"
    objection = forms.ChoiceField(label="异议")
    text = text_field("答复内容", rows=4, longest=280)

    def prepare(self) -> None:
        rows = self.application.follow_ups.filter(
            kind=FollowUp.Kind.FEE_OBJECTION, answered_at__isnull=True
        ).order_by("id")
        self.choose(
            "objection",
            [(str(row.pk), f"{timezone.localdate(row.at)} {row.text[:60]}") for row in rows],
        )
        # There is one at a time; it is read in full where it is answered.
        self.fields["objection"].help_text = "；".join(row.text for row in rows)

    def apply(self) -> None:
        following.answer_objection(
            follow_up=self.application.follow_ups.get(pk=int(self.cleaned_data["objection"])),
            text=self.cleaned_data["text"],
            **self.told,
        )


class StrikeClockForm(ActForm):
    explain = "误登记的期限事项不删除，只作更正：原记录和更正理由都保留，期限重新计算。"
    button = "更正"
    entry = forms.ChoiceField(label="期限事项")
    right_day = day_field(
        "正确的日期", required=False, help_text="日期有误的填写；留空表示这件事没有发生。"
    )
    reason = text_field("更正理由", rows=2, longest=300)

    def prepare(self) -> None:
        rows = [
            row
            for row in standing(ledger_of(self.application))
            if row.kind not in (EntryKind.START, EntryKind.STOP)
        ]
        self.choose(
            "entry", [(str(row.pk), f"{row.day} {_KINDS.get(row.kind, row.kind)}") for row in rows]
        )

    def apply(self) -> None:
        row = ClockEntry.objects.get(
            pk=int(self.cleaned_data["entry"]), application=self.application
        )
        with step("strike-clock", self.application, **self.told) as doing:
            due = strike_entry(
                doing,
                row,
                reason=self.cleaned_data["reason"],
                right_day=self.cleaned_data["right_day"],
            ).best
            doing.after = {"entry": row.pk, "due_on": due}
            doing.say(
                f"更正期限事项：{row.day} {_KINDS.get(row.kind, row.kind)}",
                note=self.cleaned_data["reason"],
            )


_KINDS: dict[str, str] = {
    EntryKind.SUPPLEMENT_ASKED: "通知补正",
    EntryKind.SUPPLEMENTED: "收到补正",
    EntryKind.PAUSE_THIRD_PARTY: "征求第三方意见",
    EntryKind.PAUSE_OTHER_ORGAN: "征求其他机关意见",
    EntryKind.RESUME: "征求意见结束",
    EntryKind.EXTEND: "延期",
    EntryKind.POSTPONE: "延迟答复",
    EntryKind.FEE_NOTICE: "收费通知",
    EntryKind.FEE_PAID: "缴清费用",
}

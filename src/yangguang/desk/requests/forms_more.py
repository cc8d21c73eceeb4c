"""Rarer acts: reasons asked for, other supplement days, splitting, corrections, letters in the post."""

from __future__ import annotations

from django import forms

from yangguang.apps.letters.models import LetterState
from yangguang.apps.letters.services import declare_void
from yangguang.apps.requests.models import Service
from yangguang.apps.requests.services import (
    codes,
    correcting,
    posting,
    query_codes,
    receipts,
    receiving,
    replying,
    secrecy,
    splitting,
    supplementing,
    volume,
)
from yangguang.desk.requests.forms_base import ActForm, day_field, line_field, text_field
from yangguang.desk.requests.papers import letters_to_send
from yangguang.law.delivery import Way
from yangguang.law.receipt import Channel


class RecordReasonsForm(ActForm):
    explain = "登记申请人说明的理由，并认定是否合理：不合理的，可以不予处理；合理但不能按期答复的，可以确定延迟答复的合理期限。"
    button = "登记"
    answer = text_field("申请人的说明", required=False, help_text="期限届满没有说明的，留空。")
    on = day_field("收到说明日期")
    reasonable = forms.ChoiceField(
        label="认定", choices=[("no", "理由不合理"), ("yes", "理由合理")], widget=forms.RadioSelect
    )
    judgement = text_field("认定的理由")

    def prepare(self) -> None:
        self.fields["on"].initial = self.viewer.today

    def apply(self) -> None:
        values = self.cleaned_data
        volume.record_reasons(
            application=self.application,
            answer=values["answer"],
            reasonable=values["reasonable"] == "yes",
            judgement=values["judgement"],
            on=values["on"],
            **self.told,
        )


class RenewSupplementForm(ActForm):
    explain = "申请人有正当理由不能按期补正的，另行确定合理的补正期限。"
    button = "改期"
    until = day_field("新的补正期限")
    reason = text_field("正当理由", rows=2)

    def apply(self) -> None:
        supplementing.renew_supplement(
            application=self.application,
            until=self.cleaned_data["until"],
            reason=self.cleaned_data["reason"],
            **self.told,
        )


class GoOnForm(ActForm):
    explain = "不再等待补正，按申请的现有内容办理；没有收到补正，等待的时间计入答复期限。"
    button = "按现有内容办理"
    reason = text_field("理由", rows=2)

    def apply(self) -> None:
        supplementing.go_on_without(
            application=self.application, reason=self.cleaned_data["reason"], **self.told
        )


class SplitForm(ActForm):
    explain = "一件申请含有几项不同内容的，经申请人同意分成几件；收到日期和期限不变，数量分别统计。"
    button = "拆分"
    parts = text_field("各项内容", rows=8, help_text="一行一项，每项写明所需的政府信息。")
    consent = text_field("申请人同意的经过", rows=2)

    def apply(self) -> None:
        splitting.split(
            application=self.application,
            parts=self.cleaned_data["parts"].splitlines(),
            consent=self.cleaned_data["consent"],
            user=self.viewer.user,
            **self.told,
        )


class GiveReceiptForm(ActForm):
    explain = (
        "出具有编号的登记回执（Word、PDF），盖章后交给申请人，申请人也可以在网上下载。回执不含查询码；"
        "需要的，另行“补发查询码”。"
    )
    button = "出具登记回执"
    sends_letter = True

    def apply(self) -> None:
        receipts.give_receipt(application=self.application, **self.told)


class LiftCodeLocksForm(ActForm):
    explain = (
        "查询码被多次输错后，这个登记号暂停从有关网络查询，或者要求同时填写证件号码。核对申请人身份后可以解除，"
        "查询码不变；怀疑查询码泄露的，请“补发查询码”。"
    )
    button = "解除锁定"
    reason = line_field("核对身份的经过", help_text="例如：申请人持身份证当面要求解除。")

    def apply(self) -> None:
        query_codes.lift_code_locks(
            application=self.application,
            reason=self.cleaned_data["reason"],
            by=self.viewer.actor,
            at=self.viewer.now,
        )


class TransferCorrectionForm(ActForm):
    explain = "只用于更正申请：本机关无权更正的，转送有权更正的机关并告知申请人。申请公开信息的不转送，应当答复告知该机关名称。"
    button = "转送并告知申请人"
    sends_letter = True
    body = line_field("有权更正的机关", longest=100)
    contact = line_field("该机关联系方式", required=False, longest=100)
    what = text_field("申请更正的内容")

    def apply(self) -> None:
        correcting.transfer_correction(
            application=self.application,
            body=self.cleaned_data["body"],
            contact=self.cleaned_data["contact"],
            what=self.cleaned_data["what"],
            **self.told,
        )


class RecallForm(ActForm):
    explain = "答复已经签发、尚未送出的，可以收回重办；原文书作废，文号不再使用。"
    button = "收回"
    reason = text_field("收回的理由", rows=2)

    def apply(self) -> None:
        replying.recall(
            application=self.application, reason=self.cleaned_data["reason"], **self.told
        )


class VoidLetterForm(ActForm):
    explain = (
        "作废后文件和文号保留备查。尚未送出的答复书作废，办件退回办理，重新起草；已经送达的答复、"
        "期限所依据的文书不能单独作废。"
    )
    button = "作废"
    letter = forms.ChoiceField(label="文书")
    reason = text_field("作废的理由", rows=2)

    def prepare(self) -> None:
        links = self.application.letter_links.select_related("letter").filter(
            letter__state=LetterState.ISSUED
        )
        self.letters = {str(link.letter_id): link.letter for link in links.order_by("-id")}
        self.choose(
            "letter",
            [(key, f"{one.kind_name}　{one.number}") for key, one in self.letters.items()],
        )

    def apply(self) -> None:
        declare_void(
            letter=self.letters[self.cleaned_data["letter"]],
            reason=self.cleaned_data["reason"],
            by=self.viewer.actor,
            at=self.viewer.now,
        )


class SendLetterForm(ActForm):
    explain = "登记补正、延期、征求意见、收费等文书怎样送出、何时收到；缴费和征求意见的期限自对方收到之日起计算。"
    button = "登记"
    letter = forms.ChoiceField(label="文书")
    way = forms.ChoiceField(
        label="送达方式",
        choices=[(way.value, way.label) for way in Way if way is not Way.COURIER],
    )
    sent_on = day_field("发出（交邮）日期")
    received_on = day_field("签收（到达）日期", required=False)
    tracking_number = line_field("邮件号", required=False, longest=40)
    note = line_field("备注", required=False)

    def prepare(self) -> None:
        rows = letters_to_send(self.application)
        self.letters = {str(letter.pk): letter for letter, _ in rows}
        self.choose(
            "letter",
            [
                (
                    str(letter.pk),
                    f"{letter.kind_name}　{letter.number}" + (f"（致{to}）" if to else ""),
                )
                for letter, to in rows
            ],
        )
        self.fields["sent_on"].initial = self.viewer.today

    def apply(self) -> None:
        values = self.cleaned_data
        posting.send_letter(
            application=self.application,
            letter=self.letters[values["letter"]],
            way=Way(values["way"]),
            sent_on=values["sent_on"],
            received_on=values["received_on"],
            tracking_number=values["tracking_number"],
            note=values["note"],
            **self.told,
        )


class RecordReturnForm(ActForm):
    explain = "邮件被退回的，登记后重新送达；首次交邮之日仍为答复之日。"
    button = "登记退件"
    service = forms.ChoiceField(label="邮件")
    returned_on = day_field("退回日期")
    reason = line_field("退回原因", help_text="例如：查无此人、迁移新址不明。")

    def prepare(self) -> None:
        rows = (
            Service.objects.filter(application=self.application, returned_on__isnull=True)
            .filter(received_on__isnull=True)
            .select_related("letter")
            .order_by("-id")
        )
        self.choose(
            "service",
            [
                (str(row.pk), f"{row.sent_on} {row.letter.kind_name} {row.tracking_number}")
                for row in rows
            ],
        )
        self.fields["returned_on"].initial = self.viewer.today

    def apply(self) -> None:
        posting.record_return(
            service=Service.objects.get(
                pk=int(self.cleaned_data["service"]), application=self.application
            ),
            returned_on=self.cleaned_data["returned_on"],
            reason=self.cleaned_data["reason"],
            **self.told,
        )


class CorrectReceiptForm(ActForm):
    explain = "到达日期或者确认日期登记有误的，更正后期限重新计算；原记录和理由都保留。"
    button = "更正"
    arrived_on = day_field("到达日期")
    confirmed_on = day_field("确认日期", required=False)
    reason = text_field("更正的理由和依据", rows=2, longest=300)

    def prepare(self) -> None:
        self.fields["arrived_on"].initial = self.application.arrived_on
        self.fields["confirmed_on"].initial = self.application.confirmed_on
        if not Channel(self.application.channel).needs_confirmation:
            del self.fields["confirmed_on"]

    def apply(self) -> None:
        receiving.correct_receipt(
            application=self.application,
            arrived_on=self.cleaned_data["arrived_on"],
            confirmed_on=self.cleaned_data.get("confirmed_on"),
            reason=self.cleaned_data["reason"],
            **self.told,
        )


class MarkSecretForm(ActForm):
    explain = "内容可能涉及国家秘密的，清除申请内容、材料和草稿，只保留登记号、日期和条款，线下办理。不能恢复。"
    button = "清除内容，转为涉密线索"
    reason = text_field("理由", rows=2, help_text="不得写入涉密内容。")

    def apply(self) -> None:
        secrecy.mark_secret(
            application=self.application, reason=self.cleaned_data["reason"], **self.told
        )


class LiftSecrecyForm(ActForm):
    explain = "经保密审查不属于国家秘密的，录入申请内容后按一般申请办理。"
    button = "解除"
    wanted = text_field("所需政府信息", rows=5)
    reason = text_field("审查机关和结论", rows=2)

    def apply(self) -> None:
        secrecy.lift_secrecy(
            application=self.application,
            wanted=self.cleaned_data["wanted"],
            reason=self.cleaned_data["reason"],
            **self.told,
        )


class GiveCodeForm(ActForm):
    explain = "为申请人生成新的查询码，凭登记号和查询码可以在网上查询进度。核对身份后再交给申请人；原查询码随即失效。"
    button = "生成查询码"

    def apply(self) -> None:
        self.shown_once = codes.give_query_code(
            application=self.application, by=self.viewer.actor, at=self.viewer.now
        )

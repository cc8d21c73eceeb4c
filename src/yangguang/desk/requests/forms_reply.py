"""Review, signature, service, and what is noted beside them. Drafting has a page of its own."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from yangguang.apps.requests.models import Application, Attachment, OpinionKind, Service
from yangguang.apps.requests.services import drafting, materials, relating, replying
from yangguang.desk.requests.forms_base import ActForm, day_field, line_field, text_field
from yangguang.law.delivery import Way


class SubmitForm(ActForm):
    explain = "送合法性审查和保密审查；审查期间不能修改，需要修改的由审查人退回。"
    button = "送审"

    def apply(self) -> None:
        drafting.submit(application=self.application, **self.told)


class _ReviewForm(ActForm):
    kind: OpinionKind
    agrees = forms.ChoiceField(
        label="意见",
        choices=[("yes", "同意"), ("no", "不同意，退回修改")],
        widget=forms.RadioSelect,
    )
    text = text_field("说明", required=False, help_text="不同意的，写明理由和修改意见。")
    button = "签署意见"

    def apply(self) -> None:
        drafting.give_opinion(
            application=self.application,
            kind=self.kind,
            agrees=self.cleaned_data["agrees"] == "yes",
            text=self.cleaned_data["text"],
            user=self.viewer.user,
            **self.told,
        )


class ReviewLegalForm(_ReviewForm):
    kind = OpinionKind.LEGAL
    explain = "审查答复种类、适用条款、理由、救济途径是否合法，程序和期限是否合规。"


class ReviewSecrecyForm(_ReviewForm):
    kind = OpinionKind.SECRECY
    explain = "审查拟提供的信息是否涉及国家秘密、商业秘密、个人隐私；不能确定的，报有关主管部门或者保密行政管理部门确定。"


class ApproveForm(ActForm):
    explain = "合法性审查、保密审查均同意现稿后，由公开工作机构负责人审核。"
    button = "审核同意"
    text = text_field("审核意见", required=False, rows=2)

    def apply(self) -> None:
        drafting.approve(
            application=self.application,
            text=self.cleaned_data["text"],
            user=self.viewer.user,
            **self.told,
        )


class ReturnForm(ActForm):
    button = "退回修改"
    text = text_field("修改意见")

    def apply(self) -> None:
        drafting.send_back(
            application=self.application, text=self.cleaned_data["text"], **self.told
        )


class SignForm(ActForm):
    explain = "签发后编文号、成文；签发不等于答复，送达后才停止计时。"
    button = "签发并成文"
    sends_letter = True
    text = text_field("签发意见", required=False, rows=2)

    def apply(self) -> None:
        replying.sign(
            application=self.application,
            text=self.cleaned_data["text"],
            user=self.viewer.user,
            **self.told,
        )


class ServeForm(ActForm):
    explain = "邮寄以交邮之日为答复之日，须交邮政企业寄递；直接送达以签收之日为答复之日。"
    button = "登记送达"
    way = forms.ChoiceField(
        label="送达方式",
        choices=[(way.value, way.label) for way in Way if way is not Way.COURIER],
    )
    sent_on = day_field("发出（交邮）日期")
    received_on = day_field("签收（到达）日期", required=False)
    tracking_number = line_field("邮件号", required=False, longest=40)
    note = line_field("备注", required=False, help_text="公告送达的，写明其他方式无法送达的记录。")

    def prepare(self) -> None:
        self.fields["sent_on"].initial = self.viewer.today

    def apply(self) -> None:
        values = self.cleaned_data
        replying.serve(
            application=self.application,
            way=Way(values["way"]),
            sent_on=values["sent_on"],
            received_on=values["received_on"],
            tracking_number=values["tracking_number"],
            note=values["note"],
            **self.told,
        )


class RecordReceiptForm(ActForm):
    explain = "申请人的复议、诉讼期限自收到答复之日起算；第三方答复、缴费的期限自收到文书之日起算。"
    button = "登记签收"
    service = forms.ChoiceField(label="送达")
    received_on = day_field("签收日期")

    def prepare(self) -> None:
        rows = (
            Service.objects.filter(application=self.application, received_on__isnull=True)
            .filter(returned_on__isnull=True)
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

    def apply(self) -> None:
        row = Service.objects.get(
            pk=int(self.cleaned_data["service"]), application=self.application
        )
        replying.record_signature(
            service=row,
            received_on=self.cleaned_data["received_on"],
            by=self.viewer.actor,
            at=self.viewer.now,
        )


class LogCallForm(ActForm):
    button = "记录电话"
    outward = forms.ChoiceField(
        label="方向", choices=[("out", "我方拨出"), ("in", "对方来电")], initial="out"
    )
    with_whom = line_field("对方", longest=80, help_text="例如：申请人本人、规划科。")
    on = day_field("日期")
    clock = forms.TimeField(
        label="时间", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    text = text_field("通话内容")

    def prepare(self) -> None:
        now = timezone.localtime(self.viewer.now)
        self.fields["on"].initial = now.date()
        self.fields["clock"].initial = time(now.hour, now.minute)

    def apply(self) -> None:
        values = self.cleaned_data
        moment = timezone.make_aware(datetime.combine(values["on"], values["clock"]))
        relating.log_call(
            application=self.application,
            with_whom=values["with_whom"],
            text=values["text"],
            called_at=moment,
            outward=values["outward"] == "out",
            **self.told,
        )


class AttachForm(ActForm):
    explain = (
        "禁止上传涉密信息。申请人提交的材料加密保存；“提供的政府信息”按原样保存，供申请人下载。"
    )
    button = "上传"
    purpose = forms.ChoiceField(label="用途", choices=Attachment.Purpose.choices)
    file = forms.FileField(
        label="文件", help_text="PDF、Word、Excel、OFD、文本或者图片，不超过20 MB。"
    )

    def __init__(
        self, data: Any, files: Any = None, *, application: Application, viewer: Any
    ) -> None:
        super().__init__(data, application=application, viewer=viewer)
        if files is not None:
            self.files = files

    def apply(self) -> None:
        upload = self.cleaned_data["file"]
        purpose = Attachment.Purpose(self.cleaned_data["purpose"])
        materials.attach(
            application=self.application,
            purpose=purpose,
            name=upload.name,
            data=upload.read(),
            released=purpose is Attachment.Purpose.RELEASE,
            **self.told,
        )


class JoinForm(ActForm):
    explain = "并案只是一起办理，每件申请的期限和统计仍各自计算。"
    button = "并案"
    number = line_field("主办件登记号", longest=60)
    reason = text_field("理由", rows=2)

    def clean_number(self) -> Application:
        return _named(self)

    def apply(self) -> None:
        relating.join(
            application=self.application,
            into=self.cleaned_data["number"],
            reason=self.cleaned_data["reason"],
            **self.told,
        )


class MarkRepeatForm(ActForm):
    explain = "同一申请人向同一机关重复申请相同信息、已经答复的，可以告知不予重复处理。"
    button = "关联"
    number = line_field("此前申请的登记号", longest=60)

    def clean_number(self) -> Application:
        return _named(self)

    def apply(self) -> None:
        relating.mark_repeat(
            application=self.application, earlier=self.cleaned_data["number"], **self.told
        )


class RetitleForm(ActForm):
    explain = "事项名称出现在列表和提醒中，请不要写入个人信息。"
    button = "保存"
    title = line_field("事项名称", longest=120)

    def prepare(self) -> None:
        self.fields["title"].initial = self.application.title

    def apply(self) -> None:
        relating.retitle(
            application=self.application, title=self.cleaned_data["title"], **self.told
        )


def _named(form: ActForm) -> Application:
    """The other application by its number, of the same body. Raises ValidationError."""
    found = Application.objects.filter(
        agency=form.application.agency_id, number=form.cleaned_data["number"].strip()
    ).first()
    if found is None:
        raise forms.ValidationError("本机关没有这个登记号，请核对。")
    return found

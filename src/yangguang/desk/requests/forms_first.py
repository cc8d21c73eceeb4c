"""From arrival to handling: confirm, accept, supplements, dividing the work."""

from __future__ import annotations

from django import forms

from yangguang.apps.duties.calendars import calendar_of
from yangguang.apps.requests.models import Assignment
from yangguang.apps.requests.services import assigning, closing, receiving, supplementing
from yangguang.apps.requests.services.duties import due_after
from yangguang.desk.requests.forms_base import (
    ActForm,
    colleague,
    colleagues,
    day_field,
    line_field,
    text_field,
)


class ConfirmForm(ActForm):
    explain = "网络、传真和平常信函，以与申请人双方确认之日为收到申请之日；从次日起计算答复期限。"
    button = "确认收到"
    confirmed_on = day_field("确认日期")
    how = line_field("确认方式", help_text="例如：电话告知申请人本人并记录；平台短信已回复。")

    def prepare(self) -> None:
        self.fields["confirmed_on"].initial = self.viewer.today

    def apply(self) -> None:
        receiving.confirm_receipt(
            application=self.application,
            confirmed_on=self.cleaned_data["confirmed_on"],
            how=self.cleaned_data["how"],
            **self.told,
        )


class AcceptForm(ActForm):
    explain = "受理后进入办理；内容不明确的，应当先要求补正。"
    button = "受理"
    handler = forms.ChoiceField(label="承办人", required=False)

    def prepare(self) -> None:
        self.choose("handler", colleagues(self.viewer, self.application))
        self.fields["handler"].initial = str(self.viewer.user.pk)

    def apply(self) -> None:
        assigning.accept(
            application=self.application,
            handler=colleague(self.viewer, self.application, self.cleaned_data["handler"]),
            **self.told,
        )


class AskSupplementForm(ActForm):
    explain = "一次性告知需要补正的全部事项和期限，收到申请之日起7个工作日内发出。发出后等待补正，期限自收到补正之日起重新计算。"
    button = "发出补正告知书"
    sends_letter = True
    items = text_field("需要补正的内容", help_text="逐项写明，申请人照此就能补全。")
    reason = text_field("理由", required=False, rows=2)
    until = day_field("补正期限", help_text="给申请人合理的时间。")

    def prepare(self) -> None:
        calendar = calendar_of(self.application.agency, on=self.viewer.today)
        self.fields["until"].initial = due_after(calendar, self.viewer.today, 15)

    def apply(self) -> None:
        supplementing.ask_supplement(
            application=self.application,
            items=self.cleaned_data["items"],
            reason=self.cleaned_data["reason"],
            until=self.cleaned_data["until"],
            **self.told,
        )


class ReceiveSupplementForm(ActForm):
    explain = "登记申请人补正的内容；答复期限自收到之日的次日起重新计算。"
    button = "登记补正"
    on = day_field("收到补正日期")
    text = text_field("补正内容", rows=5)

    def prepare(self) -> None:
        self.fields["on"].initial = self.viewer.today

    def apply(self) -> None:
        supplementing.receive_supplement(
            application=self.application,
            text=self.cleaned_data["text"],
            on=self.cleaned_data["on"],
            **self.told,
        )


class LapseSupplementForm(ActForm):
    explain = "申请人无正当理由逾期不补正的，视为放弃申请，不再处理，计入年报“（六）1”。告知书写明救济途径，送达后办结。"
    sends_letter = True
    button = "不再处理"
    note = text_field("办理说明", required=False, rows=2)

    def apply(self) -> None:
        supplementing.lapse_supplement(
            application=self.application, note=self.cleaned_data["note"], **self.told
        )


class ProposeForm(ActForm):
    button = "提出拟办意见"
    text = text_field("拟办意见", rows=4)

    def apply(self) -> None:
        assigning.propose(
            application=self.application,
            text=self.cleaned_data["text"],
            user=self.viewer.user,
            **self.told,
        )


class AssignForm(ActForm):
    explain = "分给处室或者承办人，写明要求和内部时限；内部办理的时间不从答复期限中扣除。"
    button = "分办"
    department = line_field("承办处室", required=False, longest=80)
    handler = forms.ChoiceField(label="承办人", required=False)
    task = text_field("办理要求", required=False)
    inner_due = day_field("内部时限", required=False)

    def prepare(self) -> None:
        self.choose("handler", colleagues(self.viewer, self.application))
        self.fields["department"].initial = self.application.department

    def apply(self) -> None:
        assigning.assign(
            application=self.application,
            department=self.cleaned_data["department"],
            task=self.cleaned_data["task"],
            inner_due=self.cleaned_data["inner_due"],
            handler=colleague(self.viewer, self.application, self.cleaned_data["handler"]),
            **self.told,
        )


class AnswerAssignmentForm(ActForm):
    button = "登记承办意见"
    assignment = forms.ChoiceField(label="分办")
    result = text_field("承办意见", rows=5)

    def prepare(self) -> None:
        rows = Assignment.objects.filter(application=self.application, done_on__isnull=True)
        self.choose(
            "assignment",
            [
                (str(row.pk), f"{row.assigned_on} {row.department or row.handler}")
                for row in rows.select_related("handler")
            ],
        )

    def apply(self) -> None:
        row = Assignment.objects.get(
            pk=int(self.cleaned_data["assignment"]), application=self.application
        )
        assigning.answer_assignment(
            assignment=row,
            result=self.cleaned_data["result"],
            user=self.viewer.user,
            **self.told,
        )


class ArchiveForm(ActForm):
    explain = "申请表、答复书、送达凭证等齐全后归档。"
    button = "归档"
    file_number = line_field("档号", required=False)

    def apply(self) -> None:
        closing.archive(
            application=self.application, file_number=self.cleaned_data["file_number"], **self.told
        )


class ReopenForm(ActForm):
    explain = "复议决定、判决责令重新答复，或者发现答复确有错误时使用。原答复保留，统计不重复计数。"
    button = "重新办理"
    reason = text_field("理由", help_text="写明决定书、判决书的名称和文号。")
    due_on = day_field("重新答复的期限", required=False, help_text="文书写明期限的，照填。")

    def apply(self) -> None:
        closing.reopen(
            application=self.application,
            reason=self.cleaned_data["reason"],
            due_on=self.cleaned_data["due_on"],
            **self.told,
        )


class WithdrawForm(ActForm):
    explain = "申请人主动撤回的，登记经过后结束办理，计入年报“（六）3.其他”。"
    button = "登记撤回"
    reason = text_field("撤回的经过", help_text="申请人何时以何种方式提出。")

    def apply(self) -> None:
        closing.withdraw(
            application=self.application, reason=self.cleaned_data["reason"], **self.told
        )

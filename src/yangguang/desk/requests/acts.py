"""Which form belongs to which act of ``requests.workflow``; a test holds the two together."""

from __future__ import annotations

from yangguang.desk.requests import forms_clock, forms_first, forms_more, forms_reply
from yangguang.desk.requests.forms_base import ActForm

FORMS: dict[str, type[ActForm]] = {
    "confirm": forms_first.ConfirmForm,
    "accept": forms_first.AcceptForm,
    "ask-supplement": forms_first.AskSupplementForm,
    "receive-supplement": forms_first.ReceiveSupplementForm,
    "lapse-supplement": forms_first.LapseSupplementForm,
    "propose": forms_first.ProposeForm,
    "assign": forms_first.AssignForm,
    "answer-assignment": forms_first.AnswerAssignmentForm,
    "archive": forms_first.ArchiveForm,
    "reopen": forms_first.ReopenForm,
    "withdraw": forms_first.WithdrawForm,
    "consult-third-party": forms_clock.ConsultThirdPartyForm,
    "consult-co-maker": forms_clock.ConsultCoMakerForm,
    "consult-organ": forms_clock.ConsultOrganForm,
    "record-opinion": forms_clock.RecordOpinionForm,
    "override": forms_clock.OverrideForm,
    "extend": forms_clock.ExtendForm,
    "ask-reasons": forms_clock.AskReasonsForm,
    "postpone": forms_clock.PostponeForm,
    "notice-fee": forms_clock.NoticeFeeForm,
    "pay-fee": forms_clock.PayFeeForm,
    "waive-fee": forms_clock.WaiveFeeForm,
    "lapse-fee": forms_clock.LapseFeeForm,
    "strike-clock": forms_clock.StrikeClockForm,
    "submit": forms_reply.SubmitForm,
    "review-legal": forms_reply.ReviewLegalForm,
    "review-secrecy": forms_reply.ReviewSecrecyForm,
    "approve": forms_reply.ApproveForm,
    "return": forms_reply.ReturnForm,
    "sign": forms_reply.SignForm,
    "serve": forms_reply.ServeForm,
    "record-receipt": forms_reply.RecordReceiptForm,
    "log-call": forms_reply.LogCallForm,
    "attach": forms_reply.AttachForm,
    "join": forms_reply.JoinForm,
    "mark-repeat": forms_reply.MarkRepeatForm,
    "retitle": forms_reply.RetitleForm,
    "record-reasons": forms_more.RecordReasonsForm,
    "renew-supplement": forms_more.RenewSupplementForm,
    "go-on": forms_more.GoOnForm,
    "split": forms_more.SplitForm,
    "transfer-correction": forms_more.TransferCorrectionForm,
    "recall": forms_more.RecallForm,
    "send-letter": forms_more.SendLetterForm,
    "record-return": forms_more.RecordReturnForm,
    "correct-receipt": forms_more.CorrectReceiptForm,
    "mark-secret": forms_more.MarkSecretForm,
    "lift-secrecy": forms_more.LiftSecrecyForm,
}
OWN_PAGES = {"draft": "request-draft"}
"""Acts whose form is a page of its own, by route name."""

"""年报体检: anyone may have a report checked. What is given is read, answered and forgotten."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from yangguang.apps.files.sandbox import read_document
from yangguang.law.forms.answer import check_report
from yangguang.law.forms.load import FORM_CODES, load_form
from yangguang.portal.answers import highlight, read_answer
from yangguang.portal.forms_drawn import draw
from yangguang.portal.rate import seconds_to_wait
from yangguang.portal.views import errors
from yangguang.text.document import Document, UnreadableDocument
from yangguang.text.secrecy import secrecy_mark

CHECKS = 20
WINDOW = 10 * 60
LONGEST_TEXT = 400_000


class WrongInput(Exception):
    """What was given cannot be checked; ``field`` is where to mend it, ``args[0]`` how."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class Marked(WrongInput):
    """The document bears a classification mark and was put aside unread."""


@never_cache
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def report_check(request: HttpRequest) -> HttpResponse:
    """The form, and after it the answer."""
    context: dict[str, Any] = {"max_bytes": settings.UPLOAD_MAX_BYTES, "pasted": ""}
    if request.method != "POST":
        return render(request, "portal/report_check.html", context)
    wait = seconds_to_wait(request, "report-check", times=CHECKS, seconds=WINDOW)
    if wait:
        return errors.too_many(request, seconds=wait)
    pasted = request.POST.get("text", "")
    try:
        document, name = _given(request, pasted)
        previous = _previous(request)
    except WrongInput as error:
        # A text that bears a mark is not even sent back into the form.
        context |= {"trouble": error, "pasted": "" if isinstance(error, Marked) else pasted}
        return render(request, "portal/report_check.html", context, status=422)
    context |= {"name": name, "pasted": pasted}
    answers = check_report(document, previous=previous, file=name)
    results = [_result(answer.to_dict(every=True)) for answer in answers]
    findings = [one for result in results for one in result["answer"].findings]
    context |= {
        "results": results,
        "several": len(results) > 1,
        "pieces": highlight(document.text(), findings),
    }
    return render(request, "portal/report_check.html", context)


def _given(request: HttpRequest, pasted: str) -> tuple[Document, str]:
    upload = request.FILES.get("report")
    if isinstance(upload, UploadedFile):
        return _read(upload, "report"), upload.name or "上传的文件"
    if not pasted.strip():
        raise WrongInput(
            "report",
            "还没有选择文件，也没有粘贴文字。请选择一份年度报告，或者把报告全文粘贴到文本框。",
        )
    if len(pasted) > LONGEST_TEXT:
        raise WrongInput(
            "text",
            f"粘贴的文字有 {len(pasted):,} 字，超过 {LONGEST_TEXT:,} 字。请只粘贴一份报告，或者改为上传文件。",
        )
    return _document(pasted.encode(), "粘贴的文字.txt", "text"), "粘贴的文字"


def _previous(request: HttpRequest) -> Document | None:
    upload = request.FILES.get("previous")
    return _read(upload, "previous") if isinstance(upload, UploadedFile) else None


def _read(upload: UploadedFile[bytes], field: str) -> Document:
    most = settings.UPLOAD_MAX_BYTES
    if upload.size is not None and upload.size > most:
        raise WrongInput(
            field,
            f"文件有 {upload.size / 1024 / 1024:.0f} MB，超过 {most // 1024 // 1024} MB。请另存为较小的文件，或者粘贴文字。",
        )
    return _document(upload.read(), upload.name or "", field)


def _document(data: bytes, name: str, field: str) -> Document:
    try:
        document = read_document(data, name=name)
    except UnreadableDocument as error:
        raise WrongInput(field, str(error)) from error
    mark = secrecy_mark(document)
    if mark:
        raise Marked(
            field,
            f"这份文件标有密级（{mark}），已停止核对，没有保存任何内容。"
            "本网站不是涉密系统，请立即按保密规定处理，不要再次上传。",
        )
    return document


def _result(data: dict[str, Any]) -> dict[str, Any]:
    answer = read_answer(data)
    form = load_form(answer.form) if answer.form in FORM_CODES else None
    return {
        "answer": answer,
        "prefix": f"{answer.table}-",
        "form": form,
        "sheets": draw(form, answer.figures, answer.marks()) if form else [],
    }

"""What is done to a return: one page for every act that needs words, and its history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.audit.models import Act as Recorded
from yangguang.apps.reports.models import Return, ReturnRemark, ReturnVersion
from yangguang.apps.reports.returns_workflow import Act, find_act
from yangguang.apps.reports.selectors.returns import (
    filling_of,
    judge_return,
    open_remarks,
)
from yangguang.apps.reports.services import returns_acting as acting
from yangguang.apps.reports.services.returns_acting import verify_version
from yangguang.apps.reports.services.returns_filling import (
    answer_remark,
    compute_return,
    explain_finding,
    fill_blanks,
)
from yangguang.apps.reports.services.returns_writing import SUBJECT_KIND
from yangguang.desk.access import needs, posted
from yangguang.desk.forms.returns import WordsForm
from yangguang.desk.lists import words
from yangguang.desk.returns.access import access_return, verdict_on
from yangguang.desk.viewer import DeskRequest
from yangguang.desk.views.return_page import act_words, correct_by

P = Permission
WITH_DAY = frozenset({"send-back", "reopen"})
DONE = {
    "compute": "已按现在的记录重新取数",
    "fill-blanks": "空格已填0",
    "explain": "说明已保存",
    "answer": "答复已保存",
    "freeze": "已定稿，请负责人签报",
    "unfreeze": "已退回填报，可以修改",
    "sign": "已签报，请报送",
    "submit": "已报送",
    "recall": "已撤回，修改后请重新定稿、签报、报送",
    "remark": "意见已记下，退回时一并送达",
    "send-back": "已退回，对方的应办事项已登记",
    "reopen": "已退回更正，对方的应办事项已登记",
    "accept": "已审收",
    "receipt": "已登记上级平台接收",
    "amend": "已打开更正，修改后请重新定稿、签报、报送",
}


@needs(P.RETURN_FILL, P.RETURN_SIGN, P.RETURN_ACCEPT)
@require_http_methods(["GET", "POST"])
def act(request: DeskRequest, key: int, code: str) -> HttpResponseBase:
    """One act: done at once where it needs no words, else after its page has asked for them.

    What was typed stays on the page where the act is refused.
    """
    viewer = request.viewer
    row = access_return(viewer, key)
    try:
        found = find_act(code)
    except KeyError:
        raise Http404 from None
    if code not in DONE:
        raise Http404
    subject = _subject(request, row, code)
    verdict = verdict_on(viewer, row, code)
    needs_words = bool(found.needs) or code in {"explain", "answer", "remark"}
    if not needs_words:
        return _at_once(request, row, found)
    form = WordsForm(
        posted(request),
        **act_words(row, code),
        with_day=code in WITH_DAY,
        initial={"correct_by": correct_by(viewer, row), "text": _standing(row, code, subject)},
    )
    if request.method == "POST" and form.is_valid():
        if not verdict:
            form.add_error(None, verdict.sentence)
        elif _done(request, row, found, form, subject):
            return redirect("return", key)
    context = {
        "heading": found.label,
        "row": row,
        "act": found,
        "form": form,
        "verdict": verdict,
        "about": _about(row, code, subject),
        "subject": subject,
        "remarks": open_remarks(row) if code in WITH_DAY else [],
    }
    return render(request, "desk/returns/act.html", context, status=422 if form.errors else 200)


def _at_once(request: DeskRequest, row: Return, found: Act) -> HttpResponseBase:
    if request.method != "POST":
        return redirect("return", row.pk)
    viewer = request.viewer
    verdict = verdict_on(viewer, row, found.code)
    if not verdict:
        messages.error(request, verdict.sentence)
        return redirect("return", row.pk)
    plain_acts: dict[str, Callable[[], object]] = {
        "compute": lambda: compute_return(row=row, by=viewer.actor, at=viewer.now),
        "freeze": lambda: acting.freeze_return(row=row, by=viewer.actor, at=viewer.now),
        "sign": lambda: acting.sign_return(row=row, by=viewer.actor, at=viewer.now),
        "submit": lambda: acting.submit_return(row=row, by=viewer.actor, at=viewer.now),
        "accept": lambda: acting.accept_return(row=row, by=viewer.actor, at=viewer.now),
    }
    try:
        done = plain_acts[found.code]()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        more = f"，有 {done} 处变化" if found.code == "compute" else ""
        messages.success(request, f"{DONE[found.code]}{more}。")
    return redirect("return", row.pk)


def _done(request: DeskRequest, row: Return, found: Act, form: WordsForm, subject: str) -> bool:
    """Whether the act was done; a refusal stands in the form."""
    viewer = request.viewer
    text = form.cleaned_data["text"]
    by, at = viewer.actor, viewer.now
    day: date = form.cleaned_data.get("correct_by") or viewer.today
    with_words: dict[str, Callable[[], object]] = {
        "fill-blanks": lambda: fill_blanks(row=row, source=text, by=by, at=at),
        "explain": lambda: explain_finding(row=row, key=subject, text=text, by=by, at=at),
        "answer": lambda: answer_remark(remark=_remark(row, subject), text=text, by=by, at=at),
        "unfreeze": lambda: acting.unfreeze_return(row=row, why=text, by=by, at=at),
        "recall": lambda: acting.recall_return(row=row, why=text, by=by, at=at),
        "amend": lambda: acting.amend_return(row=row, why=text, by=by, at=at),
        "receipt": lambda: acting.note_receipt(row=row, receipt=text, by=by, at=at),
        "remark": lambda: acting.remark_cell(row=row, code=subject, text=text, by=by, at=at),
        "send-back": lambda: acting.send_back(row=row, text=text, correct_by=day, by=by, at=at),
        "reopen": lambda: acting.reopen_return(row=row, text=text, correct_by=day, by=by, at=at),
    }
    try:
        with_words[found.code]()
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, f"{DONE[found.code]}。")
    return True


def _subject(request: DeskRequest, row: Return, code: str) -> str:
    """What the act is about: the cell, the finding or the remark."""
    subject = words(request.POST if request.method == "POST" else request.GET, "about", longest=64)
    if code == "remark" and subject and subject not in row.round.definition.cells():
        raise Http404
    if code == "answer":
        _remark(row, subject)
    return subject


def _remark(row: Return, subject: str) -> ReturnRemark:
    plain = subject.isascii() and subject.isdigit() and len(subject) < 12
    found = row.remarks.filter(pk=int(subject)).first() if plain else None
    if found is None:
        raise Http404
    return found


def _standing(row: Return, code: str, subject: str) -> str:
    """What was written before, to be changed."""
    if code != "explain":
        return ""
    found = row.explanations.filter(key=subject).first()
    return found.text if found is not None else ""


def _about(row: Return, code: str, subject: str) -> str:
    """The finding, remark or cell that the words are for."""
    if code == "explain":
        points = judge_return(filling_of(row)).points
        return next((one.message for one in points if one.key == subject), "")
    if code == "answer":
        return str(_remark(row, subject).text)
    if code == "remark" and subject:
        return row.round.definition.form.describe(subject)
    return ""


@needs(P.RETURN_VIEW)
@require_GET
def history(request: DeskRequest, key: int) -> HttpResponseBase:
    """Every version with its digest, and every act."""
    row = access_return(request.viewer, key)
    versions = list(row.versions.order_by("-number"))
    acts = Recorded.objects.filter(subject_kind=SUBJECT_KIND, subject_key=str(row.pk))
    context = {
        "heading": f"办理记录：{row}",
        "row": row,
        "versions": [(one, verify_version(one)) for one in versions],
        "pairs": list(zip(versions[1:], versions, strict=False)),
        "acts": acts.order_by("-pk")[:300],
    }
    return render(request, "desk/returns/history.html", context)


class PairForm(forms.Form):
    """Two versions to compare."""

    old = forms.IntegerField(label="从", min_value=1)
    new = forms.IntegerField(label="到", min_value=1)


@needs(P.RETURN_VIEW)
@require_GET
def difference(request: DeskRequest, key: int) -> HttpResponseBase:
    """What changed from one version to another, cell by cell."""
    row = access_return(request.viewer, key)
    form = PairForm(request.GET)
    if not form.is_valid():
        raise Http404
    old, new = (_version(row, form.cleaned_data[name]) for name in ("old", "new"))
    named = row.round.definition.form
    changes = []
    for code in row.round.definition.cells():
        a, b = old.cells.get(code, {}), new.cells.get(code, {})
        if (a.get("value"), a.get("source")) != (b.get("value"), b.get("source")):
            changes.append((named.describe(code), a, b))
    said = {one["key"]: one for one in old.findings}
    context = {
        "heading": f"版次比较：{row}",
        "row": row,
        "old": old,
        "new": new,
        "changes": changes,
        "findings": [one for one in new.findings if one["key"] not in said],
        "gone": [one for one in old.findings if one["key"] not in {n["key"] for n in new.findings}],
    }
    return render(request, "desk/returns/difference.html", context)


def _version(row: Return, number: int) -> ReturnVersion:
    found = row.versions.filter(number=number).first()
    if found is None:
        raise Http404
    return found

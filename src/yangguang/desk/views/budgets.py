"""预决算 at the desk: a report is sent, read and checked; then its lines go into a draft.

What is sent is looked at first without a trace in the register: the findings are there to be mended
in the report before it is published.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.selectors import agencies_in_force
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.catalog.models import Item
from yangguang.apps.catalog.selectors import find_by_index_number
from yangguang.apps.files.models import StoredFile
from yangguang.apps.files.sandbox import read_document
from yangguang.apps.files.selectors import read_content
from yangguang.apps.files.services import store_file
from yangguang.apps.files.uploading import whole
from yangguang.apps.registers.budgets import BUDGETS, installed
from yangguang.apps.registers.models import ChangeSet
from yangguang.apps.registers.rows import BadRows
from yangguang.apps.registers.selectors.budgets import (
    KINDS,
    Share,
    published_share,
    years_with_budgets,
)
from yangguang.apps.registers.services.budgets import take_in_report
from yangguang.desk.access import needs, posted
from yangguang.desk.forms.budgets import BudgetFileForm, TakeInForm
from yangguang.desk.viewer import DeskRequest, Viewer
from yangguang.law.budgets.check import BudgetCheck, check_budget
from yangguang.law.budgets.findings import BudgetFinding
from yangguang.law.budgets.model import KIND_LABELS, BudgetReport
from yangguang.law.budgets.read import read_budget
from yangguang.law.budgets.summary import Entry, entries
from yangguang.law.budgets.vocabulary import fold_label, vocabulary
from yangguang.law.forms.findings import plain, severity_label
from yangguang.law.forms.model import Severity
from yangguang.text.document import Document, UnreadableDocument
from yangguang.text.secrecy import secrecy_mark

VIEW, EDIT = Permission.REGISTER_VIEW, Permission.REGISTER_EDIT
SALT = "budget-check"
MAX_AGE = 24 * 3600
FIRST_YEAR = 2000
SLUGS = {"final": "决算", "budget": "预算"}
_TONES = {Severity.ERROR: "late", Severity.WARNING: "warn", Severity.INFO: "info"}


def _writable(viewer: Viewer) -> list[int]:
    return list(viewer.visible(EDIT).values_list("pk", flat=True))


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def budgets(request: DeskRequest) -> HttpResponseBase:
    """Send a report to be checked; who has published, and the latest drafts, stand beside."""
    viewer = request.viewer
    agencies = agencies_in_force(viewer.today).filter(pk__in=_writable(viewer)).order_by("path")
    own = agencies.filter(pk=viewer.agency.pk).first() if viewer.agency else None
    form = BudgetFileForm(
        posted(request),
        request.FILES or None,
        agencies=agencies,
        initial={"agency": own or agencies.first()},
    )
    ready = installed()
    if request.method == "POST" and not ready:
        form.add_error(None, "还没有安装预决算清单，请由管理员在“清单定义”里安装后再上传。")
    elif request.method == "POST" and form.is_valid():
        token = _kept(viewer, form)
        if token:
            return redirect("budget-check", token)
    shares = [
        published_share(year, kind, viewer.today)
        for year in years_with_budgets(viewer.today)[:2]
        for kind in KINDS
    ]
    sets = ChangeSet.objects.filter(register__code=BUDGETS, agency__in=viewer.visible(VIEW))
    context = {
        "heading": "预决算",
        "form": form,
        "ready": ready,
        "shares": [(one, _slug(one)) for one in shares if one.published or one.by_approvals],
        "drafts": sets.select_related("agency").order_by("-pk")[:20],
    }
    return render(request, "desk/budgets/index.html", context, status=422 if form.errors else 200)


def _slug(share: Share) -> str:
    return "final" if share.kind == SLUGS["final"] else "budget"


def _kept(viewer: Viewer, form: BudgetFileForm) -> str:
    """The token of what was sent; empty where it cannot be used, which the form then says."""
    given = form.cleaned_data
    kept: list[int | str | None] = []
    for name in ("file", "before"):
        sent = given.get(name)
        if sent is None:
            kept.append(None)
            continue
        data = whole(sent)
        if data is None:
            form.add_error(name, "文件过大，请删去其中的图片后重新上传。")
            return ""
        try:
            document = read_document(data, name=sent.name or "")
        except UnreadableDocument as problem:
            form.add_error(name, str(problem))
            return ""
        mark = secrecy_mark(document)
        if mark:
            form.add_error(
                name,
                f"文件标有密级（{mark}），没有保存任何内容。本平台不是涉密系统，请立即按保密规定处理该文件。",
            )
            return ""
        kept.append(store_file(data=data, at=viewer.now, document=document).pk)
    name = (given["file"].name or "报告")[:200]
    return signing.dumps([*kept, given["agency"].pk, name, viewer.user.pk], salt=SALT)


@dataclass(frozen=True, slots=True)
class Sent:
    """A report that waits to be taken in, and whose it is."""

    file: StoredFile
    before: StoredFile | None
    agency: Agency
    name: str


def _sent(viewer: Viewer, token: str) -> Sent:
    try:
        file_key, before_key, agency_key, name, user = signing.loads(
            token, salt=SALT, max_age=MAX_AGE
        )
    except signing.BadSignature as bad:
        raise Http404 from bad
    file = StoredFile.objects.filter(pk=file_key).first()
    before = StoredFile.objects.filter(pk=before_key).first() if before_key else None
    agency = agencies_in_force(viewer.today).filter(pk=agency_key, pk__in=_writable(viewer)).first()
    if file is None or agency is None or user != viewer.user.pk:
        raise Http404
    return Sent(file, before, agency, name)


def _document(file: StoredFile, name: str) -> Document:
    return read_document(read_content(file), name=name)


@dataclass(frozen=True, slots=True)
class Told:
    """One finding as the page shows it; numbers in 万元, or percent for rates."""

    finding: BudgetFinding
    label: str
    tone: str
    expected: str
    found: str


def _told(finding: BudgetFinding) -> Told:
    return Told(
        finding,
        severity_label(finding.severity),
        _TONES[finding.severity],
        plain(finding.expected) if finding.expected is not None else "",
        plain(finding.found) if finding.found is not None else "",
    )


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def check(request: DeskRequest, token: str) -> HttpResponseBase:
    """What was read and what is wrong; the lines can be taken into a draft."""
    viewer = request.viewer
    sent = _sent(viewer, token)
    report = read_budget(_document(sent.file, sent.name))
    before = read_budget(_document(sent.before, "上一份")) if sent.before else None
    answer = check_budget(report, before)
    form = TakeInForm(posted(request), errors=answer.errors)
    if request.method == "POST" and form.is_valid():
        done = _taken(request, sent, report, answer, form)
        if done is not None:
            return redirect("register-change", done.pk)
    request.rail_at = reverse("budgets")
    lines = entries(report)
    context = {
        "heading": "预决算核对",
        "sent": sent,
        "report": report,
        "kind": KIND_LABELS.get(report.kind or "", "种类不明"),
        "answer": answer,
        "findings": [_told(one) for one in answer.findings],
        "tables": [(vocabulary().table(one.code).name, one) for one in report.tables],
        "lines": _totals(lines),
        "count": len(lines),
        "other_body": bool(report.body)
        and fold_label(report.body) not in fold_label(sent.agency.name)
        and fold_label(sent.agency.name) not in fold_label(report.body),
        "form": form,
    }
    return render(request, "desk/budgets/check.html", context, status=422 if form.errors else 200)


def _totals(lines: list[Entry]) -> list[Entry]:
    """The lines by which somebody sees at a glance whether the report was read right."""
    return [one for one in lines if one.level == "合计" or one.table == "“三公”经费支出表"]


def _taken(
    request: DeskRequest, sent: Sent, report: BudgetReport, answer: BudgetCheck, form: TakeInForm
) -> ChangeSet | None:
    item: Item | None = None
    number = form.cleaned_data["item"].strip()
    if number:
        item = find_by_index_number(number)
        if item is None:
            form.add_error(
                "item", f"没有索引号为“{number}”的公开件，请核对；还没有公开的可以先不填。"
            )
            return None
    try:
        done = take_in_report(
            agency=sent.agency,
            report=report,
            check=answer,
            item=item,
            file_name=sent.name,
            sha256=sent.file.sha256,
            despite=form.cleaned_data.get("despite", ""),
            by=request.viewer.actor,
            at=request.viewer.now,
        )
    except (Refused, BadRows) as refusal:
        form.add_error(None, str(refusal))
        return None
    outcome = done.outcome
    messages.success(
        request,
        f"已收录为草稿：新增{outcome.added}项，修改{outcome.changed}项，取消{done.removed}项。送审公开后对外显示。",
    )
    return done.change_set


@needs(VIEW)
@require_GET
def published(request: DeskRequest, year: int, kind: str) -> HttpResponseBase:
    """Who has published the budget or final account of a year, and who has not."""
    if kind not in SLUGS or not FIRST_YEAR <= year <= request.viewer.today.year + 1:
        raise Http404("budget")
    share = published_share(year, SLUGS[kind], request.viewer.today)
    request.rail_at = reverse("budgets")
    context = {
        "heading": f"{year}年部门{SLUGS[kind]}公开情况",
        "share": share,
        "may_edit": request.viewer.may_somewhere(EDIT),
    }
    return render(request, "desk/budgets/published.html", context)

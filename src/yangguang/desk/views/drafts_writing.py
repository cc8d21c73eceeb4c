"""Writing a draft: begin it, save it without overwriting anybody, compare and bring back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.selectors import agencies_in_force
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.catalog.models import Column, ItemKind
from yangguang.apps.files.models import StoredFile
from yangguang.apps.publishing.comparing import difference
from yangguang.apps.publishing.editing import (
    clean_html,
    cleaned_paste,
    html_of_text,
    pictures_left_out,
    text_of,
)
from yangguang.apps.publishing.models import Draft, DraftSaving, DraftState
from yangguang.apps.publishing.proposals import Proposed, propose
from yangguang.apps.publishing.selectors.drafts import head_left_out
from yangguang.apps.publishing.selectors.plans import plan_of
from yangguang.apps.publishing.selectors.reviews import road_for, road_of
from yangguang.apps.publishing.selectors.scans import recognised_words
from yangguang.apps.publishing.services.drafting import restore_saving, save_draft, start_draft
from yangguang.apps.publishing.services.filing import (
    choose_forms,
    file_draft,
    tie_interpretation,
)
from yangguang.apps.publishing.services.interpreting import title_explaining
from yangguang.apps.publishing.services.receiving import draft_from_file
from yangguang.apps.publishing.workflow import EditConflict, NotPossible
from yangguang.desk.access import needs, posted
from yangguang.desk.drafts import access_draft, lights_of
from yangguang.desk.draftshow import edition_to_be, show_html
from yangguang.desk.forms.drafts import NewDraftForm, UploadDraftForm, WriteForm, current_facets
from yangguang.desk.forms.items import columns_for
from yangguang.desk.items import doubts_beside, doubts_by_field
from yangguang.desk.viewer import DeskRequest
from yangguang.desk.views.drafts import ANYBODY, attached

P = Permission
WRITE = P.ITEM_DRAFT
LEFT_ALONE = {"column", "facets", "interprets", "interpretation_forms"}
FIELDS = {"标题": "title", "索引号": "index_number"}
"""Beside which field a refusal stands, by what it is about."""
LONGEST_PASTE = 8_000_000


@needs(WRITE)
@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponseBase:
    """Begin by writing or by a finished document; both lead to the editor."""
    viewer = request.viewer
    bodies = agencies_in_force(viewer.today).filter(pk__in=viewer.visible(WRITE).values("pk"))
    uploading = "upload" in request.POST
    column = _column_asked(request)
    keeper = column.keeper_id if column is not None else None
    body = bodies.filter(pk=keeper).first() if keeper is not None else None
    written = NewDraftForm(
        None if uploading else posted(request), agencies=bodies, own=body or viewer.agency
    )
    upload = UploadDraftForm(
        posted(request) if uploading else None,
        request.FILES if uploading else None,
        agencies=bodies,
        own=viewer.agency,
    )
    request.rail_at = reverse("drafts")
    used = upload if uploading else written
    if request.method == "POST" and used.is_valid():
        try:
            found = (_from_file if uploading else _from_words)(request, used.cleaned_data)
        except Refused as refusal:
            used.add_error("file" if uploading else None, str(refusal))
        else:
            if uploading and not found.body_text.strip():
                messages.warning(request, _without_words(found))
            else:
                messages.success(request, "稿件已建立。请核对页头的建议，确定公开属性后送审。")
            return redirect("draft-edit", found.pk)
    context = {
        "heading": "起草信息",
        "written": written,
        "upload": upload,
        "form": used,
        "column": column,
        "road": road_for(viewer.agency, writers={viewer.actor.key}, on=viewer.today)
        if viewer.agency is not None
        else None,
    }
    status = 422 if used.errors else 200
    return render(request, "desk/drafts/new.html", context, status=status)


def _without_words(found: Draft) -> str:
    """What came of an upload in which there is nothing to read."""
    begun = f"稿件已建立。“{found.title}”没有可以读取的文字"
    if "<img" in found.body_html:
        return (
            f"{begun}，里面的图片已放入正文，原文件已作为附件保留。请写上替代文字，核对标题和页头。"
        )
    if found.attachments.filter(file__reading=StoredFile.Reading.SCAN).exists():
        return (
            f"{begun}（扫描件），已作为附件保留，后台正在识别文字；"
            "识别后在本页可以把文字放入正文，也可以直接填写标题、页头和正文。"
        )
    return (
        f"{begun}，已作为附件保留，但这种格式不能由后台识别文字。"
        "请另存为 PDF 或者逐页存成图片，作为附件上传后等待识别；也可以直接填写标题、页头和正文。"
    )


def _column_asked(request: DeskRequest) -> Column | None:
    """The open column that the address names (one that waits for an update), within reach."""
    key = request.GET.get("column", "")
    if not key.isascii() or not key.isdecimal() or len(key) > 18:
        return None
    within = columns_for(request.viewer.visible(WRITE))
    return within.filter(pk=int(key), is_open=True, retired_at=None).first()


def _from_words(request: DeskRequest, values: dict[str, Any]) -> Draft:
    title = " ".join(values["title"].split())
    proposed = propose(title=title, text="")
    return start_draft(
        agency=values["agency"],
        title=title,
        kind=values["kind"] or proposed.kind or ItemKind.OTHER,
        header={"kind": values["kind"] or proposed.kind or ItemKind.OTHER},
        column=_column_asked(request),
        by=request.viewer.actor,
        at=request.viewer.now,
    )


def _from_file(request: DeskRequest, values: dict[str, Any]) -> Draft:
    file = values["file"]
    return draft_from_file(
        agency=values["agency"],
        name=file.name,
        data=file.read(),
        by=request.viewer.actor,
        at=request.viewer.now,
    )


@needs(WRITE)
@require_POST
def explain(request: DeskRequest, key: int) -> HttpResponseBase:
    """Begin what explains the policy, tied to it, so that both go the same road together."""
    policy = access_draft(request.viewer, key, WRITE)
    by, at = request.viewer.actor, request.viewer.now
    try:
        with transaction.atomic():
            found = start_draft(
                agency=policy.item.agency,
                title=title_explaining(policy.title),
                kind=ItemKind.INTERPRETATION,
                header={"kind": ItemKind.INTERPRETATION},
                by=by,
                at=at,
            )
            tie_interpretation(draft=found, policies=[policy.item], by=by, at=at)
            planned = plan_of(policy.item)
            if planned is not None:
                choose_forms(draft=found, forms=planned.forms, by=by, at=at)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("draft", key)
    messages.success(request, "解读材料的稿件已建立，与文件一同审查、一同公开。")
    return redirect("draft-edit", found.pk)


def _form(request: DeskRequest, found: Draft) -> WriteForm:
    data = None
    if request.method == "POST":
        data = request.POST.copy()
        data["body"] = _as_html(data.get("body", ""))
        data["title"] = " ".join(data.get("title", "").split())
    return WriteForm(data, draft=found, agencies=request.viewer.visible(WRITE))


def _as_html(written: str) -> str:
    """Who writes without the editor may write plain words."""
    return written if "<" in written else html_of_text(written)


@needs(WRITE)
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, key: int) -> HttpResponseBase:
    """The editor, and the saving of what was written there."""
    found = access_draft(request.viewer, key, WRITE)
    request.rail_at = reverse("drafts")
    if found.state != DraftState.WRITING:
        messages.warning(request, f"稿件现为“{found.get_state_display()}”，不能修改。")
        return redirect("draft", key)
    form = _form(request, found)
    if request.method == "POST" and form.is_valid():
        if "adopt" in request.POST:
            _adopt(form.cleaned_data)
        try:
            _save(request, found, form)
        except EditConflict as conflict:
            return _conflict(request, form, conflict)
        except NotPossible as refusal:
            form.add_error(FIELDS.get(refusal.verdict.basis), str(refusal))
        else:
            messages.success(request, "已保存。")
            return redirect("draft" if "finish" in request.POST else "draft-edit", key)
    context = {
        "heading": found.title,
        "draft": found,
        "item": found.item,
        "form": form,
        "files": attached(found),
        "light": lights_of(request.viewer, [found]).get(found.pk),
        "left_out": head_left_out(found),
        "recognised": None if found.body_text.strip() else recognised_words(found),
        "proposed": _still_proposed(found),
        "road": road_of(found, on=request.viewer.today),
        "doubts": doubts_by_field(found.item.unsure),
        "loose_doubts": doubts_beside(found.item.unsure, form),
    }
    status = 422 if form.errors else 200
    return render(request, "desk/drafts/edit.html", context, status=status)


def _still_proposed(found: Draft) -> Proposed:
    """What is proposed and does not stand in the draft yet."""
    proposed = propose(title=found.title, text=found.body_text)
    taken = set(current_facets(found))
    return replace(
        proposed,
        column=proposed.column if found.item.column_id is None else None,
        facets=tuple(one for one in proposed.facets if one.pk not in taken),
        subject="" if found.header.get("subject") else proposed.subject,
    )


def _adopt(values: dict[str, Any]) -> None:
    """Take over what is proposed where nothing was chosen; what was chosen stays."""
    proposed = propose(title=values["title"], text=text_of(clean_html(values["body"])))
    if values["kind"] == ItemKind.OTHER and proposed.kind:
        values["kind"] = proposed.kind
    values["subject"] = values["subject"] or proposed.subject
    values["column"] = values["column"] or proposed.column
    values["facets"] = list({*values["facets"], *proposed.facets})


@transaction.atomic
def _save(request: DeskRequest, found: Draft, form: WriteForm, *, automatic: bool = False) -> Draft:
    """All of it or nothing: what is refused beside the text leaves the revision as the writer has it."""
    values = form.cleaned_data
    by, at = request.viewer.actor, request.viewer.now
    saved = save_draft(
        draft=found,
        revision=values["revision"],
        title=values["title"],
        body_html=values["body"],
        header=form.header(),
        automatic=automatic,
        by=by,
        at=at,
    )
    if not automatic:
        file_draft(
            draft=saved, column=values["column"], facets=list(values["facets"]), by=by, at=at
        )
        tie_interpretation(draft=saved, policies=values["interprets"], by=by, at=at)
        choose_forms(draft=saved, forms=values["interpretation_forms"], by=by, at=at)
    return saved


def _conflict(request: DeskRequest, form: WriteForm, conflict: EditConflict) -> HttpResponseBase:
    """Both texts side by side; the writer's own goes on in the form below."""
    theirs = conflict.draft
    own = theirs.saved_by_key == request.viewer.actor.key
    mine_title, mine_body = form.cleaned_data["title"], clean_html(form.cleaned_data["body"])
    merging = request.POST.copy()
    merging["revision"] = str(theirs.revision)
    merging["body"] = mine_body
    context = {
        "heading": "您在另一个窗口已保存" if own else "他人已保存",
        "own": own,
        "draft": theirs,
        "sentence": str(conflict),
        "mine": show_html(theirs, mine_body),
        "mine_title": mine_title,
        "theirs": show_html(theirs, theirs.body_html),
        "difference": difference(theirs.title, theirs.body_html, mine_title, mine_body),
        "form": WriteForm(merging, draft=theirs, agencies=request.viewer.visible(WRITE)),
    }
    return render(request, "desk/drafts/conflict.html", context, status=409)


@needs(WRITE)
@require_POST
def autosave(request: DeskRequest, key: int) -> HttpResponseBase:
    """Save while somebody writes; answers with the new revision, or says why nothing was saved."""
    found = access_draft(request.viewer, key, WRITE)
    form = _form(request, found)
    form.is_valid()
    # What a saving by itself leaves alone may still be half typed.
    wrong = [errors[0] for name, errors in form.errors.items() if name not in LEFT_ALONE]
    if wrong:
        return JsonResponse({"sentence": str(wrong[0])}, status=422)
    try:
        saved = _save(request, found, form, automatic=True)
    except EditConflict as conflict:
        return JsonResponse({"sentence": str(conflict), "conflict": True}, status=409)
    except NotPossible as refusal:
        return JsonResponse({"sentence": str(refusal)}, status=422)
    at = timezone.localtime(saved.saved_at)
    return JsonResponse({"revision": saved.revision, "at": f"{at:%H:%M}"})


@needs(WRITE)
@require_POST
def clean_paste(request: DeskRequest) -> HttpResponseBase:
    """What somebody pastes, cleaned by the rules by which texts are stored."""
    html = request.POST.get("html", "")
    if len(html) > LONGEST_PASTE:
        return JsonResponse({"sentence": "粘贴的内容过长，请分段粘贴"}, status=422)
    return JsonResponse({"html": cleaned_paste(html), "pictures": pictures_left_out(html)})


@needs(*ANYBODY)
@require_GET
def history(request: DeskRequest, key: int) -> HttpResponseBase:
    """Every saved state; two of them compared."""
    found = access_draft(request.viewer, key)
    request.rail_at = reverse("drafts")
    savings = list(found.savings.order_by("-revision"))
    new_one = _picked(savings, request.GET.get("new", ""), 0)
    old_one = _picked(savings, request.GET.get("old", ""), 1)
    context = {
        "heading": "保存记录",
        "draft": found,
        "savings": savings,
        "old": old_one,
        "new": new_one,
        "difference": difference(old_one.title, old_one.body_html, new_one.title, new_one.body_html)
        if old_one and new_one
        else None,
        "edition": edition_to_be(found),
        "may_restore": found.state == DraftState.WRITING
        and bool(request.viewer.may(WRITE, found.item.agency)),
    }
    return render(request, "desk/drafts/history.html", context)


def _picked(savings: list[DraftSaving], wanted: str, otherwise: int) -> DraftSaving | None:
    for one in savings:
        if str(one.revision) == wanted:
            return one
    return savings[otherwise] if len(savings) > otherwise else None


@needs(WRITE)
@require_POST
def restore(request: DeskRequest, key: int, saving: int) -> HttpResponseBase:
    """Bring an earlier state back as the newest; what stood there stays in the list."""
    found = access_draft(request.viewer, key, WRITE)
    row = get_object_or_404(found.savings, pk=saving)
    try:
        restore_saving(draft=found, saving=row, by=request.viewer.actor, at=request.viewer.now)
    except NotPossible as refusal:
        messages.error(request, str(refusal))
        return redirect("draft-history", key)
    when = timezone.localtime(row.saved_at)
    messages.success(
        request,
        f"已恢复{row.saved_by_name}于 {when:%m-%d %H:%M} 保存的文字，原来的文字仍在保存记录中。",
    )
    return redirect("draft-edit", key)

"""待转入, 已公开 and one item: what the desk shows of the catalogue and does with it."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.verdicts import Verdict
from yangguang.apps.catalog.counts import LARGE, total_of
from yangguang.apps.catalog.models import Attachment, Item, ItemState
from yangguang.apps.catalog.services import (
    accept_item,
    edit_header,
    reject_item,
    reopen_item,
    withdraw_item,
)
from yangguang.apps.catalog.workflow import NotPossible, Transition, possible_acts
from yangguang.apps.files.selectors import read_content
from yangguang.apps.gazette.selectors import issues_printing
from yangguang.apps.privacy.selectors import open_of_item
from yangguang.desk.access import access_item, needs, posted, safe_next
from yangguang.desk.context import public_address
from yangguang.desk.drafts import what_publishing_offers
from yangguang.desk.draftshow import preview_of
from yangguang.desk.forms.account import ReasonForm
from yangguang.desk.forms.items import BulkForm, HeaderForm, ItemFilterForm, PublishedFilterForm
from yangguang.desk.histories import history_of
from yangguang.desk.items import (
    doubts_beside,
    doubts_by_field,
    items_in,
    possible_duplicates,
)
from yangguang.desk.lists import Listing, words
from yangguang.desk.viewer import DeskRequest, Viewer
from yangguang.press.selectors import taking_down_is_owed

P = Permission
BULK_LIMIT = 500
NOT_DOWN_YET = (
    "已撤回：“{}”，但公开页面的文件还没有删掉，公众可能仍能看到。系统会不断重试；请立即告知系统管理员，"
    "检查网页服务器上静态页面文件夹的磁盘空间和写入权限（yangguang doctor）。"
)
NEWEST = ("最新", ("-listed_on", "-pk"))
WAITING = ("先到先办", ("created_at", "pk"))
LATEST = ("最近转入", ("-created_at", "-pk"))
TITLE = ("标题", ("title", "pk"))


@needs(P.ITEM_VIEW)
@require_GET
def inbox(request: DeskRequest) -> HttpResponseBase:
    """Items that an import brought and nobody has decided yet."""
    form, rows = _filtered(request, [ItemState.INBOX])
    context = {
        "heading": "待转入",
        "form": form,
        "listing": Listing(
            request, rows, sorts={"waiting": WAITING, "latest": LATEST, "title": TITLE}
        ),
        "may_decide": request.viewer.may_somewhere(P.ITEM_ACCEPT),
        "limit": BULK_LIMIT,
        "all_ticked": request.GET.get("tick") == "page",
    }
    return render(request, "desk/inbox.html", context)


@needs(P.ITEM_VIEW)
@require_GET
def published(request: DeskRequest) -> HttpResponseBase:
    """Items that are public, and those taken down again."""
    withdrawn = request.GET.get("state") == "withdrawn"
    state = ItemState.WITHDRAWN if withdrawn else ItemState.PUBLISHED
    form, rows = _filtered(request, [state], PublishedFilterForm)
    context = {
        "heading": "已公开",
        "form": form,
        "listing": Listing(request, rows, sorts=_sorts_for(rows)),
        "withdrawn": withdrawn,
    }
    return render(request, "desk/published.html", context)


def _sorts_for(rows: QuerySet[Item]) -> dict[str, tuple[str, tuple[str, ...]]]:
    """By title only what can be sorted while somebody waits: a narrower filter brings it back."""
    if total_of(rows) >= LARGE:
        return {"newest": NEWEST}
    return {"newest": NEWEST, "title": TITLE}


@needs(P.ITEM_VIEW)
@require_GET
def rejected(request: DeskRequest) -> HttpResponseBase:
    """Items that were left out, with the reason; they can be looked at again."""
    form, rows = _filtered(request, [ItemState.REJECTED])
    context = {
        "heading": "不予转入",
        "form": form,
        "listing": Listing(request, rows, sorts={"latest": LATEST, "title": TITLE}),
    }
    return render(request, "desk/rejected.html", context)


def _filtered(
    request: DeskRequest, states: list[ItemState], made: type[ItemFilterForm] = ItemFilterForm
) -> tuple[ItemFilterForm, QuerySet[Item]]:
    form = made(request.GET, agencies=request.viewer.visible(P.ITEM_VIEW))
    return form, form.filter().apply(items_in(request.viewer, states))


@dataclass(slots=True)
class BulkResult:
    """What came of an act on many items."""

    done: int = 0
    left: list[tuple[Item, str]] = field(default_factory=list)


@needs(P.ITEM_ACCEPT)
@require_POST
def decide_many(request: DeskRequest) -> HttpResponseBase:
    """Accept or reject many at once; each stands or falls alone, and what is left says why."""
    form = BulkForm(request.POST)
    back = safe_next(request, request.POST.get("next", ""))
    if not form.is_valid():
        messages.error(request, "没有收到办理选项，请重新选择后提交。")
        return redirect(back)
    values = form.cleaned_data
    mistake, chosen = _chosen(request, values)
    if not mistake and values["act"] == "accept" and not values["basis"].strip():
        mistake = "转入公开须写明依据，例如“原网站已公开”。"
    if not mistake and values["act"] == "reject" and not values["reason"].strip():
        mistake = "不予转入须说明理由。"
    if mistake:
        messages.error(request, mistake)
        return redirect(back)
    if values["act"] == "accept":
        result = _accept_all(request.viewer, chosen, values["basis"], values["checked_doubts"])
        done = f"已转入公开 {result.done} 条。"
    else:
        result = _reject_all(request.viewer, chosen, values["reason"])
        done = f"已决定不予转入 {result.done} 条。"
    if not result.left:
        messages.success(request, done)
        return redirect(back)
    context = {"heading": "批量办理结果", "done": done, "left": result.left, "back": back}
    return render(request, "desk/bulk_result.html", context)


def _chosen(request: DeskRequest, values: dict[str, object]) -> tuple[str, list[Item]]:
    """A sentence where nothing can be done, else the items within the person's reach."""
    waiting = items_in(request.viewer, [ItemState.INBOX], P.ITEM_ACCEPT).order_by("pk")
    if values["scope"] == "filtered":
        filters = ItemFilterForm(request.POST, agencies=request.viewer.visible(P.ITEM_VIEW))
        found = filters.filter().apply(waiting)
        count = found.count()
        if count != values["expected"]:
            return f"符合筛选的信息已变为 {count} 条，请核对后重新提交。", []
        if count > BULK_LIMIT:
            return f"一次最多办理 {BULK_LIMIT} 条，现有 {count} 条，请缩小筛选范围。", []
        return ("", list(found)) if count else ("没有符合筛选的信息。", [])
    keys = [int(key) for key in request.POST.getlist("pick") if _is_key(key)]
    if not keys:
        return "还没有勾选信息，请先勾选再提交。", []
    if len(keys) > BULK_LIMIT:
        return f"一次最多办理 {BULK_LIMIT} 条，请减少勾选。", []
    picked = list(waiting.filter(pk__in=keys))
    if not picked:
        return "所选信息已被办理，或不在您的办理范围内，列表已刷新。", []
    return "", picked


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def _accept_all(viewer: Viewer, items: list[Item], basis: str, doubts: bool) -> BulkResult:
    result = BulkResult()
    for item in items:
        if item.unsure and not doubts:
            result.left.append((item, "有存疑字段，请打开核对；已核对的可勾选“存疑处已核对”。"))
            continue
        try:
            accept_item(item=item, by=viewer.actor, at=viewer.now, basis=basis, changes={})
        except NotPossible as refusal:
            result.left.append((item, str(refusal)))
        else:
            result.done += 1
    return result


def _reject_all(viewer: Viewer, items: list[Item], reason: str) -> BulkResult:
    result = BulkResult()
    for item in items:
        try:
            reject_item(item=item, by=viewer.actor, at=viewer.now, reason=reason)
        except NotPossible as refusal:
            result.left.append((item, str(refusal)))
        else:
            result.done += 1
    return result


@needs(P.ITEM_VIEW)
@require_GET
def item(request: DeskRequest, key: int) -> HttpResponseBase:
    """One item: facts left, what to do now right, history below."""
    found = access_item(request.viewer, key)
    return _item_page(request, found, _header_form(request, found, None))


def _list_of(found: Item) -> str:
    """The list in which the item stands now."""
    if found.state in {ItemState.INBOX, ItemState.DRAFT}:
        return reverse("inbox")
    return reverse("rejected" if found.state == ItemState.REJECTED else "published")


def _header_form(request: DeskRequest, found: Item, data: object) -> HeaderForm:
    return HeaderForm(data, item=found, agencies=request.viewer.visible(P.ITEM_VIEW))


def _item_page(
    request: DeskRequest, found: Item, form: HeaderForm, status: int = 200
) -> HttpResponseBase:
    viewer = request.viewer
    request.rail_at = _list_of(found)
    acts: list[tuple[Transition, Verdict]] = [
        (row, viewer.may(Permission(row.permission), found.agency))
        for row in possible_acts(found.state)
    ]
    editable = found.state in {ItemState.INBOX, ItemState.DRAFT, ItemState.PUBLISHED}
    may_edit = viewer.may(P.ITEM_EDIT, found.agency)
    context = {
        "heading": found.title,
        "item": found,
        "publishing": what_publishing_offers(viewer, found),
        "public": public_address(f"/item/{found.pk}/")
        if found.state == ItemState.PUBLISHED
        else "",
        "preview": preview_of(viewer, found),
        "form": form if editable and may_edit else None,
        "doubts": doubts_by_field(found.unsure),
        "loose_doubts": doubts_beside(found.unsure, form),
        "acts": acts,
        "may_edit": may_edit,
        "editable": editable,
        "duplicates": possible_duplicates(viewer, found),
        "history": history_of(found),
        "editions": found.editions.order_by("-number"),
        "attachments": Attachment.objects.filter(edition=found.edition_id).select_related("file"),
        "reports": found.reports.order_by("table"),
        "personal": len(open_of_item(found.pk)) if viewer.may(P.PRIVACY_VIEW, found.agency) else 0,
    }
    return render(request, "desk/item.html", context, status=status)


@needs(P.ITEM_VIEW)
@require_GET
def attachment(request: DeskRequest, key: int, file: int) -> HttpResponseBase:
    """A file of any edition of the item, as a download."""
    found = access_item(request.viewer, key)
    rows = Attachment.objects.filter(edition__item=found).select_related("file")
    row = get_object_or_404(rows, pk=file)
    if row.file is None:
        raise Http404
    try:
        data = read_content(row.file)
    except FileNotFoundError as problem:
        raise Http404 from problem
    answer = HttpResponse(data, content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(True, row.title) or "attachment"
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@needs(P.ITEM_EDIT)
@require_POST
def edit(request: DeskRequest, key: int) -> HttpResponseBase:
    """Correct the header."""
    found = access_item(request.viewer, key, P.ITEM_EDIT)
    form = _header_form(request, found, request.POST)
    if form.is_valid():
        changes = form.changes()
        if not changes:
            messages.info(request, "页头没有改动。")
            return redirect("item", key)
        try:
            edit_header(
                item=found,
                changes=changes,
                by=request.viewer.actor,
                at=request.viewer.now,
                reason=form.cleaned_data["reason"],
            )
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已保存 {len(changes)} 处修改。")
            return redirect("item", key)
    return _item_page(request, access_item(request.viewer, key), form, 422)


@needs(P.ITEM_ACCEPT)
@require_POST
def accept(request: DeskRequest, key: int) -> HttpResponseBase:
    """Take the item over and publish it, with the corrections made in the same form."""
    found = access_item(request.viewer, key, P.ITEM_ACCEPT)
    if found.state != ItemState.INBOX:
        messages.warning(request, f"该信息现为“{found.get_state_display()}”，没有再次办理。")
        return redirect("item", key)
    may_edit = request.viewer.may(P.ITEM_EDIT, found.agency)
    form = _header_form(request, found, request.POST)
    if form.is_valid():
        try:
            accepted = accept_item(
                item=found,
                by=request.viewer.actor,
                at=request.viewer.now,
                basis=form.cleaned_data["basis"],
                changes=form.changes() if may_edit else {},
            )
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, f"已转入公开：“{accepted.title}”，索引号 {accepted.index_number}。"
            )
            return redirect("inbox")
    return _item_page(request, access_item(request.viewer, key), form, 422)


@needs(P.ITEM_ACCEPT)
@require_POST
def reject(request: DeskRequest, key: int) -> HttpResponseBase:
    """Leave the item out of the catalogue, saying why."""
    found = access_item(request.viewer, key, P.ITEM_ACCEPT)
    try:
        reject_item(
            item=found,
            by=request.viewer.actor,
            at=request.viewer.now,
            reason=words(request.POST, "reason", longest=300),
        )
    except NotPossible as refusal:
        messages.error(request, str(refusal))
        return redirect("item", key)
    messages.success(request, f"已决定不予转入：“{found.title}”。")
    return redirect("inbox")


@needs(P.ITEM_ACCEPT)
@require_POST
def reopen(request: DeskRequest, key: int) -> HttpResponseBase:
    """Put a rejected item back among those to be decided."""
    found = access_item(request.viewer, key, P.ITEM_ACCEPT)
    try:
        reopen_item(
            item=found,
            by=request.viewer.actor,
            at=request.viewer.now,
            reason=words(request.POST, "reason", longest=300),
        )
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "已放回待转入，可以重新审核。")
    return redirect("item", key)


@needs(P.ITEM_WITHDRAW)
@require_http_methods(["GET", "POST"])
def withdraw(request: DeskRequest, key: int) -> HttpResponseBase:
    """Take a public item down: first the page that says what follows, then the act itself."""
    found = access_item(request.viewer, key, P.ITEM_WITHDRAW)
    if found.state != ItemState.PUBLISHED:
        messages.warning(request, f"该信息现为“{found.get_state_display()}”，不需要撤回。")
        return redirect("item", key)
    request.rail_at = _list_of(found)
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_item(
                item=found,
                by=request.viewer.actor,
                at=request.viewer.now,
                reason=form.cleaned_data["reason"],
            )
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            if taking_down_is_owed(key):
                messages.error(request, NOT_DOWN_YET.format(found.title))
            else:
                messages.success(
                    request, f"已撤回：“{found.title}”。公开页面、附件和搜索结果已同时撤下。"
                )
            return redirect("item", key)
    context = {
        "heading": "撤回已公开信息",
        "item": found,
        "form": form,
        "printed_in": issues_printing(found),
    }
    return render(request, "desk/withdraw.html", context, status=422 if form.errors else 200)

"""Who may enter a view. Every view of the desk says it by one of the marks below.

`DeskSession` turns everybody away from a view without a mark, so that forgetting one closes a
door instead of opening it. Which records somebody sees behind the door is decided by the
``access_*`` functions: what lies outside one's reach does not exist.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from yangguang.apps.agencies.models import Agency, Delegation, Post, User
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.selectors import staff_of
from yangguang.apps.catalog.models import Column, Item
from yangguang.apps.duties.models import Duty, SupervisionOrder
from yangguang.apps.jobs.models import Job
from yangguang.apps.notices.models import Notice
from yangguang.apps.notices.selectors import messages_of, outbox
from yangguang.apps.reports.models import PublishedReport
from yangguang.desk.viewer import DeskRequest, Viewer

P = ParamSpec("P")
View = Callable[Concatenate[DeskRequest, P], HttpResponseBase]

PROOF_KEY = "proved_at"
WANTED_KEY = "wanted"
"""Where somebody was going who first had to change a password or set up a second factor."""
PROOF_SECONDS = 15 * 60


class Entry(StrEnum):
    """``HALFWAY``: signed in by password, with password change or second factor still owed."""

    ANYONE = "anyone"
    HALFWAY = "halfway"
    SIGNED_IN = "signed-in"
    PERMITTED = "permitted"


class NotPermitted(Exception):
    """The person's role does not have the permission a page needs."""

    def __init__(self, permission: Permission) -> None:
        super().__init__(permission.label)
        self.permission = permission


def _mark(view: Any, entry: Entry, permissions: tuple[Permission, ...] = ()) -> None:
    view.desk_entry = entry
    view.desk_permissions = permissions


def anyone(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Open without signing in."""
    _mark(view, Entry.ANYONE)
    return view


def halfway(view: View[P]) -> View[P]:
    """Open once the password was right, even while a second factor or a new password is owed."""
    _mark(view, Entry.HALFWAY)
    return view


def signed_in(view: View[P]) -> View[P]:
    """Open to everybody who is fully signed in."""
    _mark(view, Entry.SIGNED_IN)
    return view


def needs(*permissions: Permission) -> Callable[[View[P]], View[P]]:
    """Open to those who hold at least one of these permissions at the body they act for."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: DeskRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not any(request.viewer.may_somewhere(code) for code in permissions):
                raise NotPermitted(permissions[0])
            return view(request, *args, **kwargs)

        _mark(guarded, Entry.PERMITTED, permissions)
        return guarded

    return decorate


def proved(view: View[P]) -> View[P]:
    """Asks for password or code again where the last proof is older than a quarter of an hour.

    Goes inside `needs`, so that who may not enter at all is not asked for anything.
    """

    @wraps(view)
    def guarded(request: DeskRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.viewer.now.timestamp() - request.session.get(PROOF_KEY, 0) > PROOF_SECONDS:
            back = request.get_full_path()
            if request.method != "GET":
                back = safe_next(request, request.META.get("HTTP_REFERER", ""), path_only=True)
            return redirect(f"{reverse('prove')}?{urlencode({'next': back})}")
        return view(request, *args, **kwargs)

    return guarded


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: the body of a POST, however empty; nothing for a GET."""
    return request.POST if request.method == "POST" else None


def safe_next(request: HttpRequest, wanted: str, *, path_only: bool = False) -> str:
    """The address to go on to, if it lies on this desk; the list of one's work otherwise."""
    if path_only:
        own = f"{request.scheme}://{request.get_host()}"
        wanted = wanted.removeprefix(own)
    good = wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if good else reverse("home")


def wanted_page(request: HttpRequest) -> str:
    """The page asked for before a password or second factor was owed; else the work list. Told once."""
    return safe_next(request, request.session.pop(WANTED_KEY, ""))


def access_item(viewer: Viewer, key: int, permission: Permission = Permission.ITEM_VIEW) -> Item:
    """The item, if it belongs to a body that the person may treat so."""
    item = (
        Item.objects.select_related("agency", "column", "edition")
        .defer("signature")
        .filter(pk=key, agency__in=viewer.visible(permission))
        .first()
    )
    if item is None:
        raise Http404
    return item


def columns_within(viewer: Viewer) -> QuerySet[Column]:
    """Columns of the bodies within reach; the site's own for who stands at the top."""
    within = Q(agency__in=viewer.visible(Permission.COLUMN_MANAGE))
    if viewer.at_the_top(Permission.COLUMN_MANAGE):
        within |= Q(agency__isnull=True)
    return Column.objects.filter(within)


def access_column(viewer: Viewer, key: int) -> Column:
    """The column, if it is one of those the person manages."""
    column = columns_within(viewer).select_related("parent", "agency").filter(pk=key).first()
    if column is None:
        raise Http404
    return column


def access_agency(
    viewer: Viewer, key: int, permission: Permission = Permission.AGENCY_MANAGE
) -> Agency:
    """The body, if it lies within the person's reach for that permission."""
    agency = viewer.visible(permission).select_related("parent", "keeper").filter(pk=key).first()
    if agency is None:
        raise Http404
    return agency


def access_staff(
    viewer: Viewer, key: int, permission: Permission = Permission.STAFF_MANAGE
) -> User:
    """The person, if they hold or held a post within the viewer's reach, or none anywhere.

    Whoever manages all bodies also sees accounts that have no post yet.
    """
    if viewer.visible_keys(permission) is None:
        found = User.objects.filter(pk=key).first()
    else:
        found = staff_of(viewer.visible(permission), viewer.today).filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def access_post(viewer: Viewer, key: int) -> Post:
    """The post, if its body lies within the viewer's reach."""
    post = (
        Post.objects.select_related("user", "agency", "role")
        .filter(pk=key, agency__in=viewer.visible(Permission.STAFF_MANAGE))
        .first()
    )
    if post is None:
        raise Http404
    return post


def access_delegation(viewer: Viewer, key: int) -> Delegation:
    """The delegation, if it is the viewer's own post or lies within their reach."""
    row = (
        Delegation.objects.select_related("post__user", "post__agency", "post__role", "to")
        .filter(pk=key)
        .first()
    )
    if row is None:
        raise Http404
    if row.post.user_id != viewer.user.pk and not viewer.may(
        Permission.DELEGATION_MANAGE, row.post.agency
    ):
        raise Http404
    return row


def access_job(viewer: Viewer, key: int) -> Job:
    """The job, if it was asked for by a body within the viewer's reach."""
    keys = viewer.visible_keys(Permission.JOBS_VIEW)
    found = Job.objects.filter(pk=key)
    if keys is not None:
        found = found.filter(agency_key__in=keys)
    job = found.first()
    if job is None:
        raise Http404
    return job


def access_duty(viewer: Viewer, key: int) -> Duty:
    """The duty, if its body lies within the person's reach or it lies with them."""
    within = Q(agency__in=viewer.visible(Permission.DUTY_VIEW)) | Q(person=viewer.user)
    duty = Duty.objects.select_related("agency__keeper", "person").filter(within, pk=key).first()
    if duty is None:
        raise Http404
    return duty


def orders_within(viewer: Viewer) -> QuerySet[SupervisionOrder]:
    """Orders to bodies within reach, and those that the body one acts for sent."""
    within = Q(agency__in=viewer.visible(Permission.DUTY_VIEW))
    if viewer.agency is not None:
        within |= Q(sender=viewer.agency)
    return SupervisionOrder.objects.filter(within).select_related("sender", "agency", "duty")


def access_order(viewer: Viewer, key: int) -> SupervisionOrder:
    """The order, if the person may see it."""
    order = orders_within(viewer).filter(pk=key).first()
    if order is None:
        raise Http404
    return order


def access_message(viewer: Viewer, key: int) -> Notice:
    """The message, if it is the person's own."""
    notice = messages_of(viewer.user).filter(pk=key).first()
    if notice is None:
        raise Http404
    return notice


def outbox_within(viewer: Viewer) -> QuerySet[Notice]:
    """What leaves the building in matters of bodies whose supervision or jobs the person sees."""
    keys: set[int] = set()
    for permission in (Permission.REQUEST_SUPERVISE, Permission.JOBS_VIEW):
        found = viewer.visible_keys(permission)
        if found is None:
            return outbox(None)
        keys |= set(found)
    return outbox(keys)


def access_notice(viewer: Viewer, key: int) -> Notice:
    """The message in the outbox, if the person looks after it."""
    notice = outbox_within(viewer).filter(pk=key).first()
    if notice is None:
        raise Http404
    return notice


def access_report(viewer: Viewer, key: int) -> PublishedReport:
    """The annual report, if its body lies within the viewer's reach."""
    report = (
        PublishedReport.objects.select_related("agency", "item")
        .filter(pk=key, agency__in=viewer.visible(Permission.REPORT_JUDGE))
        .first()
    )
    if report is None:
        raise Http404
    return report

"""Delegation while absent: one's own posts, and for managers those within reach."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yangguang.apps.agencies.models import Delegation, Post, User
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.selectors import in_force
from yangguang.apps.agencies.services import delegate, end_delegation
from yangguang.apps.agencies.verdicts import Refused
from yangguang.desk.access import access_delegation, posted, signed_in
from yangguang.desk.forms.staff import DelegateForm
from yangguang.desk.viewer import DeskRequest, Viewer

MANAGE = Permission.DELEGATION_MANAGE


def _posts(viewer: Viewer) -> QuerySet[Post]:
    """Posts that the person may hand to somebody: their own, and those within reach."""
    return (
        Post.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=viewer.today))
        .filter(Q(user=viewer.user) | Q(agency__in=viewer.visible(MANAGE)))
        .filter(user__is_active=True)
        .select_related("user", "agency", "role")
        .order_by("agency__path", "pk")
    )


def _people(posts: QuerySet[Post], viewer: Viewer) -> QuerySet[User]:
    """Colleagues at the bodies of these posts or at those above them."""
    bodies: set[int] = set()
    for path, key in posts.values_list("agency__path", "agency"):
        bodies.update(int(part) for part in path.strip("/").split("/") if part)
        bodies.add(key)
    current = Post.objects.filter(in_force(viewer.today), agency__in=bodies)
    return User.objects.filter(is_active=True, pk__in=current.values("user")).order_by("name", "pk")


@signed_in
@require_GET
def delegations(request: DeskRequest) -> HttpResponseBase:
    """Delegations given and received, and those within reach."""
    viewer = request.viewer
    rows = (
        Delegation.objects.select_related("post__user", "post__agency", "post__role", "to")
        .filter(
            Q(post__user=viewer.user)
            | Q(to=viewer.user)
            | Q(post__agency__in=viewer.visible(MANAGE))
        )
        .order_by("-valid_from", "-pk")
        .distinct()
    )
    running = rows.filter(ended_at__isnull=True, valid_to__gt=viewer.today)
    context = {
        "heading": "授权代办",
        "running": [(row, _may_end(viewer, row)) for row in running],
        "past": rows.exclude(pk__in=running)[:50],
        "may_delegate": _posts(viewer).exists(),
    }
    return render(request, "desk/delegations.html", context)


def _may_end(viewer: Viewer, row: Delegation) -> bool:
    return row.post.user_id == viewer.user.pk or bool(viewer.may(MANAGE, row.post.agency))


@signed_in
@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponseBase:
    """Hand a post to a colleague for some days."""
    viewer = request.viewer
    posts = _posts(viewer)
    form = DelegateForm(
        posted(request), posts=posts, people=_people(posts, viewer), today=viewer.today
    )
    if request.method == "POST" and form.is_valid():
        try:
            row = delegate(**form.cleaned_data, by=viewer.actor, at=viewer.now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已委托{row.to.name}代办，至 {row.last_day} 止。")
            return redirect("delegations")
    context = {
        "heading": "新的授权代办",
        "form": form,
        "button": "授权",
        "back": "delegations",
        "explain": "代办期间，代办人可以办理该任职的全部事项，记录中会写明受谁委托。您本人仍可办理。",
    }
    return render(request, "desk/form.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def end(request: DeskRequest, key: int) -> HttpResponseBase:
    """End a delegation before its last day."""
    viewer = request.viewer
    row = access_delegation(viewer, key)
    end_delegation(delegation=row, by=viewer.actor, at=viewer.now)
    messages.success(request, f"{row.to.name}的代办已结束。")
    return redirect("delegations")

"""People on the desk: accounts, posts, closing and handing over."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.db.models import Count, Max, Q, QuerySet
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yangguang.apps.agencies.models import Agency, Post, Role, User
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.registry import open_work
from yangguang.apps.agencies.selectors import agencies_in_force, may_govern, staff_of
from yangguang.apps.agencies.services import (
    assign_post,
    deactivate_staff,
    edit_staff,
    end_post,
    hand_over,
    reactivate_staff,
    remove_authenticator,
    reset_password,
    take_on_staff,
)
from yangguang.apps.agencies.verdicts import Refused
from yangguang.desk.access import access_post, access_staff, needs, posted, proved
from yangguang.desk.forms.account import ReasonForm
from yangguang.desk.forms.staff import (
    AssignForm,
    ContactPersonForm,
    EndPostForm,
    HandOverForm,
    NewPersonForm,
)
from yangguang.desk.lists import Listing, words
from yangguang.desk.viewer import DeskRequest, Viewer

MANAGE = Permission.STAFF_MANAGE


def people_within(viewer: Viewer, permission: Permission) -> QuerySet[User]:
    """People with a post within reach, or everybody for who manages all bodies."""
    if viewer.visible_keys(permission) is None:
        return User.objects.all()
    return staff_of(viewer.visible(permission), viewer.today)


def _bodies(viewer: Viewer) -> QuerySet[Agency]:
    return agencies_in_force(viewer.today).filter(pk__in=viewer.visible(MANAGE)).order_by("path")


@needs(MANAGE)
@require_GET
def staff(request: DeskRequest) -> HttpResponseBase:
    """People within reach, with their posts of today."""
    viewer = request.viewer
    rows = people_within(viewer, MANAGE)
    state = request.GET.get("state", "")
    if state == "closed":
        rows = rows.filter(is_active=False)
    elif state == "idle":
        rows = rows.filter(is_active=True).exclude(
            Q(posts__valid_to__isnull=True) | Q(posts__valid_to__gt=viewer.today)
        )
    else:
        rows = rows.filter(is_active=True)
    asked = words(request.GET, "q", longest=100)
    if asked:
        rows = rows.filter(Q(name__icontains=asked) | Q(username__icontains=asked))
    body = request.GET.get("agency", "")
    if body.isascii() and body.isdigit() and len(body) < 19:
        rows = rows.filter(posts__agency=int(body))
    rows = rows.annotate(
        seen=Max("sign_ins__seen_at"), has_factor=Count("authenticator__confirmed_at")
    )
    listing = Listing(
        request,
        rows,
        sorts={"name": ("姓名", ("name", "pk")), "seen": ("最近登录", ("-seen", "pk"))},
    )
    visible = viewer.visible(MANAGE)
    posts: dict[int, list[Post]] = {}
    for post in (
        Post.objects.filter(user__in=[row.pk for row in listing.page], agency__in=visible)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gt=viewer.today))
        .select_related("agency", "role")
        .order_by("pk")
    ):
        posts.setdefault(post.user_id, []).append(post)
    context = {
        "heading": "人员",
        "listing": listing,
        "posts": posts,
        "state": state,
        "words": asked,
        "bodies": visible.order_by("path"),
        "body": body,
    }
    return render(request, "desk/staff.html", context)


@needs(MANAGE)
@require_GET
def person(request: DeskRequest, key: int) -> HttpResponseBase:
    """One person: account, posts within reach, and what can be done now."""
    viewer = request.viewer
    found = access_staff(viewer, key)
    visible = viewer.visible(MANAGE)
    posts = found.posts.select_related("agency", "role").order_by("-valid_from", "-pk")
    context = {
        "heading": found.name,
        "person": found,
        "posts": posts.filter(agency__in=visible),
        "posts_elsewhere": posts.exclude(agency__in=visible).count(),
        "govern": may_govern(viewer.user, found, viewer.today, held=viewer.held),
        "may_hand_over": viewer.may_somewhere(Permission.HANDOVER_RUN),
        "factor": getattr(found, "authenticator", None),
        "last_seen": found.sign_ins.aggregate(seen=Max("seen_at"))["seen"],
    }
    return render(request, "desk/person.html", context)


@needs(MANAGE)
@never_cache
@require_http_methods(["GET", "POST"])
@proved
def new(request: DeskRequest) -> HttpResponseBase:
    """A new account with its first post; the temporary password is shown once."""
    viewer = request.viewer
    form = NewPersonForm(
        posted(request),
        agencies=_bodies(viewer),
        roles=Role.objects.all(),
        today=viewer.today,
    )
    if request.method == "POST" and form.is_valid():
        try:
            user, password = take_on_staff(**form.cleaned_data, by=viewer.actor, at=viewer.now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            context = {"heading": "已新建人员", "person": user, "password": password}
            return render(request, "desk/password_once.html", context)
    return _form(request, form, "新建人员", "新建", "staff")


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, key: int) -> HttpResponseBase:
    """Name and contact."""
    viewer = request.viewer
    found = access_staff(viewer, key)
    form = ContactPersonForm(
        posted(request),
        initial={"name": found.name, "telephone": found.telephone, "email": found.email},
    )
    if request.method == "POST" and form.is_valid():
        try:
            edit_staff(
                user=found,
                **form.cleaned_data,
                by=viewer.actor,
                at=viewer.now,
                agency=viewer.agency,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "人员资料已保存。")
            return redirect("person", found.pk)
    return _form(request, form, f"修改资料：{found.name}", "保存", "person", found.pk)


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
@proved
def assign(request: DeskRequest, key: int) -> HttpResponseBase:
    """Another post for the person."""
    viewer = request.viewer
    found = access_staff(viewer, key)
    form = AssignForm(
        posted(request),
        agencies=_bodies(viewer),
        roles=Role.objects.all(),
        today=viewer.today,
    )
    if request.method == "POST" and form.is_valid():
        try:
            assign_post(user=found, **form.cleaned_data, by=viewer.actor, at=viewer.now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已为{found.name}登记任职。")
            return redirect("person", found.pk)
    return _form(request, form, f"登记任职：{found.name}", "登记任职", "person", found.pk)


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
@proved
def finish_post(request: DeskRequest, key: int) -> HttpResponseBase:
    """End a post after its last day."""
    viewer = request.viewer
    post = access_post(viewer, key)
    form = EndPostForm(posted(request), initial={"last_day": viewer.today})
    if request.method == "POST" and form.is_valid():
        try:
            end_post(
                post=post,
                on=form.cleaned_data["last_day"] + timedelta(days=1),
                by=viewer.actor,
                at=viewer.now,
                reason=form.cleaned_data["reason"],
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "任职结束日期已登记。")
            return redirect("person", post.user_id)
    heading = f"结束任职：{post.user.name}，{post.agency.name}{post.role.name}"
    return _form(request, form, heading, "结束任职", "person", post.user_id)


@needs(MANAGE)
@never_cache
@require_POST
@proved
def new_password(request: DeskRequest, key: int) -> HttpResponseBase:
    """A temporary password, shown once."""
    viewer = request.viewer
    found = access_staff(viewer, key)
    try:
        password = reset_password(user=found, by=viewer.actor, at=viewer.now, agency=viewer.agency)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("person", found.pk)
    context = {"heading": "已重置密码", "person": found, "password": password}
    return render(request, "desk/password_once.html", context)


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
@proved
def close(request: DeskRequest, key: int) -> HttpResponseBase:
    """Close the account at once."""
    return _with_reason(
        request,
        key,
        deactivate_staff,
        (
            "停用账号",
            "停用后立即不能登录，已登录的设备下一次操作即退出；任职和未办完的事项请办理离岗移交。",
        ),
    )


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
@proved
def reopen(request: DeskRequest, key: int) -> HttpResponseBase:
    """Open a closed account again."""
    return _with_reason(
        request,
        key,
        reactivate_staff,
        ("恢复账号", "恢复后，下次登录须修改密码；已结束的任职不会自动恢复。"),
    )


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
@proved
def drop_factor(request: DeskRequest, key: int) -> HttpResponseBase:
    """Take a lost authenticator out of use."""
    return _with_reason(
        request,
        key,
        remove_authenticator,
        (
            "停用验证器",
            "请先当面或电话核实是本人。停用后，任职要求二次验证的，下次登录须重新设置。",
        ),
    )


def _with_reason(
    request: DeskRequest, key: int, act: object, words: tuple[str, str]
) -> HttpResponseBase:
    viewer = request.viewer
    found = access_staff(viewer, key)
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            assert callable(act)  # noqa: S101 (one of the services above; for the type)
            act(
                user=found,
                by=viewer.actor,
                at=viewer.now,
                reason=form.cleaned_data["reason"],
                agency=viewer.agency,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已{words[0]}：{found.name}。")
            return redirect("person", found.pk)
    context = {
        "heading": f"{words[0]}：{found.name}",
        "form": form,
        "explain": words[1],
        "button": words[0],
        "back": "person",
        "back_key": found.pk,
    }
    return render(request, "desk/reason.html", context, status=422 if form.errors else 200)


@needs(Permission.HANDOVER_RUN)
@require_http_methods(["GET", "POST"])
@proved
def leave(request: DeskRequest, key: int) -> HttpResponseBase:
    """Hand over everything of a leaver in one act."""
    viewer = request.viewer
    found = access_staff(viewer, key, Permission.HANDOVER_RUN)
    people = people_within(viewer, Permission.HANDOVER_RUN).filter(is_active=True)
    form = HandOverForm(posted(request), people=people.exclude(pk=found.pk))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            done = hand_over(
                leaver=found,
                successor=values["successor"],
                by=viewer.actor,
                at=viewer.now,
                reason=values["reason"],
                take_posts=values["take_posts"] == "yes",
                leaves=values["leaves"] == "yes",
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            work = "".join(f"，{label} {count} 件" for label, count in done.work.items())
            messages.success(
                request,
                f"已移交给{values['successor'].name}：结束任职 {done.posts_ended} 个，"
                f"继任 {done.posts_taken} 个，结束代办 {done.delegations_ended} 个{work}。",
            )
            return redirect("staff")
    context = {
        "heading": f"离岗移交：{found.name}",
        "person": found,
        "form": form,
        "posts": found.posts.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gt=viewer.today)
        ).select_related("agency", "role"),
        "work": [(kind.label, kind.count(found)) for kind in open_work()],
    }
    return render(request, "desk/hand_over.html", context, status=422 if form.errors else 200)


def _form(
    request: DeskRequest,
    form: object,
    heading: str,
    button: str,
    back: str,
    back_key: int | None = None,
) -> HttpResponseBase:
    context = {
        "heading": heading,
        "form": form,
        "button": button,
        "back": back,
        "back_key": back_key,
    }
    status = 422 if getattr(form, "errors", None) else 200
    return render(request, "desk/form.html", context, status=status)

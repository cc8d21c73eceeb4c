"""What a member keeps: favourites, history, subscriptions, cases."""

from __future__ import annotations

import unicodedata
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from yangguang.apps.catalog import selectors as catalog
from yangguang.apps.catalog.models import Item, ItemState
from yangguang.apps.members import selectors
from yangguang.apps.members.models import Member, MemberCase, Subscription
from yangguang.apps.members.problems import MemberProblem
from yangguang.apps.members.services import keeping, links
from yangguang.apps.requests.services.query_codes import CodeRefused, open_by_code
from yangguang.apps.search.engine import IndexUnusable
from yangguang.portal.methods import read_only
from yangguang.portal.models import Visit
from yangguang.portal.rate import network_of, seconds_to_wait
from yangguang.portal.requests import visits
from yangguang.portal.requests.draft import Trouble
from yangguang.portal.requests.limits import CODE_TRIES, WINDOW, case_time
from yangguang.portal.views import errors
from yangguang.portal.views.members.session import for_members, page

SHOWN = 100
SAME_SITE = "same-origin"


@read_only
@never_cache
@for_members
def home(request: HttpRequest, member: Member) -> HttpResponse:
    """Everything at a glance."""
    readings = member.readings.select_related("item", "item__agency")
    context: dict[str, object] = {
        "member": member,
        "favourites": member.favourites.select_related("item", "item__agency")[:SHOWN],
        "readings": readings[:SHOWN] if member.keeps_history else [],
        "cases": member.cases.select_related("application", "application__agency"),
        "subscriptions": member.subscriptions.all(),
        "feed": reverse("member-feed", args=[member.feed_token]),
    }
    return page(request, "home", context)


@never_cache
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def favourite(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Keep an item: a page with a button, since a link changes nothing."""
    item = _item(request)
    if request.method != "POST":
        return page(
            request,
            "favourite",
            {
                "member": member,
                "item": item,
                "kept": member.favourites.filter(item=item).exists(),
            },
        )
    try:
        keeping.add_favourite(member=member, item=item, at=timezone.now())
    except MemberProblem as problem:
        context: dict[str, object] = {"member": member, "item": item}
        return page(request, "favourite", context, [Trouble("item", str(problem))])
    return redirect(f"{reverse('member-favourite')}?item={item.pk}")


@csrf_protect
@require_POST
@for_members
def drop_favourite(request: HttpRequest, member: Member, key: int) -> HttpResponseBase:
    """Keep it no longer."""
    keeping.remove_favourite(member=member, key=key)
    return redirect("members")


def _item(request: HttpRequest) -> Item:
    raw = request.POST.get("item", request.GET.get("item", ""))
    item = (
        Item.objects.filter(pk=int(raw), state=ItemState.PUBLISHED).first()
        if raw.isascii() and raw.isdigit() and len(raw) < 19
        else None
    )
    if item is None:
        raise Http404("item")
    return item


@csrf_exempt  # The page that calls is a finished file without a token; see the check of its origin.
@require_POST
@for_members
def note(request: HttpRequest, member: Member, key: int) -> HttpResponseBase:
    """The site's script tells that its reader opened an item; kept only where they want it."""
    if request.headers.get("Sec-Fetch-Site", SAME_SITE) != SAME_SITE:
        raise Http404("note")
    item = catalog.find_item(key)
    if item is not None:
        keeping.note_reading(member=member, item=item, at=timezone.now())
    return HttpResponse(status=204)


@csrf_protect
@require_POST
@for_members
def forget(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Empty the history."""
    keeping.forget_readings(member=member)
    return redirect("members")


@never_cache
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def subscriptions(request: HttpRequest, member: Member) -> HttpResponseBase:
    """What is subscribed, and one more."""
    source = request.POST if request.method == "POST" else request.GET
    kind, value = source.get("kind", Subscription.Kind.QUERY.value), source.get("value", "")[:200]
    every = source.get("every", Subscription.Every.DAY.value)
    troubles: list[Trouble] = []
    chosen = ""
    if kind in {Subscription.Kind.COLUMN, Subscription.Kind.AGENCY}:
        try:
            chosen = keeping.name_of(Subscription.Kind(kind), value)
        except MemberProblem as problem:
            troubles = [Trouble(problem.field, str(problem))] if request.method != "POST" else []
    if request.method == "POST":
        try:
            if kind not in Subscription.Kind.values or every not in Subscription.Every.values:
                raise MemberProblem("value", "没有收到订阅的内容，请从栏目、机构或者检索页面订阅。")
            row = keeping.subscribe(
                member=member,
                kind=Subscription.Kind(kind),
                value=value,
                every=Subscription.Every(every),
                at=timezone.now(),
            )
        except MemberProblem as problem:
            troubles = [Trouble(problem.field, str(problem))]
        else:
            return redirect(f"{reverse('member-subscriptions')}?done={row.pk}")
    done = request.GET.get("done", "")
    context: dict[str, object] = {
        "member": member,
        "subscriptions": member.subscriptions.all(),
        "done": member.subscriptions.filter(pk=int(done)).first()
        if done.isascii() and done.isdigit() and len(done) < 19
        else None,
        "everies": Subscription.Every.choices,
        "kind": Subscription.Kind(kind) if chosen else Subscription.Kind.QUERY,
        "chosen": chosen,
        "value": value if chosen or kind == Subscription.Kind.QUERY else "",
        "every": every,
        "feed": request.build_absolute_uri(reverse("member-feed", args=[member.feed_token])),
    }
    return page(request, "subscriptions", context, troubles)


@csrf_protect
@require_POST
@for_members
def unsubscribe(request: HttpRequest, member: Member, key: int) -> HttpResponseBase:
    """Be told no longer."""
    keeping.unsubscribe(member=member, key=key, at=timezone.now())
    return redirect("member-subscriptions")


@never_cache
@csrf_exempt  # A mail program holds no cookie: the token of the address is what entitles (RFC 8058).
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponseBase:
    """The link at the end of each mail: end what it tells of without signing in.

    The page never changes anything by being opened. The one click of a mail program ends all, and is
    answered at once: no redirect may follow (RFC 8058, 3.1).
    """
    member = links.member_stopping(token)
    if member is None:
        raise Http404("stop")
    if request.method == "POST" and request.POST.get("List-Unsubscribe") == "One-Click":
        keeping.unsubscribe(member=member, key=None, at=timezone.now())
        return HttpResponse("已退订。", content_type="text/plain; charset=utf-8")
    if request.method == "POST":
        raw = request.POST.get("key", "")
        if raw == "all" or (raw.isascii() and raw.isdigit() and len(raw) < 19):
            key = None if raw == "all" else int(raw)
            keeping.unsubscribe(member=member, key=key, at=timezone.now())
        return redirect("member-stop", token=token)
    rows = member.subscriptions.all()
    return page(request, "stop", {"token": token, "subscriptions": rows, "mask": member.email_mask})


@read_only
@never_cache
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """A member's own feed, by an address that only they know."""
    member = Member.objects.filter(feed_token=token, state=Member.State.ACTIVE).first()
    if member is None or len(token) < 20:
        raise Http404("feed")
    try:
        items = selectors.newest_for(member, until=timezone.now())
    except IndexUnusable:
        return HttpResponse(
            "检索正在维护，请稍后再取。", status=503, content_type="text/plain; charset=utf-8"
        )
    site = settings.SITE_URL.rstrip("/")
    changed = (items[0].released_at if items else None) or member.joined_at
    entries = "".join(
        f"<entry><id>{site}/item/{item.pk}/</id><title>{escape(item.title)}</title>"
        f'<link href="{site}/item/{item.pk}/"/>'
        f"<updated>{item.released_at.isoformat() if item.released_at else ''}</updated>"
        f"<author><name>{escape(item.agency_name)}</name></author></entry>"
        for item in items
    )
    body = (
        '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
        f"<id>{site}{request.path}</id><title>我的订阅</title>"
        f"<updated>{changed.isoformat()}</updated>{entries}</feed>"
    )
    answer = HttpResponse(body, content_type="application/atom+xml; charset=utf-8")
    answer["X-Robots-Tag"] = "noindex"
    return answer


@never_cache
@sensitive_post_parameters()
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def tie_case(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Add a case to the account by its number and query code, once."""
    if request.method != "POST":
        return page(request, "tie_case", {})
    wait = seconds_to_wait(request, "request-code", times=CODE_TRIES, seconds=WINDOW)
    if wait:
        return errors.too_many(request, seconds=wait)
    now = timezone.now()
    number, code, identity = (
        unicodedata.normalize("NFKC", request.POST.get(name, "")).strip()[:100]
        for name in ("number", "code", "identity")
    )
    troubles = [
        Trouble(name, words)
        for name, value, words in (
            ("number", number, "请填写登记号，回执上“登记号”一栏。"),
            ("code", code, "请填写查询码，回执上“查询码”一栏，共13位。"),
        )
        if not value
    ]
    if not troubles:
        try:
            application = open_by_code(
                number=number.upper(),
                code=code,
                identity=identity,
                network=network_of(request),
                at=now,
            )
        except CodeRefused as problem:
            troubles = [Trouble("number", str(problem))]
        else:
            keeping.tie_case(member=member, application=application, at=now)
            return redirect("members")
    return page(request, "tie_case", {"number": number, "identity": identity}, troubles)


@csrf_protect
@require_POST
@for_members
def open_case(request: HttpRequest, member: Member, key: int) -> HttpResponseBase:
    """Open one of the member's cases, as number and code would."""
    row = MemberCase.objects.select_related("application").filter(member=member, pk=key).first()
    if row is None:
        raise Http404("case")
    application = row.application
    if row.code_digest != application.query_code_hash:
        words = "查询码已经更换，原来加入的不再有效。请用新的查询码再加入一次。"
        return page(request, "tie_case", {"number": application.number}, [Trouble("code", words)])
    visit = visits.begin(
        Visit.Kind.CASE,
        {"application": application.pk, "code": application.query_code_hash},
        at=timezone.now(),
        lasts=case_time(),
    )
    answer = redirect("request-case")
    visits.hand_over(answer, visit)
    return answer


@csrf_protect
@require_POST
@for_members
def untie_case(request: HttpRequest, member: Member, key: int) -> HttpResponseBase:
    """Take a case off the account."""
    keeping.untie_case(member=member, key=key)
    return redirect("members")

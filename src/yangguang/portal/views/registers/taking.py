"""Taking a list away: files of what is filtered, and feeds of what is new."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import quote

from django.db.models import F
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import conditional_page

from yangguang.apps.registers.definitions import definition_of
from yangguang.apps.registers.models import ChangeSet, Register, Version, What
from yangguang.apps.registers.selectors import (
    Question,
    Reply,
    ask,
    public_registers,
    public_title,
    shown_sets,
)
from yangguang.law.registers import Definition
from yangguang.portal.context import read_site
from yangguang.portal.methods import read_only
from yangguang.portal.rate import seconds_to_wait
from yangguang.portal.registers import files
from yangguang.portal.registers.asked import answer, read_asked
from yangguang.portal.views.errors import Trouble, show, too_many
from yangguang.portal.views.feeds import FORMS, LENGTH
from yangguang.portal.views.registers.finding import (
    depend_on_list,
    depend_on_rows,
    register_or_404,
)
from yangguang.press.pressing import pressed

CHUNK = 1_000
NAMED = 5
TIMES, SECONDS = 30, 60
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json; charset=utf-8",
}


@read_only
def rows(request: HttpRequest, code: str, which: str) -> HttpResponseBase:
    """The rows that the address asks for, all of them, in the order of the page."""
    if which not in MEDIA:
        raise Http404("format")
    register, definition = register_or_404(code)
    wait = seconds_to_wait(request, "register-rows", times=TIMES, seconds=SECONDS)
    if wait:
        return too_many(request, seconds=wait)
    asked = read_asked(register, definition, request.GET)
    reply, _ = answer(register, definition, asked)
    if which == "xlsx" and reply.total > files.MOST_IN_A_WORKBOOK:
        return show(
            request,
            Trouble(
                413,
                "条目太多，不能做成一个表格",
                f"共 {reply.total:,} 条，表格（XLSX）最多放 {files.MOST_IN_A_WORKBOOK:,} 条。",
                ("请先筛选，再下载。", "也可以下载 CSV 或者 JSON，条数不限。"),
            ),
        )
    day = reply.question.day
    name = f"{register.name}{day.isoformat() if day else ''}.{which}"
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    if which == "xlsx":
        book = files.as_workbook(register, definition, _walked(reply), site=read_site().url)
        return FileResponse(book, content_type=MEDIA[which], headers=headers)
    return StreamingHttpResponse(
        _lines(register, definition, reply, which), content_type=MEDIA[which], headers=headers
    )


def _lines(register: Register, definition: Definition, reply: Reply, which: str) -> Iterator[bytes]:
    """The rows of a reply as CSV or JSON, line by line."""
    site = read_site().url
    if which == "csv":
        lines = files.as_csv(register, definition, _walked(reply), site=site)
    else:
        about: dict[str, str | int | None] = {
            "register": register.code,
            "name": register.name,
            "basis": definition.basis,
            "as_of": (reply.question.day or timezone.localdate()).isoformat(),
            "total": reply.total,
            "url": site + reverse("register", args=[register.code]),
        }
        lines = files.as_json(register, definition, _walked(reply), site=site, about=about)
    for line in lines:
        yield line.encode()


def downloads() -> Iterator[tuple[str, Iterable[bytes]]]:
    """Every whole list as files, with their addresses; a list too long for a workbook has none."""
    for register in public_registers():
        definition = definition_of(register)
        reply = ask(register, definition, Question())
        for which in MEDIA:
            place = reverse("register-rows", args=[register.code, which])
            if which != "xlsx":
                yield place, _lines(register, definition, reply, which)
            elif reply.total <= files.MOST_IN_A_WORKBOOK:
                site = read_site().url
                with files.as_workbook(register, definition, _walked(reply), site=site) as book:
                    yield place, book


def _walked(reply: Reply) -> Iterator[Version]:
    """The rows one after the other, however many, in the order of the page: keys first, what they
    hold in batches."""
    if reply.lookup is not None:
        for first in range(0, reply.total, CHUNK):
            yield from _loaded(reply.keys(first, first + CHUNK))
        return
    keys: list[int] = []
    for key in reply.rows.values_list("pk", flat=True).iterator(chunk_size=CHUNK):
        keys.append(key)
        if len(keys) == CHUNK:
            yield from _loaded(keys)
            keys = []
    yield from _loaded(keys)


def _loaded(keys: list[int]) -> Iterator[Version]:
    rows = Version.objects.filter(pk__in=keys).select_related("agency", "definition").in_bulk()
    yield from (rows[key] for key in keys if key in rows)


@read_only
@pressed
@conditional_page
def feed(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """The newest changes of a register, each with the first rows it touched."""
    if form not in FORMS:
        raise Http404("feed form")
    register, definition = register_or_404(code)
    depend_on_list(register)
    maker, content_type = FORMS[form]
    whose = read_site()
    made = maker(
        title=f"{register.name}－{whose.name}",
        link=whose.url + reverse("register", args=[register.code]),
        description=f"{whose.name}“{register.name}”最近的变更",
        language="zh-cn",
        feed_url=whose.url + request.path_info,
        author_name=whose.host,
    )
    sets = (
        ChangeSet.objects.filter(
            register=register, state=ChangeSet.State.PUBLISHED, number__isnull=False
        )
        .select_related("agency")
        .order_by("-number")[:LENGTH]
    )
    for shown in shown_sets(sets):
        one = shown.change_set
        named = list(
            one.versions.filter(row__down_at__isnull=True, number__gt=F("row__down_upto"))
            .select_related("row", "definition")
            .order_by("pk")[:NAMED]
        )
        depend_on_rows(register, *(version.row_id for version in named))
        titles = "、".join(public_title(version, definition) for version in named)
        counts = "，".join(
            f"{What(what).label}{number}条"
            for what, number in (
                (What.ADDED, one.added), (What.CHANGED, one.changed), (What.REMOVED, one.removed),
            )
            if number
        )  # fmt: skip
        place = whose.url + reverse("register-change", args=[register.code, one.number])
        made.add_item(
            title=shown.title,
            link=place,
            description=f"{counts}：{titles}" if titles else counts,
            unique_id=place,
            pubdate=one.published_at,
            author_name=one.agency.name,
        )
    return HttpResponse(made.writeString("utf-8"), content_type=content_type)

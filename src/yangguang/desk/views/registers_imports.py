"""Rows out of a spreadsheet: send or paste it, look at how it is read, take it into a draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import Http404, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.files.uploading import whole
from yangguang.apps.registers.definitions import definition_of
from yangguang.apps.registers.models import ChangeSet, Register
from yangguang.apps.registers.rows import BadRows, Problem
from yangguang.apps.registers.services.importing import (
    Compared,
    ImportChoices,
    Preview,
    import_upload,
    located,
    preview_import,
)
from yangguang.apps.registers.services.staging import (
    Upload,
    drop_upload,
    keep_paste,
    keep_upload,
    open_upload,
)
from yangguang.apps.registers.sheets.columns import (
    BODY,
    DECIDED,
    keepers_of,
    labels_of,
    wanted_of,
)
from yangguang.apps.registers.sheets.reading import sheets_of
from yangguang.desk.access import needs, posted
from yangguang.desk.registers import (
    EDIT,
    Cell,
    access_register,
    editable,
    head_of,
    own_or_only,
)
from yangguang.desk.registers_forms import SendForm, SetForm
from yangguang.desk.uploads import uploads_in_memory
from yangguang.desk.viewer import DeskRequest
from yangguang.law.registers import Definition, FieldType, show_value
from yangguang.text.document import UnreadableDocument
from yangguang.text.sheets import Choices, Sheet, own_choices, sheet_with_head

SHOWN = 50
"""Rows and problems shown at most on the page that previews an import."""
UNITS = ("元", "万元", "亿元")
MOST_SHEETS = 200


@uploads_in_memory
@needs(EDIT)
@require_http_methods(["GET", "POST"])
def send(request: DeskRequest, code: str) -> HttpResponseBase:
    """A file or a paste; imports made before stand below."""
    viewer = request.viewer
    register = access_register(code)
    agencies = editable(viewer)
    form = SendForm(
        posted(request),
        request.FILES or None,
        agencies=agencies,
        initial={"agency": own_or_only(viewer, agencies)},
    )
    if request.method == "POST" and form.is_valid():
        token = _kept(request, register, form)
        if token:
            return redirect("register-import-check", code, token)
    sets = ChangeSet.objects.filter(
        register=register,
        agency__in=agencies.order_by(),
        kind__in=[ChangeSet.Kind.IMPORT, ChangeSet.Kind.PASTE],
    )
    context = {
        "heading": f"导入：{register.name}",
        "register": register,
        "definition": definition_of(register),
        "form": form,
        "imports": sets.select_related("agency").order_by("-pk")[:20],
    }
    return render(request, "desk/registers/send.html", context, status=422 if form.errors else 200)


def _kept(request: DeskRequest, register: Register, form: SendForm) -> str:
    """The token of what was sent; empty where it could not be read, which the form then says."""
    given = form.cleaned_data
    sent = given.get("file")
    agency = given["agency"]
    by = request.viewer.actor
    name = "file"
    try:
        if sent is not None:
            data = whole(sent)
            if data is None:
                form.add_error("file", "文件过大，请拆分后分别上传，或删去其中的图片。")
                return ""
            return keep_upload(
                register=register, agency=agency, data=data, name=sent.name or "表格", by=by
            )
        name = "text"
        if not given.get("text", "").strip():
            form.add_error("file", "还没有选择文件，也没有粘贴内容。")
            return ""
        return keep_paste(register=register, agency=agency, text=given["text"], by=by)
    except UnreadableDocument as problem:
        form.add_error(name, str(problem))
    return ""


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def check(request: DeskRequest, code: str, token: str) -> HttpResponseBase:
    """How the file is read, tried without a trace; columns can be matched anew, then it goes in."""
    viewer = request.viewer
    register = access_register(code)
    agencies = editable(viewer)
    try:
        upload = open_upload(token=token, by=viewer.actor)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("register-import", code)
    if upload.register.pk != register.pk or not agencies.filter(pk=upload.agency.pk).exists():
        raise Http404
    definition = definition_of(register)
    bodies = list(agencies)
    if request.method == "POST" and request.POST.get("do") == "drop":
        drop_upload(token=token)
        messages.success(request, "已放弃，没有导入任何内容。")
        return redirect("register-import", code)
    choices = ImportChoices()
    if request.method == "POST":
        choices, told = _with_heads(upload, definition, _choices(definition, request.POST))
        if told:
            messages.error(request, told)
    form = SetForm(
        posted(request), initial={"title": _title(upload)}, label_suffix="", auto_id="set_%s"
    )
    try:
        preview = preview_import(upload=upload, bodies=bodies, choices=choices, on=viewer.today)
    except UnreadableDocument as problem:
        messages.error(request, str(problem))
        return redirect("register-import", code)
    problems: Sequence[Problem] = preview.problems
    wanted = request.method == "POST" and request.POST.get("do") == "import"
    if wanted and form.is_valid():
        given = form.cleaned_data
        try:
            done = import_upload(
                upload=upload, bodies=bodies, choices=choices, title=given["title"],
                basis=given["basis"], reason=given["reason"], in_force_on=given["in_force_on"],
                by=viewer.actor, at=viewer.now, on=viewer.today,
            )  # fmt: skip
        except BadRows as bad:
            problems = located(bad, preview)
            messages.error(request, f"有{len(problems)}处问题，没有导入，请按下面的提示修改。")
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            drop_upload(token=token)
            out = done.outcome
            left = f"，{done.left_out}行有问题的没有导入" if done.left_out else ""
            messages.success(
                request,
                f"已放入草稿：新增{out.added}条，修改{out.changed}条，取消{out.removed}条{left}。"
                "请核对后送审；导错了可以整批放弃。",
            )
            return redirect("register-change", done.change_set.pk)
    context = _context(upload, definition, bodies, preview, problems, choices)
    context |= {"form": form, "several": len(bodies) > 1, "token": token}
    return render(request, "desk/registers/check.html", context, status=422 if wanted else 200)


def _title(upload: Upload) -> str:
    return f"导入：{upload.name}"[:200]


def _context(
    upload: Upload,
    definition: Definition,
    bodies: Sequence[Agency],
    preview: Preview,
    problems: Sequence[Problem],
    choices: ImportChoices,
) -> dict[str, object]:
    labels = labels_of(definition)
    columns = head_of(definition)
    return {
        "heading": f"核对：{upload.name}",
        "register": upload.register,
        "definition": definition,
        "upload": upload,
        "preview": preview,
        "sheets": [
            _sheet(number, one.sheet, one.choices, definition, one.rows)
            for number, one in enumerate(preview.file.sheets[:MOST_SHEETS])
        ],
        "fields": list(labels.items()),
        "units": UNITS,
        "money": any(one.type is FieldType.MONEY for one in definition.fields),
        "keepers": [(code, labels.get(code, code)) for code in keepers_of(definition)],
        "keeper": preview.file.keeper,
        "problems": list(problems)[:SHOWN],
        "number": len(problems),
        "warnings": preview.warnings[:SHOWN],
        "columns": columns,
        "title_field": definition.field(definition.title),
        "added": [_line(definition, one) for one in preview.added[:SHOWN]],
        "changed": [_changed(definition, one) for one in preview.changed[:SHOWN]],
        "removed": preview.removed[:SHOWN],
        "shown": SHOWN,
        "told_of_file": upload.document.warnings[:SHOWN],
        "left": sum(len(one.left_out) for one in preview.file.sheets),
        "left_out": [
            (one.sheet.grid.name, line.number, line.text, line.why)
            for one in preview.file.sheets
            for line in one.left_out
        ][:SHOWN],
        "choices": choices,
        "decide_each": definition.decide_each,
    }


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """One column of a sheet: its letter, its head, what stands below, the field it fills and why."""

    place: int
    letter: str
    head: str
    samples: tuple[str, ...]
    field: str
    doubtful: str


@dataclass(frozen=True, slots=True)
class ShownSheet:
    """One sheet with the choices that hold for it."""

    number: int
    name: str
    columns: tuple[ShownColumn, ...]
    choices: Choices
    rows: int
    head: tuple[int, int] | None
    carried: str
    unmatched: tuple[tuple[str, str, str], ...]
    """Fields that no column fills: code, label, what every row is given instead."""
    moved: bool
    given: tuple[tuple[str, str, str], ...] = ()
    """What every row is given: label, value, where it was read."""


def _sheet(
    number: int, sheet: Sheet, choices: Choices, definition: Definition, rows: int
) -> ShownSheet:
    grid, head = sheet.grid, sheet.head
    first = head.bottom + 1 if head is not None else 0
    below = grid.rows[first : first + 4]
    columns = tuple(
        ShownColumn(
            one.x,
            one.letter,
            one.text,
            tuple(row[one.x].text for row in below if one.x < len(row) and row[one.x].text),
            choices.columns.get(one.x, ""),
            one.match.reason if one.match is not None and one.match.doubtful else "",
        )
        for one in sheet.columns
        if one.text or any(one.x < len(row) and row[one.x].text for row in below)
    )
    used = set(choices.columns.values())
    unmatched = tuple(
        (one.code, one.label, choices.given.get(one.code, ""))
        for one in definition.fields
        if one.code not in used and one.type is not FieldType.FILE and not one.internal
    )
    labels = labels_of(definition)
    given = tuple(
        (labels.get(code, code), said, sheet.given[code].reason if code in sheet.given else "")
        for code, said in choices.given.items()
        if code not in used
    )
    place = None
    if head is not None:
        place = (grid.row_numbers[head.top], grid.row_numbers[head.bottom])
    return ShownSheet(
        number, grid.name, columns, choices, rows, place, sheet.carried, unmatched,
        choices.head_rows is not None, given,
    )  # fmt: skip


def _line(definition: Definition, one: Compared) -> tuple[str, str, list[Cell]]:
    title = show_value(definition.field(definition.title), one.values.get(definition.title))
    cells = [
        Cell(field, show_value(field, one.values.get(field.code))) for field in head_of(definition)
    ]
    return title, one.row.place, cells


def _changed(definition: Definition, one: Compared) -> tuple[str, str, list[tuple[str, str, str]]]:
    title = show_value(definition.field(definition.title), one.values.get(definition.title))
    before = one.before or {}
    cells = []
    for field in definition.fields:
        old = show_value(field, before.get(field.code))
        new = show_value(field, one.values.get(field.code))
        if old != new:
            cells.append((field.label, old, new))
    return title, one.row.place, cells


def _choices(definition: Definition, post: QueryDict) -> ImportChoices:
    """What the person chose; names are s0-c3, s0-take, s0-unit, s0-year, s0-top, s0-end, s0-g-field,
    s0-fill."""
    known = {*labels_of(definition), BODY, DECIDED}
    sheets: dict[int, Choices] = {}
    for number in range(MOST_SHEETS):
        if f"s{number}-here" not in post:
            continue
        sheets[number] = _sheet_choices(number, post, known)
    keeper = post.get("keeper", "")
    return ImportChoices(
        sheets=sheets,
        keeper=keeper if keeper in keepers_of(definition) else "" if "keeper" in post else None,
        whole_list="whole" in post,
        partly="partly" in post,
        decided=post.get("decided", "").strip()[:300],
    )


def _sheet_choices(number: int, post: QueryDict, known: set[str]) -> Choices:
    columns: dict[int, str] = {}
    given: dict[str, str] = {}
    start, whole = f"s{number}-c", f"s{number}-g-"
    for name in post:
        place = name.removeprefix(start)
        if name.startswith(start) and place.isdecimal() and len(place) < 6:
            field = post.get(name, "")
            if field in known and field not in columns.values():
                columns[int(place)] = field
        elif name.startswith(whole) and name.removeprefix(whole) in known:
            said = post.get(name, "").strip()
            if said:
                given[name.removeprefix(whole)] = said[:300]
    unit, year = post.get(f"s{number}-unit", ""), _number(post.get(f"s{number}-year", ""))
    top = _number(post.get(f"s{number}-top", ""))
    end = _number(post.get(f"s{number}-end", "")) or top
    head = (top, max(top, end or top)) if top else None
    if head is not None and f"{head[0]}-{head[1]}" != post.get(f"s{number}-was", ""):
        # Another head means other columns: what was chosen for the old ones says nothing.
        return Choices({}, False, head_rows=head, unit=unit if unit in UNITS else "", year=year)
    return Choices(
        columns,
        taken=f"s{number}-take" in post,
        given=given,
        fill_down=frozenset(one for one in post.getlist(f"s{number}-fill") if one in known),
        unit=unit if unit in UNITS else "",
        year=year,
        head_rows=head if f"s{number}-moved" in post else None,
    )


def _with_heads(
    upload: Upload, definition: Definition, choices: ImportChoices
) -> tuple[ImportChoices, str]:
    """The choices, where a head was named anew with what its own words say; and a complaint."""
    fresh = {
        number: one
        for number, one in choices.sheets.items()
        if one.head_rows is not None and not one.taken and not one.columns
    }
    if not fresh:
        return choices, ""
    sheets = sheets_of(upload.document, definition)
    found = dict(choices.sheets)
    told = ""
    for number, one in fresh.items():
        del found[number]
        if number >= len(sheets) or one.head_rows is None:
            continue
        try:
            sheet = sheet_with_head(sheets[number], wanted_of(definition), one.head_rows)
        except ValueError as wrong:
            told = f"{wrong}。"
            continue
        own = own_choices(sheet)
        found[number] = replace(
            own, head_rows=one.head_rows, unit=one.unit or own.unit, year=one.year or own.year
        )
    return replace(choices, sheets=found), told


def _number(text: str) -> int | None:
    plain = text.strip()
    return int(plain) if plain.isascii() and plain.isdigit() and 0 < len(plain) < 7 else None

"""Definitions of registers: looked at, written anew, tried on the rows there are, put into use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from difflib import unified_diff

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.audit.actors import Actor
from yangguang.apps.registers.definitions import definition_of
from yangguang.apps.registers.models import (
    DefinitionVersion,
    HeldDefinition,
    Register,
    Version,
)
from yangguang.apps.registers.services import install_register
from yangguang.apps.registers.services.opening import must_wait
from yangguang.apps.registers.services.showing import set_register
from yangguang.apps.registers.sheets.references import missing_registers
from yangguang.desk.access import needs, posted
from yangguang.desk.registers import DEFINE, VIEW, access_register
from yangguang.desk.registers_forms import DefinitionForm, SettingsForm
from yangguang.desk.viewer import DeskRequest
from yangguang.desk.views.registers_held import hold
from yangguang.law.registers import (
    BadDefinition,
    Definition,
    Field,
    FieldType,
    read_definition,
    shipped,
)
from yangguang.law.registers.model import Duty

TYPES = {
    FieldType.TEXT: "一行文字",
    FieldType.LONG: "长文",
    FieldType.NUMBER: "数",
    FieldType.MONEY: "金额",
    FieldType.DATE: "日期",
    FieldType.MONTH: "月份",
    FieldType.YEAR: "年份",
    FieldType.PERIOD: "起止日期",
    FieldType.CHOICE: "单选",
    FieldType.CHOICES: "多选",
    FieldType.AGENCY: "机构",
    FieldType.PERSON: "自然人（遮盖）",
    FieldType.REGION: "地区",
    FieldType.FILE: "文件",
    FieldType.LINK: "网址",
    FieldType.ROW: "其他清单的条目",
    FieldType.ITEM: "已公开信息",
}
ACTS = {Duty.PUBLISH: "公示", Duty.WITHDRAW: "撤下", Duty.RENEW: "更新"}


@dataclass(frozen=True, slots=True)
class Standing:
    """One definition of the list: installed or shipped, and whether the shipped one is newer."""

    code: str
    name: str
    group: str
    version: str
    register: Register | None
    newer: str


@needs(VIEW)
@require_GET
def definitions(request: DeskRequest) -> HttpResponseBase:
    """Every definition in use, and those that come with the platform and are not."""
    context = {
        "heading": "清单定义",
        "standings": _standings(),
        "may_define": request.viewer.may_somewhere(DEFINE),
    }
    return render(request, "desk/registers/definitions.html", context)


def _standings() -> list[Standing]:
    known = shipped()
    found = []
    for register in Register.objects.filter(definition__isnull=False).select_related("definition"):
        definition = definition_of(register)
        own = known.get(register.code)
        newer = own.version if own is not None and own.text != definition.text else ""
        found.append(
            Standing(
                register.code, register.name, register.group, definition.version, register, newer
            )
        )
    there = {one.code for one in found}
    found += [
        Standing(one.code, one.name, one.group, one.version, None, "")
        for one in known.values()
        if one.code not in there
    ]
    return found


@needs(VIEW)
@require_GET
def definition(request: DeskRequest, code: str) -> HttpResponseBase:
    """One definition as people read it, its wordings, its settings."""
    register = access_register(code)
    found = definition_of(register)
    own = shipped().get(code)
    context = {
        "heading": f"定义：{register.name}",
        "register": register,
        "definition": found,
        "held": HeldDefinition.objects.filter(register=register).first(),
        "versions": register.definitions.order_by("-number"),
        "rows": Version.objects.filter(register=register, live=True).count(),
        "newer": own is not None and own.text != found.text,
        "changes": list(_changes(found, own)) if own is not None else [],
        "types": TYPES,
        "acts": ACTS,
        "may_define": request.viewer.may_somewhere(DEFINE),
        "settings": SettingsForm(
            initial={"shown": register.shown, "duties_since": register.duties_since},
            label_suffix="",
        ),
    }
    return render(request, "desk/registers/definition.html", context)


@needs(VIEW)
@require_GET
def version(request: DeskRequest, code: str, number: int) -> HttpResponseBase:
    """One wording of a definition and what it changed against the one before."""
    register = access_register(code)
    found = DefinitionVersion.objects.filter(register=register, number=number).first()
    if found is None:
        raise Http404
    before = DefinitionVersion.objects.filter(register=register, number=number - 1).first()
    lines = unified_diff(
        (before.text if before else "").splitlines(), found.text.splitlines(), lineterm="", n=3
    )
    context = {
        "heading": f"{register.name}定义第{number}版",
        "register": register,
        "version": found,
        "before": before,
        "diff": [(line[:1], line[1:]) for line in list(lines)[2:]] if before else [],
    }
    return render(request, "desk/registers/definition_version.html", context)


@needs(DEFINE)
@require_http_methods(["GET", "POST"])
def write(request: DeskRequest, code: str = "") -> HttpResponseBase:
    """A definition as text: checked, tried on the rows there are, then put into use."""
    viewer = request.viewer
    register = access_register(code) if code else None
    text = register.definition.text if register is not None and register.definition else ""
    if register is None and (model := shipped().get(request.GET.get("from", ""))) is not None:
        text = model.text
    form = DefinitionForm(
        posted(request), request.FILES or None, initial={"text": text}, label_suffix=""
    )
    problems: tuple[str, ...] = ()
    trial: Trial | None = None
    if request.method == "POST":
        text = form.words()
        try:
            read = read_definition(text)
        except BadDefinition as bad:
            problems = bad.problems
        else:
            if lost := missing_registers(read):
                problems = lost
            elif register is not None and read.code != register.code:
                problems = (
                    f"编码是 {read.code}，应当是 {register.code}；编码不能改，请另建清单。",
                )
            elif request.POST.get("do") == "install" and not form.errors:
                try:
                    if register is not None and must_wait(register, read):
                        return hold(request, register, text)
                    made = install_register(text=text, by=viewer.actor, at=viewer.now)
                except Refused as refusal:
                    problems = (str(refusal),)
                else:
                    messages.success(request, f"“{made.name}”的定义已经启用。")
                    return redirect("register-definition", made.code)
            else:
                trial = _tried(read, viewer.actor, viewer.now)
    context = {
        "heading": f"修改定义：{register.name}" if register is not None else "新建清单",
        "register": register,
        "form": form,
        "text": text,
        "problems": problems,
        "trial": trial,
    }
    status = 422 if problems or form.errors else 200
    return render(request, "desk/registers/write_definition.html", context, status=status)


@dataclass(frozen=True, slots=True)
class Trial:
    """What would come of a definition: what it changes, and why it may not be put into use."""

    definition: Definition
    register: Register | None
    rows: int
    changes: tuple[str, ...]
    hindrance: str


def _tried(read: Definition, by: Actor, at: datetime) -> Trial:
    """The definition put into use and taken back, so that what stands in the way is known."""
    register = (
        Register.objects.filter(code=read.code, definition__isnull=False)
        .select_related("definition")
        .first()
    )
    if register is None:
        return Trial(read, None, 0, (), "")
    hindrance = ""
    with transaction.atomic():
        try:
            with transaction.atomic():
                install_register(text=read.text, by=by, at=at)
        except Refused as refusal:
            hindrance = str(refusal)
        transaction.set_rollback(True)
    return Trial(
        read,
        register,
        Version.objects.filter(register=register, live=True).count(),
        tuple(_changes(definition_of(register), read)),
        hindrance,
    )


def _changes(before: Definition, after: Definition) -> Iterator[str]:
    """What reads otherwise, in sentences."""
    old = {one.code: one for one in before.fields}
    new = {one.code: one for one in after.fields}
    for code, one in new.items():
        if code not in old:
            yield f"新增栏目“{one.label}”{'（必填）' if one.required else ''}。"
    for code, one in old.items():
        if code not in new:
            yield f"去掉栏目“{one.label}”：原有内容保留，不再显示。"
    for code in old.keys() & new.keys():
        yield from _field_changes(old[code], new[code])
    for name, label in (
        ("key", "区分条目的栏目"), ("key_scope", "编号的范围"), ("title", "名称栏目"),
        ("date", "日期栏目"), ("sort", "排序"), ("shape", "形态"), ("decide_each", "逐条决定"),
        ("name", "名称"), ("group", "类别"), ("personal", "涉及个人"),
    ):  # fmt: skip
        if getattr(before, name) != getattr(after, name):
            yield f"{label}有变化。"
    for name, label in (
        ("checks", "校验规则"), ("limits", "期限"), ("charts", "图表"), ("sums", "合计"),
    ):  # fmt: skip
        first, second = getattr(before, name), getattr(after, name)
        if first != second:
            yield f"{label}由{len(first)}条变为{len(second)}条，内容有变化。"
    if before.retention != after.retention:
        yield "公示期限有变化。"


def _field_changes(old: Field, new: Field) -> Iterator[str]:
    if old.label != new.label:
        yield f"栏目“{old.label}”改称“{new.label}”。"
    if old.type != new.type:
        yield f"栏目“{new.label}”的类型由“{TYPES[old.type]}”改为“{TYPES[new.type]}”。"
    if old.required != new.required:
        yield f"栏目“{new.label}”改为{'必填' if new.required else '选填'}。"
    if old.unit != new.unit:
        yield f"栏目“{new.label}”的单位由{old.unit or '无'}改为{new.unit or '无'}。"
    gone = [one for one in old.choices if one not in new.choices]
    more = [one for one in new.choices if one not in old.choices]
    if gone:
        yield f"栏目“{new.label}”去掉选项：{'、'.join(gone)}。"
    if more:
        yield f"栏目“{new.label}”增加选项：{'、'.join(more)}。"
    if old.mask != new.mask or old.mask_when != new.mask_when:
        yield f"栏目“{new.label}”的遮盖办法有变化，已保存的内容不变。"
    if old.internal and not new.internal:
        yield f"栏目“{new.label}”由内部改为对外公开：启用时先排查现行条目这一栏里的个人信息，处理完才会公开。"
    if new.internal and not old.internal:
        yield f"栏目“{new.label}”由对外公开改为内部。"


@needs(DEFINE)
@require_POST
def settings(request: DeskRequest, code: str) -> HttpResponseBase:
    """Open or close it to the public; since when its limits count."""
    register = access_register(code)
    form = SettingsForm(request.POST, label_suffix="")
    if not form.is_valid():
        messages.error(request, "日期不对，请写作2024-03-05。")
        return redirect("register-definition", code)
    set_register(
        register=register, shown=form.cleaned_data["shown"], duties_since=form.day(),
        by=request.viewer.actor, at=request.viewer.now,
    )  # fmt: skip
    messages.success(request, "已保存。")
    return redirect("register-definition", code)


@needs(DEFINE)
@require_POST
def install(request: DeskRequest, code: str) -> HttpResponseBase:
    """Put a definition that comes with the platform into use, or bring it up to date."""
    own = shipped().get(code)
    if own is None:
        raise Http404
    try:
        register = Register.objects.filter(code=code, definition__isnull=False).first()
        if register is not None and must_wait(register, own):
            return hold(request, register, own.text)
        made = install_register(text=own.text, by=request.viewer.actor, at=request.viewer.now)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("register-definitions")
    messages.success(request, f"“{made.name}”已按随附的定义启用。")
    return redirect("register-definition", made.code)

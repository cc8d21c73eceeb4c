"""Forms of registers, drawn from each register's definition.

No rule stands here: what is wrong with a value the services say, and the form puts it under the
column it belongs to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from yangguang.apps.agencies.models import Agency
from yangguang.apps.files.models import StoredFile
from yangguang.apps.files.services import SUFFIXES, store_file
from yangguang.apps.registers.models import ChangeSet, Revocation, Version
from yangguang.apps.registers.rows import BadRows
from yangguang.desk.choices import AgencyChoice
from yangguang.desk.forms.agencies import rows_for
from yangguang.desk.forms.ledgers import day_field
from yangguang.law.registers import Definition, Field, FieldType, Value
from yangguang.law.registers.model import Severity

FILE_BYTES = 30 * 1024 * 1024
SALT = "register-file"
HELD_FOR = 24 * 3600
MASKED = "系统只保存遮盖后的值，原文不留存。"
_FILES = "PDF、Word、Excel、OFD文件，或者PNG、JPEG图片，不超过30MB。"
_HELP = {
    FieldType.NUMBER: "填数字，例如 12 或者 3.5。",
    FieldType.MONTH: "例如 2025-03。",
    FieldType.YEAR: "四位数字，例如 2025。",
    FieldType.LINK: "以 http:// 或者 https:// 开头。",
    FieldType.ITEM: "已公开信息的索引号。",
    FieldType.AGENCY: "机构全称。",
    FieldType.FILE: _FILES,
}


class PeriodWidget(forms.MultiWidget):
    """First and last day beside each other."""

    def __init__(self) -> None:
        days = [
            forms.DateInput(attrs={"type": "date", "aria-label": label}, format="%Y-%m-%d")
            for label in ("起始日期", "截止日期")
        ]
        super().__init__(days)

    def decompress(self, value: Any) -> list[Any]:
        return list(value) if isinstance(value, list) else [None, None]


class PeriodField(forms.MultiValueField):
    """A pair of days as a register keeps it, either of them open; None where both are."""

    def __init__(self, **more: Any) -> None:
        days = (forms.CharField(required=False), forms.CharField(required=False))
        super().__init__(days, require_all_fields=False, widget=PeriodWidget(), **more)

    def compress(self, data_list: list[str]) -> list[str | None] | None:
        first, last = (one or None for one in data_list or ("", ""))
        return [first, last] if first or last else None


def widget_of(one: Field) -> forms.Field:
    """The form field for a column; nothing is required here, the register's own rules say it."""
    label = f"{one.label}（{one.unit}）" if one.unit else one.label
    told = [one.help or _HELP.get(one.type, "")]
    if one.type is FieldType.PERSON or one.mask is not None:
        told.append(MASKED)
    if one.internal:
        told.append("内部栏目，不对外公开。")
    given: dict[str, Any] = {
        "label": label,
        "required": False,
        "help_text": " ".join(text for text in told if text),
    }
    match one.type:
        case FieldType.LONG:
            return forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), **given)
        case FieldType.NUMBER | FieldType.MONEY:
            return forms.CharField(
                widget=forms.TextInput(attrs={"inputmode": "decimal"}), max_length=60, **given
            )
        case FieldType.DATE:
            return forms.CharField(widget=forms.DateInput(attrs={"type": "date"}), **given)
        case FieldType.MONTH:
            return forms.CharField(widget=forms.TextInput(attrs={"type": "month"}), **given)
        case FieldType.YEAR:
            numeric = {"inputmode": "numeric", "maxlength": 6}
            return forms.CharField(widget=forms.TextInput(attrs=numeric), **given)
        case FieldType.PERIOD:
            return PeriodField(**given)
        case FieldType.CHOICE:
            choices = [("", "请选择"), *((choice, choice) for choice in one.choices)]
            return forms.ChoiceField(choices=choices, **given)
        case FieldType.CHOICES:
            return forms.MultipleChoiceField(
                choices=[(choice, choice) for choice in one.choices],
                widget=forms.CheckboxSelectMultiple,
                **given,
            )
        case FieldType.FILE:
            return forms.FileField(
                widget=forms.FileInput,
                error_messages={"empty": "文件是空的，请检查后重新选择。"},
                **given,
            )
        case FieldType.AGENCY:
            listed = forms.TextInput(attrs={"list": "bodies"})
            return forms.CharField(widget=listed, max_length=300, **given)
        case _:
            return forms.CharField(**given)


def initial_of(one: Field, value: Value) -> Any:
    """What the form shows of a stored value."""
    if one.type is FieldType.CHOICES and isinstance(value, str):
        return value.split("、")
    return value


class RowForm(forms.Form):
    """One row of a register. ``drafts`` are the open change sets it may go into."""

    def __init__(
        self,
        data: Any,
        files: Any,
        *,
        definition: Definition,
        values: Mapping[str, Value],
        agencies: QuerySet[Agency] | None,
        drafts: Sequence[ChangeSet],
        initial: Mapping[str, Any],
        standing: Version | None = None,
    ) -> None:
        shown = {
            f"f_{one.code}": initial_of(one, values.get(one.code)) for one in definition.fields
        }
        super().__init__(data, files, initial={**shown, **initial}, label_suffix="")
        self.definition = definition
        self.must = {f"f_{one.code}" for one in definition.fields if one.required}
        if agencies is not None:
            self.fields["agency"] = AgencyChoice(
                label="机构", queryset=Agency.objects.none(), empty_label=None
            )
            rows_for(self, "agency", agencies)
            self.must.add("agency")
        self.held: dict[str, tuple[int, str]] = {}
        self.groups: dict[str, list[str]] = {}
        for one in definition.fields:
            name = f"f_{one.code}"
            self.fields[name] = widget_of(one)
            if name in self.must and one.type is not FieldType.FILE:
                self.fields[name].widget.attrs["aria-required"] = "true"
            self.groups.setdefault(one.group, []).append(name)
            if one.type is FieldType.FILE:
                self._hold(one, values.get(one.code))
        if definition.decide_each:
            self.fields["decided"] = forms.CharField(
                label="公开决定",
                max_length=300,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text=definition.decide_each,
            )
            self.must.add("decided")
        self.fields["reason"] = forms.CharField(
            label="变更理由" if standing is not None else "说明",
            max_length=300,
            required=False,
            help_text="随这次变更保存，公开在变更记录中。",
        )
        if drafts:
            self.fields["into"] = forms.ChoiceField(
                label="放入",
                required=False,
                choices=[
                    ("", "新建一次变更"),
                    *((str(one.pk), f"{one.title}（{one.agency.name}，草稿）") for one in drafts),
                ],
            )
            self.must.add("into")

    def _hold(self, one: Field, value: Value) -> None:
        """A file that was sent before stays, whatever else is wrong with the form."""
        name = f"k_{one.code}"
        self.fields[name] = forms.CharField(required=False, widget=forms.HiddenInput)
        token = (self.data or {}).get(name, "") if self.is_bound else ""
        if token:
            try:
                key, file_name = signing.loads(token, salt=SALT, max_age=HELD_FOR)
            except signing.BadSignature:
                self.fields[f"f_{one.code}"].help_text = "先前上传的文件已过期，请重新选择。"
            else:
                self.held[one.code] = (key, file_name)
        elif not self.is_bound and isinstance(value, dict):
            self.held[one.code] = (value["file"], str(value.get("name", "")))

    def shown_groups(self) -> list[tuple[str, list[tuple[forms.BoundField, bool, str]]]]:
        """The columns under their groups: field, whether it takes the whole width, a held file."""
        found = []
        for group, names in self.groups.items():
            fields = []
            for name in names:
                one = self.definition.field(name.removeprefix("f_"))
                wide = one.type in (FieldType.LONG, FieldType.CHOICES, FieldType.FILE)
                held = self.held.get(one.code)
                fields.append((self[name], wide, held[1] if held else ""))
            found.append((group, fields))
        return found

    def tokens(self) -> list[tuple[str, str]]:
        """The hidden fields that keep files from one try to the next."""
        return [
            (f"k_{code}", signing.dumps(list(held), salt=SALT)) for code, held in self.held.items()
        ]

    def further(self) -> list[forms.BoundField]:
        """What is asked beside the columns."""
        return [self[name] for name in ("decided", "reason", "into") if name in self.fields]

    def values(self, *, at: Any) -> dict[str, Value]:
        """What was entered, as the register reads it; files are stored on the way."""
        self.is_valid()
        found: dict[str, Value] = {}
        for one in self.definition.fields:
            given = self.cleaned_data.get(f"f_{one.code}")
            if one.type is FieldType.FILE:
                if isinstance(given, UploadedFile):
                    self._take(one, given, at)
                if (f"x_{one.code}") in self.data:
                    self.held.pop(one.code, None)
                held = self.held.get(one.code)
                found[one.code] = {"file": held[0], "name": held[1]} if held else None
            elif one.type is FieldType.CHOICES:
                found[one.code] = "、".join(given or ())
            else:
                found[one.code] = given
        return found

    def _take(self, one: Field, upload: UploadedFile[Any], at: Any) -> None:
        name = f"f_{one.code}"
        if upload.size and upload.size > FILE_BYTES:
            self.add_error(name, "文件超过30MB，请压缩或者拆分后重新上传。")
            return
        stored = kept_file(upload.read(), at)
        if stored is None:
            self.add_error(name, f"不是可以公开的文件类型。{_FILES}")
            return
        self.held[one.code] = (stored.pk, (upload.name or "附件")[:200])

    def take_over(self, bad: BadRows) -> None:
        """Put each problem under its column."""
        for problem in bad.problems:
            if problem.severity is not Severity.ERROR:
                continue
            name = f"f_{problem.field}"
            if not problem.field and "公开这一条的决定" in problem.sentence:
                name = "decided"
            known = name if name in self.fields else None
            label = f"“{self.definition.field(problem.field).label}”" if problem.field else ""
            self.add_error(
                known, problem.sentence.removeprefix(label) if known else problem.sentence
            )


def kept_file(data: bytes, at: Any) -> StoredFile | None:
    """The file, stored under the type that its content shows; None for a type nobody can open."""
    kinds = {b"%PDF": "application/pdf", b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg"}
    known = next((kind for start, kind in kinds.items() if data.startswith(start)), "")
    packed = data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))
    if not known and not packed:
        return None
    stored = store_file(data=data, at=at, media_type=known)
    return stored if stored.media_type in SUFFIXES else None


class SetForm(forms.Form):
    """What a change set says of itself."""

    title = forms.CharField(
        label="名称", max_length=200, help_text="例如“2025年第一次动态调整”。", required=False
    )
    basis = forms.CharField(
        label="调整依据",
        max_length=300,
        required=False,
        help_text="法律、文件名称和文号，公开在变更记录中。",
    )
    reason = forms.CharField(label="说明", max_length=300, required=False)
    in_force_on = day_field(
        "施行日期", help_text="不填的，审核公开当日施行；以后的日期到日自动施行。"
    )


class AdjustForm(SetForm):
    """The same with the body whose list it is."""

    agency = AgencyChoice(label="机构", queryset=Agency.objects.none(), empty_label=None)
    field_order = ("agency", "title", "basis", "in_force_on", "reason")

    def __init__(self, data: Any, *, agencies: QuerySet[Agency], initial: Any) -> None:
        super().__init__(data, initial=initial, label_suffix="")
        rows_for(self, "agency", agencies)


class SendForm(forms.Form):
    """A file, or cells pasted out of a spreadsheet, and whose rows they are."""

    agency = AgencyChoice(label="机构", queryset=Agency.objects.none(), empty_label=None)
    file = forms.FileField(
        label="表格文件",
        required=False,
        help_text="xlsx、xls、csv、ods。可以是自己的表格，不必套用模板：标题行、合并表头、单位和附注会自动识别。",
        error_messages={"empty": "文件是空的，请检查后重新选择。"},
    )
    text = forms.CharField(
        label="或者粘贴表格",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "class": "source", "spellcheck": "false"}),
        help_text="在Excel或WPS里连同表头一起选中、复制，粘贴到这里。",
    )

    def __init__(self, data: Any, files: Any, *, agencies: QuerySet[Agency], initial: Any) -> None:
        super().__init__(data, files, initial=initial, label_suffix="")
        rows_for(self, "agency", agencies)


PERSONAL, OTHER = "personal", "other"
DOWN_KINDS = (
    *Revocation.Kind.choices,
    (PERSONAL, "公开了不应当公开的内容（个人信息、商业秘密等）"),
    (OTHER, "其他"),
)


class DownForm(forms.Form):
    """Why a row comes down at once."""

    kind = forms.ChoiceField(label="情形", choices=DOWN_KINDS, widget=forms.RadioSelect)
    on = day_field("发生日期", help_text="决定被撤销、变更或者准予修复的日期；不填的按今天。")
    document = forms.CharField(
        label="文书",
        max_length=200,
        required=False,
        help_text="例如行政复议决定书、修复决定的文号。",
    )
    why = forms.CharField(
        label="理由",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="会显示在条目原来的网址上，不要写个人信息。",
        error_messages={"required": "请写明理由，它会显示在条目原来的网址上。"},
    )


class DefinitionForm(forms.Form):
    """A definition as text, or as a file whose text takes its place."""

    file = forms.FileField(
        label="上传TOML文件", required=False, help_text="上传后先检查，内容会放进下面的文本框。"
    )
    text = forms.CharField(
        label="定义",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 30, "class": "source", "spellcheck": "false"}),
    )

    def words(self) -> str:
        """The text that counts: of the file where one was sent."""
        self.is_valid()
        sent = self.cleaned_data.get("file")
        if sent is None:
            return str(self.cleaned_data.get("text") or "").replace("\r\n", "\n")
        try:
            return str(sent.read(1_000_000).decode("utf-8-sig")).replace("\r\n", "\n")
        except UnicodeDecodeError:
            self.add_error("file", "文件不是UTF-8编码的文本，请另存为UTF-8后重新上传。")
            return str(self.cleaned_data.get("text") or "")


class SettingsForm(forms.Form):
    """Whether a register is public, and since when rows owe what its limits demand."""

    shown = forms.BooleanField(label="对外公开", required=False)
    duties_since = day_field(
        "期限自哪天起算",
        help_text="这一天以前的条目视为存量，不产生限期公示、撤下的事项；不填则一概不产生。",
    )

    def day(self) -> date | None:
        """The day, where one was given."""
        return self.cleaned_data.get("duties_since")

"""Forms of the ledgers, drawn from each ledger's definition.

No rule stands here: what is wrong with a value, the service says, and the form puts it under the
field it belongs to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.db.models.functions import ExtractYear

from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.models import Item, ItemState
from yangguang.apps.resources.ledgers import Field, LedgerKind, Span
from yangguang.apps.resources.models import Entry
from yangguang.apps.resources.selectors.points import points_within
from yangguang.apps.resources.sheets.heads import required_fields
from yangguang.apps.resources.values import NotValid, Values, day_label
from yangguang.desk.choices import AgencyChoice
from yangguang.desk.forms.agencies import rows_for

EARLIEST_YEAR = 2008
"""The first regulation came into force on 1 May 2008; no form asks for a year before."""


def day_field(label: str, **more: Any) -> forms.DateField:
    """A day, written as browsers want it."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label,
        required=False,
        widget=widget,
        error_messages={"invalid": "不是日期，请写作2024-03-05。"},
        **more,
    )


class PointChoice(forms.ModelChoiceField):  # type: ignore[type-arg] # generic only for the type checker
    """A consultation point with the body that keeps it."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.title}（{obj.agency.name}）"


class EntryForm(forms.Form):
    """One row of a ledger. ``agencies`` are the bodies to choose from, empty where it is fixed."""

    def __init__(
        self,
        data: Any,
        files: Any,
        *,
        kind: LedgerKind,
        agencies: QuerySet[Agency] | None = None,
        topics: Sequence[str] = (),
        initial: Mapping[str, Any] | None = None,
        correcting: bool = False,
    ) -> None:
        super().__init__(data, files, initial=dict(initial or {}), label_suffix="")
        self.kind = kind
        self.topics = topics
        if agencies is not None:
            self.fields["agency"] = AgencyChoice(label="机构", queryset=agencies, empty_label=None)
        self.fields["starts_on"] = day_field(
            day_label(kind),
            help_text="从这一天起算。" if kind.span is Span.STANDING else "按这一天计入年度统计。",
        )
        if kind.span is Span.STANDING:
            self.fields["ends_on"] = day_field("终止日期", help_text="最后一天；现在仍在的不填。")
        self._draw()
        for one in kind.fields:
            self.fields[f"details.{one.code}"] = _detail(one)
        self.fields["source"] = forms.CharField(
            label="数据来源", max_length=300, required=False, help_text="例如会议签到表、财务决算。"
        )
        if correcting:
            self.fields["reason"] = forms.CharField(
                label="更正理由", max_length=300, required=False, help_text="例如“人数录入有误”。"
            )
        must = {*required_fields(kind), "agency", "reason"}
        for name, drawn in self.fields.items():
            drawn.required = False
            if name in must:
                drawn.widget.attrs["aria-required"] = "true"
        self.must = must

    def _draw(self) -> None:
        kind, fields = self.kind, self.fields
        fields["title"] = forms.CharField(
            label=kind.title,
            max_length=200,
            help_text="不填的按月份等自动写明。" if kind.default_title else "",
        )
        if kind.place:
            fields["place"] = PointChoice(
                label="查阅点", queryset=points_within(None), empty_label="请选择"
            )
        if kind.quantity:
            default = kind.default_quantity
            fields["quantity"] = forms.IntegerField(
                label=kind.quantity,
                help_text=f"不填按{default}计。" if default is not None else "",
                error_messages={"invalid": "应当是0或者正整数，请核对。"},
            )
        if kind.amount:
            fields["amount"] = forms.DecimalField(
                label=kind.amount,
                help_text="以万元为单位，例如36000元写作3.6。",
                error_messages={"invalid": "不是金额，请只填写数字，以万元为单位。"},
            )
        if kind.mark:
            fields["mark"] = forms.BooleanField(label=kind.mark)
        if kind.topic:
            fields["topic"] = forms.CharField(
                label=kind.topic,
                max_length=100,
                help_text="对同一热点的多次回应选用相同的文字，统计表“回应公众关注热点或重大舆情数”只计一次。",
                widget=forms.TextInput(attrs={"list": "topics"}),
            )
        if kind.item:
            fields["item"] = forms.CharField(
                label=f"{kind.item}的索引号", max_length=60, help_text="移交其他资料的不填。"
            )
        if kind.receipt:
            fields["receipt"] = forms.FileField(
                label=kind.receipt, help_text="扫描件，PDF、PNG或者JPEG。"
            )

    def values(self, *, receipt: Any = None) -> Values | None:
        """What was entered; None where a field holds what cannot be read at all."""
        self.is_valid()
        given = self.cleaned_data
        item = self._item(given.get("item") or "")
        if self.errors:
            return None
        return Values(
            starts_on=given["starts_on"],
            title=given["title"],
            ends_on=given.get("ends_on"),
            quantity=given.get("quantity"),
            amount=given.get("amount"),
            mark=bool(given.get("mark")),
            topic=given.get("topic") or "",
            place=given.get("place"),
            item=item,
            receipt=receipt,
            details={
                one.code: value
                for one in self.kind.fields
                if (value := _kept(one, given[f"details.{one.code}"])) not in {None, ""}
            },
            source=given["source"],
        )

    def _item(self, number: str) -> Item | None:
        number = number.strip()
        if not number:
            return None
        found = Item.objects.filter(index_number=number, state=ItemState.PUBLISHED).first()
        if found is None:
            self.add_error("item", f"没有索引号为“{number}”的已公开信息，请核对索引号。")
        return found

    def take_over(self, slip: NotValid) -> None:
        """Put each problem under its field."""
        for problem in slip.problems:
            name = problem.field if problem.field in self.fields else None
            self.add_error(name, problem.sentence if name else str(problem))


def _kept(one: Field, value: Any) -> Any:
    """A further column as it is kept: days and numbers with decimals as text."""
    if isinstance(value, date):
        return value.isoformat()
    if one.decimal and isinstance(value, str):
        return value.strip().removesuffix("分")
    return value


def _detail(one: Field) -> forms.Field:
    if one.choices:
        choices = [("", "请选择"), *((choice, choice) for choice in one.choices)]
        return forms.ChoiceField(label=one.label, choices=choices)
    if one.day:
        return day_field(one.label)
    if one.number:
        return forms.IntegerField(
            label=one.label, error_messages={"invalid": "应当是0或者正整数，请核对。"}
        )
    return forms.CharField(label=one.label, max_length=300)


def initial_of(kind: LedgerKind, entry: Entry) -> dict[str, Any]:
    """What the form shows of a recorded row."""
    found: dict[str, Any] = {
        name: getattr(entry, name)
        for name in ("starts_on", "ends_on", "title", "quantity", "mark", "topic", "source")
    }
    if entry.amount is not None:
        found["amount"] = f"{entry.amount:f}".rstrip("0").rstrip(".") if entry.amount else "0"
    if entry.item is not None:
        found["item"] = entry.item.index_number
    found |= {f"details.{one.code}": entry.details.get(one.code) for one in kind.fields}
    return found


class ListForm(forms.Form):
    """What a list of rows is narrowed to."""

    STATES = (
        ("", "有效和作废"),
        ("held", "仅有效"),
        ("all", "全部（含更正前）"),
        ("late", "仅补记"),
    )
    q = forms.CharField(label="名称", required=False, max_length=100)
    year = forms.TypedChoiceField(label="年度", required=False, coerce=int, empty_value=None)
    agency = AgencyChoice(
        label="机构", queryset=Agency.objects.none(), required=False, empty_label="全部机构"
    )
    state = forms.ChoiceField(label="记录", required=False, choices=STATES)

    def __init__(
        self, data: Any, *, kind: LedgerKind, agencies: QuerySet[Agency], years: Iterable[int]
    ) -> None:
        super().__init__(data, label_suffix="")
        self.kind = kind
        year = self.fields["year"]
        assert isinstance(year, forms.TypedChoiceField)  # noqa: S101 (declared above; for the type)
        year.choices = [("", "全部年度"), *((one, f"{one}年") for one in years)]
        rows_for(self, "agency", agencies)
        if agencies.count() < 2:
            del self.fields["agency"]

    def narrowed(self, rows: QuerySet[Entry]) -> QuerySet[Entry]:
        """The rows that fit; a choice that is none narrows nothing."""
        self.is_valid()
        given = self.cleaned_data
        words = (given.get("q") or "").replace("\x00", "").strip()
        if words:
            rows = rows.filter(Q(title__icontains=words) | Q(topic__icontains=words))
        if given.get("agency"):
            rows = rows.filter(agency=given["agency"])
        if year := given.get("year"):
            rows = rows.filter(_touching(self.kind, year))
        return self._in_state(rows, given.get("state") or "")

    def _in_state(self, rows: QuerySet[Entry], state: str) -> QuerySet[Entry]:
        if state == "all":
            return rows
        if state == "held":
            return rows.filter(voided_at__isnull=True)
        if state == "late":
            return rows.filter(
                voided_at__isnull=True, recorded_at__year__gt=ExtractYear("starts_on")
            )
        return rows.filter(Q(voided_at__isnull=True) | Q(replaced_by__isnull=True))


def _touching(kind: LedgerKind, year: int) -> Q:
    """Happenings of the year; standing things that stood on a day of it."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    if kind.span is Span.HAPPENING:
        return Q(starts_on__gte=first, starts_on__lte=last)
    return Q(starts_on__lte=last) & (Q(ends_on__isnull=True) | Q(ends_on__gte=first))


class ReasonForm(forms.Form):
    """Why a row is voided, or an import taken back."""

    reason = forms.CharField(
        label="理由", max_length=300, required=False, help_text="例如“重复登记”“导错了单位”。"
    )


class EndForm(forms.Form):
    """The last day of a standing thing, and why."""

    last_day = day_field("最后一天", help_text="这一天仍计入，第二天起不再计入。")
    reason = forms.CharField(
        label="理由", max_length=300, required=False, help_text="例如“机构改革”“人员调离”。"
    )


class UploadForm(forms.Form):
    """The file of an import, and whose ledger it goes into."""

    agency = AgencyChoice(label="机构", queryset=Agency.objects.none(), empty_label=None)
    file = forms.FileField(
        label="表格文件",
        help_text="xlsx、xls、csv。可以是自己的台账，不必套用模板：标题、单位、合计行和附注会自动识别。",
        error_messages={"required": "还没有选择文件。", "empty": "文件是空的，请检查后重新选择。"},
    )

    def __init__(self, data: Any, files: Any, *, agencies: QuerySet[Agency], initial: Any) -> None:
        super().__init__(data, files, initial=initial, label_suffix="")
        rows_for(self, "agency", agencies)


class HandOverForm(forms.Form):
    """What is handed over to a consultation point."""

    agency = AgencyChoice(label="移交机构", queryset=Agency.objects.none(), empty_label=None)
    on = day_field("移交日期")
    copies = forms.IntegerField(
        label="每种份数", required=False, min_value=1, max_value=10_000, initial=1
    )

    def __init__(self, data: Any, *, agencies: QuerySet[Agency], initial: Any) -> None:
        super().__init__(data, initial=initial, label_suffix="")
        rows_for(self, "agency", agencies)


class ReceiptForm(forms.Form):
    """Who signed for a list, when, and the scan of it."""

    received_by = forms.CharField(label="签收人", max_length=50, required=False)
    received_on = day_field("签收日期")
    receipt = forms.FileField(
        label="签收凭据扫描件", required=False, help_text="PDF、PNG或者JPEG，不超过20MB。"
    )

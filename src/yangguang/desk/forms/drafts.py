"""The forms of a draft: find it, begin it, write it, decide about it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.models import Column, Edition, Facet, Item, ItemKind, ItemState
from yangguang.apps.coverage.negative import citable, citation_of, fits
from yangguang.apps.publishing.models import Draft, DraftState, InterpretationForm
from yangguang.apps.publishing.selectors.plans import policies_explained
from yangguang.desk.choices import AgencyChoice, ColumnChoice, FacetsChoice
from yangguang.desk.forms.items import columns_for
from yangguang.law.attributes import Attribute, attribute_ground, grounds_for

HEADER = (
    "kind",
    "doc_number",
    "issuers",
    "formed_on",
    "in_force_on",
    "valid_until",
    "index_number",
    "subject",
    "keywords",
    "summary",
)
"""The header fields that a writer fills in; other fields of an import stay as they are."""

_SEPARATED = re.compile("[;；\n]")
UPLOADS = ".docx,.doc,.pdf,.ofd,.xlsx,.xls,.ods,.csv,.txt,.html,.htm,.mht,.mhtml,.jpg,.jpeg,.png,.tif,.tiff"


def plain(form: forms.Form, name: str) -> forms.ModelChoiceField[Any]:
    """A model choice of the form, for its queryset to be set."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (declared by the form; for the type)
    return field


class DraftFilterForm(forms.Form):
    """What is looked for above the list."""

    q = forms.CharField(label="标题、文号", required=False, max_length=100)
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部状态"), *DraftState.choices]
    )
    agency = AgencyChoice(
        label="机构", queryset=Agency.objects.none(), required=False, empty_label="全部机构"
    )

    def __init__(self, data: Any, *, agencies: QuerySet[Agency]) -> None:
        super().__init__(data, label_suffix="")
        plain(self, "agency").queryset = agencies

    def narrowed(self, rows: QuerySet[Draft]) -> QuerySet[Draft]:
        """The drafts that fit; a choice that is none narrows nothing."""
        self.is_valid()
        values = self.cleaned_data
        words = (values.get("q") or "").replace("\x00", "").strip()
        if words:
            rows = rows.filter(Q(title__icontains=words) | Q(item__doc_number__icontains=words))
        if values.get("state"):
            rows = rows.filter(state=values["state"])
        if values.get("agency"):
            rows = rows.filter(item__agency=values["agency"])
        return rows


def _agency_choice(form: forms.Form, agencies: QuerySet[Agency], own: Agency | None) -> None:
    field = plain(form, "agency")
    field.queryset = agencies
    field.empty_label = None
    if own is not None and agencies.filter(pk=own.pk).exists():
        field.initial = own.pk


class NewDraftForm(forms.Form):
    """The little that a draft begins with."""

    agency = AgencyChoice(label="发布机构", queryset=Agency.objects.none())
    title = forms.CharField(label="标题", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    kind = forms.ChoiceField(
        label="文种",
        choices=[("", "按标题判断"), *ItemKind.choices],
        required=False,
    )

    def __init__(self, data: Any, *, agencies: QuerySet[Agency], own: Agency | None) -> None:
        super().__init__(data, label_suffix="")
        _agency_choice(self, agencies, own)


class UploadDraftForm(forms.Form):
    """A finished document from which the draft is made."""

    agency = AgencyChoice(label="发布机构", queryset=Agency.objects.none())
    file = forms.FileField(
        label="文件",
        help_text="Word、WPS 文字（docx、doc）、PDF、OFD、表格（xlsx、ods、csv）、文本、网页（html、mht）、图片，20 MB 以内。",
        widget=forms.ClearableFileInput(attrs={"accept": UPLOADS}),
        error_messages={
            "required": "还没有选择文件。",
            "empty": "这个文件是空的（0 字节），没有保存。请检查原文件后重新选择。",
        },
    )

    def __init__(
        self, data: Any, files: Any, *, agencies: QuerySet[Agency], own: Agency | None
    ) -> None:
        super().__init__(data, files, label_suffix="", auto_id="upload_%s")
        _agency_choice(self, agencies, own)


def _day(label: str, help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class WriteForm(forms.Form):
    """Text and header of a draft; ``revision`` is the one that the writer opened."""

    title = forms.CharField(label="标题", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    body = forms.CharField(
        label="正文",
        required=False,
        max_length=4_000_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false"}),
        help_text="可以直接写文字，空行分段；也可以用 HTML 写标题、表格和列表。",
    )
    kind = forms.ChoiceField(label="文种", choices=ItemKind.choices)
    doc_number = forms.CharField(label="发文字号", max_length=200, required=False)
    issuers = forms.CharField(
        label="发文机关", max_length=300, required=False, help_text="联合发文的，用顿号隔开。"
    )
    formed_on = _day("成文日期", "公开期限从这一天起算。")
    in_force_on = _day("生效日期")
    valid_until = _day("有效期至", "文件写明有效期的，填有效的最后一天；第二天由系统自动标注失效。")
    index_number = forms.CharField(
        label="索引号", max_length=60, required=False, help_text="留空则在公开时编号。"
    )
    subject = forms.CharField(label="主题分类", max_length=100, required=False)
    keywords = forms.CharField(label="关键词", max_length=200, required=False)
    summary = forms.CharField(
        label="内容概述",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="留空则取正文开头。",
    )
    column = ColumnChoice(
        label="栏目", queryset=Column.objects.none(), required=False, empty_label="未分栏目"
    )
    facets = FacetsChoice(
        label="归入分类",
        queryset=Facet.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    interprets = forms.CharField(
        label="解读的文件",
        max_length=500,
        required=False,
        help_text="文种为政策解读的，填写所解读文件的索引号或者发文字号，正在起草的填文号或者标题；多件用分号隔开，公开后互相链接。",
    )
    interpretation_forms = forms.MultipleChoiceField(
        label="解读形式",
        choices=InterpretationForm.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="文种为政策解读的选定，可以多选；按形式统计。",
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, data: Any, *, draft: Draft, agencies: QuerySet[Agency]) -> None:
        initial: dict[str, Any] = {
            **{name: draft.header.get(name, "") for name in HEADER},
            "title": draft.title,
            "body": draft.body_html,
            "revision": draft.revision,
            "column": draft.item.column_id,
            "facets": current_facets(draft),
            "interpretation_forms": draft.interpretation_forms,
            "interprets": "；".join(
                row.target.index_number or row.target.doc_number or row.target.title
                for row in policies_explained(draft)
            ),
        }
        initial["kind"] = draft.header.get("kind") or draft.item.kind
        super().__init__(data, initial=initial, label_suffix="")
        plain(self, "column").queryset = columns_for(agencies)
        facets = self.fields["facets"]
        assert isinstance(facets, FacetsChoice)  # noqa: S101 (declared above)
        facets.queryset = Facet.objects.exclude(scheme=Facet.Scheme.ARTICLE_20)
        self.draft = draft
        self.agencies = agencies

    def clean_interprets(self) -> list[Item]:
        """The public documents named, one for each number."""
        found = []
        for words in _SEPARATED.split(self.cleaned_data["interprets"].replace("\x00", "")):
            if words.strip():
                found.append(
                    named_document(words.strip(), but=self.draft.item_id, drafted_by=self.agencies)
                )
        return found

    def header(self) -> dict[str, Any]:
        """The header to save: what was written, and the fields this form does not show."""
        kept = {name: value for name, value in self.draft.header.items() if name not in HEADER}
        for name in HEADER:
            value = self.cleaned_data.get(name)
            kept[name] = value.isoformat() if isinstance(value, date) else (value or "")
        return kept


def named_document(words: str, *, but: int, drafted_by: QuerySet[Agency] | None = None) -> Item:
    """The public document with this index or document number. Raises ValidationError in words.

    With ``drafted_by`` also one that these bodies are drafting, by its number or whole title.
    """
    named = Q(state=ItemState.PUBLISHED) & (Q(index_number=words) | Q(doc_number=words))
    if drafted_by is not None:
        named |= Q(state=ItemState.DRAFT, agency__in=drafted_by) & (
            Q(doc_number=words) | Q(title=words)
        )
    found = list(Item.objects.filter(named).exclude(pk=but).order_by("pk")[:2])
    if not found:
        raise forms.ValidationError(
            f"没有找到索引号或文号为“{words}”的已公开文件，也没有正在起草的同名文件，请核对。"
        )
    if len(found) > 1:
        raise forms.ValidationError(f"有多个文件的文号为“{words}”，请改填索引号。")
    return found[0]


def current_facets(draft: Draft) -> list[int]:
    """The classes under which the item stands now, but for Art. 20, which the attribute decides."""
    return list(
        draft.item.facet_facts.filter(valid_to__isnull=True)
        .exclude(facet__scheme=Facet.Scheme.ARTICLE_20)
        .values_list("facet_id", flat=True)
    )


class AttributeForm(forms.Form):
    """The attribute with its ground of the day, and the reason where one is owed."""

    choice = forms.ChoiceField(label="公开属性和依据", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="理由",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="依申请公开、不予公开须说明理由：文件的哪些内容、为什么属于所选情形。不得写入涉密内容。",
    )
    cited = forms.ChoiceField(
        label="引用负面清单",
        required=False,
        help_text="选填。定为不予公开的，可以引用依据相同的负面清单条目，引用写入理由。",
    )

    certain = forms.BooleanField(label="确认立即删除本稿的全部文字和附件，不能恢复", required=False)

    def __init__(self, data: Any, *, draft: Draft, today: date) -> None:
        initial = {
            "choice": f"{draft.attribute}:{draft.ground}" if draft.attribute else "",
            "reason": draft.attribute_reason,
        }
        super().__init__(data, initial=initial, label_suffix="")
        field = self.fields["choice"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (declared above; for the type)
        public = draft.act != Edition.Act.FIRST
        field.choices = [
            (
                attribute.label,
                [
                    (
                        f"{attribute.value}:{ground.key}",
                        f"{ground.label}（{ground.citation.short}）",
                    )
                    for ground in grounds_for(attribute, today)
                ],
            )
            for attribute in Attribute
            if attribute is Attribute.PROACTIVE or not public
        ]
        field.error_messages["required"] = "请选择公开属性和依据。"
        self.lines = {str(one.pk): one for one in citable(draft.item.agency)} if not public else {}
        if self.lines:
            cited = self.fields["cited"]
            assert isinstance(cited, forms.ChoiceField)  # noqa: S101 (declared above; for the type)
            cited.choices = [
                ("", "不引用"),
                *(
                    (key, f"{one.values.get('ground')}：{one.title}")
                    for key, one in self.lines.items()
                ),
            ]
        else:
            del self.fields["cited"]

    def _ask_before_deleting(self, values: Mapping[str, Any]) -> None:
        """One slip among the grounds would delete a text for good: who means it says so."""
        ground = values.get("choice", "").partition(":")[2]
        if ground and not attribute_ground(ground).keeps_content and not values.get("certain"):
            self.add_error(
                "certain",
                "所选依据会立即删除本稿的全部文字和附件，只留一行登记。确实如此的，请勾选后再确定；"
                "选错的，请改选依据。",
            )

    def clean(self) -> dict[str, Any]:
        """What is cited must rest on the ground that is chosen; it is put before the reason."""
        values = super().clean() or self.cleaned_data
        self._ask_before_deleting(values)
        line = self.lines.get(values.get("cited", ""))
        if line is None or "choice" not in values:
            return values
        attribute, _, ground = values["choice"].partition(":")
        if attribute != Attribute.WITHHELD or not fits(line, ground):
            self.add_error(
                "cited",
                f"“{line.title}”的依据是“{line.values.get('ground')}”，与所选的公开属性和依据不一致；"
                "请改选依据，或者不引用。",
            )
            return values
        said = f"属于{citation_of(line)}。"
        reason = values.get("reason", "")
        if said not in reason:
            values["reason"] = f"{said}{reason}"[:500]
        return values

    def chosen(self) -> tuple[Attribute, str]:
        """The attribute and the key of its ground."""
        attribute, _, ground = self.cleaned_data["choice"].partition(":")
        return Attribute(attribute), ground


class PlanForm(forms.Form):
    """How a policy will be explained, or why it need not be."""

    needed = forms.TypedChoiceField(
        label="是否解读",
        choices=[("yes", "需要解读"), ("no", "不需要解读")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    forms_chosen = forms.MultipleChoiceField(
        label="解读形式",
        choices=InterpretationForm.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    responsible = forms.CharField(
        label="解读责任人",
        max_length=100,
        required=False,
        help_text="主要负责人是第一解读人和责任人。",
    )
    reason = forms.CharField(
        label="不需要解读的理由",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ScheduleForm(forms.Form):
    """The day and hour of release."""

    on = forms.DateField(
        label="公开日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    hour = forms.TimeField(
        label="时间", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )


class ReasonedForm(forms.Form):
    """One reason, of several lines."""

    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class ChangeForm(forms.Form):
    """Correction or modification of something public, with its reason."""

    act = forms.ChoiceField(
        label="更正还是修改",
        choices=[
            (Edition.Act.CORRECTION, "更正：改正文字、数字、格式等差错"),
            (Edition.Act.MODIFICATION, "修改：改变内容"),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="理由",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="随新版本公开，例如“附表第二列数字有误”。",
    )
    closes_earlier = forms.BooleanField(
        label="旧版本不再公开",
        required=False,
        help_text="旧版本含有个人信息、国家秘密或者其他不应公开的内容时选择。不选的，公众可以在“版本沿革”中查看旧版本。",
    )

"""The forms of the registers, of validity, and of the lists of questions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.models import Item, Validity
from yangguang.apps.publishing.checklists import Question
from yangguang.apps.publishing.models import ItemAttribute, Reassessment
from yangguang.desk.choices import AgencyChoice
from yangguang.desk.forms.drafts import named_document, plain
from yangguang.law.attributes import Attribute

SPARE_ROWS = 3


class RegisterFilterForm(forms.Form):
    """What is looked for in the register."""

    q = forms.CharField(label="标题、索引号", required=False, max_length=100)
    attribute = forms.ChoiceField(
        label="公开属性",
        required=False,
        choices=[
            ("", "全部"),
            *((one.value, one.label) for one in Attribute if one is not Attribute.PROACTIVE),
        ],
    )
    agency = AgencyChoice(
        label="机构", queryset=Agency.objects.none(), required=False, empty_label="全部机构"
    )

    def __init__(self, data: Any, *, agencies: QuerySet[Agency]) -> None:
        super().__init__(data, label_suffix="")
        plain(self, "agency").queryset = agencies

    def narrowed(self, rows: QuerySet[ItemAttribute]) -> QuerySet[ItemAttribute]:
        """The lines that fit; a choice that is none narrows nothing."""
        self.is_valid()
        values = self.cleaned_data
        words = (values.get("q") or "").replace("\x00", "").strip()
        if words:
            rows = rows.filter(
                Q(item__title__icontains=words) | Q(item__index_number__icontains=words)
            )
        if values.get("attribute"):
            rows = rows.filter(attribute=values["attribute"])
        if values.get("agency"):
            rows = rows.filter(item__agency=values["agency"])
        return rows


class ReassessForm(forms.Form):
    """The conclusion of one look, with its reason."""

    outcome = forms.ChoiceField(
        label="结论", choices=Reassessment.Outcome.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label="理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="情势有无变化、为什么。不得写入涉密内容。",
    )


class ValidityForm(forms.Form):
    """Whether a document is in force, from when, and by what act it changed."""

    validity = forms.ChoiceField(
        label="有效性",
        choices=[row for row in Validity.choices if row[0]],
        widget=forms.RadioSelect,
    )
    effective_on = forms.DateField(
        label="自哪天起",
        help_text="标注“失效”“废止”的，填不再执行的第一天。",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    valid_until = forms.DateField(
        label="有效期至",
        required=False,
        help_text="标注“有效”“已修改”的，可以填新的有效期的最后一天；不填的，尚未届满的原有效期不变。",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reason = forms.CharField(
        label="依据",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="例如废止、修改决定的名称和文号，或者有效期届满。",
    )
    through = forms.CharField(
        label="作出改变的文件",
        max_length=200,
        required=False,
        help_text="已公开文件的索引号或者发文字号；填写后两份文件互相链接。",
    )

    def __init__(self, data: Any, *, item: Item) -> None:
        super().__init__(data, initial={"validity": item.validity}, label_suffix="")
        self.item = item

    def clean_through(self) -> Item | None:
        """The public document named, if one was named."""
        words = " ".join(self.cleaned_data["through"].replace("\x00", "").split())
        return named_document(words, but=self.item.pk) if words else None


class QuestionForm(forms.Form):
    """One line of a list of questions."""

    key = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
    text = forms.CharField(
        label="审查事项", required=False, max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )
    basis = forms.CharField(label="依据", required=False, max_length=100)
    expected = forms.ChoiceField(
        label="可以通过的结论", choices=[("yes", "是"), ("no", "否")], required=False
    )


class ChecklistForm:
    """The lines of a list; a line without words is left out."""

    def __init__(self, data: Any, questions: Sequence[Question]) -> None:
        rows: list[dict[str, str]] = [
            {name: row[name] for name in ("key", "text", "basis", "expected")} for row in questions
        ]
        rows += [{"expected": "yes"} for _ in range(SPARE_ROWS)]
        count = len(rows)
        if data is not None:
            sent = data.get("rows", "")
            count = (
                min(int(sent), 60) if sent.isascii() and sent.isdigit() and len(sent) < 4 else count
            )
        self.lines = [
            QuestionForm(
                data,
                prefix=str(number),
                initial=rows[number] if number < len(rows) else {"expected": "yes"},
                label_suffix="",
            )
            for number in range(count)
        ]

    def is_valid(self) -> bool:
        """Whether every line can be read."""
        return all([line.is_valid() for line in self.lines])  # noqa: C419 (every line is to show its errors)

    def questions(self) -> list[Question]:
        """The lines that say something, in their order."""
        found = []
        for line in self.lines:
            values = line.cleaned_data
            if values["text"].strip():
                found.append(
                    Question(
                        key=values["key"],
                        text=values["text"],
                        basis=values["basis"],
                        expected=values["expected"],
                    )
                )
        return found

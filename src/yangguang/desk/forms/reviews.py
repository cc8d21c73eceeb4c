"""The forms of reviewing: a list of questions with an opinion, a question to others, an answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet

from yangguang.apps.agencies.models import Agency
from yangguang.apps.publishing.checklists import Question, questions_for
from yangguang.apps.publishing.models import Draft, JointReview, Outcome
from yangguang.desk.choices import AgencyChoice
from yangguang.desk.forms.drafts import plain
from yangguang.law.publication import ReviewKind

YES_NO = (("yes", "是"), ("no", "否"))


class ReviewForm(forms.Form):
    """The check-list of one review; each question is a field ``q_…``.

    ``entered`` is what stood in it when another button of its page was pressed: shown, not judged.
    """

    def __init__(
        self, data: Any, *, draft: Draft, kind: ReviewKind, entered: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, label_suffix="", auto_id="review_%s")
        self.questions: list[Question] = questions_for(kind, draft.item.agency)[1]
        for number, row in enumerate(self.questions, start=1):
            field = forms.ChoiceField(
                label=f"{number}. {row['text']}",
                choices=YES_NO,
                required=False,
                widget=forms.RadioSelect(attrs={"class": "answer"}),
                help_text=row["basis"],
            )
            self.fields[f"q_{row['key']}"] = field
        self.fields["outcome"] = forms.ChoiceField(
            label="审查意见",
            choices=Outcome.choices,
            widget=forms.RadioSelect,
            error_messages={"required": "请选择审查意见。"},
        )
        self.fields["remark"] = forms.CharField(
            label="意见说明",
            max_length=500,
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text="退回、不同意的，须写明需要改什么、为什么。不得写入涉密内容。",
        )
        self.initial = {name: (entered or {}).get(name, "") for name in self.fields}

    def answers(self) -> dict[str, str]:
        """yes or no by the question's key; empty where none was given."""
        return {row["key"]: self.cleaned_data.get(f"q_{row['key']}", "") for row in self.questions}


class AskJointForm(forms.Form):
    """What the body itself cannot determine, put to those who can."""

    kind = forms.ChoiceField(label="审查", choices=[(one.value, one.label) for one in ReviewKind])
    asked = AgencyChoice(
        label="受询机关",
        queryset=Agency.objects.none(),
        empty_label="请选择",
        help_text="是否涉密，问保密行政管理部门；是否合法，问司法行政部门；其他的，问有关主管部门。",
    )
    question = forms.CharField(
        label="请求确定的问题",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="只写需要确定什么，不得写入涉密内容。受询机关可以看到本稿件。",
    )

    def __init__(self, data: Any, *, agencies: QuerySet[Agency]) -> None:
        super().__init__(data, label_suffix="")
        plain(self, "asked").queryset = agencies


class AnswerJointForm(forms.Form):
    """The answer of who was asked."""

    answer = forms.ChoiceField(
        label="答复", choices=JointReview.Answer.choices, widget=forms.RadioSelect
    )
    reply = forms.CharField(
        label="答复意见", max_length=500, widget=forms.Textarea(attrs={"rows": 4})
    )

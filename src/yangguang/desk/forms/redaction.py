"""区分处理: the ground and reason of a mark, an area in millimetres, a phrase, ticked proposals."""

from __future__ import annotations

from typing import Any

from django import forms

from yangguang.apps.files.services import NewArea, NewPassage
from yangguang.law.exemptions import exemptions_for
from yangguang.law.regimes import Regime

POINTS_A_MILLIMETRE = 72 / 25.4
NOT_INFORMATION = "not-government-information"
_OTHER = {NOT_INFORMATION: "不属于政府信息的内容（《条例》第三十七条）"}


def ground_choices() -> list[tuple[str, str]]:
    """Grounds on which part of a file may be kept back; state secrets never enter the system."""
    grounds = [
        (ground.key, f"{ground.label}（{ground.articles[0]}）")
        for ground in exemptions_for(Regime.R2019)
        if ground.store_content
    ]
    return [("", "请选择"), *grounds, *_OTHER.items()]


def ground_label(key: str) -> str:
    """The ground's name; the key itself for one that is known no more."""
    return dict(ground_choices()).get(key, key)


class GroundForm(forms.Form):
    """Every mark says why."""

    exemption = forms.ChoiceField(label="不予公开的依据", choices=ground_choices)
    reason = forms.CharField(
        label="理由",
        max_length=300,
        help_text="写给申请人看得懂的理由，例如：第三方个人的身份证号码。",
    )


class AreaForm(GroundForm):
    """A rectangle by its upper left corner and its size, in millimetres from the page's edge."""

    left = forms.FloatField(label="距左边（毫米）", min_value=0, max_value=5000)
    top = forms.FloatField(label="距上边（毫米）", min_value=0, max_value=5000)
    width = forms.FloatField(label="宽（毫米）", min_value=0.5, max_value=5000)
    height = forms.FloatField(label="高（毫米）", min_value=0.5, max_value=5000)

    def area(self, page: int) -> NewArea:
        """The area in points."""
        left, top, width, height = (
            self.cleaned_data[name] * POINTS_A_MILLIMETRE
            for name in ("left", "top", "width", "height")
        )
        return NewArea(page, left, top, left + width, top + height)


class PhraseForm(GroundForm):
    """Words to be marked wherever they stand in the file."""

    phrase = forms.CharField(
        label="文字",
        max_length=100,
        help_text="全文每一处都会标注；文字中间的空格和换行不影响查找。",
    )


class ProposalForm(GroundForm):
    """Proposals that were ticked, each as page:start:end."""

    pick = forms.MultipleChoiceField(
        label="疑似个人信息",
        error_messages={
            "required": "请勾选要标注的内容。",
            "invalid_choice": "页面内容已有变化，请重新勾选。",
        },
    )

    def __init__(self, data: Any, *, offered: list[str]) -> None:
        super().__init__(data)
        field = self.fields["pick"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(value, value) for value in offered]

    def passages(self) -> list[NewPassage]:
        """The ticked passages."""
        return [NewPassage(*map(int, value.split(":"))) for value in self.cleaned_data["pick"]]


class CopyForm(forms.Form):
    """How the released copy is made."""

    words = forms.BooleanField(
        label="保留可检索的文字",
        required=False,
        initial=True,
        help_text="去掉标注部分后的文字可以查找、复制和朗读。",
    )
    form = forms.ChoiceField(
        label="格式", choices=[("pdf", "PDF"), ("text", "纯文本")], required=False
    )

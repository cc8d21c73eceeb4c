"""The form for issuing a misprinted letter again: which passages were wrong, and how they read."""

from __future__ import annotations

from typing import Any

from django import forms

from yangguang.apps.letters.models import Letter, LetterState
from yangguang.apps.letters.services import Correction
from yangguang.apps.letters.services.reissuing import LONGEST
from yangguang.apps.requests.services.reissuing import NEVER, reissue
from yangguang.desk.requests.forms_base import ActForm, line_field, text_field

PLACES = 3
"""So many passages in one go; a letter with more mistakes is better drafted anew."""


class ReissueLetterForm(ActForm):
    explain = (
        "文书送出后发现印错了字的，在这里更正重发：新文书另编文号，附注写明更正了哪一份、哪些文字，"
        "两份互相链接；原文书不作废，作出、送达的日期和已经起算的期限不变。答复内容本身有错的，"
        "不属于印错，请“重新办理”。"
    )
    button = "更正并重新印发"
    sends_letter = True
    letter = forms.ChoiceField(label="印错的文书")

    def prepare(self) -> None:
        links = (
            self.application.letter_links.select_related("letter")
            .filter(letter__state=LetterState.ISSUED)
            .exclude(letter__kind__in=NEVER)
        )
        self.letters: dict[str, Letter] = {
            str(link.letter_id): link.letter for link in links.order_by("-id")
        }
        self.choose(
            "letter",
            [(key, f"{one.kind_name}　{one.number}") for key, one in self.letters.items()],
        )
        for place in range(1, PLACES + 1):
            again = "" if place == 1 else f"（第{place}处）"
            self.fields[f"wrong_{place}"] = line_field(
                f"印错的文字{again}",
                required=place == 1,
                longest=LONGEST,
                help_text="照原件逐字填写，只写印错的几个字。" if place == 1 else "",
            )
            self.fields[f"right_{place}"] = line_field(
                f"更正为{again}",
                required=False,
                longest=LONGEST,
                help_text="留空表示删去这几个字。" if place == 1 else "",
            )
        self.fields["reason"] = text_field("发现印错的经过", rows=2)

    def clean(self) -> dict[str, Any] | None:
        values = super().clean()
        for place in range(2, PLACES + 1):
            if self.cleaned_data.get(f"right_{place}") and not self.cleaned_data.get(
                f"wrong_{place}"
            ):
                self.add_error(f"wrong_{place}", "填写了更正后的文字，请同时填写印错的文字。")
        return values

    def apply(self) -> None:
        values = self.cleaned_data
        reissue(
            application=self.application,
            letter=self.letters[values["letter"]],
            corrections=[
                Correction(values[f"wrong_{place}"], values[f"right_{place}"])
                for place in range(1, PLACES + 1)
                if values[f"wrong_{place}"]
            ],
            reason=values["reason"],
            **self.told,
        )

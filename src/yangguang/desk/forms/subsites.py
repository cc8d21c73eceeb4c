"""The head of a body's sub-site and its menu."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from yangguang.apps.catalog.models import Column, SubSite
from yangguang.apps.catalog.services.subsites import MENU_AT_MOST


class SubSiteForm(forms.Form):
    """Each column that may stand in the menu has a number field; its number is its place."""

    name = forms.CharField(label="子网站名称", max_length=40)
    slogan = forms.CharField(
        label="副标题", max_length=60, required=False, help_text="名称下面的一行字，可以不填。"
    )
    colour = forms.ChoiceField(
        label="主色",
        choices=SubSite.Colour.choices,
        help_text="六种颜色与白色的对比度都不低于 4.5∶1。",
    )
    crest = forms.CharField(
        label="徽标字", max_length=1, required=False, help_text="没有徽标图片时显示在圆形徽标里。"
    )
    logo = forms.FileField(
        label="徽标图片", required=False, help_text="PNG，200 KB 以内。请勿上传涉密信息。"
    )
    drop_logo = forms.BooleanField(label="去掉现有徽标图片", required=False)
    is_open = forms.BooleanField(label="启用子网站", required=False, initial=True)

    def __init__(
        self,
        data: Any,
        files: Any,
        *,
        columns: Sequence[Column],
        site: SubSite | None,
        name: str,
    ) -> None:
        initial: dict[str, Any] = {"name": name, "is_open": True}
        places: dict[int, int] = {}
        if site is not None:
            for field in ("name", "slogan", "colour", "crest", "is_open"):
                initial[field] = getattr(site, field)
            places = dict(site.menu.values_list("column", "order"))
        super().__init__(data, files, initial=initial)
        self.columns = list(columns)
        for column in self.columns:
            self.fields[f"menu_{column.pk}"] = forms.IntegerField(
                label=column.name,
                required=False,
                min_value=1,
                max_value=99,
                initial=places.get(column.pk),
            )

    def menu_fields(self) -> list[tuple[Column, int, forms.BoundField]]:
        """Column, its depth and its number field, for the table of the page."""
        return [
            (one, max(0, one.path.count("/") - 1), self[f"menu_{one.pk}"]) for one in self.columns
        ]

    def head_fields(self) -> list[forms.BoundField]:
        """Everything but the menu."""
        return [field for field in self.visible_fields() if not field.name.startswith("menu_")]

    def menu(self) -> list[Column]:
        """The chosen columns in the order of their numbers, equal numbers as in the tree."""
        numbered = [
            (number, place, column)
            for place, column in enumerate(self.columns)
            if (number := self.cleaned_data.get(f"menu_{column.pk}")) is not None
        ]
        return [column for _, _, column in sorted(numbered, key=lambda row: row[:2])]

    limit = MENU_AT_MOST

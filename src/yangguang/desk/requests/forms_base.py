"""What the form of every act shares: the case, who fills it in, and the version it was drawn from."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms

from yangguang.apps.agencies.models import User
from yangguang.apps.agencies.selectors import in_force
from yangguang.apps.requests.models import Application
from yangguang.desk.viewer import Viewer


class ActForm(forms.Form):
    """One act on one application. ``explain`` stands above the fields, ``button`` on the button."""

    explain: ClassVar[str] = ""
    button: ClassVar[str] = ""
    sends_letter: ClassVar[bool] = False
    shown_once = ""
    """What the act brought forth that is shown now and never again."""
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any, *, application: Application, viewer: Viewer) -> None:
        super().__init__(data, label_suffix="")
        self.application = application
        self.viewer = viewer
        self.fields["version"].initial = application.version
        self.prepare()

    def prepare(self) -> None:
        """Set choices and first values that depend on the case."""

    def apply(self) -> None:
        """Do the act with the cleaned values. Raises Refused with a sentence for the clerk."""
        raise NotImplementedError

    @property
    def told(self) -> dict[str, Any]:
        """Who acts, when, and on which version: what every service takes."""
        return {
            "by": self.viewer.actor,
            "at": self.viewer.now,
            "version": self.cleaned_data.get("version"),
        }

    def choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        """Give a choice field its choices."""
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices


def day_field(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    """A day, with the browser's own picker."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def text_field(
    label: str, *, required: bool = True, rows: int = 3, help_text: str = "", longest: int = 5000
) -> forms.CharField:
    """Several lines."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=longest,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def line_field(
    label: str, *, required: bool = True, help_text: str = "", longest: int = 200
) -> forms.CharField:
    """One line."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=longest,
        help_text=help_text,
    )


def colleagues(viewer: Viewer, application: Application) -> list[tuple[str, str]]:
    """People who hold a post at the application's body, to be chosen as handler."""
    people = (
        User.objects.filter(
            in_force(viewer.today, "posts__"), is_active=True, posts__agency=application.agency
        )
        .distinct()
        .order_by("name", "pk")
    )
    return [("", "不指定"), *((str(person.pk), person.name) for person in people)]


def colleague(viewer: Viewer, application: Application, key: str) -> User | None:
    """The chosen colleague; None where nobody was chosen."""
    if not key or key not in dict(colleagues(viewer, application)):
        return None
    return User.objects.get(pk=int(key))


def next_days(today: date, days: int) -> date:
    """So many calendar days ahead, as a first value."""
    return date.fromordinal(today.toordinal() + days)

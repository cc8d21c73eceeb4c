"""Drafting a reply: the kind, the grounds, and a field for every part the kinds may need."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django import forms

from yangguang.apps.requests.models import Application, Attachment, Reply
from yangguang.apps.requests.services.drafting import read_parts, save_draft
from yangguang.apps.requests.services.kinds import kinds_open_to
from yangguang.desk.requests.forms_base import text_field
from yangguang.desk.viewer import Viewer
from yangguang.law.exemptions import exemptions_for
from yangguang.law.replies import Group, ReplyKind, parts

_FILLED_IN = frozenset(
    {"number", "addressee", "received_on", "date", "agency", "remedy", "exemption"}
)


class DraftForm(forms.Form):
    """One page: saved as often as wanted, complete only when it goes to review.

    The parts shown are those of the chosen kind; a kind chosen anew is shown after saving, so the
    page works without any script.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label="答复种类")
    exemptions = forms.MultipleChoiceField(
        label="不予公开的情形", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, data: Any, *, application: Application, draft: Reply | None, viewer: Viewer
    ) -> None:
        super().__init__(data, label_suffix="")
        self.application = application
        self.viewer = viewer
        self.draft = draft
        kinds = kinds_open_to(application, viewer.today)
        chosen = (data or {}).get("kind") or (draft.kind if draft else "")
        self.chosen = next((kind for kind in kinds if kind.key == chosen), None)
        field = self.fields["kind"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "请选择"), *_grouped(kinds)]
            field.initial = draft.kind if draft else ""
        self.fields["version"].initial = application.version
        self._ask_grounds()
        self.given = self._read(draft) if draft is not None else {}
        self._ask_parts(self.given)

    def _read(self, draft: Reply) -> dict[str, str]:
        """What the draft says; reading it is kept as an access."""
        viewer = self.viewer
        return read_parts(draft, by=viewer.actor, at=viewer.now, why="起草、修改答复")

    def _ask_grounds(self) -> None:
        if self.chosen is None or not self.chosen.exemptions:
            del self.fields["exemptions"]
            return
        field = self.fields["exemptions"]
        if isinstance(field, forms.MultipleChoiceField):
            known = {one.key: one for one in exemptions_for(self.chosen.regime)}
            field.choices = [
                (key, f"{known[key].label}（{known[key].articles[0]}）")
                for key in self.chosen.exemptions
                if key in known
            ]
            field.initial = self.draft.exemptions if self.draft else []

    def _ask_parts(self, given: dict[str, str]) -> None:
        if self.chosen is None:
            return
        known = parts()
        wanted: list[str] = []
        for key in (
            *self.chosen.required,
            *(key for choice in self.chosen.alternatives for key in choice),
            *self.chosen.if_known,
        ):
            if key not in wanted:
                wanted.append(key)
        if self.chosen.reason_required and "reasons" not in wanted:
            wanted.append("reasons")
        for key in wanted:
            if key in _FILLED_IN or key not in known:
                continue
            part = known[key]
            field = text_field(part.label, required=False, rows=2, help_text=part.hint)
            field.initial = given.get(key) or self._proposed(key)
            self.fields[f"part_{key}"] = field

    def _proposed(self, key: str) -> str:
        if self.chosen is None:
            return ""
        if key == "articles":
            return self.chosen.cited
        if key == "decision":
            return self.chosen.line({})
        if key == "request":
            return self.application.wanted
        if key == "supplied":
            return self._released()
        return ""

    def _released(self) -> str:
        """The files that lie ready to be given with the reply, as a letter lists them."""
        rows = self.application.attachments.filter(
            purpose=Attachment.Purpose.RELEASE, released=True
        ).order_by("id")
        return "；".join(f"《{PurePath(row.name).stem}》1份" for row in rows)

    def save(self) -> Reply:
        """Keep the draft as it is. Raises Refused."""
        values = self.cleaned_data
        given = {
            name.removeprefix("part_"): text
            for name, text in values.items()
            if name.startswith("part_") and isinstance(text, str)
        }
        given = {**self.given, **given}
        return save_draft(
            application=self.application,
            kind=values["kind"],
            given=given,
            exemptions=values.get("exemptions", []),
            user=self.viewer.user,
            by=self.viewer.actor,
            at=self.viewer.now,
            version=values.get("version"),
        )


def _grouped(kinds: list[ReplyKind]) -> list[tuple[str, list[tuple[str, str]]]]:
    groups: dict[Group, list[tuple[str, str]]] = {}
    for kind in kinds:
        groups.setdefault(kind.group, []).append((kind.key, kind.label))
    return [(group.label, groups[group]) for group in Group if group in groups]

"""Forms of random inspection. What may not be, the services say; here only what was typed is read."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from yangguang.apps.agencies.models import Agency
from yangguang.apps.draws.models import Objection, Plan, Recusal, Round
from yangguang.apps.draws.pools import ITEMS, OBJECTS, RESULTS, WHOLE, register_of
from yangguang.apps.draws.services import PlanFacts
from yangguang.apps.registers.definitions import definition_of
from yangguang.apps.registers.models import Version
from yangguang.desk.forms.ledgers import day_field
from yangguang.law.drawing import MOST_LOTS, OTHERS, Ground
from yangguang.text.folding import fold

_SHARE = re.compile(r"(\d{1,3}(?:\.\d{1,6})?)\s*(%|家|户|个)?")
_SKILL = re.compile(r"(\D+?)\s*(\d+)\s*人?")
_APART = re.compile(r"[、，,；;\n]+")
SHARES, WEIGHTS = "shares", "weights"
RANGES = ("kind", "industry", "region")


class PlanForm(forms.Form):
    """One plan. The classes and the ranges come from the definition of the list of objects.

    ``round``: the round of the year's plan that it carries out; what the year says is filled in.
    """

    number = forms.CharField(
        label="计划编号", max_length=40, help_text="例如：2026-01，本机关内不重复。"
    )
    title = forms.CharField(label="计划名称", max_length=100)
    basis = forms.CharField(
        label="计划依据", max_length=200, required=False, help_text="例如年度抽查工作计划的文号。"
    )

    def __init__(
        self,
        data: Any,
        *,
        bodies: QuerySet[Agency],
        partners: QuerySet[Agency],
        plan: Plan | None = None,
        round: Round | None = None,
    ) -> None:
        self.round = plan.round if plan else round
        told = _initial(plan) if plan else _of_round(round) if round else {"way": SHARES}
        super().__init__(data, initial=told, label_suffix="")
        if bodies.count() > 1 and plan is None:
            self.fields["agency"] = forms.ModelChoiceField(
                label="牵头机关", queryset=bodies, empty_label=None
            )
        self.fields["check_from"] = day_field("检查起日")
        self.fields["check_to"] = day_field("检查止日")
        for name in ("check_from", "check_to"):
            self.fields[name].required = True
        self.fields["items"] = forms.MultipleChoiceField(
            label="抽查事项", choices=item_choices(self.round), widget=forms.CheckboxSelectMultiple,
            help_text="取自随机抽查事项清单；清单以外的事项不得检查。", required=False,
        )  # fmt: skip
        self._draw_range()
        self.fields["way"] = forms.ChoiceField(
            label="怎样体现信用风险", widget=forms.RadioSelect, required=False,
            choices=[
                (SHARES, "各类别分别抽取，分别定比例"),
                (WEIGHTS, "合成一类抽取，按类别定权重（差异化抽查）"),
            ],
        )  # fmt: skip
        self.groups = _groups()
        for number, group in enumerate(self.groups):
            self.fields[f"share_{number}"] = forms.CharField(
                label=group, max_length=20, required=False,
                widget=forms.TextInput(attrs={"placeholder": "不抽"}),
            )  # fmt: skip
        self.fields["whole_share"] = forms.CharField(
            label="合并抽取的比例", max_length=20, required=False, help_text="写成“5%”或者“10家”。"
        )
        for number, group in enumerate(self.groups):
            self.fields[f"weight_{number}"] = forms.IntegerField(
                label=group, required=False, min_value=1, max_value=MOST_LOTS,
                error_messages=dict.fromkeys(
                    ("invalid", "min_value", "max_value"), f"请填1至{MOST_LOTS}的整数。"
                ),
            )  # fmt: skip
        self.fields["spare_since"] = day_field(
            "自何日起已抽查的不再抽", help_text="例如填今年1月1日，同一对象一年不重复抽查。"
        )
        self.fields["size"] = forms.IntegerField(label="每组人数", initial=2, min_value=1)
        self.fields["certified"] = forms.IntegerField(
            label="其中持执法证", initial=2, min_value=0, help_text="不得少于两人。"
        )
        self.fields["skills"] = forms.CharField(
            label="要求的专长", required=False, max_length=100,
            help_text="例如：消防1人、特种设备1人。",
        )  # fmt: skip
        self.fields["most_tasks"] = forms.IntegerField(
            label="每人至多检查几个对象", required=False, min_value=1
        )
        self.fields["partners"] = forms.ModelMultipleChoiceField(
            label="联合检查的机关", queryset=partners, required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text="部门联合双随机：两个名录都合并抽取，同一对象只抽一次。",
        )  # fmt: skip

    def _draw_range(self) -> None:
        definition = definition_of(register_of(OBJECTS))
        known = {one.code: one for one in definition.filters}
        for code in RANGES:
            field = known.get(code)
            if field is None:
                continue
            name = f"asked_{code}"
            if field.choices:
                choices = [("", "全部"), *((one, one) for one in field.choices)]
                self.fields[name] = forms.ChoiceField(
                    label=field.label, choices=choices, required=False
                )
            else:
                self.fields[name] = forms.CharField(
                    label=field.label, max_length=80, required=False,
                    widget=forms.TextInput(attrs={"placeholder": "全部"}),
                )  # fmt: skip

    @property
    def share_fields(self) -> list[forms.BoundField]:
        """The boxes of the classes, in order."""
        return [self[f"share_{number}"] for number in range(len(self.groups))]

    @property
    def weight_fields(self) -> list[forms.BoundField]:
        """The boxes of the weights, in the order of the classes."""
        return [self[f"weight_{number}"] for number in range(len(self.groups))]

    @property
    def range_fields(self) -> list[forms.BoundField]:
        """The boxes that narrow the list."""
        return [self[name] for name in self.fields if name.startswith("asked_")]

    def clean(self) -> dict[str, Any]:
        """Read shares, weights and skills, which people write in words."""
        found = super().clean() or self.cleaned_data
        found["weights"] = []
        if found.get("way") == WEIGHTS:
            whole = self._read_share("whole_share", WHOLE)
            if whole is None and not self.errors.get("whole_share"):
                self.add_error("whole_share", "请填写合并抽取的比例，例如“5%”。")
            found["shares"] = [whole] if whole else []
            found["weights"] = self._weights()
        else:
            found["shares"] = [row for row in map(self._share, range(len(self.groups))) if row]
        found["skill_list"] = self._skills(found.get("skills", ""))
        return found

    def _share(self, number: int) -> dict[str, Any] | None:
        name, group = f"share_{number}", self.groups[number]
        if not self.cleaned_data.get(name, "").strip():
            # A class nobody draws from is written down as such; 其他 left empty is no share.
            return None if group == OTHERS else {"group": group, "percent": "0"}
        return self._read_share(name, group)

    def _weights(self) -> list[dict[str, Any]]:
        found = []
        for number, group in enumerate(self.groups):
            lots = self.cleaned_data.get(f"weight_{number}")
            if lots is not None:
                found.append({"grade": group, "lots": lots})
        if not found and not any(name.startswith("weight_") for name in self.errors):
            self.add_error("weight_0", "没有填写权重；各类别机会相同的，请改选“分别定比例”。")
        return found

    def _read_share(self, name: str, group: str) -> dict[str, Any] | None:
        said = fold(self.cleaned_data.get(name, "")).strip()
        if not said:
            return None
        match = _SHARE.fullmatch(said)
        if match is None or (match[2] not in (None, "%") and "." in match[1]):
            self.add_error(name, "请写成“5%”或者“10家”。")
            return None
        if match[2] in (None, "%"):
            return {"group": group, "percent": match[1]}
        return {"group": group, "count": int(match[1])}

    def _skills(self, said: str) -> list[list[Any]]:
        found: list[list[Any]] = []
        for part in _APART.split(said):
            if not part.strip():
                continue
            match = _SKILL.fullmatch(fold(part).strip())
            found.append([match[1].strip(), int(match[2])] if match else [part.strip(), 1])
        return found

    def facts(self) -> PlanFacts:
        """What was typed, for the service."""
        said = self.cleaned_data
        asked = {code: said.get(f"asked_{code}", "") for code in RANGES}
        return PlanFacts(
            number=said["number"],
            title=said["title"],
            basis=said["basis"],
            check_from=said["check_from"],
            check_to=said["check_to"],
            items=[int(key) for key in said["items"]],
            shares=said["shares"],
            weights=said["weights"],
            round=self.round,
            team={
                "size": said["size"],
                "certified": said["certified"],
                "skills": said["skill_list"],
                "most_tasks": said["most_tasks"],
            },
            asked={code: value for code, value in asked.items() if value},
            partners=list(said["partners"]),
            spare_since=said["spare_since"],
        )


def item_choices(round: Round | None = None) -> list[tuple[str, str]]:
    """The live items of the list, those of the round's task only where there is one."""
    rows = Version.objects.filter(register__code=ITEMS, live=True).order_by("t1", "pk")
    if round is not None:
        rows = rows.filter(row__in=[item["row"] for item in round.task.items])
    rows = rows[:500]
    return [
        (str(row.row_id), f"{row.values.get('number', '')} {row.title}".strip()) for row in rows
    ]


def _groups() -> list[str]:
    field = definition_of(register_of(OBJECTS)).field("risk")
    return [*field.choices, OTHERS]


def _initial(plan: Plan) -> dict[str, Any]:
    shares = {row["group"]: row for row in plan.shares}
    found: dict[str, Any] = {
        "number": plan.number,
        "title": plan.title,
        "basis": plan.basis,
        "check_from": plan.check_from,
        "check_to": plan.check_to,
        "spare_since": plan.spare_since,
        "items": [item["row"] for item in plan.items],
        "partners": list(plan.partners.all()),
        "size": plan.team.get("size"),
        "certified": plan.team.get("certified"),
        "skills": "、".join(f"{skill}{count}人" for skill, count in plan.team.get("skills", [])),
        "most_tasks": plan.team.get("most_tasks"),
        **{f"asked_{code}": value for code, value in plan.asked.items()},
        "way": WEIGHTS if plan.weights else SHARES,
    }
    if plan.weights:
        lots = {row["grade"]: row["lots"] for row in plan.weights}
        found["whole_share"] = _share_text(shares[WHOLE])
        for number, group in enumerate(_groups()):
            found[f"weight_{number}"] = lots.get(group)
        return found
    for number, group in enumerate(_groups()):
        row = shares.get(group)
        if row is not None and row.get("percent") != "0":
            found[f"share_{number}"] = _share_text(row)
    return found


def _share_text(row: dict[str, Any]) -> str:
    return f"{row['percent']}%" if "percent" in row else f"{row['count']}家"


def _of_round(round: Round) -> dict[str, Any]:
    """What the plan of the year says already."""
    task = round.task
    again = f"（第{round.number}次）" if task.times > 1 else ""
    begins = max(round.opens_on, timezone.localdate())
    document = f"（{task.plan.document}）" if task.plan.document else ""
    return {
        "title": f"{task.plan.year}年{task.title}{again}",
        "number": f"{task.plan.year}-{task.number:02d}" + (f"-{round.number}" if again else ""),
        "basis": f"{task.plan.title}{document}第{task.number}项",
        # A round that is late is checked from now on; its first and last day are over.
        "check_from": begins,
        "check_to": max(round.due_on, begins),
        "items": [item["row"] for item in task.items],
        "partners": list(task.partners.all()),
        "way": SHARES,
        "whole_share": task.share,
        f"share_{len(_groups()) - 1}": task.share,
    }


class CommitForm(forms.Form):
    """Where the public value will come from."""

    public_source = forms.CharField(
        label="公开部分的来源", max_length=200,
        help_text="写到任何人都能查到的程度，例如：福彩双色球第2026135期开奖号码，按公布次序。",
    )  # fmt: skip
    public_from = forms.DateTimeField(
        label="公开部分不早于",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        help_text="公开部分产生（开奖、收盘）的时间，须在现在以后。",
        error_messages={"invalid": "不是日期和时刻，请写作2026-03-05 21:15。"},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")


class HoldForm(forms.Form):
    """The public value as it appeared."""

    public_value = forms.CharField(
        label="公开部分", max_length=200, help_text="照公布的次序填写；全角、多余的空格会自动整理。"
    )
    witnesses = forms.CharField(
        label="见证人", max_length=200, required=False, help_text="在场的监督人员、检查对象代表等。"
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")


class VoidForm(forms.Form):
    """Why a promise is given up."""

    why = forms.CharField(
        label="作废理由", max_length=250, help_text="连同承诺书、秘密部分一并公布。"
    )
    source_failed = forms.BooleanField(label="公开部分没有产生（如停止开奖）", required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")


class ReplaceForm(forms.Form):
    """Who or what is replaced, and why."""

    ground = forms.ChoiceField(
        label="事由", choices=[("", "请选择"), *((one.value, one.label) for one in Ground)]
    )
    inspector = forms.ChoiceField(label="检查人员", required=False, help_text="更换对象的不选。")
    asked = forms.ChoiceField(label="由谁提出", choices=Recusal.Asked.choices)
    reason = forms.CharField(
        label="事实和理由", max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="留存备查，不公开；公开的只有上面的事由。",
    )  # fmt: skip
    decided_by = forms.CharField(
        label="决定人", max_length=100, required=False, help_text="回避由机关负责人决定。"
    )

    def __init__(self, data: Any = None, *, team: list[dict[str, str]]) -> None:
        super().__init__(data, label_suffix="")
        self.fields["decided_on"] = day_field("决定日期")
        self.fields["decided_on"].required = True
        choices = [("", "（更换检查对象）")]
        choices += [(one["key"], f"{one['name']}（{one['key']}）") for one in team]
        inspector = self.fields["inspector"]
        if isinstance(inspector, forms.ChoiceField):
            inspector.choices = choices


class AppointForm(forms.Form):
    """Whom the head sends."""

    people = forms.CharField(label="指派人员", max_length=200, help_text="姓名和执法证号。")
    why = forms.CharField(label="理由", max_length=200)
    decided_by = forms.CharField(label="决定人", max_length=80)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")


class ResultForm(forms.Form):
    """What the check brought; the outcomes are those of the register of results."""

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, label_suffix="")
        self.fields["checked_on"] = day_field("检查日期")
        self.fields["checked_on"].required = True
        field = definition_of(register_of(RESULTS)).field("result")
        self.fields["result"] = forms.ChoiceField(
            label="抽查结果", choices=[("", "请选择"), *((one, one) for one in field.choices)]
        )
        for name, label in (("problems", "发现的问题"), ("handling", "后续处理")):
            self.fields[name] = forms.CharField(
                label=label, required=False, max_length=2000,
                widget=forms.Textarea(attrs={"rows": 3}),
            )  # fmt: skip


class ObjectionForm(forms.Form):
    """What is objected, by whom."""

    capacity = forms.ChoiceField(label="提出人", choices=Objection.Capacity.choices)
    said = forms.CharField(
        label="异议内容和证据", max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        self.fields["raised_on"] = day_field("提出日期")
        self.fields["raised_on"].required = True


class DecideForm(forms.Form):
    """What comes of an objection."""

    upheld = forms.ChoiceField(
        label="决定",
        choices=[("", "请选择"), ("yes", "异议成立，撤下条目"), ("no", "异议不成立，保留条目")],
    )
    why = forms.CharField(
        label="理由", max_length=250, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="异议成立的，理由在条目页面公布。",
    )  # fmt: skip
    decided_by = forms.CharField(label="决定人", max_length=100)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        self.fields["decided_on"] = day_field("决定日期")
        self.fields["decided_on"].required = True

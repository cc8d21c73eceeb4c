"""To whom an application may go: bodies found by any name they bear or bore, and who else it may be.

A body that has ended names its successor. What a description says of another body (its name, a
document number with its issuer's word) or of work that another body does is turned into a proposal;
nothing is refused for it, for the applicant may know better.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone

from yangguang.apps.agencies import directory
from yangguang.apps.agencies.models import Agency, AgencyAlias, AgencyName
from yangguang.apps.requests.models import RequestSetting
from yangguang.text.docnum import find_docnums
from yangguang.text.folding import fold

SHOWN = 20
_SHORTEST_NAME = 4
_PARTS = re.compile(r"[、，,；;/\s]+")
_HAN = re.compile(r"[\u3400-\u9fff]{2,}")
_COMMON = frozenset(
    [
        "有关",
        "相关",
        "工作",
        "管理",
        "情况",
        "信息",
        "公开",
        "政府",
        "全市",
        "全县",
        "全区",
        "市级",
        "县级",
        "我市",
        "本市",
        "年度",
        "文件",
        "通知",
        "办法",
        "规定",
        "实施",
        "组织",
        "负责",
        "承担",
        "贯彻",
        "执行",
        "国家",
        "法律",
        "法规",
        "政策",
        "措施",
        "拟订",
        "监督",
        "指导",
        "服务",
        "数据",
        "报告",
        "材料",
        "及其",
        "以及",
        "审批",
        "行政",
        "领域",
        "解读",
        "和省",
        "律法",
        "本领",
        "一份",
        "申请",
        "获取",
        "公布",
        "名单",
        "标准",
        "结果",
    ]
)
_TOLD_APART = 2


@dataclass(frozen=True, slots=True)
class Choice:
    """A body as the form shows it. ``instead`` are those that took over where it has ended."""

    agency: Agency
    online: bool
    note: str = ""
    instead: tuple[Agency, ...] = ()

    @property
    def ended(self) -> bool:
        """Whether the body is gone."""
        return bool(self.note)


@dataclass(frozen=True, slots=True)
class Proposal:
    """Another body that an application may belong to, and the sentence that says why."""

    agency: Agency
    why: str


def appliable(keys: Sequence[int]) -> list[Choice]:
    """These bodies in the order given; unknown keys are left out."""
    found = {one.pk: one for one in directory.known_agencies().filter(pk__in=keys)}
    return _choices([found[key] for key in keys if key in found])


def by_slug(slug: str) -> Choice | None:
    """One body by its address."""
    agency = directory.find_agency(slug.replace("\x00", ""))
    return _choices([agency])[0] if agency else None


def find_bodies(words: str, *, besides: Iterable[int] = ()) -> list[Choice]:
    """Bodies whose name, short name, former name or alias holds every word, best first."""
    written = [word for word in _PARTS.split(words.replace("\x00", "").strip()) if word][:5]
    folded = [fold(word) for word in written]
    if not folded:
        return []
    matching = Q()
    for word, plain in zip(written, folded, strict=True):
        either = Q()
        for form in {word, plain}:
            either |= (
                Q(name__icontains=form)
                | Q(short_name__icontains=form)
                | Q(names__name__icontains=form)
                | Q(aliases__name__icontains=form)
            )
        matching &= either
    rows = (
        directory.known_agencies()
        .filter(matching)
        .exclude(pk__in=list(besides))
        .distinct()[: 4 * SHOWN]
    )
    whole = fold("".join(written))
    ranked = sorted(
        rows,
        key=lambda one: (
            fold(one.name) != whole,
            not fold(one.name).endswith(whole),
            one.order,
            one.pk,
        ),
    )
    return _choices(ranked[:SHOWN])


def proposals(text: str, chosen: Sequence[int], *, kept: Sequence[int] = ()) -> list[Proposal]:
    """Other bodies to which this description points, at most three, the surest first."""
    known = list(directory.known_agencies())
    today = timezone.localdate()
    found: dict[int, Proposal] = {}
    for agency, why in [
        *_named(text, known),
        *_numbered(text, known),
        *_by_duties(text, known, chosen),
    ]:
        for one in _standing(agency, today):
            if one.pk not in found:
                moved = f"（职能已由{one.name}承继）" if one.pk != agency.pk else ""
                found[one.pk] = Proposal(one, why + moved)
    if any(key in found for key in chosen):
        # One of those chosen is what the text points to: what else it mentions is context.
        return []
    return [one for key, one in found.items() if key not in kept][:3]


def _choices(agencies: Sequence[Agency]) -> list[Choice]:
    today = timezone.localdate()
    offline = set(
        RequestSetting.objects.filter(
            agency__in=[one.pk for one in agencies], takes_online=False
        ).values_list("agency_id", flat=True)
    )
    choices = []
    for one in agencies:
        if one.valid_to is not None and one.valid_to <= today:
            instead = tuple(after for after in _standing(one, today) if after.pk != one.pk)
            choices.append(Choice(one, False, f"已于{one.valid_to.isoformat()}撤销", instead))
        else:
            choices.append(Choice(one, one.pk not in offline))
    return choices


def _standing(agency: Agency, today: date) -> list[Agency]:
    """The body itself while it lives, else those that took over its powers."""
    line, seen, standing = [agency], set[int](), []
    while line:
        one = line.pop(0)
        if one.pk in seen:
            continue
        seen.add(one.pk)
        if one.valid_to is None or one.valid_to > today:
            standing.append(one)
        else:
            line.extend(step.successor for step in directory.successors(one))
    return standing


def _named(text: str, known: Sequence[Agency]) -> list[tuple[Agency, str]]:
    """Bodies whose name stands in the text, longer names first; a name inside a longer one does
    not count (市政府 within 市政府办公室)."""
    plain = fold(text)
    by_key = {one.pk: one for one in known}
    names: dict[str, int] = {}
    for one in known:
        for name in (one.name, one.short_name):
            names.setdefault(fold(name), one.pk)
    for model in (AgencyName, AgencyAlias):
        for name, key in model.objects.values_list("name", "agency_id"):
            names.setdefault(fold(name), key)
    found = []
    for name in sorted(names, key=lambda one: (-len(one), one)):
        if len(name) < _SHORTEST_NAME or names[name] not in by_key or name not in plain:
            continue
        plain = plain.replace(name, "\n")
        agency = by_key[names[name]]
        found.append((agency, f"您的描述提到了“{name}”。"))
    return found


def _numbered(text: str, known: Sequence[Agency]) -> list[tuple[Agency, str]]:
    """Issuers of the document numbers in the text, by the issuer's word of each body."""
    found = []
    for number in find_docnums(text):
        for one in known:
            words = [word for word in _PARTS.split(one.document_word) if word]
            if number.org and number.org in words:
                found.append((one, f"文号“{number.text}”是{one.name}的发文字号。"))
    return found


def _by_duties(
    text: str, known: Sequence[Agency], chosen: Sequence[int]
) -> list[tuple[Agency, str]]:
    """A body whose name holds the matter asked for while no chosen one's name or duties do.

    Reading: pairs of characters are compared, without those that a fifth of all bodies share (the
    city's name, 负责); two must agree, so that one chance word proposes nobody.
    """
    matter = {one.pk: _pairs(f"{one.name} {one.duties_text}") for one in known}
    spread = Counter(pair for pairs in matter.values() for pair in pairs)
    often = {pair for pair, times in spread.items() if times > max(2, len(known) // 5)}
    asked = _pairs(text) - often
    mine = [one for one in known if one.pk in set(chosen)]
    if not asked or any(asked & matter[one.pk] for one in mine):
        return []
    scored = [
        (len(asked & matter[one.pk]), one)
        for one in known
        if any(one.parent_id == my.parent_id or one.parent_id == my.pk for my in mine)
    ]
    best = max((score for score, _ in scored), default=0)
    if best < _TOLD_APART:
        return []
    leading = [one for score, one in scored if score == best]
    if len(leading) > 1:
        return []
    return [(leading[0], f"从内容看，可能属于{leading[0].name}的职责。")]


def _pairs(text: str) -> set[str]:
    pairs = set()
    for run in _HAN.findall(fold(text)):
        pairs |= {run[at : at + 2] for at in range(len(run) - 1)}
    return pairs - _COMMON

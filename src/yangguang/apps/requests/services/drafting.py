"""起草答复: one reply of exactly one statutory kind, checked against what the kind requires.

依据：《条例》（2019年）第三十六条至第三十九条；2007年条例第二十一条、第二十二条。
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from yangguang.apps.agencies.models import User
from yangguang.apps.audit.actors import Actor
from yangguang.apps.requests.models import (
    Application,
    ApplicationState,
    Consultation,
    ConsultationKind,
    Opinion,
    OpinionKind,
    Reply,
)
from yangguang.apps.requests.services.consulting import ruling
from yangguang.apps.requests.services.kinds import chosen_kind
from yangguang.apps.requests.services.steps import Step, step, unclassified
from yangguang.apps.requests.services.volume import excess_verdict
from yangguang.apps.requests.workflow import impossible, require_lawful
from yangguang.apps.vault.services import reveal, seal_for, unseal_for
from yangguang.law.consultations import Effect
from yangguang.law.exemptions import exemption
from yangguang.law.replies import Group, Problem, ReplyKind, may_rest_on, missing_parts, parts
from yangguang.law.verdict import Verdict, refuse
from yangguang.law.wording import cited_together

FIELD = "reply"
SECRET_GROUNDS = frozenset({"state-secret", "state-secret-2007"})
_SECRET_KINDS = frozenset({"withheld-state-secret", "withheld-state-secret-2007"})
CLASSIFIED_REASONS = "经依法审查，该信息属于依法确定的国家秘密，依照保守国家秘密的规定不得公开"
"""All that a refusal for state secrecy says of its reasons: 非涉密系统不得存储涉密信息."""
_GIVEN_LATER = frozenset({"number", "addressee", "received_on", "date", "agency", "remedy"})
"""Parts that signing fills in by itself; a draft need not have them."""


def save_draft(
    *,
    application: Application,
    kind: str,
    given: Mapping[str, str],
    by: Actor,
    at: datetime,
    exemptions: Sequence[str] = (),
    user: User | None = None,
    version: int | None = None,
) -> Reply:
    """Keep the draft as it stands; it may be incomplete. What was typed is never lost.

    Raises NotPossible for a kind that the case's regulation does not know, or grounds on which the
    kind cannot rest. Of a refusal for state secrecy, and of a register line of secrecy, nothing
    typed is kept: the letter then says only what is fixed in `CLASSIFIED_REASONS`.
    """
    with step("draft", application, by=by, at=at, version=version) as doing:
        current = doing.application
        chosen = chosen_kind(current, kind, doing.day)
        grounds = [key for key in exemptions if key]
        if grounds:
            require_lawful(_rests_on(chosen, grounds))
        known = {key: unclassified(text.strip()) for key, text in given.items() if key in parts()}
        if current.secret and chosen.key not in _SECRET_KINDS:
            raise impossible(
                "非涉密系统",
                "涉密线索只能登记“不予公开：国家秘密”。经审查不属于国家秘密的，请先“解除涉密线索”。",
            )
        if keeps_no_text(chosen, grounds):
            known = {"reasons": CLASSIFIED_REASONS}
        draft = draft_of(current) or Reply(application=current)
        draft.kind = chosen.key
        draft.exemptions = grounds
        draft.sealed_parts = seal_for(
            current.applicant.subject_key, json.dumps(known, ensure_ascii=False), FIELD
        )
        draft.draft_hash = hash_of(chosen.key, grounds, known)
        draft.drafted_by = user
        draft.drafted_at = at
        draft.save()
        doing.after = {"kind": chosen.key, "exemptions": grounds, "draft": draft.draft_hash}
        doing.say(f"起草答复：{chosen.label}")
    return draft


def keeps_no_text(kind: ReplyKind, grounds: Sequence[str]) -> bool:
    """Whether of this reply a register line alone is kept: article and neutral title."""
    wholly = kind.group is Group.WITHHELD and any(key in SECRET_GROUNDS for key in grounds)
    return wholly or kind.key in _SECRET_KINDS


def _rests_on(kind: ReplyKind, grounds: Sequence[str]) -> Verdict:
    try:
        return may_rest_on(kind, grounds)
    except KeyError:
        return refuse(
            f"不认识的不予公开情形：{'、'.join(grounds)}。", kind.article, "请在所列情形中选择。"
        )


def draft_of(application: Application) -> Reply | None:
    """The draft that is being worked on, None where none was begun."""
    return application.replies.filter(decided_on__isnull=True).order_by("-id").first()


def read_parts(
    reply: Reply, *, by: Actor, at: datetime, why: str, machine: bool = False
) -> dict[str, str]:
    """What the reply says, by part; kept as an access to what lies sealed.

    Raises Destroyed after the applicant's key is gone.
    """
    if not reply.sealed_parts:
        return {}
    application = reply.application
    opened = reveal(
        application.applicant.subject_key,
        {FIELD: reply.sealed_parts},
        [FIELD],
        by=by,
        at=at,
        why=why,
        page=f"request:{application.number}",
        agency_key=application.agency_id,
        machine=machine,
    )
    return _parts(opened[FIELD])


def _parts(text: str) -> dict[str, str]:
    return {str(key): str(value) for key, value in json.loads(text).items()}


def _parts_unseen(reply: Reply) -> dict[str, str]:
    """The same for the check of completeness, which shows nobody a word and so is not kept: it
    runs whenever the case is looked at."""
    if not reply.sealed_parts:
        return {}
    return _parts(unseal_for(reply.application.applicant.subject_key, reply.sealed_parts, FIELD))


def hash_of(kind: str, exemptions: Sequence[str], given: Mapping[str, str]) -> str:
    """By what an opinion is bound to the draft it was given on."""
    text = json.dumps([kind, sorted(exemptions), sorted(given.items())], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def problems_of(application: Application, reply: Reply, on: date) -> list[Problem]:
    """What keeps the draft from going to review: missing parts, missing grounds, open questions."""
    kind = chosen_kind(application, reply.kind, on)
    given = filled_parts(application, kind, reply.exemptions, _parts_unseen(reply))
    found = [problem for problem in missing_parts(kind, given) if problem.part not in _GIVEN_LATER]
    verdict = _rests_on(kind, reply.exemptions)
    if not verdict and all(problem.part != "exemption" for problem in found):
        found.append(Problem("exemption", "不予公开的情形", verdict.sentence, verdict.citation))
    found.extend(_consultation_problems(application, kind))
    found.extend(_ground_problems(application, kind, on))
    return found


def filled_parts(
    application: Application, kind: ReplyKind, grounds: Sequence[str], given: Mapping[str, str]
) -> dict[str, str]:
    """The draft with the parts that follow from its kind, its grounds and the case.

    What was typed for another kind, before this one was chosen, is kept and not sent.
    """
    own = own_parts(kind)
    filled = {key: text for key, text in given.items() if text and key in own}
    filled.setdefault("request", application.wanted or application.title)
    if grounds:
        filled.setdefault("exemption", named_grounds(grounds))
    filled.setdefault("articles", kind.cited)
    filled.setdefault("decision", kind.line(filled))
    return filled


def own_parts(kind: ReplyKind) -> frozenset[str]:
    """The parts that a letter of this kind may bear."""
    keys = {*kind.required, *kind.if_known, "request", "articles", "decision"}
    keys.update(key for choice in kind.alternatives for key in choice)
    if kind.reason_required:
        keys.add("reasons")
    return frozenset(keys)


def named_grounds(grounds: Sequence[str]) -> str:
    """The grounds as the letter names them: label with article."""
    known = [exemption(key) for key in grounds]
    return "；".join(f"{one.label}（{cited_together(one.articles)}）" for one in known)


def _consultation_problems(application: Application, kind: ReplyKind) -> list[Problem]:
    """Opinions that are still out, parties that were not asked, objections that stand."""
    found = []
    consultations = list(
        Consultation.objects.filter(application=application).select_related("application")
    )
    if any(not one.answer for one in consultations):
        found.append(
            Problem(
                "consultation",
                "征求意见",
                "还有征求意见没有登记结果。请先登记意见，或者期满后登记为逾期未答复。",
            )
        )
    asked = [one for one in consultations if one.kind == ConsultationKind.THIRD_PARTY]
    if kind.consult_third_party and not asked:
        found.append(
            Problem(
                "consultation",
                "征求第三方意见",
                f"“{kind.label}”应当先书面征求第三方意见（第三十二条）。",
                kind.articles[0],
            )
        )
    if kind.group is Group.DISCLOSED and kind.consult_if_concerned:
        for one in asked:
            if not one.answer:
                continue
            effect, verdict = ruling(one)
            if effect is Effect.WITHHOLD:
                found.append(
                    Problem(
                        "consultation",
                        "第三方不同意公开",
                        f"{one.party_mask}：{verdict.sentence}因公共利益需要公开的，"
                        "请先由公开工作机构负责人“因公共利益公开”；也可以改为部分公开或者不予公开。",
                        verdict.citation,
                    )
                )
    return found


def _ground_problems(application: Application, kind: ReplyKind, on: date) -> list[Problem]:
    """What has to have happened before a reply of this kind may be given."""
    if kind.key in ("repeated", "repeated-2007") and application.repeats_id is None:
        return [
            Problem(
                "earlier_reply",
                "先前的答复",
                f"“{kind.label}”应当先“关联重复申请”，指明已经答复的是哪一件。",
                kind.article,
            )
        ]
    if kind.key == "excessive":
        verdict = excess_verdict(application, on)
        if not verdict:
            return [Problem("applicant_reason", "说明理由", verdict.sentence, verdict.citation)]
    supplemented = application.supplements.filter(answered_on__isnull=False)
    if kind.key == "still-unclear" and not supplemented.exists():
        return [
            Problem(
                "supplement_notice",
                "补正",
                f"“{kind.label}”只能在申请人补正之后作出；还没有补正的，请先要求补正。",
                kind.article,
            )
        ]
    return []


def submit(
    *, application: Application, by: Actor, at: datetime, version: int | None = None
) -> Reply:
    """送审: the draft goes to legal and secrecy review. Raises NotPossible while it is incomplete."""
    with step("submit", application, by=by, at=at, version=version) as doing:
        draft = _require_draft(doing)
        problems = problems_of(doing.application, draft, doing.day)
        if problems:
            raise impossible(
                "答复不完整", "答复还不能送审：" + "；".join(one.sentence for one in problems)
            )
        doing.after = {"draft": draft.draft_hash}
        doing.say("送合法性审查和保密审查")
    return draft


def give_opinion(
    *,
    application: Application,
    kind: OpinionKind,
    agrees: bool,
    text: str,
    by: Actor,
    at: datetime,
    user: User | None = None,
    version: int | None = None,
) -> Opinion:
    """A legal or secrecy opinion on the draft as it stands. 依据：《条例》第十七条.

    A refusal sends the draft back, with its reasons. Raises NotPossible for a refusal without.
    """
    act = {OpinionKind.LEGAL: "review-legal", OpinionKind.SECRECY: "review-secrecy"}[kind]
    with step(act, application, by=by, at=at, version=version) as doing:
        draft = _require_draft(doing)
        if not agrees:
            doing.require_text(text, "不同意的理由和修改意见")
        if user is not None and draft.drafted_by_id == user.pk:
            raise impossible("审查分离", "起草人不能审查自己起草的答复，请由其他审查人办理。")
        opinion = _write_opinion(doing, draft, kind, agrees, text, user)
        doing.say(f"{kind.label}：{'同意' if agrees else '不同意'}", note=text.strip())
        if not agrees:
            doing.target = ApplicationState.HANDLING
    return opinion


def approve(
    *,
    application: Application,
    text: str,
    by: Actor,
    at: datetime,
    user: User | None = None,
    version: int | None = None,
) -> Opinion:
    """The head of the 公开工作机构 agrees; both reviews must have agreed to this very draft."""
    with step("approve", application, by=by, at=at, version=version) as doing:
        draft = _require_draft(doing)
        missing = missing_opinions(doing.application, draft)
        if missing:
            names = "、".join(kind.label for kind in missing)
            raise impossible("《条例》第十七条", f"还缺少对现稿的{names}意见，请先完成审查。")
        opinion = _write_opinion(doing, draft, OpinionKind.APPROVAL, True, text, user)
        doing.say("公开工作机构负责人审核同意", note=text.strip())
    return opinion


def send_back(
    *, application: Application, text: str, by: Actor, at: datetime, version: int | None = None
) -> Application:
    """退回修改: back to drafting, with what is to be changed."""
    with step("return", application, by=by, at=at, version=version) as doing:
        doing.say("退回修改", note=doing.require_text(text, "修改意见"))
    return application


def missing_opinions(application: Application, draft: Reply) -> list[OpinionKind]:
    """Reviews that have not agreed to the draft as it stands now."""
    given = {
        row.kind: row.agrees
        for row in Opinion.objects.filter(
            application=application, draft_hash=draft.draft_hash
        ).order_by("id")
    }
    return [kind for kind in (OpinionKind.LEGAL, OpinionKind.SECRECY) if not given.get(kind, False)]


def _require_draft(doing: Step) -> Reply:
    draft = draft_of(doing.application)
    if draft is None:
        raise impossible("没有答复稿", "还没有起草答复，请先“起草答复”。")
    return draft


def _write_opinion(
    doing: Step, draft: Reply, kind: OpinionKind, agrees: bool, text: str, user: User | None
) -> Opinion:
    opinion = Opinion(
        application=doing.application,
        kind=kind,
        agrees=agrees,
        text=text.strip(),
        draft_hash=draft.draft_hash,
        by_user=user,
        by=doing.by.name[:80],
        at=doing.at,
    )
    opinion.save(force_insert=True)
    return opinion

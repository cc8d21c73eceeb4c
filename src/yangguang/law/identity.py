"""What an application may ask of the applicant, and as whom the report counts him or her.

The article lists what an application has to hold; whatever a form asks beyond it keeps people from
applying. The old duty to show a special need is gone since 2019 and a form that still asks for it
is unlawful.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from yangguang.law.citation import Citation
from yangguang.law.regimes import Regime
from yangguang.law.verdict import Verdict, allow, refuse


class ApplicantKind(StrEnum):
    """A natural person or one of the five kinds of organisation; the values are report columns.

    依据：国办公开办函〔2019〕60号、〔2021〕30号表三的列。The form of 2014 does not tell applicants apart.
    """

    NATURAL = "natural"
    BUSINESS = "business"
    RESEARCH = "research"
    WELFARE = "welfare"
    LEGAL = "legal"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The heading of the column."""
        return {
            ApplicantKind.NATURAL: "自然人",
            ApplicantKind.BUSINESS: "商业企业",
            ApplicantKind.RESEARCH: "科研机构",
            ApplicantKind.WELFARE: "社会公益组织",
            ApplicantKind.LEGAL: "法律服务机构",
            ApplicantKind.OTHER: "其他",
        }[self]

    @property
    def organisation(self) -> bool:
        """Whether it is a legal person or other organisation."""
        return self is not ApplicantKind.NATURAL


def report_column(applicant: ApplicantKind, form: str) -> str | None:
    """The column of table three in the forms of 2019 and 2021; None in that of 2014.

    Raises KeyError for any other form.
    """
    if form == "2014":
        return None
    if form not in ("2019", "2021"):
        raise KeyError(form)
    return applicant.value


class Field(StrEnum):
    """What a form may want to know."""

    NAME = "name"
    IDENTITY_PROOF = "identity-proof"
    CONTACT = "contact"
    DESCRIPTION = "description"
    FORM_WANTED = "form-wanted"
    APPLICANT_KIND = "applicant-kind"
    AGENT = "agent"
    READING_AID = "reading-aid"
    OWN_RECORD_PROOF = "own-record-proof"
    PURPOSE = "purpose"
    SPECIAL_NEED = "special-need"
    OCCUPATION = "occupation"
    COMMITMENT = "commitment"

    @property
    def label(self) -> str:
        """The word on the form."""
        return _FIELDS[self]


_FIELDS = {
    Field.NAME: "姓名或者名称",
    Field.IDENTITY_PROOF: "身份证明",
    Field.CONTACT: "联系方式",
    Field.DESCRIPTION: "所需信息的名称、文号或者其他特征性描述",
    Field.FORM_WANTED: "获取信息的方式、途径",
    Field.APPLICANT_KIND: "申请人类别",
    Field.AGENT: "代理人及授权委托书",
    Field.READING_AID: "阅读困难、视听障碍需要的帮助",
    Field.OWN_RECORD_PROOF: "查询与本人有关信息的身份证件",
    Field.PURPOSE: "所需信息的用途",
    Field.SPECIAL_NEED: "自身生产、生活、科研等特殊需要",
    Field.OCCUPATION: "工作单位、职业、职务",
    Field.COMMITMENT: "使用信息的承诺书",
}


@dataclass(frozen=True, slots=True)
class _Rule:
    allowed: bool
    required: bool
    place: str
    reason: str
    next_step: str = ""


_DROP = "请从申请表中删去这一项。"
_R2019 = {
    Field.NAME: _Rule(True, True, "29/2/1", "申请应当写明申请人的姓名或者名称。"),
    Field.IDENTITY_PROOF: _Rule(True, True, "29/2/1", "申请应当附身份证明。"),
    Field.CONTACT: _Rule(True, True, "29/2/1", "申请应当写明联系方式。"),
    Field.DESCRIPTION: _Rule(
        True, True, "29/2/2", "申请应当写明信息的名称、文号或者便于查询的其他特征性描述。"
    ),
    Field.FORM_WANTED: _Rule(True, True, "29/2/3", "申请应当写明获取信息的方式、途径。"),
    Field.APPLICANT_KIND: _Rule(
        True, False, "50/1/2", "年度报告按申请人类别统计，可以请申请人选择，不能因未选而不受理。"
    ),
    Field.AGENT: _Rule(True, False, "29/1", "委托他人代为申请的，可以要求提供授权委托书。"),
    Field.READING_AID: _Rule(True, False, "43", "申请人存在阅读困难或者视听障碍的，应当提供帮助。"),
    Field.OWN_RECORD_PROOF: _Rule(True, False, "41", "要求更正自身信息的，应当提供证据。"),
    Field.PURPOSE: _Rule(False, False, "29/2", "条例不要求说明用途。", _DROP),
    Field.SPECIAL_NEED: _Rule(
        False, False, "27", "2019年条例已经删去“三需要”，不得要求申请人说明。", _DROP
    ),
    Field.OCCUPATION: _Rule(False, False, "29/2", "条例不要求提供工作单位、职业或者职务。", _DROP),
    Field.COMMITMENT: _Rule(False, False, "29/2", "条例不要求作出承诺。", _DROP),
}
_R2007 = {
    Field.NAME: _Rule(True, True, "20/2/1", "申请应当写明申请人的姓名或者名称。"),
    Field.IDENTITY_PROOF: _Rule(
        False,
        False,
        "20/2/1",
        "2007年条例只要求姓名或者名称、联系方式，不要求身份证明。",
        "只有申请提供与其自身相关的税费缴纳、社会保障、医疗卫生等信息的，才应当出示证件。",
    ),
    Field.CONTACT: _Rule(True, True, "20/2/1", "申请应当写明联系方式。"),
    Field.DESCRIPTION: _Rule(True, True, "20/2/2", "申请应当写明所需信息的内容描述。"),
    Field.FORM_WANTED: _Rule(True, True, "20/2/3", "申请应当写明信息的形式要求。"),
    Field.APPLICANT_KIND: _Rule(True, False, "20/2", "可以请申请人选择类别，不能因未选而不受理。"),
    Field.AGENT: _Rule(True, False, "20/1", "委托他人代为申请的，可以要求提供授权委托书。"),
    Field.READING_AID: _Rule(
        True, False, "28/2", "申请人存在阅读困难或者视听障碍的，应当提供帮助。"
    ),
    Field.OWN_RECORD_PROOF: _Rule(
        True, False, "25/1", "申请提供与其自身相关的信息，应当出示有效身份证件或者证明文件。"
    ),
    Field.PURPOSE: _Rule(
        True, False, "13", "可以询问用途，以判断是否与自身特殊需要有关；不能因未写而不受理。"
    ),
    Field.SPECIAL_NEED: _Rule(
        True, False, "13", "可以询问与自身生产、生活、科研等特殊需要的关系；不能因未写而不受理。"
    ),
    Field.OCCUPATION: _Rule(False, False, "20/2", "条例不要求提供工作单位、职业或者职务。", _DROP),
    Field.COMMITMENT: _Rule(False, False, "20/2", "条例不要求作出承诺。", _DROP),
}
_RULES = {Regime.R2007: _R2007, Regime.R2019: _R2019}


def may_ask(field: Field, regime: Regime) -> Verdict:
    """Whether a form may ask this of an applicant; required or merely allowed.

    依据：2019年条例第二十九条第二款；2007年条例第二十条第二款、第二十五条第一款、第十三条。
    Reading: an agent's authority and the kind of applicant may be asked though the article does not
    list them, since the one follows from representation and the other from the report; neither may
    be made a condition.
    """
    rule = _RULES[regime][field]
    article = regime.article(rule.place)
    if rule.allowed:
        return allow(article, rule.reason, rule.next_step)
    return refuse(rule.reason, article, rule.next_step)


def must_state(regime: Regime) -> tuple[Field, ...]:
    """What an application has to hold to be complete."""
    return tuple(field for field in Field if _RULES[regime][field].required)


def missing_from(given: set[Field], regime: Regime) -> list[tuple[Field, Citation]]:
    """What an application lacks, with the article: the items of a supplement notice.

    Reading: a missing proof of identity is asked for by supplement notice as an unclear content is.
    """
    return [
        (field, regime.article(_RULES[regime][field].place))
        for field in must_state(regime)
        if field not in given
    ]


_OLD_NEED = re.compile(
    r"三需要|生产[、，]?\s*生活[^。；\n]{0,8}需要|科研等(?:特殊)?需要|"
    r"(?:所需)?(?:政府)?信息(?:的)?用途|用途说明|申请用途"
)


def forbidden_questions(text: str, regime: Regime) -> list[str]:
    """Phrases of a guide or form that ask for what the regulation no longer lets be asked.

    Empty under the regulation of 2007. A phrase within a sentence that says it is *not* asked
    (无需、不要求、不再、不得、取消、删) is let through.
    """
    if regime is Regime.R2007:
        return []
    found: list[str] = []
    for sentence in re.split(r"[。；\n]", text):
        if re.search(r"无需|无须|不需|不要求|不再|不得|取消|删", sentence):
            continue
        found.extend(match.group() for match in _OLD_NEED.finditer(sentence))
    return list(dict.fromkeys(found))

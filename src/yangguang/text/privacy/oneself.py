"""Named for himself or his family, whatever word for an office's contact stands before.

The title of an answer names who asked; 联系人（申请人本人） and a letter's contact are its writer;
经办人：某某（逝者之女） acts for the family.
"""

from __future__ import annotations

import re

from yangguang.text.privacy.candidates import Candidate
from yangguang.text.privacy.surroundings import Surroundings

# 关于某某同志申请公租房的回复: who asked is named in the title of the answer.
_ANSWERED = re.compile(
    r"(?:同志|先生|女士|同学|老师|师傅|医生|大爷|大妈|阿姨|户|等\d*[人户])?(?:遗属|家庭困难|生活困难|困难|家庭|申请|反映|来信|来访|信访|投诉|举报|咨询|求助|要求)[^，。；\n]{0,40}的(?:申请|请示|情况报告|回复|答复|意见|告知|复函|处理|办理|公示|批前公示|公告|批复)"
)


def is_answered(text: str, one: Candidate) -> bool:
    """Whether the title of an answer names who asked."""
    return text[max(0, one.start - 2) : one.start] in ("关于", "对") and (
        _ANSWERED.match(text, one.end) is not None
    )


# 联系人（申请人本人）：某某: the bracket says that no office's contact is meant.
_HIMSELF = re.compile(
    r"[（(](?:申请人|当事人|举报人|投诉人|死者|患者|学生|老人|业主)?(?:本人|家属|亲属|家长|监护人|子女|配偶)[）)][：: ]{1,2}$"
)
_TO_CALL = re.compile(r"联系人[：: ]{0,2}$")
"""Whom a letter says to call is the one who writes it."""
_OF_KIN = re.compile(
    r"[（(][^（）()\n]{0,8}(?:之[子女妻夫父母]|亲属|家属|儿子|女儿|配偶|本人|丈夫|妻子|父亲|母亲|[长次]子|[长次]女|自然人)[）)]|"
    r"[，,（(、 ]{0,2}(?:家里|家中|家庭|住宅|宅)(?:的)?(?:电话|座机|固话|电)|"
    r"[^，。；\n]{0,20}(?:其|本人)家[中里]|"
    r"[，,]系[^，。；\n]{0,10}(?:之[子女妻夫父母]|配偶|儿子|女儿|丈夫|妻子|父亲|母亲|亲属)"
)
"""经办人：某某（逝者之女） acts for the family, not for an office; 捐赠人某某要求邮寄到其家中 is told with a home."""


def is_kin(text: str, one: Candidate) -> bool:
    """Whether the words behind say whose child, spouse or kin it is, or give the telephone at home."""
    return _OF_KIN.match(text, one.end) is not None


def is_himself(text: str, one: Candidate, around: Surroundings) -> bool:
    """Whether the contact is the applicant or one of his family, or the writer of a letter."""
    if _HIMSELF.search(text, max(0, one.start - 12), one.start) is not None:
        return True
    return around.is_letter and _TO_CALL.search(text, max(0, one.start - 5), one.start) is not None

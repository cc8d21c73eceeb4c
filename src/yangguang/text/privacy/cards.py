"""Bank cards and personal accounts; the accounts of bodies are public."""

from __future__ import annotations

import re

from yangguang.text.privacy import labels
from yangguang.text.privacy.checkdigits import passes_luhn
from yangguang.text.privacy.digits import (
    Chain,
    Taken,
    Window,
    finding_of,
    joined_by_dash,
    stands_alone,
)
from yangguang.text.privacy.finding import Finding, Kind
from yangguang.text.privacy.nameshape import name_at, rare_name_at
from yangguang.text.privacy.numberplans import is_card_issuer, is_unionpay
from yangguang.text.privacy.rows import is_person_row
from yangguang.text.privacy.surroundings import Place, Subject, Surroundings


def card(text: str, chain: Chain, at: int, around: Surroundings) -> Taken:
    """The longest window whose last digit proves it; else one that its label calls a card."""
    proven: Taken = None
    unproven: Taken = None
    for window in chain.windows(text, at):
        if len(window.digits) < 15 or not is_card_issuer(window.digits):
            continue
        torn = (
            window.broken
            and window.used == 2
            and window.shape[0] < 15
            and window.shape[1] > 2
            and passes_luhn(window.digits)
        )
        if window.loose and not torn and not _card_groups(window.shape):
            continue
        if joined_by_dash(text, chain.groups, at + window.used - 1):
            continue
        if not stands_alone(text, window.start, window.end):
            continue
        judged = _judged_card(text, window, around)
        if passes_luhn(window.digits):
            proven = judged, window.used
        elif judged is not None:
            unproven = judged, window.used
    return proven or unproven


def _judged_card(text: str, window: Window, around: Surroundings) -> Finding | None:
    place = around.place(window.start, window.end)
    words = place.label or place.heading
    if labels.OTHER_CARD.search(words):
        return None
    labelled = labels.is_card_label(words) or "卡号" in place.heading
    explicit = labelled and "卡" in (words + place.heading)
    proven = passes_luhn(window.digits)
    if not proven:
        own = labelled and _ID.search(around.sentence(window.start)) is not None
        if not ((explicit or own) and is_unionpay(window.digits)):
            return None
    if (
        not labelled
        and labels.is_other_label(words)
        and not (
            proven
            and (
                _YEARS.search(words) or (not place.heading and labels.is_spent(text, window.start))
            )
        )
    ):
        return None
    if not explicit and _is_public_account(place, around, window.start, card=proven):
        return None
    if window.broken and not labelled:
        return None
    if not proven:
        confidence, why = 0.55, "标明为银行卡号，但末位校验不符，请核对是否抄录有误"
    elif labelled:
        confidence, why = 0.97, "标明为银行卡或个人账号，发卡机构号段和校验位都符合"
    elif is_unionpay(window.digits):
        confidence, why = 0.85, "银联卡号段，校验位符合"
    else:
        near = around.subject(window.start) is Subject.PERSON or (
            place.row is not None
            and _OWN_IN_ROW.search(text, place.row.start, window.start) is not None
        )
        confidence = 0.7 if near else 0.4
        why = "发卡机构号段和校验位符合" + ("，前文说的是个人" if near else "")
    return finding_of(text, window.start, window.end, Kind.BANK_CARD, confidence, why)


def _card_groups(shape: tuple[int, ...]) -> bool:
    """4-4-4-4, 4-4-4-4-3, 6-13 and what scanners make of them; never a row of long figures."""
    return (
        all(size == 4 for size in shape[:-1])
        or shape
        in (
            (6, 13),
            (6, 10),
            (8, 8),
            (8, 11),
            (6, 12),
            (6, 6, 7),
            (6, 6, 4),
            (6, 7, 6),
            (6, 4, 4, 5),
            (6, 4, 4, 2),
            (5, 5, 5, 4),
            (5, 5, 5, 1),
        )
        or (max(shape) <= 4 and len(shape) >= 4)
    )


_YOURS = re.compile(
    r"[你您]名下[^，。；]{0,24}(?:账户|账号|卡号?)[：:为是]|[你您](?:本人)?的?(?:收款|银行|工资|社保)?(?:账户|账号|卡号?)[：:为是]"
)


def _is_public_account(place: Place, around: Surroundings, start: int, *, card: bool) -> bool:
    """Whether the account's owner is a body: named as the holder, or else the one spoken of.

    ``card`` says that the last digit proves the number of a bank card: bodies have accounts, hardly
    ever cards, so that it takes a body named as the holder, or plain words.
    """
    words = re.split(r"[，,；;]", place.label)
    if (
        _SAID_OWN.search(place.clause)
        or _OWN_ACCOUNT.search(words[-1])
        or _YOURS.search(place.clause)
    ):
        return False
    if card and (
        _follows_name(around.text, start)
        or _BEHIND_OWN.search(around.text, max(0, start - 30), start)
    ):
        return False
    if card and not _BODYS_CARD.search(place.clause):
        holder = _holder(around.text, start)
        return holder is not None and not _is_person(around.text, holder)
    paid_from = words[-1].replace("缴款", "") if _PAYER.search(place.clause) else words[-1]
    if labels.PUBLIC_ACCOUNT.search(paid_from) and not _GIVEN_BACK.search(words[-1]):
        return True
    sentence = around.sentence(start)
    if is_person_row(place.row):
        return False
    holder = _holder(around.text, start)
    if holder is not None:
        return not _is_person(around.text, holder)
    if around.speaks_of_person(start):
        return False
    if _ID.search(sentence):
        return False
    if _PAID_INTO.search(words[-1]):
        return _PLAINLY_PUBLIC.search(sentence) is not None
    if len(words) > 1 and labels.PUBLIC_ACCOUNT.search(words[-2]):
        return True
    if any("户" in word and labels.PUBLIC_ACCOUNT.search(word) for word in words[:-1]):
        return True
    return around.subject(start) is Subject.OFFICE


def _follows_name(text: str, start: int) -> bool:
    """Whether a name alone stands before the bank: 姚满堂，农行6228…."""
    named = _NAME_AND_BANK.search(text, max(0, start - 30), start)
    if named is None:
        return False
    taken = name_at(text, named.start(1), named.end(1), sure_of_end=True)
    return taken is not None and taken[0] == named.end(1)


# 张淑珍，430102197012190463，6217…: the card of the one whose identity number stands before it.
_BEHIND_OWN = re.compile(
    r"(?<!\d)\d{17}[\dXx][，,、 \u3000|\t]{1,3}(?:银行)?(?:卡号?|账号)?[：:]?$"
)
_NAME_AND_BANK = re.compile(
    r"[：:；;，,。、\n]([\u4e00-\u9fff]{2,4})[，,、 \u3000][\u4e00-\u9fff]{0,6}(?:[农工建中交招]行|邮储|银行|信用社|农商行|农信社)(?:卡|账号|卡号)?[：: ]?$"
)


def _holder(text: str, start: int) -> int | None:
    """Where the holder's name begins: last in the same sentence, or in the lines of fields above."""
    floor = max(0, start - 160, text.rfind("。", 0, start) + 1, text.rfind("\n\n", 0, start) + 1)
    holders = list(_HOLDER.finditer(text, floor, start))
    for holder in reversed(holders):
        # A blank alone may part two columns: only a name behind it makes it a holder.
        parted = holder[0].rstrip(" \u3000")[-1] in "：:为是"
        if parted or name_at(text, holder.end(), labelled=True) is not None:
            return holder.end()
    return None


def _is_person(text: str, at: int) -> bool:
    """Whether the holder is somebody: by a surname, or by signs that are no common word (才让卓玛)."""
    return name_at(text, at, labelled=True) is not None or rare_name_at(text, at) is not None


_SAID_OWN = re.compile(r"(?<!非)个人账户|本人账户|(?:补助|补贴|救助金?|工资)账户[：:]$")
_OWN_ACCOUNT = re.compile(
    r"(?:付款|退款|绑定|还款|领款|工资|联名)卡号?(?:为|是)?[\u4e00-\u9fff]{0,6}(?:银行|信用社)?$|其[\u4e00-\u9fff]{0,8}卡(?:[（(][^（）()]{0,10}[）)])?(?:号码?)?(?:为|是)?[\u4e00-\u9fff]{0,6}(?:银行|信用社)?$|(?:本人|其|个人|户主|农户|学生|家长|职工|[托请领款护承租受害]人)(?:的)?(?:银行)?(?:账户|帐户|账号|卡号|卡)$|其[\u4e00-\u9fff]{1,8}的(?:银行)?(?:账户|账号|卡号|卡)$"
)
_BODYS_CARD = re.compile(
    r"人民政府|管委会|办事处|慈善|对公|公户|基本户|专户(?!代发)|财政|国库|保证金(?<![缴交]纳...)|罚没|非税|捐(?!款退)|单位|公司|集团|[我本]局|基金会|协会|工会|村委会|合作社|学校|医院|中心|公务卡|结算卡"
)
# 宿成林/…/32年/6230…: a cell before holds years, which are no label.
_YEARS = re.compile(r"[0-9]年$")
_OWN_IN_ROW = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|\d{17}[\dXx])(?!\d)")
_PAYER = re.compile(r"缴款账(?:户|号)[：:为]?$")
_GIVEN_BACK = re.compile(r"退(?:还|回|款)?[至回到入](?:原|其|本人)?(?:银行)?(?:账户|账号|卡)?$")
_PAID_INTO = re.compile(r"[转汇打存划发退][入至到回放](?:了|其|名下)?$")
_PLAINLY_PUBLIC = re.compile(
    r"对公|公户|基本户|专户|财政|国库|保证金|单位账|公司账|[我本](?:局|单位|公司)"
)
_ID = re.compile(r"(?<!\d)\d{17}[\dXx](?![\dA-Za-z])")
_HOLDER = re.compile(
    r"(?:户[ \u3000]*名|账户名称?|帐户名称?|开户名称?|收款人|收款单位|收款方|单位名称|账户姓名|户主|姓名)(?:全称)?(?:[：:为是 \u3000]{1,3}|(?=[\u4e00-\u9fff]{2,4}[，,；;]))"
)

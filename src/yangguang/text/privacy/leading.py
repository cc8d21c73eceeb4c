"""The words that lead up to a number or address: ，身份证号码为, （电话, 所有的 ….

Walking back over them shows whose it is, if a name stands right before.
"""

from __future__ import annotations

import re

from yangguang.text.privacy import cues
from yangguang.text.privacy.nameshape import HAN, begins_word, name_at
from yangguang.text.privacy.officials import acts_officially
from yangguang.text.privacy.parts import is_part_in_office

_REACH = 60
_MARKS = " \u3000\xa0，,、；;：:（(【[—-|／/\n"
_LED_UP = re.compile(
    r"(?:(?:有效|居民|公民|二代|本人)?(?:身份证|身份|证件|护照|通行证|驾驶证)(?:件)?(?:号码?|证号|编号|名称及号码|证明号码)?|(?:的|其|本人|联系|联络|家庭|住宅|"
    r"个人|固定|移动|办公){0,3}(?:电话|手机|座机|宅电)(?:号码?|号)?|联系方式|微信号?|手机/微信|[Tt]el|致电|(?:开户|收款|工资|社保卡|惠农|农信社|个人|银行|本人)"
    r"{0,2}(?:银行)?(?:卡号?|账号|帐号|账户|一[卡折]通)|储蓄卡|存折号?|尾号|往来港澳|台湾居民来往大陆|港澳居民来往内地|普通|因私|中国|台胞证号?|证号|号码|"
    r"ID|(?:个人|电子|联系|报名|注册|预留|登记|简历投递|投稿|求职)?(?:邮箱|邮件|电邮)(?:地址)?|电邮|[Ee]-?mail|(?:户籍|家庭|现|家|原|常|身份证|经常|通讯|联系|详细|送达|户口|居)?(?:居住|住)?(?:址|所在地|所|在|于|地址|"
    r"地)|[现家原居]?住|户籍|性别|民族|(?<=[，,、；;\s（(])(?:[男女]|[汉回满苗壮藏彝侗瑶白傣])|[汉回满苗壮藏彝侗瑶白傣家]族|\d{1,3}岁|现年|\d{4}年(?:\d{1,2}月)?(?:\d{1,2}日)?(?:出生|生)?|[为是系]|"
    r"\+?86|(?:机动)?(?:车辆?)?(?:车牌|号牌|牌)号?码?|车号|小型(?:轿车|客车|汽车)|所驾|驾驶|所有|名下|的|先生|女士|同志)$"
)


# 会务组：市商务局 杜某: who is named behind a desk sits there.
_DESK = re.compile(r"[\u4e00-\u9fff](?:[局科处股室办厅委组]|中心|大队|窗口)[ \u3000：:]{1,2}$")


_COURT = re.compile(r"(?:审判长|审判员|书记员|人民陪审员|法官助理|执行员|承办人|经办人|联系法官)")


def led_up_to(text: str, start: int) -> int:
    """Where the words begin that lead up to what stands at ``start``; ``start`` if there are none."""
    end = start
    floor = max(0, end - _REACH)
    for _ in range(8):
        while end > floor and text[end - 1] in _MARKS:
            end -= 1
        led = _LED_UP.search(text, max(floor, end - 16), end)
        if led is None or led.start() == end:
            break
        end = led.start()
    return end if end > floor and HAN.match(text[end - 1]) else start


# 某某，电话0577-…，邮箱…: between a name and a mailbox stands the bearer's telephone.
_LINE_BETWEEN = re.compile(
    r"[（(]?[0０][0-9０-９]{2,3}[)）]?[-－— ]{0,2}[0-9０-９]{7,8}(?:[，,、；; ]{1,2}(?:电子)?(?:邮箱|邮件|信箱|[Ee]-?mail)?[：: ]{0,2})$|"
    r"(?<![0-9０-９])[0-9０-９]{7,8}(?:[，,、；; ]{1,2}(?:电子)?(?:邮箱|邮件|信箱|[Ee]-?mail)?[：: ]{0,2})$"
)


def sits_at_desk(text: str, start: int) -> bool:
    """Whether who is named before a line or mailbox is there for an office: 血站经办：某某，电话."""
    line = _LINE_BETWEEN.search(text, max(0, start - 30), start)
    end = led_up_to(text, start if line is None else line.start())
    return any(
        is_part_in_office(text, end - size, silent=False)
        for size in (3, 2, 4)
        if end - size >= 0
        and HAN.match(text, end - size)
        and name_at(text, end - size, end, sure_of_end=True) is not None
    )


def is_named(text: str, start: int) -> bool:
    """Whether a person's name stands right before the words that lead up to ``start``."""
    end = led_up_to(text, start)
    if end == start:
        return False
    clause = max(text.rfind(sign, max(0, end - 12), end) for sign in "：:，,。；;\n \u3000")
    if clause >= 0 and (
        acts_officially(text, clause + 1, end) or _COURT.match(text, clause + 1, end)
    ):
        return False
    for size in (3, 2, 4):
        begin = end - size
        if begin < 0 or not text[begin:end].isalpha() or text[end - 1] in "办股":
            continue
        taken = name_at(text, begin, end, sure_of_end=True)
        if taken is not None and taken[0] == end:
            said = len(text[:begin].rstrip("：: \u3000"))
            led = begin == 0 or HAN.match(text[begin - 1]) is None
            if (
                begins_word(text, begin, end, led=led)
                and not acts_officially(text, begin, end)
                and not _DESK.search(text, max(0, begin - 12), begin)
                and cues.before(text, said)[0] != "official"
                and not is_part_in_office(text, begin, silent=True)
            ):
                return True
    return False

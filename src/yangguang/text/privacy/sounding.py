"""Foreign names with middle dots: 艾合买提·依明, and where they begin and end in running text.

They have no surname to know them by and no mark at their edges. But sounds of other tongues are
written with few signs: a name reaches as far from its dots as those do.
"""

from __future__ import annotations

import re

_SIGNS = (
    "加那玉素喀牙阿艾爱安昂奥巴白拜班邦包保鲍贝本比毕彼别宾波博伯勃布卜查察昌楚茨达大代戴丹道得德登邓迪底地丁东都杜多顿朵俄娥额厄恩尔耳"
    "法凡范方菲费芬丰冯夫弗福富盖甘冈高戈哥格葛根贡古瓜圭郭哈海汉罕翰豪赫黑亨洪胡华怀惠霍基吉季加佳贾简江杰捷金津京久居"
    "卡凯坎康考科可克肯库夸昆拉莱来赖兰朗劳勒雷蕾黎里李理力历立丽利莉连林琳龙隆卢鲁路露伦罗洛吕玛马麦迈曼芒毛茅梅门蒙米密明"
    "摩莫默姆木穆娜纳乃奈南内尼涅宁纽农努诺欧帕潘庞培佩彭皮平泼普其奇齐恰钱强乔琴青丘曲茹瑞儒萨塞赛桑瑟森沙莎山珊尚舍"
    "申生圣施什史舒朔斯丝司苏孙索塔泰坦汤唐陶特腾提田铁廷汀通图土吐托瓦娃万旺威薇韦维魏温文翁沃乌吾伍武西希锡夏仙香肖晓谢"
    "辛欣休修许雅亚娅扬耶叶伊依易因英雍尤约扎泽詹珍珠祖卓孜兹子佐则热买日如甫仁鹏托汗祖古丽肉合力再荪逊卜乎旦守斌萍妮尕娅努扎央措嘎拉苏不且列"
)
SOUNDING = frozenset(_SIGNS)
"""Signs that sounds of other tongues are written with."""
DOT = "[·•・‧．]"
_RUN = re.compile(f"[{''.join(sorted(SOUNDING))}]{{1,12}}")


def sounding_start(text: str, floor: int, dot: int) -> int:
    """Where the signs of sound that lead up to ``dot`` begin, not before ``floor``."""
    at = dot
    while at > floor and text[at - 1] in SOUNDING:
        at -= 1
    return at


def sounding_end(text: str, start: int) -> int:
    """Where the signs of sound that begin at ``start`` end."""
    run = _RUN.match(text, start)
    return start if run is None else run.end()


def inner_edges(name: str) -> tuple[int, int]:
    """Which part of a dotted ``name`` is written with signs of sound; all of it where none is."""
    dots = [at for at, sign in enumerate(name) if sign in "·•・‧．"]
    led = _LEADS.match(name)
    if led is not None and dots[0] - led.end() >= 2:
        return led.end(), inner_edges(name[led.end() :])[1] + led.end()
    start = sounding_start(name, 0, dots[0])
    end = sounding_end(name, dots[-1] + 1)
    if len(name) - end <= _SHORT_REST and name[end : end + 1] not in _RUNS_ON:
        end = len(name)  # a sign that is not on the list, but the name ends there
    if start <= _SHORT_REST // 2 and name[0] not in _JOINS:
        start = 0
    # A town before it is written with signs of sound too: 乌帕尔镇吐尔逊·艾力.
    placed = max(name.rfind(sign, 0, dots[0] - 1) for sign in "镇乡村县旗") + 1
    start = max(start, placed if placed > 1 else 0)
    return (start if start < dots[0] else 0), (end if end > dots[-1] + 1 else len(name))


_SHORT_REST = 2
_LEADS = re.compile(r"(?:委托|通知|告知|协助|陪同|联系|同意|准予|批准|要求)")
_JOINS = frozenset("与和及同跟由给向将对请")
_RUNS_ON = frozenset("的同在去等和与及因于为系向对被女男家本")

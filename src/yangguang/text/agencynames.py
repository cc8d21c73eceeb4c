"""Names of administrative bodies: telling them from other words, splitting joint ones, placing them.

A page names its body in charge in a field, in its title, in its signature or only in the site's
name, in full or short (市政务公开办). The catalogue needs the body itself, so names are recognised
by how Chinese agencies are named, and matched against the agencies that are known, with former and
short names; whatever is matched by less than a whole name says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Level = Literal["national", "province", "city", "county", "town"]

_HAN = "\u3400-\u9fff"
_STRONG_SUFFIX = (
    r"(?:人民政府|政府|委员会|管委会|工作委员会|党委|市委|县委|区委|省委|旗委|工委|党组|纪委|监委|"
    r"局|厅|署|办公厅|办公室|法制办|公开办|办事处|领导小组|联席会议|指挥部|工作专班|检察院|法院|国务院|"
    r"海关|总工会|联合会|联社|协会|总队|支队|大队|中队|消防救援站|管理所|派出所|工作站|服务站|监测站|管理站|"
    r"中心|银行|分行|支行|公司|集团|大学|学院|学校|小学|中学|医院|研究院|设计院|党校|图书馆|博物馆|档案馆|文化馆|"
    r"卫生院|红十字会|残联|妇联|团委|侨联|文联|科协|工商联|贸促会|供销社|供销合作社|老龄办|扶贫办|政协|人大常委会|人大|"
    r"管理委员会|建设兵团|常务委员会|事务所|气象台|电视台|报社|日报社|出版社|调查队|地震台|分局|总局|支局|监管局|专员办|"
    r"工作部|组织部|宣传部|统战部|武装部|政法委|网信办|编办|国资委|发改委|卫健委|住建委|农委|教委|科委|经信委|司令部|军区|"
    r"外事办|港澳办|台办|侨办|政研室|研究室|督查室|参事室|委办|府办|政府办|国防动员办|人防办|信访办|法院|监狱|强制隔离戒毒所)"
)
_WEAK_SUFFIX = r"(?:部|委|办|院|会|处|科|室|所|站|队|馆|社|厂|场|园|党支部|总站|段)"
_STRONG = re.compile(
    rf"[{_HAN}A-Za-z（）()·“”]{{0,38}}{_STRONG_SUFFIX}(?:[（(][{_HAN}]{{2,20}}[)）])?"
)
_WEAK = re.compile(rf"[{_HAN}（）()]{{2,24}}{_WEAK_SUFFIX}")
_MINISTRIES = re.compile(
    r"(?:外交|国防|发展改革|教育|科技|科学技术|工业和信息化|公安|国家安全|民政|司法|财政|人力资源社会保障|"
    r"人力资源和社会保障|自然资源|生态环境|住房城乡建设|住房和城乡建设|交通运输|铁道|水利|农业|农业农村|商务|文化|"
    r"文化和旅游|卫生|退役军人事务|应急管理|建设|国土资源|环境保护|信息产业|监察|人事|劳动和社会保障)部"
)
_NOT_NAMES = re.compile(
    r"关于|通知|意见|的|了|请|将|应当|各|有关|本机关|本单位|相关|上级|全体|我|你|其他|贵|以及|通过|召开|为|"
    r"联系|电话|地址|邮编|首页|当前|位置|浏览|网站|打印|关闭|分享|扫一扫|版权|技术支持|备案|办法|办理|规定|会议|晚会|"
    r"大会|机会|社会$|委托|部署|全部|内部|部分|局面|政策|信息公开目录|公开指南"
)
_NOT_NAMES_STRONG = re.compile(
    r"关于|通知|的|请|应当|各[级市县区省地]|有关|本[机单]|我[市县区省局]|你[市县]|首页|当前位置|浏览|技术支持|备案|版权|主办|承办|扫一扫|印发|转发"
)
_SEPARATORS = re.compile(r"[、，,；;／/|｜\n\t]+|[ \u3000\xa0\u2002\u2003]+")

_CITY_END = r"市(?!场|政(?!府|协)|民(?!政)|容|域|直|属|级|长|管|监)"
_REGION = re.compile(
    rf"(?P<province>[{_HAN}]{{2,7}}?(?:特别行政区|自治区|省)(?!级|直|属|道)|(?:北京|上海|天津|重庆)市)?"
    rf"(?P<city>[{_HAN}]{{1,10}}?(?:自治州|地区|盟)|[{_HAN}]{{2,4}}?州(?!市|区|县)(?=[{_HAN}]{{1,6}}[县市]|人民政府|[{_HAN}]{{2,10}}局)"
    rf"|(?!城市)[{_HAN}]{{2,7}}?{_CITY_END})?"
    rf"(?P<county>[{_HAN}]{{1,12}}?(?:自治县|自治旗)|(?!城市|城区|社区|地区|园区|辖区)"
    rf"(?:(?!委|人民|政府|办公)[{_HAN}]){{1,6}}?(?:县(?!域|级|直|属|管)|区(?!域|块|划|级|直|属|管)|旗|{_CITY_END}))?"
    rf"(?P<town>(?:(?!人民|政府|城乡|委员|办公)[{_HAN}]){{1,6}}?(?:街道|镇(?!江)|乡(?!村|建|规|镇)|苏木))?"
)
_SHORT_LEADS = ("自治区", "自治州", "省", "市", "县", "区", "旗", "盟", "州", "镇", "乡")
_NOT_REGION = re.compile(
    r"^(?:国家|中国|全国|中华|中共|中央|城市|社区|开发区|园区|地区|景区|辖区|市(?![北南中]区)|县|区|省)"
)


@dataclass(frozen=True, slots=True)
class KnownAgency:
    """A body the catalogue knows: its name in full, short names, names it bore before."""

    name: str
    short_names: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AgencyMatch:
    """Which known body a written name means, and how it was found.

    ``how`` is ``name``, ``former``, ``short`` or ``suffix`` (市财政局 against the only known name
    that ends so: not certain).
    """

    agency: KnownAgency
    how: Literal["name", "former", "short", "suffix"]


@dataclass(frozen=True, slots=True)
class Region:
    """The region that opens a name: its full text, its parts, its level."""

    text: str
    province: str = ""
    city: str = ""
    county: str = ""
    town: str = ""

    @property
    def level(self) -> Level:
        if self.town:
            return "town"
        if self.county:
            return "county"
        if self.city:
            return "city"
        return "province" if self.province else "national"


def clean_agency(text: str) -> str:
    """A written name without stray spaces, seal marks and wrapping punctuation."""
    text = re.sub(r"[\s\u3000\xa0\u200b]+", "", text)
    text = re.sub(r"[（(](?:公?章|盖章|印章|代章)[)）]$", "", text)
    text = text.strip("：:，,。.；;、|｜·-—–_*[]【】<>《》“”\"' ")
    if text.startswith(("（", "(")) and text.endswith(("）", ")")):
        text = text[1:-1]
    return text


def looks_like_agency(text: str) -> bool:
    """Whether ``text`` as a whole reads like one body's name.

    Reading: judged by form alone; a body named unlike any other (阳光国企) is not recognised, and a
    phrase that happens to end like one may be. Callers ask only where a name is expected.
    """
    name = clean_agency(text)
    if not 3 <= len(name) <= 45 or any(char.isdigit() for char in name):
        return False
    if name.startswith(("各", "有关", "全", "该", "本")):
        return False
    if _MINISTRIES.fullmatch(name):
        return True
    if _STRONG.fullmatch(name):
        return not _NOT_NAMES_STRONG.search(name)
    return bool(_WEAK.fullmatch(name)) and len(name) >= 4 and not _NOT_NAMES.search(name)


def split_joint(text: str) -> list[str]:
    """The bodies of a joint name (国务院办公厅、中央军委办公厅); [] where some part is no body.

    Spaces part names only if every part is one; else they are stray and dropped.
    """
    text = text.strip().strip("，,。；;、：:")
    if not text or len(text) > 300:
        return []
    parts = [clean_agency(part) for part in _SEPARATORS.split(text)]
    parts = [part for part in parts if part]
    if parts and all(looks_like_agency(part) for part in parts):
        return list(dict.fromkeys(name for part in parts for name in _unglued(part)))
    tight = re.sub(r"[ \u3000\xa0\u2002\u2003]+", "", text)
    if tight != text:
        parts = [clean_agency(part) for part in re.split(r"[、，,；;／/|｜\n\t]+", tight)]
        parts = [part for part in parts if part]
        if parts and all(looks_like_agency(part) for part in parts):
            return list(dict.fromkeys(parts))
    # The first of a joint list is in full, the others may be short (财政部、税务总局、海关总署).
    if len(parts) > 1 and looks_like_agency(parts[0]):
        rest = parts[1:]
        if all(
            2 <= len(part) <= 20 and re.fullmatch(rf"[{_HAN}]+{_WEAK_SUFFIX}", part)
            for part in rest
        ):
            return list(dict.fromkeys(parts))
    return []


def _unglued(name: str) -> list[str]:
    """中共岳州市委办公室岳州市人民政府办公室 as two: the region named again begins another body."""
    region = region_of(name)
    if region is None:
        return [name]
    lead = len(name) - len(name.removeprefix("中共"))
    again = name.find(region.text, lead + len(region.text))
    if again < 0:
        return [name]
    again -= 2 if name[:again].endswith("中共") else 0
    one, other = name[:again], name[again:]
    if looks_like_agency(one) and looks_like_agency(other):
        return [one, *_unglued(other)]
    return [name]


def place_of_title(title: str) -> Region | None:
    """The region a title begins with, past a leading year or 关于 (2022年云岭市…)."""
    return region_of(re.sub(r"^(?:关于)?(?:(?:19|20)\d\d\s*年度?\s*)?", "", title.strip()))


def region_of(name: str) -> Region | None:
    """The region at the start of a name or title (上海市普陀区…), or None."""
    name = name.strip()
    name = name.removeprefix("中共").removeprefix("中国共产党")
    match = _REGION.match(name)
    if match is None or not match[0]:
        return None
    text = match[0]
    if _NOT_REGION.match(text):
        return None
    # A 县级市 named alone reads as a city: its name does not tell.
    return Region(text=text, **{key: value or "" for key, value in match.groupdict().items()})


def without_region(name: str) -> str:
    """The part of a name after its region: 蚌埠市财政局 → 财政局."""
    region = region_of(name)
    return name[len(region.text) :] if region and name.startswith(region.text) else name


def lacks_region(name: str) -> bool:
    """Whether a name begins with a bare level word (市财政局, 区政府办) instead of a region."""
    return name.startswith(_SHORT_LEADS) and region_of(name) is None


_LEAD_STOP = re.compile(
    r"关于|印发|转发|批转|公布|发布|对(?=.{0,40}(?:提案|建议|议案|代表|委员))|令(?=第|[（(\s]|$)|公告|通告|公示|通知|决定|"
    r"(?:19|20)\d\d|二[〇零○]|政府信息|信息公开|依申请|申请公开|部门|单位|预算|决算|年度|政务公开|行政|主动公开|"
    r"法治政府|工作|权责|权力|责任|规章|[（(:：《“]|召开|举行|[一二三四]季度|机构|职能|领导|内设|主要职|三公|“三公|"
    r"财政|国民经济|统计|十[三四五]|第|上半年|下半年|文件|办公会|常务|公开|会议|人事|任免|招聘|采购|答复|复函|批复|拟"
)


# 市教育局等十部门: only the first is named, the others stand in the signature.
_AND_OTHERS = re.compile(rf"等[{_HAN}0-9]{{0,4}}(?:部门|单位|委办局|厅局|委局)$")


def issuer_of_title(title: str) -> list[str]:
    """The bodies that a title names before what it is about; [] where it names none.

    >>> issuer_of_title("国务院办公厅、中央军委办公厅关于加强管理工作的通知")
    ['国务院办公厅', '中央军委办公厅']
    """
    text = re.sub(r"[ \u3000\xa0]{2,}", " ", title.strip())
    text = re.sub(r"^(?:(?:19|20)\d\d|[一二][〇零○一二三四五六七八九]{3})\s*年(?:度)?\s*", "", text)
    best: list[str] = []
    for stop in _LEAD_STOP.finditer(text[:140]):
        lead = text[: stop.start()].strip()
        if len(lead) < 3:
            continue
        names = split_joint(_AND_OTHERS.sub("", lead))
        if names:
            best = names
            if stop[0] in ("关于", "印发", "转发", "批转"):
                break
        elif stop[0] == "关于":
            break
    return best


def abbreviates(short: str, full: str) -> bool:
    """Whether ``short`` is a way of writing ``full``: 云岭市科技局 for 云岭市科学技术局, 市人社局 for
    云岭市人力资源和社会保障局, 市政府办 for 云岭市人民政府办公室.

    Reading: the same beginning after the region, the same end, and every character in between comes
    in the same order; a name and itself do not abbreviate each other.
    """
    one, two = _skeleton(short), _skeleton(full)
    place_one, place_two = region_of(one), region_of(two)
    if place_one and place_two and not place_two.text.endswith(place_one.text):
        return False
    bare_one = one[len(place_one.text) :] if place_one else _without_level(one)
    bare_two = two[len(place_two.text) :] if place_two else _without_level(two)
    if bare_one == bare_two:
        return len(clean_agency(short)) < len(clean_agency(full))
    if not bare_one or not bare_two or len(bare_one) >= len(bare_two) or len(bare_one) < 2:
        return False
    if bare_one[0] != bare_two[0] or bare_one[-1] != bare_two[-1]:
        return False
    rest = iter(bare_two)
    return all(char in rest for char in bare_one)


def same_body(one: str, other: str) -> bool:
    """Whether two written names mean one body, in full or short."""
    return _skeleton(one) == _skeleton(other) or abbreviates(one, other) or abbreviates(other, one)


def _skeleton(name: str) -> str:
    """A name with the words that are always shortened in their short form."""
    name = clean_agency(name).replace("(", "（").replace(")", "）")
    name = name.removeprefix("中华人民共和国") if len(name) > 10 else name
    for full, short in (
        ("管理委员会", "管委"),
        ("委员会", "委"),
        ("人民政府", "府"),
        ("政府", "府"),
        ("办公厅", "办"),
        ("办公室", "办"),
        ("管委会", "管委"),
    ):
        name = name.replace(full, short)
    return name


def _without_level(name: str) -> str:
    return re.sub(
        r"^(?:自治区|自治州|省|市|县|区|旗|盟|州|镇|乡|我[省市县区])(?=[\u4e00-\u9fff]{2})",
        "",
        name,
    )


def match_agency(name: str, known: Sequence[KnownAgency]) -> AgencyMatch | None:
    """The known body that ``name`` means: by its name, a former one, a short one, or, if only one
    known body can be meant, by the end of its name."""
    wanted = _matching_form(name)
    if not wanted:
        return None
    for how in ("name", "former", "short"):
        for agency in known:
            names: Iterable[str] = (
                (agency.name,)
                if how == "name"
                else agency.former_names
                if how == "former"
                else agency.short_names
            )
            if any(_matching_form(one) == wanted for one in names):
                return AgencyMatch(
                    agency, "name" if how == "name" else "former" if how == "former" else "short"
                )
    if len(wanted) < 3:
        return None
    shortened = [agency for agency in known if abbreviates(wanted, agency.name)]
    if len(shortened) == 1:
        sure = region_of(wanted) is not None
        return AgencyMatch(shortened[0], "short" if sure else "suffix")
    bare = wanted[1:] if lacks_region(wanted) else wanted
    ending = [agency for agency in known if _matching_form(agency.name).endswith(bare)]
    if len(ending) == 1 and len(bare) >= 3:
        return AgencyMatch(ending[0], "suffix")
    return None


def _matching_form(name: str) -> str:
    name = clean_agency(name).replace("(", "（").replace(")", "）")
    return name.removeprefix("中华人民共和国") if len(name) > 10 else name

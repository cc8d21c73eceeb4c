"""Where a page's furniture and head end and its text begins.

Navigation, breadcrumbs and tool bars surround every document; telling them from titles and the title
from the text is what all readers of a page's head rest on.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from yangguang.text.linelabels import label_at_start
from yangguang.text.lines import Line

CHROME = re.compile(
    r"^(?:首\s*页|正文|打印|关闭|登录|注册|搜索|检索|简体|繁体|English|无障碍|长者|手机版|网站地图|返回|分享|字号|字体|大\s*中\s*小|收藏|当前位置|您当前|"
    r"您的位置|现在位置|所在位置|欢迎|今天是|信息公开$|政务公开$|政府信息公开$|政策文件$|政策解读$|通知公告$|公示公告$|法定主动公开内容|目\s*录$|扫一扫|智能|热词|"
    r"用户中心|个人中心|网站支持|RSS|微信|微博|客户端|索引号|【|繁體|設為|加入|站内|全站|设为首页|联系我们|关于我们|繁|简|EN$|门户首页|开启|关怀版|适老|网站无障碍|"
    r"政府信息公开(?:指南|制度|年报|目录|年度报告)$|政府公报$|规章库$|行政规范性文件$|规范性文件$|依申请公开$|公共服务$|互动交流$|办事服务$|新闻中心$|走进|政民互动|政务服务$|专题专栏$)"
)
CRUMB = re.compile(r"[>＞»\u203a→]|::|(?:位置|栏目)[:：]")
STRONG_ENDS = re.compile(
    r"(?:通知|意见|决定|通报|批复|复函|的函|答复|办法|规定|细则|条例|公告|通告|公示|决议|名单|年度报告|决算|预算|公报|指南|方案|规划|总结|解读|说明|纲要|要点|报告)(?:[（(][^（()）]{1,30}[)）])*$"
)
SITE = re.compile(
    r"(?:政府网|门户网站?|信息网|官方网站|网站|公开网|政务网|信息公开(?:网|平台|专栏)?|官网|首页|政府网站|在线|人民政府|政务公开|中国政府网|局|厅|委员会|办公室|政策|平台|系统|栏目|文件库|通知公告|政策文件|频道)$"
)
_SENTENCE_START = re.compile(
    r"^(?:本(?:报告|年度报告|办法|规定|通知|指南|预案|公报)|根据|依据|按照|按照|为(?:了|贯彻|进一步|深入|推|加|规|切|全|落实|做|方便|保|提|促|有|充|认真|确保)|"
    r"现将|近年来|经(?![营济费信贸理])|遵照|今年以来|(?:19|20)\d\d\s*年[，,]|在.{2,20}(?:下|中|上)[，,]|第[一1]条|公民、法人|我[市县区局省].{0,30}[，,])"
)

_FRONT = 400


def body_start(lines: Sequence[Line], header: Collection[int]) -> int:
    """The first line of the text proper: an addressee, a heading 一、, or a running sentence.

    ``header`` are lines that hold labelled facts. Where nothing reads so, the end of the lines or of the
    longest head that is looked at.
    """
    for index, line in enumerate(lines[:_FRONT]):
        if index in header:
            continue
        text = line.text
        if CRUMB.search(text) or (len(text) < 60 and CHROME.match(text)):
            if re.fullmatch(r"目\s*录", text):
                return index
            continue
        if is_heading(text):
            return index
        if (
            len(text) >= 12
            and text.endswith(("：", ":", "。"))
            and re.search(r"[，,]", text[:-1])
            and label_at_start(text) is None
        ):
            return index
        if len(text) < 60 and (index + 1 in header or index + 2 in header):
            # Labelled facts still follow: this is the title or the site's furniture.
            continue
        if is_addressee(text):
            return index
        if label_at_start(text) is not None:
            continue
        if len(text) >= 12 and _SENTENCE_START.match(text) and not STRONG_ENDS.search(text):
            return index
        if len(text) >= 30 and re.search(
            r"[。；]", text.strip("。")[2:] + ("。" if len(text) > 60 else "")
        ):
            return index
        if (
            len(text) >= 12
            and text.endswith(("。", "：", "，", ":"))
            and re.search(r"[，,]", text[:-1])
        ):
            return index
    return min(len(lines), _FRONT)


_ADDRESSED = re.compile(
    r"政府|各|局|委|办|部门|单位|代表|委员|公司|主席|同志|院|厅|中心|企业|学校|处|党组|公民|行|会|社|你"
)
_NOT_ADDRESSED = re.compile(
    r"如下|位置|^附|附件|电话|^地址|^网址|时间|^来源|办法|以下|包括|事项|下列|^其中|导航|搜索|编辑|打印|公告|通知[:：]"
)


def is_addressee(text: str) -> bool:
    """Whether a line addresses somebody: 各区人民政府，市政府各部门：."""
    text = text.strip()
    if not text.endswith(("：", ":")) or not 3 <= len(text) <= 300 or "。" in text:
        return False
    return (
        bool(_ADDRESSED.search(text))
        and not _NOT_ADDRESSED.search(text)
        and label_at_start(text) is None
    )


_HEADING = re.compile(
    r"^(?:一、|第[一1][章条编节部]|（一）|\(一\)|引\s*言$|前\s*言$|目\s*录$|目\s*次$|概\s*述$|第一部分)"
)


def is_heading(text: str) -> bool:
    """Whether a line opens the numbered text."""
    return bool(_HEADING.match(text))

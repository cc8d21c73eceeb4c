"""What stands around an official text on a page: menus, tools, footers, page numbers.

The rules look at single lines and at where they stand. A line is chrome only if nothing else is
in it; whatever also carries content (a date, a source, a sentence) stays.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from yangguang.text.document import Block, Paragraph

PAGE_NUMBER = "页码"
RUNNING = "页眉页脚"
TOOLS = "打印、分享等工具"
BREADCRUMB = "位置导航"
FOOTER = "网站页脚"
HEAD = "网站页头"
NAVIGATION = "网站导航"
LINKS = "链接列表"
RELATED = "相关链接"
COUNTER = "访问计数"
DEBRIS = "网页残留"
DOWNLOADS = "附件下载列表"
SOURCE_MARK = "转载平台标记"

REGION_NAME = re.compile(
    r"(?:^|[\s_-])(?:nav\w*|menu\w*|breadcrumbs?|crumbs?|(?:cur|current|my)?(?:position|location)|wz|dqwz|weizhi|"
    r"foot\w*|copyright\w*|bottom|share\w*|bshare\w*|bdshare\w*|toolbar|tools?|sidebar|sidenav|"
    r"related\w*|relevant\w*|xgwz|xglj|xgjd|pagination|pager|search\w*|login\w*|banner|logo|topbar|top_?nav|"
    r"links|friend\w*|friendlink|hot\w*|rank\w*|recommend\w*|tuijian|remen|xgyd|qr\w*|qrcode|ewm|erweima|prev|next|shangxia|fontsize|font_?size)(?=$|[\s_-])"
)
REGION_TAGS = {
    "nav": NAVIGATION,
    "footer": FOOTER,
    "aside": NAVIGATION,
    "header": HEAD,
    "page-header": RUNNING,
    "page-footer": RUNNING,
}
"""Names and tags of containers that hold what stands around a text, by habit."""

_NUMBERED = re.compile(
    r"[-–—－一~·]{1,2}\s*(\d{1,4})\s*[-–—－一~·]{1,2}|第\s*(\d{1,4})\s*页(?:\s*[/，,]?\s*共\s*\d{1,4}\s*页)?|(\d{1,4})\s*/\s*\d{1,4}"
)
_TOOL_WORDS = (
    "智能问答|打印文档|打印文章|智能机器人|智能客服|读屏专用|手语|返回上一页|返回顶端|回到顶部|回顶部|打印本页|打印此页|我要打印|打印|关闭本页|关闭窗口|关闭此页|关闭|返回顶部|返回首页|返回列表|返回上页|返回|"
    "加入收藏|收藏本页|收藏|设为首页|分享到|我要分享|分享|微信|新浪微博|腾讯微博|微博|qq空间|qq好友|qq|朋友圈|"
    "字号|字体|视力保护色|默认|特大|超大|大|中|小|纠错|我要纠错|朗读|语音播报|收听|保存|下载本页|复制链接|"
    "无障碍阅读|无障碍浏览|无障碍|关怀版|长者模式|适老模式|繁体版|简体版|繁体|简体|english|登录|注册|手机版|t"
)
_TOOLS = re.compile(rf"[\W_]*(?:(?:{_TOOL_WORDS})[\W_]*)+", re.IGNORECASE)
_WECHAT = re.compile(
    r"(?:点击(?:上方|下方)?蓝(?:色)?字.{0,12}关注.{0,12}|预览时标签不可点|(?:继续|向[上下左右])滑动看下一个|轻触阅读原文|阅读原文|"
    r"(?:微信扫一扫)?关注该公众号|往期(?:推荐|回顾|精彩)[:：]?|点(?:个)?[“\"]?(?:在看|赞).{0,24}|(?:分享|收藏|点赞|在看)(?:[、 ]?(?:分享|收藏|点赞|在看)){1,3}|"
    r"长按.{0,6}(?:识别|扫描).{0,10}二维码.{0,12}|知道了|微信扫一扫使用小程序|视频小程序赞.{0,40})"
)
_WECHAT_TAIL = re.compile(r"预览时标签不可点|(?:继续|向上)滑动看下一个|轻触阅读原文")
"""What WeChat prints around an article, and what is copied along with it."""
_DOWNLOADED = re.compile(r"附件\s*[:：]?\s*[【\[].{1,200}[】\]]\s*已?下载\s*\d*\s*次?")
_EDITORS = re.compile(
    r"[（(]?(?:(?:责任编辑|责编|编辑|编校|审核|审校|校对|初审|复审|终审|一审|二审|三审|供稿|撰稿|文字|图片|摄影|录入|作者|签发|值班编委)"
    r"\s*[:：/丨|]\s*[\u3400-\u9fff·、 　]{1,24}){1,6}[)）]?"
)
_EDITORS_ONLY = re.compile(r"[（(]?(?:责任编辑|责编|编辑|编校|初审|一审|值班编委)")
_STRONG_TOOL = re.compile(
    r"打印|关闭|返回|回到顶部|收藏|分享|字号|字体|纠错|朗读|无障碍|关怀版|长者|视力|微信|繁体|登录",
    re.IGNORECASE,
)
_SCAN = re.compile(
    r"[【\[]?(?:微信)?扫一扫.{0,24}|.{0,8}扫描?(?:上方|下方)?二维码.{0,20}|手机扫码.{0,12}|扫码.{0,10}(?:浏览|查看|阅读|分享)|用?微信[“\"']?扫一扫.{0,30}"
)
_PLACE = re.compile(
    r"(?:您|你)?(?:现在|当前|目前)?(?:所在)?(?:的)?(?:当前)?位置[:：].{0,200}|当前栏目[:：].{0,100}"
)
_TRAIL = re.compile(
    r"(?:网站|中心|门户)?(?:首页|主页)(?:\s*(?:>>?|\u203a|»|＞|→|-->?|/|\\)\s*[^。；]{1,40}){1,12}"
)
_MENU = re.compile(
    r"友情链接[:：]?|(?:网站|门户)?首\s?页(?:\s*[|｜·]\s*[\u3400-\u9fffA-Za-z]{2,10}){2,20}\s*[|｜]?"
)
_PAGES = re.compile(
    r"(?:首页|上一页|下一页|尾页|末页|第?\d{1,3}页?|共\d{1,3}页|\.\.\.|…|[<>»«|\[\]【】]){1,40}"
)
_TURNING = re.compile(r"[上下]一页|尾页|末页")
_TODAY = re.compile(r"(?:今天是|现在时间|当前时间|系统时间)[:：]?\s*(?:(?:19|20)\d\d年|星期|\d)")
_COUNTER = re.compile(
    r"[\[【(（]?(?:访问量?|浏览(?:次数|量)?|阅读(?:次数|量|数)?|点击(?:次数|量|数|率)?|人气)[:：]?\s*\d*\s*次?[\])）】]?"
)
_DEBRIS = re.compile(
    r"-->|<!--|\]\]>|您访问的链接即将离开.{0,60}|继续访问\s*放弃|[xX×]|document\.write.{0,200}|var\s+\w+\s*=.{0,200}|"
    r"\$\(.{0,200}|&nbsp;|javascript:.{0,100}"
)
_NEXT = re.compile(
    r"(?:[<《〈\[【]\s*)?(?:上|下)一(?:篇|条|页|则)\s*[>》〉\]】]?\s*(?:[:：].{0,120})?"
)
_NEXT_HEAD = re.compile(r"[<《〈\[【]?\s*(?:上|下)一(?:篇|条|页|则)\s*[>》〉\]】]?\s*[:：]?")
_RELATED_LEAD = re.compile(
    r"[\[【]?(?:相关|关联|延伸|推荐|政策|文件)(?:链接|稿件|文章|新闻|阅读|信息|解读|图解|文件|政策|原文)[\]】]?\s*[:：]"
)
_LINK_HEAD = re.compile(
    r"[\[【]?(?:政策解读|文件解读|解读材料|政策图解|图解|政策原文|原文链接|政策问答|文件原文)[\]】]?\s*[:：]?"
)
_DOWNLOAD_HEAD = re.compile(
    r"[\[【]?(?:附件下载|相关附件|附件列表|文件下载|正文下载|下载附件|相关下载|附件信息|附件)[\]】]?[:：]?"
)
_RELATED = re.compile(
    r"[\[【]?(?:相关|关联|更多|推荐|热门|热点|延伸|猜你喜欢|最新|往期)(?:链接|稿件|文章|新闻|阅读|信息|解读|资讯|推荐|内容|栏目|文档|文件)[\]】]?\s*[:：]?"
)
_SOURCE_MARK = re.compile(
    r"【法宝引证码】.{0,60}|原文链接[:：]\s*https?://\S{1,300}|(?:本文)?(?:来自|下载自|摘自)(?:北大法宝|法律图书馆|找法网).{0,60}"
)
_STRONG_FOOTER = re.compile(r"网站标识码|ICP备|公网安备|版权所有|copyright|©|（c）", re.IGNORECASE)
_WEAK_FOOTER = re.compile(
    r"主办(?:单位)?[:：]|承办(?:单位)?[:：]|协办(?:单位)?[:：]|技术支持|运维单位|网站地图|站点地图|联系我们|隐私声明|隐私保护|"
    r"关于我们|关于本站|网站声明|法律声明|免责声明|网站帮助|使用帮助|网站导航|友情链接|政府网站|找错|中文域名|建议使用|分辨率|"
    r"您是第|访问者|浏览器|网站维护|值班电话|纠错|党政机关|适老|无障碍|地址[:：]|邮编[:：]|电话[:：]|邮箱[:：]|[Ee]-?mail"
)
_SENTENCE = re.compile(r"[。；]")
_LABEL = re.compile(r"索\s*引\s*号|文\s*号|发文|成文|日期|标\s*题|主题|来源|机构|机关|有效|名\s*称")
_SPACES = re.compile(r"\s+")


def line_reason(text: str) -> str:
    """Why a single line is chrome wherever it stands; empty if it is not."""
    if len(text) > 320:
        return ""
    line = text.strip()
    if _DEBRIS.fullmatch(line):
        return DEBRIS
    if _SOURCE_MARK.fullmatch(line):
        return SOURCE_MARK
    bare = _SPACES.sub("", line)
    if _SCAN.fullmatch(bare):
        return TOOLS
    if len(bare) <= 60 and _STRONG_TOOL.search(bare) and _TOOLS.fullmatch(bare):
        return TOOLS
    if _PAGES.fullmatch(bare) and _TURNING.search(bare):
        return PAGE_NUMBER
    if _TODAY.match(line) and len(bare) <= 80 and "。" not in bare:
        return NAVIGATION
    if _MENU.fullmatch(line):
        return NAVIGATION
    if _PLACE.fullmatch(bare) or _TRAIL.fullmatch(line):
        return BREADCRUMB
    if _COUNTER.fullmatch(bare):
        return COUNTER
    if _NEXT.fullmatch(line):
        return RELATED
    if _WECHAT.fullmatch(bare) or (_EDITORS_ONLY.match(line) and _EDITORS.fullmatch(line)):
        return TOOLS
    if _DOWNLOADED.fullmatch(line):
        return DOWNLOADS
    return ""


def is_related_heading(text: str) -> bool:
    """Whether a line only announces links to other pages."""
    return len(text) < 20 and _RELATED.fullmatch(text.strip()) is not None


def is_neighbour_heading(text: str) -> bool:
    """Whether a line only says that the page before or after follows."""
    return _NEXT_HEAD.fullmatch(text.strip()) is not None


def is_link_heading(text: str) -> bool:
    """Whether a line may announce links, and is a heading of the text elsewhere."""
    return _LINK_HEAD.fullmatch(text.strip()) is not None


def opens_related(text: str) -> bool:
    """Whether a line begins by announcing links to other pages (相关解读：…)."""
    return _RELATED_LEAD.match(text.strip()) is not None


def is_annex_heading(text: str) -> bool:
    """Whether a line says 附件 and no more: a document's own list begins so, too."""
    return _SPACES.sub("", text).strip("[]【】:：") == "附件"


def is_download_heading(text: str) -> bool:
    """Whether a line only announces the files that a site offers beside a document."""
    return _DOWNLOAD_HEAD.fullmatch(_SPACES.sub("", text)) is not None


def wechat_tail(blocks: Sequence[Block]) -> list[int]:
    """Short lines below the first of what WeChat prints under an article."""
    begins = next(
        (
            at
            for at, block in enumerate(blocks)
            if isinstance(block, Paragraph) and _WECHAT_TAIL.fullmatch(block.text.strip())
        ),
        len(blocks),
    )
    return [
        at
        for at in range(begins, len(blocks))
        if len(_text(blocks[at])) < 40
        and _text(blocks[at])
        and not _SENTENCE.search(_text(blocks[at]))
    ]


def page_number_lines(blocks: Sequence[Block]) -> set[int]:
    """Indices of lines that count the pages: the same form, counting up without a gap.

    A line such as ``- 3 -`` alone may be a value out of a broken table; it is a page number
    when its fellows count with it, or when it stands alone and says 1.
    """
    numbers: dict[int, int] = {}
    for at, block in enumerate(blocks):
        if isinstance(block, Paragraph) and len(block.text) <= 20:
            found = _NUMBERED.fullmatch(block.text.strip())
            if found:
                numbers[at] = int(next(group for group in found.groups() if group))
    values = list(numbers.values())
    if not values:
        return set()
    steps = [later - earlier for earlier, later in itertools.pairwise(values)]
    alone = not steps and values[0] == 1 and "/" not in _text(blocks[next(iter(numbers))])
    if alone or (steps and all(step == 1 for step in steps)):
        return set(numbers)
    # A page may have lost its number, or carry it at head and foot.
    if len(steps) > 2 and all(0 <= step <= 2 for step in steps):
        return set(numbers)
    return set()


def running_lines(blocks: Sequence[Block], pages: int) -> set[int]:
    """Indices of headers and footers printed on every page, and of bare page numbers."""
    if pages < 2:
        return set()
    edges: dict[int, list[int]] = {}
    for at, block in enumerate(blocks):
        edges.setdefault(block.page, []).append(at)
    seen: dict[tuple[str, str], list[int]] = {}
    bare: list[tuple[int, int]] = []
    for page, indices in edges.items():
        for side, chosen in (("top", indices[:2]), ("foot", indices[-2:])):
            for at in chosen:
                block = blocks[at]
                if not isinstance(block, Paragraph) or len(block.text) > 80:
                    continue
                text = block.text.strip()
                if text.isdigit() and len(text) < 5 and at in (indices[0], indices[-1]):
                    bare.append((at, int(text) - page))
                elif not re.search(r"单位[:：]", text):
                    seen.setdefault((side, re.sub(r"\d+", "#", text)), []).append(at)
    out: set[int] = set()
    for (_, text), places in seen.items():
        enough = max(3, len(edges) // 3)
        counted = "#" in text and len(places) == len(edges)
        if len({blocks[at].page for at in places}) >= enough or (counted and _is_count(text)):
            out.update(places)
    offsets = [offset for _, offset in bare]
    if len(bare) >= 2 and len(set(offsets)) == 1:
        out.update(at for at, _ in bare)
    return out


def _is_count(text: str) -> bool:
    return re.search(r"#\s*/\s*#|第\s*#\s*页|page\s*#", text, re.IGNORECASE) is not None


def footer_start(blocks: Sequence[Block]) -> int:
    """Where the site's footer begins; ``len(blocks)`` if there is none.

    It begins with the lines that name the site's keepers, just above the line with its licence
    or identifying code, and holds nothing like a sentence.
    """
    floor = max(0, len(blocks) - 80)
    strong = next(
        (
            at
            for at in range(len(blocks) - 1, floor - 1, -1)
            if _text(blocks[at]) and _STRONG_FOOTER.search(_text(blocks[at])) and _short(blocks[at])
        ),
        -1,
    )
    if strong < 0:
        start = len(blocks)
        while start > floor and _is_weak(blocks[start - 1]):
            start -= 1
        return start if len(blocks) - start >= 2 else len(blocks)
    start = strong
    while start > floor and (_is_footer_line(blocks[start - 1])):
        start -= 1
    return start


def _is_footer_line(block: Block) -> bool:
    text = _text(block)
    return (
        bool(text)
        and _short(block)
        and bool(
            _STRONG_FOOTER.search(text)
            or _WEAK_FOOTER.search(text)
            or line_reason(text)
            or text == "|"
        )
    )


def _is_weak(block: Block) -> bool:
    """A tail line of a footer without licence; addresses alone may be the office's own."""
    text = _text(block)
    return (
        bool(text)
        and len(text) < 60
        and re.search(
            r"网站地图|联系我们|隐私|关于我们|网站声明|技术支持|友情链接|网站导航|"
            r"建议使用|分辨率|浏览器|(?:主办|承办|版权所有)(?:单位)?(?:[:：]|$)",
            text,
        )
        is not None
        and not _SENTENCE.search(text)
    )


def _text(block: Block) -> str:
    return block.text if isinstance(block, Paragraph) else ""


def _short(block: Block) -> bool:
    text = _text(block)
    return len(text) < 240 and not _SENTENCE.search(text)


def head_end(blocks: Sequence[Block]) -> int:
    """How many blocks at the top belong to the site: those above its breadcrumb, if short.

    A line that comes again below, or carries a label of the document's own header, is kept.
    """
    for at, block in enumerate(blocks[:25]):
        text = _text(block)
        if not text:
            return 0
        if line_reason(text) == BREADCRUMB:
            return at
        if len(text) > 120 or _SENTENCE.search(text) or (_LABEL.search(text) and "：" in text):
            return 0
    return 0

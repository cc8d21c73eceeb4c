"""Names of people that stand next to their data or behind a word such as 申请人.

Nothing is taken for a name without a reason to expect one there: a label before it, a person's
number in the same sentence or row, a column of names over it. Office holders acting as such are
named in public and are left alone.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from ahocorasick_rs import AhoCorasick, MatchKind

from yangguang.text.privacy.finding import LABELS, SURE, Finding, Kind
from yangguang.text.privacy.leading import led_up_to
from yangguang.text.privacy.lexicon import CONTACT_ROLES, LEADS, PERSON_ROLES, STRONG_ROLES
from yangguang.text.privacy.masks import masked_name
from yangguang.text.privacy.nameshape import HAN, begins_word, is_known_name, name_at, rare_name_at
from yangguang.text.privacy.officials import acts_officially, has_title
from yangguang.text.privacy.rows import Row
from yangguang.text.privacy.surroundings import Surroundings

_ROLES = AhoCorasick(
    sorted(PERSON_ROLES | CONTACT_ROLES | {"签收", "签领"}), matchkind=MatchKind.LeftmostLongest
)
_FREE_ROLE = re.compile(r"[\u4e00-\u9fff]{1,6}(?:人|者|方|户|对象)[：:][ \u3000]{0,4}")
_SPACED_LABEL = re.compile(
    r"开[ \u3000]?户[ \u3000]{1,2}名[ \u3000]?称?|姓[ \u3000]{1,6}名|户[ \u3000]{1,6}主|申[ \u3000]{1,2}请[ \u3000]{1,2}人|当[ \u3000]{1,2}事[ \u3000]{1,2}人|原[ \u3000]{1,6}告|业[ \u3000]{1,6}主|"
    r"乙[ \u3000]{1,6}方|车[ \u3000]{1,6}主|患[ \u3000]{1,6}者|学[ \u3000]{1,6}生"
)
_AFTER_LABEL = re.compile(
    r"(?:[一二三四五六七八九十]|\d{1,2}|甲|乙)?(?:姓名|名称|本人|身份|签字|签名|签章|签收)?(?:[（(][^（）()\n]{0,10}[）)])?[ \u3000\xa0]{0,4}"
    r"(?:[：:为是|｜\t]|，|,)?[ \u3000\xa0]{0,4}"
)
_NAME_COLUMN = re.compile(
    r"姓名|户主|申请人|当事人|被处罚人|学生|患者|业主|车主|家长|监护人|联系人|负责人|法定代表人|持证人|领款人|收款人|受益人|对象|农户|"
    r"村民|承租人|权利人|产权人|投诉人|举报人|驾驶人|户名|经办人|所有人"
)
_OFFICIAL_COLUMN = re.compile(r"职务|职称|岗位名称|单位名称|执法证|警号|任职")
_CLAUSE_START = re.compile(r"[.．\s，,。；;：:、（(）)|\-—]")
_SALUTATION = re.compile(r"(?:^|\n)[ \u3000]{0,4}(?:尊敬的)?")
_ADDRESSED = re.compile(
    r"(?:^|[\n\u3000 ：:—。])(?=[\u4e00-\u9fff·]{2,12}[：:]\s{0,4}(?:你|您|经查|因你|现查明|本(?:机关|局|院|单位|府)[^。\n]{0,24}收到[你您]|本(?:机关|局|院|单位|行政)|我[局院]))"
)
_TO_YOU = re.compile(r"(?:同志|先生|女士)?[：:]")
_POLITE = re.compile(r"(?:先生|女士|同志|同学)[ \u3000]?[（(/]?[：:，,]")
_SENTENCE_REACH = 160
_NEAR = 48


def propose_names(text: str, around: Surroundings, others: list[Finding]) -> list[Finding]:
    """Names behind a person's label, in a letter's salutation, and beside one of ``others``."""
    search = _Search(text, around, [one for one in others if one.confidence >= SURE])
    for _, start, end in _ROLES.find_matches_as_indexes(text):
        search.behind_label(text[start:end], start, end)
    for match in _SPACED_LABEL.finditer(text):
        search.behind_label(re.sub(r"\s", "", match[0]), match.start(), match.end())
    if search.sure:
        for match in _FREE_ROLE.finditer(text):
            search.behind_label(match[0], match.start(), match.end(), free=True)
    search.salutations()
    search.signature()
    search.latin()
    for one in search.sure:
        row = around.row(one.start)
        if row is not None and row.headings:
            search.in_row(row)
        else:
            search.just_before(one)
            search.before(one)
            search.behind(one)
    return sorted(search.found.values(), key=lambda one: one.start)


_OF_BODIES = frozenset(("法定代表人", "法人代表", "投资人", "负责人"))


class _Search:
    """One text under search; ``sure`` are the findings that make a name beside them personal."""

    def __init__(self, text: str, around: Surroundings, sure: list[Finding]) -> None:
        self.text = text
        self.around = around
        self.sure = sure
        self.starts = [one.start for one in sure]
        self.found: dict[int, Finding] = {}
        self.looked: set[int] = set()

    def behind_label(self, label: str, start: int, end: int, *, free: bool = False) -> None:
        """A name that follows a role; one set off by a colon may be followed by anything."""
        text = self.text
        skip = _AFTER_LABEL.match(text, end)
        assert skip is not None  # noqa: S101 (every part of the pattern may be empty)
        begin = skip.end()
        punctuated = free or any(sign in skip[0] for sign in "：:\t|｜为是（(，,名")
        row = self.around.row(begin)
        if row is not None and row.is_heading:
            return
        if has_title(text, end):
            return
        taken = name_at(text, begin, labelled=punctuated, behind_role=not skip[0])
        if taken is None and punctuated:
            taken = rare_name_at(text, begin)
        if taken is None or begin in self.found:
            return
        stop, surname = taken
        if (
            not punctuated
            and text[stop : stop + 1] in "：:"
            and HAN.match(text[stop + 1 : stop + 2])
        ):
            return
        if self._is_official(begin, stop):
            return
        neighbour = self._neighbour(begin, stop, row)
        if (
            label in _OF_BODIES
            and text[stop : stop + 1] in ("）", ")")
            and neighbour is not None
            and neighbour.start > stop
        ):
            # （统一社会信用代码：…，法定代表人某某）: what stands behind the bracket is not his.
            neighbour = None
        if neighbour is not None and not (label in CONTACT_ROLES and neighbour.kind is Kind.EMAIL):
            why = f"“{label.strip('：: ')}”之后的人名，旁边有{LABELS[neighbour.kind]}"
            self._add(begin, stop, surname, 0.9, why, table=row is not None)
            self._listed(stop, why)
        elif row is not None and row.headings:
            return
        elif label in STRONG_ROLES and (punctuated or is_known_name(text, begin, stop)):
            self._add(begin, stop, surname, 0.65, f"“{label}”之后的人名")
        elif not free:
            self._add(begin, stop, surname, 0.4, f"“{label}”之后的人名，旁边没有其他个人信息")

    def _listed(self, stop: int, why: str) -> None:
        """The other names of a list: 张三、李四等12人."""
        text = self.text
        for _ in range(30):
            if text[stop : stop + 1] != "、" or stop + 1 in self.found:
                return
            taken = name_at(text, stop + 1, labelled=True)
            if taken is None:
                return
            self._add(stop + 1, *taken, 0.85, why)
            stop = taken[0]

    def salutations(self) -> None:
        """A letter's addressee: a name at the head of a line with 先生： or 女士： behind."""
        text = self.text
        for head in _ADDRESSED.finditer(text):
            taken = name_at(text, head.end(), labelled=True)
            if taken and head.end() not in self.found and _TO_YOU.match(text, taken[0]):
                self._add(head.end(), *taken, 0.7, "文书的受文人")
        if "先生" not in text and "女士" not in text and "同志" not in text and "同学" not in text:
            return
        for head in _SALUTATION.finditer(text):
            taken = name_at(text, head.end())
            if taken and head.end() not in self.found and _POLITE.match(text, taken[0]):
                self._add(head.end(), *taken, 0.75, "信函的收信人")

    def latin(self) -> None:
        """Foreigners' names in Latin letters, in a line or row with their passport or permit."""
        for label in _LATIN_LABEL.finditer(self.text) if self.sure else ():
            named = _LATIN.match(self.text, label.end())
            if named is not None and not _LATIN_FIELD.search(named[0]):
                self._add(*named.span(), 0, 0.8, "标明为姓名的外文名")
        for one in self.sure:
            if one.kind is not Kind.PASSPORT:
                continue
            floor = self.text.rfind("\n", 0, one.start) + 1
            before = [
                match
                for match in _LATIN.finditer(
                    self.text, max(floor - 60, one.start - 90, 0), one.start
                )
                if not _LATIN_FIELD.search(match[0])
                and self.text[match.end() : match.end() + 1] not in (":", "：", ".")
            ]
            if before and before[-1].start() not in self.found:
                start, end = before[-1].span()
                self._add(start, end, 0, 0.8, "外文姓名，旁边有护照或通行证号码")

    def signature(self) -> None:
        """A name alone at the end of a letter that gives the writer's number or address."""
        match = _SIGNED.search(self.text, max(0, len(self.text) - 16))
        if match is None or not self.sure or match.start(1) in self.found:
            return
        taken = name_at(self.text, match.start(1), match.end(1), sure_of_end=True)
        if taken and taken[0] == match.end(1) and match.start() - self.sure[-1].end < 60:
            self._add(match.start(1), *taken, 0.7, "信末的署名")

    def just_before(self, one: Finding) -> None:
        """The name that what leads up to a finding ends with: …骑行人荣华，身份证号码….

        Blanks, marks, and the words that introduce the finding are walked back over; then the
        signs right there are a name if they can be one and begin where a word begins.
        """
        text = self.text
        end = led_up_to(text, one.start)
        if end == one.start:
            return
        for size in (3, 2, 4):
            start = end - size
            if start < 0 or any(a <= start < one.end for a, one in self.found.items()):
                continue
            taken = name_at(text, start, end, sure_of_end=True)
            if taken is None or taken[0] != end or not text[start:end].isalpha():
                continue
            if self._is_official(start, end) or self._is_field(start, end):
                continue
            if begins_word(text, start, end, led=self._can_begin(start)):
                self._add(start, end, taken[1], 0.8, f"人名，后面紧接{LABELS[one.kind]}")
                return

    def before(self, one: Finding) -> None:
        """Names in the sentence that leads up to a finding."""
        text = self.text
        floor = max(0, one.start - _SENTENCE_REACH)
        window = text[floor : one.start]
        cut = max(window.rfind("。"), window.rfind("\n\n"))
        line = window.rfind("\n")
        if line > cut and line < len(window) - 1:
            cut = line
        for begin in range(floor + cut + 1, one.start):
            if begin in self.looked or not HAN.match(text[begin]):
                continue
            self.looked.add(begin)
            if begin in self.found or not self._can_begin(begin):
                continue
            taken = name_at(text, begin, one.start + 8)
            if (
                taken is None
                or taken[0] > one.start
                or self._is_field(begin, taken[0])
                or self._is_official(begin, taken[0])
            ):
                continue
            why = f"人名，同一句中有{LABELS[one.kind]}"
            self._add(begin, *taken, 0.8, why)

    def behind(self, one: Finding) -> None:
        """A name right behind a number: 138…（张三）, 138… 张三."""
        if one.kind not in (Kind.MOBILE, Kind.LANDLINE, Kind.ID_NUMBER, Kind.BANK_CARD):
            return
        text = self.text
        match = _BEHIND.match(text, one.end)
        if match is None or match.end() in self.found:
            return
        begin = match.end()
        taken = name_at(text, begin)
        if taken is None or self._is_official(begin, taken[0]):
            return
        after = text[taken[0] : taken[0] + 2]
        opened = match[0].strip() in ("（", "(")
        if not _CLOSES.match(after) or not (opened or re.match(r"[\s。；;]|$", after)):
            return
        self._add(begin, *taken, 0.7, f"人名，紧跟在{LABELS[one.kind]}之后")

    def in_row(self, row: Row) -> None:
        """The cells under a heading of names in a row that holds a person's data."""
        text = self.text
        official = any(map(_OFFICIAL_COLUMN.search, row.headings))
        for (start, end), heading in zip(row.cells, row.headings, strict=False):
            if not _NAME_COLUMN.search(heading.replace(" ", "")):
                continue
            while start < end and text[start] in " \u3000":
                start += 1
            while end > start and text[end - 1] in " \u3000":
                end -= 1
            taken = name_at(text, start, end, sure_of_end=True) or rare_name_at(text, start)
            if taken is None or start in self.found or taken[0] != end:
                continue
            if text[start:end] in self.around.context.official_names:
                continue
            why = f"表头为“{heading}”，同一行有其他个人信息"
            self._add(start, end, taken[1], 0.6 if official else 0.9, why, table=True)

    def _can_begin(self, at: int) -> bool:
        """Whether a name may begin here: at a clause, behind a role or a word that leads to one."""
        text = self.text
        if at == 0 or _CLAUSE_START.match(text[at - 1]):
            return True
        left = text[max(0, at - 8) : at]
        if left.endswith("共和"):
            return False
        return left.endswith(LEADS) or any(
            left.endswith(role) for role in _ROLE_ENDS.get(left[-1], ())
        )

    def _is_field(self, start: int, end: int) -> bool:
        """A word before a colon names a field, unless a colon stands before it too."""
        text = self.text
        return text[end : end + 1] in ("：", ":") and text[start - 1 : start] not in (
            "：",
            ":",
            "、",
        )

    def _is_official(self, start: int, end: int) -> bool:
        name = re.sub(r"\s", "", self.text[start:end])
        return name in self.around.context.official_names or acts_officially(self.text, start, end)

    def _neighbour(self, start: int, end: int, row: Row | None) -> Finding | None:
        """The personal finding in the same row, or near in the same sentence or run of lines."""
        text = self.text
        index = bisect_right(self.starts, start)
        for one in self.sure[index : index + 4]:
            if row is not None and one.start <= row.end:
                return one
            gap = text[end : one.start]
            if len(gap) > 140 or "\n\n" in gap or gap.count("。") > 1 or gap.count("\n") > 5:
                break
            return one
        if index:
            one = self.sure[index - 1]
            gap = text[one.end : start]
            if (row is not None and one.start >= row.start) or (
                len(gap) <= _NEAR and "\n\n" not in gap and "。" not in gap
            ):
                return one
        return None

    def _add(
        self,
        start: int,
        end: int,
        surname: int,
        confidence: float,
        why: str,
        *,
        table: bool = False,
    ) -> None:
        name = self.text[start:end]
        self.found[start] = Finding(
            start, end, name, Kind.NAME, confidence, why, masked_name(name, surname, table=table)
        )


_LATIN = re.compile(
    r"(?<![A-Za-zÀ-ÿ])(?:[A-ZÀ-Þ]{2,}|[A-ZÀ-Þ][a-zß-ÿ]+)(?:[ ,，/·\-]{1,2}(?:[A-ZÀ-Þ]{2,}|[A-ZÀ-Þ][a-zß-ÿ]+|[A-Z]\.)){1,4}(?![A-Za-z0-9À-ÿ])"
)
_LATIN_LABEL = re.compile(
    r"(?:姓名|名字|名叫|人士|外籍|Name|NAME|name|Applicant)[：:/\] \u3000]{0,3}"
)
_LATIN_FIELD = re.compile(
    r"passport|phone|mobile|name|number|card|permit|application|type|nation|date|tel|mail|visa|residence|\bNo\b|\bID\b",
    re.IGNORECASE,
)
_SIGNED = re.compile(r"[。！!\n][ \u3000]*[—－\-]{0,3}[ ]?([\u4e00-\u9fff]{2,4})[ \u3000\n]*$")
_BEHIND = re.compile(r"[ \u3000]{0,2}[（(，, ][ \u3000]{0,2}")
_CLOSES = re.compile(r"[）)，,。；;\s]|$|[先女]")
_ROLE_ENDS: dict[str, list[str]] = {}
for _role in PERSON_ROLES:
    _ROLE_ENDS.setdefault(_role[-1], []).append(_role)

"""Synthetic government items of realistic length, the same ones on every machine.

Benches need a million documents that nobody may publish and everybody can make again. Clauses are
composed from official phrases and made-up proper names and drawn by Zipf's law, so that common
words stand in a third of all documents and rare ones in a handful, as in real catalogues. Items are
streamed and cached in a SQLite file under ``var/bench``, which git ignores.
"""

from __future__ import annotations

import itertools
import multiprocessing
import os
import random
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import astuple, dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

FULL_SIZE = 1_150_000
VERSION = 2
"""Raised whenever the items change; old caches are then made anew."""

_CHUNK = 1_000
_WORTH_PROCESSES = 20
"""Chunks that one process makes as soon as several have started."""
_CLAUSES = 800
_FIRST_DAY = date(2008, 5, 1)
_DAYS = 6_700

_SUBJECTS = [
    "各级人民政府",
    "市政府各部门",
    "各县（区）",
    "街道办事处",
    "行政机关",
    "主管部门",
    "牵头单位",
    "责任单位",
    "公共企事业单位",
    "市场主体",
    "申请人",
    "社会公众",
    "办公室",
    "领导小组",
    "联席会议",
    "监管部门",
    "用人单位",
    "基层组织",
    "评审专家",
    "施工企业",
]
_VERBS = [
    "推进",
    "加强",
    "规范",
    "完善",
    "落实",
    "建立健全",
    "依法公开",
    "及时发布",
    "组织开展",
    "统筹安排",
    "严格执行",
    "监督检查",
    "受理审核",
    "公布调整",
    "清理修订",
    "培育支持",
    "督促整改",
    "汇总上报",
    "评估论证",
    "优化提升",
    "协调解决",
    "保障维护",
    "宣传解读",
    "编制印发",
]
_FIELDS = [
    "政务",
    "教育",
    "医疗卫生",
    "财政预算",
    "社会救助",
    "食品药品",
    "安全生产",
    "环境保护",
    "住房保障",
    "征地拆迁",
    "就业创业",
    "行政执法",
    "政府采购",
    "国有资产",
    "扶贫开发",
    "应急管理",
    "养老服务",
    "水利工程",
    "道路交通",
    "数字政府",
    "营商环境",
    "乡村振兴",
    "耕地保护",
    "科技创新",
    "文化惠民",
    "城市更新",
    "垃圾分类",
    "防汛抗旱",
    "消防",
    "知识产权",
    "农产品质量",
    "生态修复",
    "河湖长制",
    "畜牧兽医",
    "林业草原",
    "海洋渔业",
    "气象服务",
    "地质灾害",
    "民族宗教",
    "侨务外事",
    "退役军人",
    "残疾人康复",
    "妇幼保健",
    "未成年人保护",
    "法律援助",
    "人民调解",
    "社区矫正",
    "公共资源交易",
    "招商引资",
    "物价收费",
    "税收优惠",
    "金融风险",
    "电子商务",
    "物流仓储",
    "旅游开发",
    "体育健身",
    "广播电视",
    "文物保护",
    "档案管理",
    "地方志",
]
_ASPECTS = [
    "信息公开",
    "重点领域",
    "专项资金",
    "改革方案",
    "审批事项",
    "项目建设",
    "服务平台",
    "管理办法",
    "实施细则",
    "责任清单",
    "考核评价",
    "统计数据",
    "专项整治",
    "监督检查",
    "补贴发放",
    "人员培训",
    "标准化建设",
    "示范创建",
    "规划编制",
    "招标投标",
    "竣工验收",
    "设备购置",
    "风险评估",
    "应急演练",
    "政策解读",
    "公开目录",
    "执法结果",
    "投诉举报",
    "信用评价",
    "经费保障",
]
_TAILS = [
    "工作",
    "情况",
    "机制",
    "措施",
    "标准",
    "要求",
    "任务",
    "流程",
    "成效",
    "经费",
    "目录",
    "制度",
]
_FRAMES = [
    "{s}要{v}{o}{t}",
    "进一步{v}{o}",
    "{v}{o}和{o2}{t}",
    "由{s}负责{v}{o}",
    "对{n}的{o}{t}予以公示",
    "{n}{o}{t}已经完成",
    "{s}会同{n}{v}{o}",
    "在{n}范围内{v}{o}{t}",
    "全年{v}{o}{k}件",
    "{o}{t}列入年度考核",
    "关于{n}{o}的申请",
    "投入资金{k}万元用于{o}",
    "自{y}年{m}月起{v}{o}",
    "{n}新增{o}{k}项",
    "{s}应当在{m}个工作日内{v}{o}",
    "按照有关规定{v}{o}{t}",
    "{o}信息公开率达到{k}％",
]
_NAME_FIRST = "青云河安平新东西南北长永兴宁和清石白金龙凤仙桃柳杨松柏玉泉沙湖江岭坪塘溪湾双大小上下高马牛羊鹿鹤雁"
_NAME_LAST = [
    "河口镇",
    "山乡",
    "桥街道",
    "湖区",
    "庄村",
    "岭林场",
    "沟水库",
    "湾社区",
    "坪工业园",
    "塘小学",
    "滩中学",
    "渡大桥",
    "岗医院",
    "堡公路",
    "峪煤矿",
    "屯合作社",
    "集农贸市场",
    "港码头",
    "坝电站",
    "铺驿站",
]
_KINDS = [
    "政策文件",
    "政策解读",
    "通知公告",
    "工作动态",
    "年度报告",
    "预算决算",
    "行政许可",
    "批复答复",
]
_KIND_SHARES = [18, 8, 30, 25, 3, 6, 7, 3]
_COLUMNS = [
    f"{first}-{second}"
    for first in ("政策", "机构", "规划", "统计", "财政", "项目", "服务", "监督", "应急", "人事")
    for second in ("法规规章", "规范性文件", "其他文件", "公示", "公告", "动态", "清单", "解读")
]
_VALIDITY = ["有效", "失效", "废止", ""]
_VALIDITY_SHARES = [55, 8, 5, 32]


@dataclass(frozen=True, slots=True)
class BenchItem:
    """One synthetic item; dates are ISO text, bodies about 780 characters."""

    key: str
    title: str
    body: str
    number: str
    index_number: str
    agency: str
    agency_name: str
    column: str
    kind: str
    validity: str
    formed_on: str
    published_on: str


class _Vocabulary:
    """The clauses and names everything is drawn from; the same for every chunk."""

    def __init__(self) -> None:
        draw = random.Random(20_190_515)
        self.names = [
            "".join(draw.choices(_NAME_FIRST, k=2)) + draw.choice(_NAME_LAST) for _ in range(6_000)
        ]
        self.agencies = [
            (f"{number:03}", f"{draw.choice(self.names)[:2]}市{draw.choice(_FIELDS)}局{number}")
            for number in range(400)
        ]
        self.by_field = [self._clauses_about(draw, field) for field in _FIELDS]
        self.clause_weights = _zipf(_CLAUSES)
        self.field_weights = _zipf(len(_FIELDS))
        self.agency_weights = _zipf(len(self.agencies))

    def clauses(self, draw: random.Random, count: int) -> list[str]:
        """Clauses of one document: mostly about two fields, the rest about anything."""
        one, other = draw.choices(range(len(_FIELDS)), cum_weights=self.field_weights, k=2)
        anything = draw.randrange(len(_FIELDS))
        shares = (
            (one, count // 2),
            (other, count // 3),
            (anything, count - count // 2 - count // 3),
        )
        drawn = [
            clause
            for field, share in shares
            for clause in draw.choices(
                self.by_field[field], cum_weights=self.clause_weights, k=share
            )
        ]
        draw.shuffle(drawn)
        return drawn

    def _clauses_about(self, draw: random.Random, field: str) -> list[str]:
        objects = [field + aspect for aspect in _ASPECTS]
        draw.shuffle(objects)
        seen: set[str] = set()
        while len(seen) < _CLAUSES:
            seen.add(self._clause(draw, objects))
        clauses = sorted(seen)
        draw.shuffle(clauses)
        return clauses

    def _clause(self, draw: random.Random, objects: Sequence[str]) -> str:
        return draw.choice(_FRAMES).format(
            s=draw.choice(_SUBJECTS),
            v=draw.choice(_VERBS),
            o=_lean(draw, objects),
            o2=draw.choice(objects),
            t=draw.choice(_TAILS),
            n=_lean(draw, self.names),
            k=draw.randrange(2, 9_000),
            y=draw.randrange(2008, 2027),
            m=draw.randrange(1, 13),
        )


def _lean(draw: random.Random, choices: Sequence[str]) -> str:
    """One of the choices, early ones far more often."""
    return choices[int(len(choices) * draw.random() ** 1.7)]


def _zipf(count: int) -> list[float]:
    return list(itertools.accumulate(1 / (rank + 20) ** 0.9 for rank in range(count)))


def items(count: int) -> Iterator[BenchItem]:
    """The first ``count`` items, streamed; a smaller set is the beginning of a larger one."""
    chunks = [(chunk, count) for chunk in range((count + _CHUNK - 1) // _CHUNK)]
    if len(chunks) <= _WORTH_PROCESSES:
        yield from itertools.chain.from_iterable(map(_chunk, chunks))
        return
    with multiprocessing.Pool() as pool:
        yield from itertools.chain.from_iterable(pool.imap(_chunk, chunks, chunksize=4))


@lru_cache(maxsize=1)
def _vocabulary() -> _Vocabulary:
    return _Vocabulary()


def _chunk(which: tuple[int, int]) -> list[BenchItem]:
    """A thousand items that depend on nothing but their chunk's number."""
    chunk, count = which
    draw = random.Random(chunk + 1)
    numbers = range(chunk * _CHUNK, min((chunk + 1) * _CHUNK, count))
    return [_item(number, draw, _vocabulary()) for number in numbers]


def _item(number: int, draw: random.Random, vocabulary: _Vocabulary) -> BenchItem:
    clauses = vocabulary.clauses(draw, draw.randrange(15, 60))
    agency, agency_name = draw.choices(vocabulary.agencies, cum_weights=vocabulary.agency_weights)[
        0
    ]
    kind = draw.choices(_KINDS, _KIND_SHARES)[0]
    formed = _FIRST_DAY + timedelta(days=int(_DAYS * draw.random() ** 0.7))
    published = formed + timedelta(days=draw.randrange(25))
    subject = draw.choice(clauses)
    return BenchItem(
        key=str(number + 1),
        title=f"{agency_name}关于{subject}的{kind[-2:]}",
        body=_body(clauses, draw),
        number=f"{agency_name[:2]}发〔{formed.year}〕{number % 400 + 1}号"
        if number % 3 == 0
        else "",
        index_number=f"{int(agency):09}/{formed.year}-{number:07}",
        agency=agency,
        agency_name=agency_name,
        column=draw.choice(_COLUMNS),
        kind=kind,
        validity=draw.choices(_VALIDITY, _VALIDITY_SHARES)[0],
        formed_on=formed.isoformat(),
        published_on=published.isoformat(),
    )


def _body(clauses: Sequence[str], draw: random.Random) -> str:
    """Clauses as sentences of two to four, sentences as paragraphs."""
    ends = draw.choices(("，", "，", "。", "；", "。\n"), k=len(clauses))
    return "".join(itertools.chain.from_iterable(zip(clauses, ends, strict=True)))


def size_for(scale: float) -> int:
    """How many items a scale stands for; 1 is 1,150,000."""
    return max(100, round(FULL_SIZE * scale))


def cache_path(folder: Path, count: int) -> Path:
    """The cached items of this number."""
    return folder / f"items-{count}.sqlite3"


def ensure_items(folder: Path, count: int) -> Path:
    """The cache file with exactly these items, made if it is not there; a half-made one is not used."""
    path = cache_path(folder, count)
    if path.exists() and _is_whole(path, count):
        return path
    folder.mkdir(parents=True, exist_ok=True)
    making = path.with_suffix(f".{os.getpid()}.part")
    making.unlink(missing_ok=True)
    started = time.perf_counter()
    with closing(sqlite3.connect(making)) as database:
        database.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
            "CREATE TABLE item (key TEXT, title TEXT, body TEXT, number TEXT, index_number TEXT,"
            " agency TEXT, agency_name TEXT, column_code TEXT, kind TEXT, validity TEXT,"
            " formed_on TEXT, published_on TEXT);"
        )
        for batch in batched(items(count), 5_000):
            database.executemany(
                "INSERT INTO item VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", map(astuple, batch)
            )
        database.execute("CREATE UNIQUE INDEX item_key ON item (key)")
        database.execute(f"PRAGMA user_version={VERSION}")
        database.commit()
    making.replace(path)
    seconds = time.perf_counter() - started
    print(f"bench data: {count:,} items in {seconds:.0f} s, {path.stat().st_size / 1e6:,.0f} MB")
    return path


def _is_whole(path: Path, count: int) -> bool:
    with closing(sqlite3.connect(path)) as database:
        (version,) = database.execute("PRAGMA user_version").fetchone()
        (last,) = database.execute("SELECT max(rowid) FROM item").fetchone()
    return bool(version == VERSION and last == count)


def read_items(path: Path) -> Iterator[BenchItem]:
    """All items of a cache file, streamed."""
    with closing(sqlite3.connect(path)) as database:
        for row in database.execute("SELECT * FROM item ORDER BY rowid"):
            yield BenchItem(*row)


def main() -> None:
    """``python -m yangguang.bench.data``: make the items of SCALE, or say that they are there."""
    count = size_for(float(os.environ.get("SCALE", "1")))
    path = ensure_items(Path("var/bench"), count)
    print(f"{count:,} items in {path}")


def batched(rows: Iterable[BenchItem], size: int) -> Iterator[list[BenchItem]]:
    """The rows in lists of this size, the last one shorter."""
    iterator = iter(rows)
    while batch := list(itertools.islice(iterator, size)):
        yield batch


if __name__ == "__main__":
    main()

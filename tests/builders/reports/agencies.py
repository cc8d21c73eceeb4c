"""Invented offices that write reports: governments, departments, townships, each with its words."""

from __future__ import annotations

import random
from dataclasses import dataclass

_FIRST = "临安永清平青云龙石金泰嘉宁丰兴武昌広东西南北江海松柏玉宝凤梧荆襄沅澧汾渭洛淇泗沂".replace(
    "広", "广"
)
_SECOND = "川江山阳泽湖州源宁河城口原陵谷溪岭水林台沙塘桥浦昌安康和远"
_PROVINCES = ("东江省", "北原省", "南岭省", "西川省", "云海省", "岭北自治区")
_CITY_DEPARTMENTS = (
    "教育局",
    "自然资源和规划局",
    "生态环境局",
    "住房和城乡建设局",
    "交通运输局",
    "水务局",
    "农业农村局",
    "商务局",
    "卫生健康委员会",
    "应急管理局",
    "市场监督管理局",
    "统计局",
    "医疗保障局",
    "司法局",
    "民政局",
    "财政局",
    "人力资源和社会保障局",
    "城市管理局",
    "林业局",
    "公安局",
)
_EARLY = {
    "自然资源和规划局": "国土资源局",
    "生态环境局": "环境保护局",
    "市场监督管理局": "工商行政管理局",
}


@dataclass(frozen=True)
class Agency:
    """An office that publishes a report; `area` is the scope its figures cover, in its words."""

    kind: str
    name: str
    place: str
    area: str
    we: str
    office: str
    scale: str
    below: tuple[str, ...]

    @property
    def government(self) -> bool:
        """Whether its figures cover the bodies below it."""
        return self.kind in ("city", "county", "district", "county-city", "province")


def _place(rng: random.Random) -> str:
    first = rng.choice(_FIRST)
    second = rng.choice([c for c in _SECOND if c != first])
    return first + second


def draw_agency(rng: random.Random, year: int) -> Agency:
    """An agency of any level, with bodies below it for distracting figures."""
    kind = rng.choices(
        (
            "city",
            "county",
            "district",
            "county-city",
            "city-department",
            "county-department",
            "township",
            "street",
            "province-department",
            "city-office",
            "province",
            "zone",
        ),
        (10, 14, 10, 5, 14, 14, 10, 5, 5, 5, 3, 4),
    )[0]
    place = _place(rng)
    towns = tuple(f"{_place(rng)}{rng.choice(('镇', '乡', '街道'))}" for _ in range(3))
    department = rng.choice(_CITY_DEPARTMENTS)
    if year <= 2017:
        department = _EARLY.get(department, department)
    short = "委" if department.endswith("委员会") else "局"
    counties = tuple(f"{_place(rng)}{rng.choice(('县', '区', '市'))}" for _ in range(3))
    if kind == "city":
        return Agency(
            kind,
            f"{place}市人民政府",
            f"{place}市",
            "全市",
            "我市",
            "市政府办公室",
            "city",
            (*counties, f"市{department}"),
        )
    if kind == "county":
        return Agency(
            kind,
            f"{place}县人民政府",
            f"{place}县",
            "全县",
            "我县",
            "县政府办公室",
            "county",
            (*towns, f"县{department}"),
        )
    if kind == "district":
        return Agency(
            kind,
            f"{place}区人民政府",
            f"{place}区",
            "全区",
            "我区",
            "区政府办公室",
            "county",
            (*towns, f"区{department}"),
        )
    if kind == "county-city":
        return Agency(
            kind,
            f"{place}市人民政府",
            f"{place}市",
            "全市",
            "我市",
            "市政府办公室",
            "county",
            (*towns, f"市{department}"),
        )
    if kind == "city-department":
        return Agency(
            kind,
            f"{place}市{department}",
            f"{place}市",
            f"我{short}",
            f"我{short}",
            f"{short}办公室",
            "department",
            (f"下属{place}服务中心", "执法支队", "局属档案馆"),
        )
    if kind == "county-department":
        return Agency(
            kind,
            f"{place}县{department}",
            f"{place}县",
            f"我{short}",
            f"我{short}",
            f"{short}办公室",
            "department",
            ("下属事业单位", "执法大队", "政务服务窗口"),
        )
    if kind == "township":
        return Agency(
            kind,
            f"{place}县{towns[0][:2]}镇人民政府",
            f"{place}县",
            rng.choice(("我镇", "全镇")),
            "我镇",
            "镇党政办公室",
            "township",
            ("镇便民服务中心", "各行政村", "镇司法所"),
        )
    if kind == "street":
        return Agency(
            kind,
            f"{place}区{towns[0][:2]}街道办事处",
            f"{place}区",
            "街道",
            "街道",
            "街道党政办",
            "township",
            ("各社区", "街道便民服务中心", "街道司法所"),
        )
    if kind == "province-department":
        hall = rng.choice(("教育厅", "财政厅", "水利厅", "交通运输厅", "民政厅", "商务厅"))
        return Agency(
            kind,
            rng.choice(_PROVINCES) + hall,
            "省",
            "我厅",
            "我厅",
            "厅办公室",
            "office",
            ("厅属事业单位", "驻省政务大厅窗口", "厅信息中心"),
        )
    if kind == "city-office":
        return Agency(
            kind,
            f"{place}市人民政府办公室",
            f"{place}市",
            "本机关",
            "本机关",
            "办公室秘书科",
            "office",
            (*counties, f"市{department}"),
        )
    if kind == "province":
        name = rng.choice(_PROVINCES)
        area, we = ("全区", "我区") if name.endswith("自治区") else ("全省", "我省")
        return Agency(
            kind,
            f"{name}人民政府",
            name,
            area,
            we,
            f"{area[1]}政府办公厅",
            "province",
            tuple(f"{_place(rng)}市" for _ in range(4)),
        )
    return Agency(
        kind,
        f"{place}经济技术开发区管理委员会",
        f"{place}经开区",
        "全区",
        "我区",
        "管委会办公室",
        "office",
        ("区行政审批局", "区规划建设局", "各街道"),
    )

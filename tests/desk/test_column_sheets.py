"""The column tree as a sheet: taken away, changed, looked at, used, and the same again does nothing."""

from __future__ import annotations

import csv
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.builders.agencies import City, somebody
from tests.builders.catalog import a_column, an_item
from tests.desk.conftest import enter
from yangguang.apps.audit.models import Act
from yangguang.apps.catalog.models import Column, Item

LOAD = "load-columns"
Sheet = list[dict[str, str]]


def sheet_of(client: Client) -> Sheet:
    body = client.get(reverse("columns-sheet", args=["csv"])).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(body)))


def upload(client: Client, rows: Sheet) -> tuple[int, str, str]:
    """The status of the answer, its words, and what a confirmation would send."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), restval="")
    writer.writeheader()
    writer.writerows(rows)
    file = SimpleUploadedFile("栏目.csv", out.getvalue().encode())
    answer = client.post(reverse(LOAD), {"file": file})
    context = answer.context or {}
    return answer.status_code, answer.content.decode(), context.get("rows", "")


def row_of(rows: Sheet, slug: str) -> dict[str, str]:
    return next(row for row in rows if row["网址标识"] == slug)


def below(parent: str | None) -> list[str]:
    rows = (
        Column.objects.filter(parent__slug=parent) if parent else Column.objects.filter(parent=None)
    )
    return list(rows.filter(retired_at=None).order_by("order", "pk").values_list("slug", flat=True))


def a_tree(city: City) -> None:
    policy = a_column("政策文件", slug="policy", order=10)
    a_column("规范性文件", slug="rules", parent=policy, order=10)
    a_column("其他文件", slug="others", parent=policy, order=20)
    a_column("旧文件", slug="old", parent=policy, order=30)
    a_column("通知公告", slug="notices", order=20)
    a_column("卫健动态", slug="health-news", agency=city.health, order=10)


def test_a_changed_sheet_moves_the_tree_and_the_same_again_changes_nothing(
    client: Client, city: City
) -> None:
    a_tree(city)
    item = an_item(column=Column.objects.get(slug="old"))
    enter(client, somebody("disclosure-director", city.office))
    rows = sheet_of(client)
    assert [row["层级"] for row in rows] == [
        "政策文件", "政策文件 / 规范性文件", "政策文件 / 其他文件", "政策文件 / 旧文件", "通知公告", "卫健动态",
    ]  # fmt: skip
    assert row_of(rows, "old")["已公开信息（条）"] == "1"
    assert row_of(rows, "policy")["更新期限"] == "6 个月"
    assert upload(client, rows)[1].count("和现在的栏目一致，不用导入") == 1

    row_of(rows, "notices").update(
        {"栏目名称": "公示公告", "栏目说明": "公示", "自定更新期限（天）": "20"}
    )
    row_of(rows, "others").update({"上级栏目标识": "notices", "次序": "5"})
    row_of(rows, "old").update({"状态": "并入", "转到栏目标识": "fresh", "理由": "栏目重复"})
    row_of(rows, "health-news").update({"状态": "撤销", "理由": "不再更新"})
    new = {"栏目名称": "最新文件", "栏目类别": "政策文件", "更新责任单位标识": city.health.slug}
    rows.append({"网址标识": "fresh", "上级栏目标识": "latest", "次序": "", **new})
    rows.append({"网址标识": "latest", "上级栏目标识": "policy", "次序": "5", **new})
    status, page, ready = upload(client, rows)
    assert status == 200
    assert "新建 2 个，改动 4 个，没有变化 2 个" in page
    for words in (
        "更名，原名“通知公告”", "修改栏目说明", "移到“公示公告”之下", "新建，放在“政策文件”之下",
        "并入“最新文件”，1 条信息转过去", "更新期限：按栏目类别，20 天", "撤销，0 条信息不再归入栏目",
    ):  # fmt: skip
        assert words in page, words
    assert not Column.objects.filter(slug="fresh").exists()
    said = client.post(reverse(LOAD), {"rows": ready}, follow=True).content.decode()
    assert "已按表格办理 6 个栏目" in said
    assert (below(None), below("policy"), below("latest"), below("notices")) == (
        ["policy", "notices"], ["latest", "rules"], ["fresh"], ["others"],
    )  # fmt: skip
    fresh = Column.objects.get(slug="fresh")
    assert fresh.path == f"{fresh.parent.path}{fresh.pk}/" if fresh.parent else False
    assert Item.objects.get(pk=item.pk).column == fresh
    assert Column.objects.get(slug="old").successor == fresh
    assert Column.objects.get(slug="notices").own_limit == 20
    acts = Act.objects.filter(verb__startswith="column.").count()
    assert "没有变化 8 个" in upload(client, rows)[1]
    client.post(reverse(LOAD), {"rows": upload(client, rows)[2]})
    assert Act.objects.filter(verb__startswith="column.").count() == acts
    assert Act.objects.filter(verb="column.merge").count() == 1


def test_columns_are_put_in_another_order_by_their_numbers(client: Client, city: City) -> None:
    for number, slug in enumerate("abcd", start=1):
        a_column(f"栏目{slug}", slug=slug, order=number * 10)
    enter(client, somebody("disclosure-director", city.office))
    rows = sheet_of(client)
    row_of(rows, "a")["次序"] = "35"
    row_of(rows, "d")["次序"] = "1"
    status, page, ready = upload(client, [*rows, {"网址标识": "e", "栏目名称": "戊", "栏目类别": "工作动态", "次序": "25"}])  # fmt: skip
    assert status == 200
    assert "移到“栏目b”之前" in page
    client.post(reverse(LOAD), {"rows": ready})
    assert below(None) == ["d", "b", "e", "c", "a"]
    short = [{"网址标识": "c", "栏目名称": "丙", "次序": "99"}]
    client.post(reverse(LOAD), {"rows": upload(client, short)[2]})
    assert below(None) == ["d", "b", "e", "c", "a"]
    assert Column.objects.get(slug="c").name == "丙"


def test_every_problem_of_a_sheet_is_named_by_its_cell(client: Client, city: City) -> None:
    a_tree(city)
    enter(client, somebody("disclosure-director", city.office))
    rows = sheet_of(client)
    row_of(rows, "policy").update({"上级栏目标识": "rules", "所属机构标识": city.health.slug})
    row_of(rows, "rules").update({"栏目类别": "随便", "次序": "第一", "更新类别": "常常"})
    row_of(rows, "others").update({"自定更新期限（天）": "400", "栏目名称": "字" * 51})
    row_of(rows, "old").update({"状态": "撤销"})
    row_of(rows, "notices").update({"状态": "并入", "理由": "重复", "转到栏目标识": "health-news"})
    rows += [
        {
            "网址标识": "New One",
            "栏目名称": "新",
            "栏目类别": "工作动态",
            "上级栏目标识": "nowhere",
        },
        {"网址标识": "rules", "栏目名称": "再填一次"},
        {"网址标识": "", "栏目名称": "没有标识"},
        {
            "网址标识": "x1",
            "栏目名称": "新",
            "栏目类别": "工作动态",
            "上级栏目标识": "old",
            "状态": "停用",
        },
    ]
    status, page, ready = upload(client, rows)
    assert (status, ready) == (422, "")
    for words in (
        "D2：栏目不能放在它自己或它的下级之下",
        "H2：栏目的所属机构不能更改",
        "F3：没有“随便”这种栏目类别",
        "E3：“次序”填的是“第一”，应为整数",
        "L3：“更新类别”填的是“常常”",
        "M4：“自定更新期限（天）”填的是“400”，应为 1 至 366",
        "C4：“栏目名称”最多 50 个字，现有 51 个字",
        "R5：撤销栏目须写明“理由”",
        "Q6：“卫健动态”是别的机构自己的栏目，不能并入",
        "A8：“New One”不能作网址标识",
        "D8：上级栏目“nowhere”不存在，也不在表里",
        "A9：第 3 行已经填过这个栏目",
        "A10：没有填写“网址标识”",
        "P11：“状态”填的是“停用”，应为：使用中、撤销、并入",
        "D11：上级栏目“旧文件”正在或将要撤销",
    ):
        assert words in page, words
    assert Act.objects.filter(verb__startswith="column.").count() == 0
    refused = client.post(reverse(LOAD), {"rows": "made-up"}, follow=True).content.decode()
    assert "核对的内容已过期或不完整" in refused


def test_a_body_loads_only_its_own_columns(client: Client, city: City) -> None:
    a_tree(city)
    clerk = enter(client, somebody("agency-clerk", city.health))
    assert clerk.get(reverse(LOAD)).status_code == 403
    enter(client, somebody("disclosure-director", city.health))
    rows = sheet_of(client)
    assert [row["网址标识"] for row in rows] == ["health-news"]
    wrong = [*rows, {"网址标识": "policy", "栏目名称": "政策"}, {"网址标识": "mine", "栏目名称": "新", "栏目类别": "工作动态"}]  # fmt: skip
    status, page, _ = upload(client, wrong)
    assert status == 422
    assert "“policy”的栏目不归您管理" in page
    assert "您不管理全站的栏目" in page

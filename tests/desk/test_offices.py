"""Bodies, people, roles, delegation, hand-over, audit and reports through their pages."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from tests.builders.agencies import AT, BY, PASSWORD, a_role, somebody
from tests.desk.conftest import enter
from tests.desk.scene import FINDING, Scene
from yangguang.apps.agencies.models import Agency, Delegation, Role, User
from yangguang.apps.agencies.services import edit_staff, rename_agency
from yangguang.apps.audit.models import Act
from yangguang.apps.audit.services import seal_acts
from yangguang.apps.catalog.models import Column
from yangguang.apps.jobs.services import end_job
from yangguang.apps.reports.models import Verdict
from yangguang.desk.cells import neutral
from yangguang.desk.words import in_words

pytestmark = pytest.mark.django_db
Desk = Callable[[User], Client]


@pytest.fixture
def director(scene: Scene, desk: Desk) -> Client:
    return desk(somebody("disclosure-director", scene.city.office, username="director"))


@pytest.fixture
def admin(scene: Scene, desk: Desk) -> Client:
    return desk(somebody("system-administrator", scene.city.office, username="admin"))


def said(client: Client, address: str) -> str:
    return client.get(address).content.decode()


# --- people ---------------------------------------------------------------------------------


def test_a_new_person_signs_in_with_the_password_shown_once(scene: Scene, director: Client) -> None:
    answer = director.post(
        "/staff/new/",
        {
            "username": "new.clerk",
            "name": "新某某",
            "agency": scene.city.health.pk,
            "role": a_role("agency-clerk").pk,
            "valid_from": "2026-01-01",
        },
    )
    page = answer.content.decode()
    password = page.split('<code class="secret">')[1].split("</code>")[0]
    client = Client()
    client.post("/sign-in/", {"username": "new.clerk", "password": password})
    assert client.get("/")["Location"] == "/account/password/"
    assert password not in said(director, "/staff/")


def test_a_role_placed_too_high_is_refused_beside_the_form(scene: Scene, director: Client) -> None:
    answer = director.post(
        "/staff/new/",
        {
            "username": "new.clerk",
            "name": "新某某",
            "agency": scene.city.health.pk,
            "role": a_role("system-administrator").pk,
            "valid_from": "2026-01-01",
        },
    )
    assert answer.status_code == 422
    assert "系统管理员办理" in answer.content.decode()
    assert not User.objects.filter(username="new.clerk").exists()


def test_a_post_ends_after_its_last_day(scene: Scene, director: Client) -> None:
    today = timezone.localdate()
    director.post(f"/staff/posts/{scene.colleague_post.pk}/end/", {"last_day": today.isoformat()})
    scene.colleague_post.refresh_from_db()
    assert scene.colleague_post.valid_to == today + timedelta(days=1)
    assert scene.colleague_post.last_day == today


def test_a_reset_password_is_shown_once_and_works(scene: Scene, director: Client) -> None:
    page = director.post(f"/staff/{scene.colleague.pk}/password/").content.decode()
    password = page.split('<code class="secret">')[1].split("</code>")[0]
    scene.colleague.refresh_from_db()
    assert scene.colleague.check_password(password)
    assert scene.colleague.must_change_password


def test_closing_an_account_needs_a_reason_and_signs_the_person_out(
    scene: Scene, director: Client
) -> None:
    theirs = enter(Client(), scene.colleague)
    address = f"/staff/{scene.colleague.pk}/close/"
    assert director.post(address, {"reason": ""}).status_code == 422
    assert theirs.get("/").status_code == 200
    director.post(address, {"reason": "调离"})
    assert theirs.get("/").status_code == 302
    director.post(f"/staff/{scene.colleague.pk}/reopen/", {"reason": "调回"})
    assert User.objects.get(pk=scene.colleague.pk).is_active


def test_a_persons_posts_out_of_reach_are_counted_and_not_named(scene: Scene, desk: Desk) -> None:
    somebody("agency-clerk", scene.city.health, username="both")
    both = User.objects.get(username="both")
    from tests.builders.agencies import a_post

    a_post(both, "agency-clerk", scene.city.schools)
    lead = desk(somebody("agency-lead", scene.city.health, username="lead"))
    page = said(lead, f"/staff/{both.pk}/")
    assert "另有 1 项任职" in page
    assert "清源市教育局" not in page
    assert "不能办理账号事项" in page


def test_a_hand_over_says_what_passed_on(scene: Scene, director: Client) -> None:
    successor = User.objects.get(username="stand-in")
    answer = director.post(
        f"/staff/{scene.colleague.pk}/hand-over/",
        {"successor": successor.pk, "take_posts": "yes", "leaves": "yes", "reason": "退休"},
    )
    assert answer["Location"] == "/staff/"
    page = said(director, "/staff/")
    assert "结束任职 1 个" in page
    assert "结束代办 1 个" in page
    assert not User.objects.get(pk=scene.colleague.pk).is_active
    again = director.post(
        f"/staff/{scene.colleague.pk}/hand-over/",
        {"successor": successor.pk, "take_posts": "yes", "leaves": "yes", "reason": "退休"},
    )
    assert again.status_code == 302
    assert Act.objects.filter(verb="post.end").count() == 1


# --- delegation -----------------------------------------------------------------------------


def test_a_clerk_hands_their_post_to_a_colleague_and_takes_it_back(
    scene: Scene, desk: Desk
) -> None:
    scene.delegation.delete()
    mine = desk(scene.colleague)
    stand_in = User.objects.get(username="stand-in")
    today = timezone.localdate()
    answer = mine.post(
        "/delegations/new/",
        {
            "post": scene.colleague_post.pk,
            "to": stand_in.pk,
            "first_day": today.isoformat(),
            "last_day": today.isoformat(),
            "reason": "休假",
        },
    )
    assert answer["Location"] == "/delegations/"
    row = Delegation.objects.get()
    assert row.last_day == today
    theirs = desk(stand_in)
    assert f'/delegations/{row.pk}/end/"' not in said(theirs, "/delegations/")
    assert theirs.post(f"/delegations/{row.pk}/end/").status_code == 404
    mine.post(f"/delegations/{row.pk}/end/")
    row.refresh_from_db()
    assert row.ended_at is not None


def test_a_clerk_cannot_hand_over_a_post_that_is_not_theirs(scene: Scene, desk: Desk) -> None:
    other = desk(somebody("agency-clerk", scene.city.schools))
    today = timezone.localdate()
    answer = other.post(
        "/delegations/new/",
        {
            "post": scene.colleague_post.pk,
            "to": scene.colleague.pk,
            "first_day": today.isoformat(),
            "last_day": today.isoformat(),
            "reason": "休假",
        },
    )
    assert answer.status_code == 422
    assert "吴某某" not in said(other, "/delegations/new/")


# --- bodies and roles -----------------------------------------------------------------------


def test_a_renamed_body_shows_both_names_with_their_days(scene: Scene, director: Client) -> None:
    director.post(
        f"/agencies/{scene.city.health.pk}/rename/", {"name": "清源市健康局", "on": "2026-03-01"}
    )
    page = said(director, f"/agencies/{scene.city.health.pk}/")
    assert "清源市卫生健康委员会" in page
    assert "清源市健康局" in page
    assert "2026-03-01" in page


def test_a_director_founds_no_body_outside_their_tree(scene: Scene, director: Client) -> None:
    sent = {
        "name": "独立机构",
        "code": "999999999",
        "slug": "alone",
        "kind": "department",
        "level": "city",
    }
    answer = director.post("/agencies/new/", sent)
    assert answer.status_code == 422
    answer = director.post("/agencies/new/", {**sent, "parent": scene.city.government.pk})
    assert answer.status_code == 302
    assert Agency.objects.get(slug="alone").parent == scene.city.government


def test_a_director_cannot_move_a_body_below_a_strangers(scene: Scene, desk: Desk) -> None:
    head = desk(somebody("disclosure-director", scene.city.county, username="county"))
    answer = head.post(
        f"/agencies/{scene.city.county_health.pk}/move/",
        {"parent": scene.city.health.pk, "on": "2026-03-01"},
    )
    assert answer.status_code == 422
    assert head.get(f"/agencies/{scene.city.health.pk}/").status_code == 404


def test_a_changed_role_counts_with_the_next_request(
    scene: Scene, admin: Client, desk: Desk
) -> None:
    clerk = desk(scene.colleague)
    assert clerk.get("/items/inbox/").status_code == 200
    role = Role.objects.get(code="agency-clerk")
    admin.post(
        f"/roles/{role.pk}/",
        {"name": role.name, "reach": "own", "permissions": ["jobs.view"]},
    )
    assert clerk.get("/items/inbox/").status_code == 403


def test_the_last_administrator_is_told_why_the_role_stays(scene: Scene, admin: Client) -> None:
    role = Role.objects.get(code="system-administrator")
    answer = admin.post(
        f"/roles/{role.pk}/", {"name": role.name, "reach": "all", "permissions": ["jobs.view"]}
    )
    assert answer.status_code == 422
    assert "最后一名长期任职的系统管理员" in answer.content.decode()


# --- columns --------------------------------------------------------------------------------


def new_column(client: Client, slug: str, **values: object) -> int:
    sent = {"name": "政策文件", "slug": slug, "column_type": "政策文件", "module": "disclosure"}
    return client.post("/columns/new/", {**sent, **values}).status_code


def test_a_column_is_added_renamed_and_moved(scene: Scene, director: Client) -> None:
    assert new_column(director, "policy") == 302
    column = Column.objects.get(slug="policy")
    form = director.get(f"/columns/{column.pk}/rename/").content.decode()
    assert 'value="政策文件"' in form
    assert director.post(f"/columns/{column.pk}/rename/", {"name": "规"}).status_code == 422
    sent = {
        "name": "规范性文件",
        "column_type": "公文公报",
        "module": "disclosure",
        "keywords": "文件",
    }
    wrong = director.post(f"/columns/{column.pk}/rename/", {**sent, "column_type": "没有"})
    assert wrong.status_code == 422
    director.post(f"/columns/{column.pk}/rename/", {**sent, "column_type": "政策解读"})
    director.post(f"/columns/{column.pk}/move/", {"parent": scene.column.pk})
    column.refresh_from_db()
    assert (column.name, column.column_type) == ("规范性文件", "政策解读")
    assert column.keywords == "文件"
    assert column.path == f"{scene.column.pk}/{column.pk}/"
    assert new_column(director, "policy") == 422
    assert (
        director.post(f"/columns/{scene.column.pk}/move/", {"parent": column.pk}).status_code == 422
    )


def test_a_county_manages_its_own_columns_and_not_the_sites(scene: Scene, desk: Desk) -> None:
    county = desk(somebody("disclosure-director", scene.city.county, username="county"))
    assert county.get(f"/columns/{scene.column.pk}/rename/").status_code == 404
    assert new_column(county, "county-policy") == 422
    assert "全站" not in county.get("/columns/new/").content.decode()
    assert new_column(county, "county-policy", agency=scene.city.county.pk) == 302
    assert "通知公告" not in said(county, "/columns/")
    assert new_column(county, "other", agency=scene.city.health.pk) == 422


# --- the record of acts ---------------------------------------------------------------------


def test_the_record_shows_acts_of_ones_reach_alone(scene: Scene, desk: Desk) -> None:
    day = date(2026, 2, 1)
    rename_agency(agency=scene.city.schools, name="清源市教育委员会", on=day, by=BY, at=AT)
    lead = desk(somebody("agency-lead", scene.city.health, username="lead"))
    assert "清源市教育委员会" not in said(lead, "/audit/")
    head = desk(somebody("disclosure-director", scene.city.office, username="head"))
    assert "清源市教育委员会" in said(head, "/audit/")
    assert "机构更名" in said(head, "/audit/?verb=agency.rename")


@pytest.mark.parametrize(
    "query",
    ["since=2026-13-45&until=x", "agency=x&verb=nothing", "since=2026-03-01&until=2026-03-02"],
)
def test_the_records_filters_bear_nonsense(scene: Scene, director: Client, query: str) -> None:
    assert director.get(f"/audit/?{query}").status_code == 200
    assert director.get(f"/audit/export.csv?{query}").status_code == 200


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", " =1", "＝1+1", "=cmd|' /C calc'!A0"],
)
def test_an_exported_cell_never_begins_like_a_formula(text: str) -> None:
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("text", ["清政发〔2026〕1号", "", "1", "a=b", "（-）"])
def test_an_ordinary_cell_is_exported_as_it_is(text: str) -> None:
    assert neutral(text) == text


def test_the_export_opens_in_a_spreadsheet_and_runs_nothing(scene: Scene, director: Client) -> None:
    edit_staff(
        user=scene.colleague,
        name="=HYPERLINK(1)",
        telephone="",
        email="",
        by=BY,
        at=AT,
        agency=scene.city.health,
    )
    answer = director.get("/audit/export.csv")
    body = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert body.startswith("\ufeff时间,主体")
    rows = list(csv.reader(io.StringIO(body.removeprefix("\ufeff"))))
    assert any(row[5].startswith("'=HYPERLINK") for row in rows)
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)


def test_the_record_speaks_of_fields_and_states_in_words(scene: Scene, director: Client) -> None:
    page = said(director, "/audit/?verb=item.publish")
    assert "状态“已公开”" in page
    assert "published" not in page.split("<tbody>")[1]
    values = {"permissions": ["item.view"], "reach": "own", "needs_second_factor": True, "x": None}
    assert list(in_words(values)) == [
        ("权限", "查看信息"),
        ("范围", "本机构"),
        ("须二次验证", "是"),
        ("x", "空"),
    ]


def test_an_altered_record_is_found_and_said(scene: Scene, director: Client) -> None:
    seal_acts()
    assert "没有发现改动" in said(director, "/audit/chain/")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE audit_act SET reason = 'forged' WHERE id = %s",
            [Act.objects.order_by("id")[2].pk],
        )
    page = said(director, "/audit/chain/")
    assert "核验不通过" in page
    assert "第 3 条" in page


# --- annual reports and jobs ----------------------------------------------------------------


def judge(client: Client, scene: Scene, **values: str) -> str:
    client.post(f"/reports/{scene.report.pk}/judge/", {"finding": FINDING["id"], **values})
    return said(client, f"/reports/{scene.report.pk}/")


def test_a_finding_is_dismissed_with_a_reason_and_stays_so(scene: Scene, director: Client) -> None:
    assert "须说明理由" in judge(director, scene, decision="dismissed")
    assert not Verdict.objects.exists()
    page = judge(director, scene, decision="dismissed", reason="口径不同")
    assert "不属实" in page
    assert "口径不同" in page
    judge(director, scene, decision="confirmed")
    assert Verdict.objects.get().decision == "confirmed"
    assert Act.objects.filter(verb="report.judge").count() == 2


@pytest.mark.parametrize(
    "values", [{"decision": "maybe"}, {}, {"decision": "confirmed", "finding": "f-9"}]
)
def test_a_verdict_on_nothing_is_refused(
    scene: Scene, director: Client, values: dict[str, str]
) -> None:
    judge(director, scene, **values)
    assert not Verdict.objects.exists()


def test_cells_are_named_as_the_printed_form_names_them(scene: Scene, director: Client) -> None:
    page = said(director, f"/reports/{scene.report.pk}/")
    assert "表四" in page
    assert "4.1/total" not in page
    assert "2.1.rules/made" not in page


def test_a_job_that_ended_says_what_it_found(scene: Scene, director: Client) -> None:
    page = said(director, f"/jobs/{scene.job.pk}/")
    assert 'hx-trigger="every 2s"' in page
    end_job(scene.job, at=timezone.now(), message="转入 10 条。")
    answer = director.get(f"/jobs/{scene.job.pk}/progress/")
    assert answer["HX-Refresh"] == "true"
    assert "every 2s" not in answer.content.decode()
    assert "转入 10 条" in said(director, f"/jobs/{scene.job.pk}/")


def test_the_password_of_a_person_never_stands_in_a_page_of_the_desk(
    scene: Scene, director: Client
) -> None:
    for address in ("/staff/", f"/staff/{scene.colleague.pk}/", "/audit/"):
        page = said(director, address)
        assert PASSWORD not in page
        assert scene.colleague.password not in page

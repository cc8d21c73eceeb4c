"""The frame of every page: the rail, the bodies to act for, proofs, and what a page never holds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import time_machine
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import timezone

import yangguang
from tests.builders.agencies import PASSWORD, City, a_post, somebody
from tests.desk.conftest import enter, with_second_factor
from tests.desk.scene import Scene
from tests.desk.test_matrix import EXPECTED, FURTHER, KEYS, ROLES, _actors, looked_up_once
from tests.desk.test_sign_in import current_code
from yangguang.apps.agencies import selectors
from yangguang.apps.agencies.models import Agency, SignIn, User
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.audit.models import Act
from yangguang.desk import rail, work
from yangguang.desk.access import PROOF_KEY
from yangguang.desk.middleware import SEEN_KEY
from yangguang.desk.verbs import SUBJECTS, VERBS

pytestmark = pytest.mark.django_db
Desk = Callable[[User], Client]


class Reader(HTMLParser):
    """Notes what a page may not hold, the links it offers, and labels without a field."""

    def __init__(self) -> None:
        super().__init__()
        self.mistakes: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.fors: list[str] = []
        self._script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "style" or "style" in values:
            self.mistakes.append(f"<{tag}> carries a style")
        if tag == "script" and not values.get("src"):
            self.mistakes.append("a script stands in the page")
        self.mistakes.extend(f"<{tag}> has {name}" for name in values if name.startswith("on"))
        if tag == "form" and (values.get("method") or "get").lower() == "post":
            self._posts = True
        for name in ("src", "href", "action"):
            if re.match(r"(https?:)?//", values.get(name) or ""):
                self.mistakes.append(f"<{tag} {name}> leaves the site: {values[name]}")
        if tag == "a":
            self.links.append(values.get("href") or "")
        if values.get("id"):
            self.ids.append(values["id"] or "")
        if tag == "label" and values.get("for"):
            self.fors.append(values["for"] or "")


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader


PAGES = [name for name, (methods, _) in EXPECTED.items() if "GET" in methods]


WALKERS = [role for role in ROLES if role not in ("disclosure-clerk", "agency-lead")]
"""The two left out see the pages of the director and of the body's clerk; each walk takes long."""


@pytest.mark.parametrize("role", WALKERS)
def test_no_page_that_opens_holds_script_style_or_a_dead_link(
    role: str, monkeypatch: pytest.MonkeyPatch, scene: Scene
) -> None:
    # What waits on each page of the menu is counted anew for every page; other tests look at that.
    monkeypatch.setattr(rail, "counts_for", lambda *_: {})
    monkeypatch.setattr(selectors, "holdings", looked_up_once(selectors.holdings))
    user = dict(_actors(scene))[role]
    assert user is not None
    _walk(enter(Client(), user), scene)


ENOUGH = 4
"""Links to one view with the same questions that are followed; a list of bodies leads to a hundred."""


def _walk(client: Client, scene: Scene) -> None:
    """Open each page, follow every link on it, and nothing twice."""
    from django.urls import reverse

    opened: dict[str, int] = {}
    followed: dict[str, int] = {}
    led: Counter[tuple[str, ...]] = Counter()
    for name in PAGES:
        further = FURTHER.get(name, ())
        address = reverse(name, args=[KEYS[name](scene), *further] if name in KEYS else [])
        answer = client.get(address)
        opened[address] = answer.status_code
        if answer.status_code != 200 or "text/html" not in answer["Content-Type"]:
            _take(answer)
            continue
        if answer.headers.get("Content-Disposition", "").startswith("attachment"):
            _take(answer)
            continue  # a file to take away, not a page
        page = answer.content.decode()
        reader = read(page)
        assert reader.mistakes == [], name
        assert sorted(set(reader.ids)) == sorted(reader.ids), f"{name} repeats an id"
        assert set(reader.fors) <= set(reader.ids), f"{name} labels nothing"
        for link in reader.links:
            if not link.startswith("/") or link in followed:
                continue
            led[_sort(link)] += 1
            if led[_sort(link)] <= ENOUGH:
                if link not in opened:
                    reached = client.get(link)
                    opened[link] = reached.status_code
                    _take(reached)
                followed[link] = opened[link]
    dead = {link: status for link, status in followed.items() if status not in {200, 302}}
    assert dead == {}


def _sort(link: str) -> tuple[str, ...]:
    """What a link asks for: the view and the names of what is asked, whatever the record."""
    parts = urlsplit(link)
    try:
        view = resolve(parts.path).view_name
    except Resolver404:
        view = link  # dead, each for itself
    return (view, *sorted(name for name, _ in parse_qsl(parts.query)))


def _take(answer: Any) -> None:
    """What is sent piece by piece stays open until all of it was taken."""
    if answer.streaming:
        for _ in answer.streaming_content:
            pass


def test_the_rail_of_an_auditor_holds_no_publishing(desk: Desk, city: City) -> None:
    page = desk(somebody("auditor", city.office)).get("/").content.decode()
    assert "审计记录" in page
    assert "待转入" not in page
    assert "信息发布" not in page


def test_the_rail_marks_the_list_in_which_an_item_stands(desk: Desk, scene: Scene) -> None:
    client = desk(somebody("agency-lead", scene.city.health))
    for item, address in (
        (scene.waiting, "/items/inbox/"),
        (scene.public, "/items/published/"),
        (scene.rejected, "/items/rejected/"),
    ):
        page = client.get(f"/items/{item.pk}/").content.decode()
        assert f'<a href="{address}" aria-current="page">' in page


def test_somebody_without_a_post_is_told_whom_to_ask(desk: Desk, city: City) -> None:
    user = somebody("agency-clerk", city.health)
    user.posts.all().delete()
    assert "请联系本单位管理员为您登记任职" in desk(user).get("/").content.decode()


# --- acting for one of several bodies -------------------------------------------------------


@pytest.fixture
def double(city: City, desk: Desk) -> Client:
    user = somebody("agency-lead", city.health, username="double")
    a_post(user, "agency-clerk", city.schools)
    return desk(user)


def test_what_one_may_do_changes_with_the_body_one_acts_for(double: Client, city: City) -> None:
    assert double.get("/audit/").status_code == 200
    double.post("/switch-agency/", {"agency": city.schools.pk})
    assert double.get("/audit/").status_code == 403
    assert "清源市教育局" in double.get("/").content.decode()
    double.post("/switch-agency/", {"agency": city.health.pk})
    assert double.get("/audit/").status_code == 200


def test_an_act_is_recorded_for_the_body_one_acts_for(double: Client, city: City) -> None:
    double.post("/switch-agency/", {"agency": city.schools.pk})
    double.post("/agencies/own/", {"telephone": "0700-7654321"})
    act = Act.objects.get(verb="agency.update")
    assert (act.agency_key, act.subject_key) == (city.schools.pk, str(city.schools.pk))
    assert Agency.objects.get(pk=city.schools.pk).telephone == "0700-7654321"


@pytest.mark.parametrize("wanted", ["", "x", "0", "99999999999999999999"])
def test_one_cannot_act_for_a_body_where_one_holds_nothing(
    double: Client, city: City, wanted: str
) -> None:
    assert double.post("/switch-agency/", {"agency": wanted}).status_code == 404
    assert double.post("/switch-agency/", {"agency": city.office.pk}).status_code == 404
    assert "清源市卫生健康委员会" in double.get("/").content.decode()


# --- proving oneself again ------------------------------------------------------------------


def grow_old(client: Client) -> None:
    """As if the last proof lay twenty minutes back, with work going on since."""
    session = client.session
    session[PROOF_KEY] -= 20 * 60
    session.save()


def test_a_grave_act_asks_for_the_password_again(desk: Desk, city: City) -> None:
    client = desk(somebody("agency-lead", city.health))
    grow_old(client)
    answer = client.get("/staff/new/")
    assert answer["Location"] == "/prove/?next=%2Fstaff%2Fnew%2F"
    wrong = client.post("/prove/", {"password": "no", "next": "/staff/new/"})
    assert wrong.status_code == 422
    assert client.get("/staff/new/").status_code == 302
    right = client.post("/prove/", {"password": PASSWORD, "next": "/staff/new/"})
    assert right["Location"] == "/staff/new/"
    assert client.get("/staff/new/").status_code == 200


def test_a_grave_act_asks_for_a_code_where_one_has_an_authenticator(desk: Desk, city: City) -> None:
    user = somebody("disclosure-director", city.office)
    client = desk(user)
    grow_old(client)
    assert "手机验证器" in client.get("/prove/?next=/staff/new/").content.decode()
    client.post("/prove/", {"password": PASSWORD})
    assert client.get("/staff/new/").status_code == 302
    client.post("/prove/", {"code": current_code(user)})
    assert client.get("/staff/new/").status_code == 200


def test_a_grave_act_sent_too_late_does_nothing_and_leads_back(desk: Desk, scene: Scene) -> None:
    client = desk(somebody("agency-lead", scene.city.health))
    grow_old(client)
    before = User.objects.get(pk=scene.colleague.pk).password
    answer = client.post(
        f"/staff/{scene.colleague.pk}/password/",
        headers={"referer": f"http://testserver/staff/{scene.colleague.pk}/"},
    )
    assert answer["Location"] == f"/prove/?next=%2Fstaff%2F{scene.colleague.pk}%2F"
    assert User.objects.get(pk=scene.colleague.pk).password == before


def test_the_way_back_never_leads_off_the_desk(desk: Desk, scene: Scene) -> None:
    client = desk(somebody("agency-lead", scene.city.health))
    grow_old(client)
    answer = client.post(
        f"/staff/{scene.colleague.pk}/password/", headers={"referer": "https://evil.example/x"}
    )
    assert answer["Location"] == "/prove/?next=%2F"


def test_guessing_at_an_open_desk_locks_like_guessing_at_the_door(desk: Desk, city: City) -> None:
    client = desk(somebody("agency-lead", city.health))
    for _ in range(4):
        client.post("/prove/", {"password": "wrong-guess-1"})
    assert client.post("/prove/", {"password": "wrong-guess-1"}).status_code == 429


# --- watching a job -------------------------------------------------------------------------


def test_watching_a_job_does_not_keep_the_session_awake(desk: Desk, scene: Scene) -> None:
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        client = desk(somebody("agency-lead", scene.city.health))
        for minute in range(1, 30):
            clock.move_to(now + timedelta(minutes=minute))
            assert client.get(f"/jobs/{scene.job.pk}/progress/").status_code == 200
        assert client.session[SEEN_KEY] == now.timestamp()
        clock.move_to(now + timedelta(minutes=31))
        answer = client.get(f"/jobs/{scene.job.pk}/progress/", headers={"hx-request": "true"})
        assert answer.status_code == 204
        assert answer["HX-Redirect"] == "/sign-in/"
    assert not SignIn.objects.filter(user__username__startswith="agency-lead", ended_at=None)


# --- words ----------------------------------------------------------------------------------


def test_every_recorded_act_has_a_chinese_name() -> None:
    source = Path(yangguang.__file__).parent / "apps"
    text = "\n".join(path.read_text(encoding="utf-8") for path in source.rglob("*.py"))
    verbs = set(re.findall(r'verb="([a-z.-]+)"', text))
    subjects = set(re.findall(r'Subject\(\s*"([a-z-]+)"', text))
    assert len(verbs) > 30
    assert verbs - set(VERBS) == set()
    assert subjects - set(SUBJECTS) == set()


def test_every_act_of_the_items_table_has_a_chinese_name() -> None:
    from yangguang.apps.catalog.workflow import TRANSITIONS

    assert {f"item.{row.act}" for row in TRANSITIONS} <= set(VERBS)
    assert {row.permission for row in TRANSITIONS} <= set(Permission.values)


def test_the_record_that_is_not_there_and_the_one_of_others_read_alike(
    desk: Desk, scene: Scene
) -> None:
    client = desk(somebody("agency-lead", scene.city.schools))
    foreign = client.get(f"/items/{scene.waiting.pk}/")
    absent = client.get("/items/999999/")
    assert foreign.status_code == absent.status_code == 404
    token = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
    assert token.sub("", foreign.content.decode()) == token.sub("", absent.content.decode())
    assert "不在您当前机构的范围内" in foreign.content.decode()


def test_a_later_kind_of_work_appears_on_the_home_page(desk: Desk, city: City) -> None:
    work.register(
        work.WorkSource(
            name="test",
            label="待办测试件",
            permission=Permission.ITEM_VIEW,
            address=lambda: "/items/inbox/",
            count=lambda viewer: 7,
            rows=lambda viewer, limit: [
                work.WorkRow("一件测试", "/items/inbox/", "某局", None, "办理")
            ],
        )
    )
    try:
        page = desk(somebody("agency-clerk", city.health)).get("/").content.decode()
        other = desk(somebody("auditor", city.office)).get("/").content.decode()
    finally:
        work.unregister("test")
    assert "一件测试" in page
    assert "<b>7</b>待办测试件" in page
    assert "待办测试件" not in other


def test_an_authenticator_taken_away_is_asked_for_anew(desk: Desk, city: City) -> None:
    user = somebody("disclosure-director", city.office)
    client = desk(user)
    assert client.get("/").status_code == 200
    with_second_factor(user).delete()
    assert client.get("/")["Location"] == "/account/second-factor/"

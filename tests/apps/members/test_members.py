"""Accounts: opened by mail, closed for good; nobody learns who has one."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.mail import EmailMessage

from tests.builders.catalog import a_column, an_agency, an_item, noon
from tests.builders.requests import BY, a_person, an_application
from yangguang.apps.audit.models import Act
from yangguang.apps.catalog.models import Column, Item, ItemState
from yangguang.apps.events.models import Delivery
from yangguang.apps.events.services import emit
from yangguang.apps.members import contacts
from yangguang.apps.members.contacts import address_of, path_of, register_link_page, token_of
from yangguang.apps.members.models import Member, MemberLink, Reading, Subscription
from yangguang.apps.members.problems import Locked, MemberProblem
from yangguang.apps.members.services import accounts, keeping
from yangguang.apps.members.services.telling import send_digests
from yangguang.apps.notices.models import Notice
from yangguang.apps.notices.services import send_pending
from yangguang.apps.search.services import READER
from yangguang.apps.vault.services import destroy_subject

pytestmark = pytest.mark.django_db
AT = noon(date(2026, 3, 10))
EMAIL, PASSWORD = "lin.yue@example.com", "春江水暖鸭先知2026年"


def a_member(email: str = EMAIL) -> Member:
    accounts.join(email=email, password=PASSWORD, at=AT)
    link = MemberLink.objects.latest("pk")
    return accounts.confirm(token=token_of(link), at=AT)


def test_joining_sends_a_link_and_keeps_the_address_sealed() -> None:
    accounts.join(email=EMAIL, password=PASSWORD, at=AT)
    member = Member.objects.get()
    assert member.state == "unconfirmed"
    assert member.email_mask == "l***@example.com"
    assert EMAIL not in f"{member.sealed_email}{member.email_digest}"
    assert address_of(str(member.pk), "email") == EMAIL
    notice = Notice.objects.get()
    assert notice.contact_label == "l***@example.com"
    assert EMAIL not in f"{notice.title}{notice.body}{notice.link}"


def test_the_outbox_never_holds_the_token_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    accounts.join(email=EMAIL, password=PASSWORD, at=AT)
    link, notice = MemberLink.objects.get(), Notice.objects.get()
    token = token_of(link)
    assert token not in f"{notice.link}{notice.body}"
    monkeypatch.setattr(contacts, "_pages", {})  # the site's own page comes back afterwards
    register_link_page("confirm", lambda token: f"/x/{token}/")
    assert path_of(notice.link.removeprefix("@")) == f"/x/{token}/"


def test_joining_twice_says_the_same_and_tells_the_owner() -> None:
    a_member()
    accounts.join(
        email=EMAIL.upper(), password="另一个密码另一个密码12", at=AT + timedelta(hours=1)
    )
    assert Member.objects.count() == 1
    assert Notice.objects.latest("pk").title == "您已经注册过"


@pytest.mark.parametrize(
    ("email", "password", "field"),
    [
        ("not-an-address", PASSWORD, "email"),
        (EMAIL, "12345678901234", "password"),
        (EMAIL, "short1", "password"),
        (EMAIL, "lin.yue-2026-long", "password"),
    ],
)
def test_what_cannot_be_used_is_said(email: str, password: str, field: str) -> None:
    with pytest.raises(MemberProblem) as caught:
        accounts.join(email=email, password=password, at=AT)
    assert caught.value.field == field
    assert not Member.objects.exists()


@pytest.mark.parametrize(
    ("email", "password", "said"), [(" ", PASSWORD, "请填写邮箱"), (EMAIL, "", "请填写密码")]
)
def test_what_was_left_empty_is_asked_for(email: str, password: str, said: str) -> None:
    with pytest.raises(MemberProblem, match=said):
        accounts.join(email=email, password=password, at=AT)


def test_a_link_works_once_and_not_for_ever() -> None:
    accounts.join(email=EMAIL, password=PASSWORD, at=AT)
    token = token_of(MemberLink.objects.get())
    with pytest.raises(MemberProblem, match="过期"):
        accounts.confirm(token=token, at=AT + timedelta(days=3))
    accounts.confirm(token=token, at=AT + timedelta(days=2))
    with pytest.raises(MemberProblem, match="用过"):
        accounts.confirm(token=token, at=AT + timedelta(days=2))
    for forged in (
        f"{token[:-1]}0",
        "1-x",
        "",
        "9" * 30,
        f"{MemberLink.objects.get().pk}-{'0' * 40}",
    ):
        with pytest.raises(MemberProblem):
            accounts.confirm(token=forged, at=AT)


def test_an_address_that_nobody_confirmed_does_not_sign_in() -> None:
    accounts.join(email=EMAIL, password=PASSWORD, at=AT)
    with pytest.raises(MemberProblem, match="还没有确认"):
        accounts.sign_in(email=EMAIL, password=PASSWORD, at=AT)


def test_signing_in_gives_a_token_that_ends_when_it_is_not_used() -> None:
    member = a_member()
    found, token = accounts.sign_in(email=" Lin.Yue@Example.com ", password=PASSWORD, at=AT)
    assert found == member
    assert accounts.member_of(token, at=AT + timedelta(days=6)) == member
    assert accounts.member_of(token, at=AT + timedelta(days=12)) == member
    assert accounts.member_of(token, at=AT + timedelta(days=20)) is None
    assert accounts.member_of("x" * 200, at=AT) is None


def test_wrong_passwords_pause_signing_in_and_nobody_learns_which_addresses_exist() -> None:
    a_member()
    for _ in range(accounts.TRIES):
        with pytest.raises(MemberProblem, match="邮箱或者密码不对"):
            accounts.sign_in(email=EMAIL, password="wrong", at=AT)
    with pytest.raises(Locked):
        accounts.sign_in(email=EMAIL, password=PASSWORD, at=AT)
    accounts.sign_in(email=EMAIL, password=PASSWORD, at=AT + accounts.FIRST_PAUSE)
    with pytest.raises(MemberProblem, match="邮箱或者密码不对"):
        accounts.sign_in(email="nobody@example.com", password=PASSWORD, at=AT)


def test_a_new_password_ends_every_session() -> None:
    a_member()
    _, token = accounts.sign_in(email=EMAIL, password=PASSWORD, at=AT)
    accounts.ask_reset(email=EMAIL, at=AT)
    accounts.ask_reset(email="nobody@example.com", at=AT)
    link = MemberLink.objects.get(purpose="reset")
    with pytest.raises(MemberProblem):
        accounts.reset(token=token_of(link), password="short", at=AT)
    accounts.reset(token=token_of(link), password="一个新的足够长的密码12", at=AT)
    assert accounts.member_of(token, at=AT) is None
    accounts.sign_in(email=EMAIL, password="一个新的足够长的密码12", at=AT)


def test_leaving_deletes_everything_and_the_key() -> None:
    member = a_member()
    item = an_item()
    keeping.add_favourite(member=member, item=item, at=AT)
    with pytest.raises(MemberProblem, match="没有注销"):
        accounts.close_account(member=member, password="wrong", at=AT)
    accounts.close_account(member=member, password=PASSWORD, at=AT)
    member.refresh_from_db()
    assert (member.state, member.email_digest, member.sealed_email) == ("closed", None, "")
    assert address_of(str(member.pk), "email") == ""
    assert not member.favourites.exists()
    assert not Act.objects.filter(actor_name__contains=EMAIL).exists()
    a_member()


def test_an_unconfirmed_account_goes_away_after_a_week() -> None:
    accounts.join(email=EMAIL, password=PASSWORD, at=AT)
    assert accounts.forget_unconfirmed(at=AT + timedelta(days=7)) == 0
    assert accounts.forget_unconfirmed(at=AT + timedelta(days=7, seconds=1)) == 1
    assert not Member.objects.exists()


def test_history_is_kept_only_while_it_is_wanted() -> None:
    member, item = a_member(), an_item()
    keeping.note_reading(member=member, item=item, at=AT)
    assert not Reading.objects.exists()
    accounts.keep_history(member=member, keep=True, at=AT)
    keeping.note_reading(member=member, item=item, at=AT)
    keeping.note_reading(member=member, item=item, at=AT + timedelta(hours=1))
    assert Reading.objects.count() == 1
    accounts.keep_history(member=member, keep=False, at=AT)
    assert not Reading.objects.exists()


def released(title: str, days: int, **values: object) -> Item:
    at = AT + timedelta(days=days)
    return an_item(title, released_at=at, listed_on=at.date(), **values)  # type: ignore[arg-type]


def test_a_subscription_tells_each_new_item_once_and_nothing_old() -> None:
    member, agency = a_member(), an_agency("清源市水务局", slug="water")
    column = a_column("供水", slug="water-supply")
    released("早先的通知", -1, agency=agency, column=column)
    keeping.subscribe(
        member=member, kind=Subscription.Kind.COLUMN, value="water-supply",
        every=Subscription.Every.DAY, at=AT,
    )  # fmt: skip
    keeping.subscribe(
        member=member, kind=Subscription.Kind.AGENCY, value="water",
        every=Subscription.Every.WEEK, at=AT,
    )  # fmt: skip
    released("停水通知", 0, agency=agency, column=column, state=ItemState.PUBLISHED)
    Item.objects.filter(title="停水通知").update(released_at=AT + timedelta(hours=2))
    digests = Notice.objects.filter(kind="member.digest")
    send_digests(AT + timedelta(hours=23))
    assert not digests.exists()
    send_digests(AT + timedelta(days=1))
    assert "停水通知" in digests.get().body
    assert "早先的通知" not in digests.get().body
    stopping = MemberLink.objects.get(purpose="stop")
    assert digests.get().link == f"@{stopping.pk}"
    send_digests(AT + timedelta(days=2))
    assert digests.count() == 1
    send_digests(AT + timedelta(days=8))
    assert digests.count() == 2
    assert "清源市水务局：1 条新信息" in digests.latest("pk").body


def test_after_an_outage_nothing_is_lost_and_nothing_is_told_twice() -> None:
    member, agency = a_member(), an_agency("清源市水务局", slug="water")
    keeping.subscribe(
        member=member, kind=Subscription.Kind.AGENCY, value="water",
        every=Subscription.Every.DAY, at=AT,
    )  # fmt: skip
    keeping.subscribe(
        member=member, kind=Subscription.Kind.COLUMN, value=a_column("供水", slug="water-supply").slug,
        every=Subscription.Every.DAY, at=AT,
    )  # fmt: skip
    column = Column.objects.get()
    for day in (1, 3, 5):
        released(f"第{day}天的通知", day, agency=agency, column=column)
    send_digests(AT + timedelta(days=6))
    send_digests(AT + timedelta(days=6, minutes=30))
    notice = Notice.objects.get(kind="member.digest")
    assert notice.title == "您订阅的内容有 3 条新信息"


def test_the_mail_of_a_subscription_names_where_one_click_ends_it(
    mailoutbox: list[EmailMessage],
) -> None:
    member, agency = a_member(), an_agency("清源市水务局", slug="water")
    keeping.subscribe(
        member=member, kind=Subscription.Kind.AGENCY, value="water",
        every=Subscription.Every.DAY, at=AT,
    )  # fmt: skip
    released("新的通知", 1, agency=agency)
    send_digests(AT + timedelta(days=2))
    send_pending(clock=lambda: AT + timedelta(days=2))
    mail = mailoutbox[-1]
    link = mail.body.strip().splitlines()[-1]
    assert "/members/stop/" in link
    assert mail.extra_headers["List-Unsubscribe"] == f"<{link}>"
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    others = [one for one in mailoutbox if one is not mail]
    assert all("List-Unsubscribe" not in one.extra_headers for one in others)


def test_what_is_committed_after_a_mail_was_written_is_told_by_the_next() -> None:
    member, agency = a_member(), an_agency("清源市水务局", slug="water")
    keeping.subscribe(
        member=member, kind=Subscription.Kind.AGENCY, value="water",
        every=Subscription.Every.DAY, at=AT,
    )  # fmt: skip
    send_digests(AT + timedelta(days=1))
    item = released("正在公开的通知", 1, agency=agency)
    Item.objects.filter(pk=item.pk).update(released_at=AT + timedelta(days=1, seconds=-5))
    send_digests(AT + timedelta(days=2))
    assert "正在公开的通知" in Notice.objects.get(kind="member.digest").body


def test_a_question_waits_until_the_index_has_heard_of_what_is_new() -> None:
    member = a_member()
    row = keeping.subscribe(
        member=member, kind=Subscription.Kind.QUERY, value="停水",
        every=Subscription.Every.DAY, at=AT,
    )  # fmt: skip
    item = released("停水通知", 1)
    emit(at=AT + timedelta(days=1), kind="item.published", subject_key=str(item.pk))
    assert Delivery.objects.filter(reader=READER).exists()
    send_digests(AT + timedelta(days=2))
    row.refresh_from_db()
    assert row.told_until == AT
    Delivery.objects.filter(reader=READER).delete()
    send_digests(AT + timedelta(days=2, minutes=30))
    row.refresh_from_db()
    assert row.told_until > AT


def test_a_withdrawn_item_is_not_told() -> None:
    member, agency = a_member(), an_agency("清源市水务局", slug="water")
    keeping.subscribe(
        member=member, kind=Subscription.Kind.AGENCY, value="water",
        every=Subscription.Every.DAY, at=AT,
    )  # fmt: skip
    released("撤回的通知", 1, agency=agency, state=ItemState.WITHDRAWN)
    send_digests(AT + timedelta(days=2))
    assert not Notice.objects.filter(kind="member.digest").exists()


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        (Subscription.Kind.COLUMN, "no-such", "没有这个栏目"),
        (Subscription.Kind.AGENCY, "no-such", "没有这个机构"),
        (Subscription.Kind.QUERY, "  ", "请填写检索词"),
        (Subscription.Kind.QUERY, "长" * 101, "最多 100 个字"),
        (Subscription.Kind.QUERY, "（（“", "没有可以查找的字"),
        (Subscription.Kind.QUERY, "-停车", "请写出要查找的词语"),
    ],
)
def test_what_cannot_be_subscribed_is_said(kind: Subscription.Kind, value: str, said: str) -> None:
    with pytest.raises(MemberProblem, match=said):
        keeping.subscribe(
            member=a_member(), kind=kind, value=value, every=Subscription.Every.DAY, at=AT
        )


def test_passwords_are_kept_by_the_configured_hasher() -> None:
    member = a_member()
    assert PASSWORD not in member.password
    assert settings.PASSWORD_HASHERS


def test_an_address_that_nobody_has_takes_one_hashing_like_a_wrong_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: MD5PasswordHasher, password: str, salt: str) -> str:
        hashed.append(password)
        return encode(self, password, salt)

    a_member()
    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    for email in (EMAIL, "nobody@example.cn"):
        hashed.clear()
        with pytest.raises(MemberProblem, match="邮箱或者密码不对"):
            accounts.sign_in(email=email, password="wrong", at=AT)
        assert hashed == ["wrong"], email


def test_the_tie_to_a_case_goes_with_the_key_of_its_applicant() -> None:
    member, agency = a_member(), an_agency("清源市水务局", slug="water")
    kept, gone = (an_application(agency, person=a_person(name)) for name in ("甲某某", "乙某某"))
    for application in (kept, gone):
        keeping.tie_case(member=member, application=application, at=AT)
    assert not Act.objects.filter(after__has_key="number", verb="member.tie-case").exists()
    destroy_subject(gone.applicant.subject_key, by=BY, at=AT, basis="保管期满")
    assert [row.application for row in member.cases.all()] == [kept]

"""What is written down is sent once, tried again while it fails, and never by two at a time."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection

from tests.builders.agencies import AT, BY, a_city, a_person, somebody
from tests.builders.duties import a_duty
from yangguang.apps.agencies.models import User
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.audit.models import Act
from yangguang.apps.duties.services import discharge_duty
from yangguang.apps.notices.adapters import Message, NotDelivered
from yangguang.apps.notices.adapters.sms import FileOutbox, HttpGateway
from yangguang.apps.notices.contacts import Contact, register_contacts, unregister_contacts
from yangguang.apps.notices.models import Notice
from yangguang.apps.notices.neutral import NotNeutral
from yangguang.apps.notices.selectors import messages_of, outbox, outbox_counts, unread_count
from yangguang.apps.notices.services import mark_read, post_notice, resend_notice, send_pending

MINUTE = timedelta(minutes=1)


class Recording:
    """Keeps what it is given; fails as often as it is told to."""

    sent: ClassVar[list[Message]] = []
    fail: ClassVar[list[Exception]] = []
    lock: ClassVar[threading.Lock] = threading.Lock()

    def send(self, message: Message) -> None:
        with self.lock:
            if self.fail:
                raise self.fail.pop(0)
            self.sent.append(message)

    def close(self) -> None:
        pass


@pytest.fixture
def recording(settings: django_settings) -> type[Recording]:
    name = f"{__name__}.Recording"
    settings.NOTICE_SMS_ADAPTER = settings.NOTICE_EMAIL_ADAPTER = name
    Recording.sent, Recording.fail = [], []
    return Recording


def at(moment: datetime) -> Callable[[], datetime]:
    return lambda: moment


def someone(name: str = "clerk") -> User:
    user = a_person(name)
    user.email, user.telephone = f"{name}@example.gov.cn", "13800000000"
    user.save()
    return user


def a_notice(user: User, dedupe: str = "one", channel: str = "email", **values: object) -> Notice:
    return post_notice(
        to=user,
        channel=channel,
        kind="duty.reminder",
        title="期限提醒：申请 2026-0001",
        dedupe=dedupe,
        at=AT,
        **values,  # type: ignore[arg-type] # the builder passes on what the case names
    )


@pytest.mark.django_db
def test_a_mail_goes_once_with_its_link_and_a_stable_message_id() -> None:
    a_notice(someone(), body="剩 3 个工作日。", link="/duties/1/")
    assert send_pending(clock=at(AT)).sent == 1
    assert send_pending(clock=at(AT + MINUTE)).sent == 0
    (sent,) = mail.outbox
    assert (sent.subject, sent.to) == ("期限提醒：申请 2026-0001", ["clerk@example.gov.cn"])
    assert sent.body == "剩 3 个工作日。\n\nhttp://127.0.0.1:8001/duties/1/\n"
    assert sent.extra_headers["Message-ID"].endswith("@127.0.0.1>")


@pytest.mark.django_db
def test_posting_the_same_message_twice_is_one_message() -> None:
    user = someone()
    assert a_notice(user).pk == a_notice(user).pk
    assert Notice.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", ["身份证 11010519491231002X", "请联系13912345678", "回复 someone@example.com"]
)
def test_a_message_with_personal_data_is_not_taken(text: str) -> None:
    with pytest.raises(NotNeutral):
        a_notice(someone(), body=text)


@pytest.mark.django_db
def test_case_numbers_and_document_numbers_are_no_personal_data() -> None:
    a_notice(
        someone(),
        body="申请 20260001234 号，清政办发〔2026〕12345678901号，索引号 113200000014000000/2026-00001",
    )


@pytest.mark.django_db
def test_at_the_desk_a_message_arrives_when_it_is_written_and_is_read_once() -> None:
    user, other = someone(), someone("other")
    first = a_notice(user, "1", "desk")
    a_notice(user, "2", "desk")
    a_notice(other, "3", "desk")
    a_notice(user, "4", "email")
    assert unread_count(user) == 2
    assert mark_read(user=other, notice=first, at=AT) == 0
    assert mark_read(user=user, notice=first, at=AT) == 1
    assert unread_count(user) == 1
    assert mark_read(user=user, at=AT) == 1
    assert [row.read_at for row in messages_of(user)] == [AT, AT]


@pytest.mark.django_db
def test_nothing_is_sent_before_its_time(recording: type[Recording]) -> None:
    a_notice(someone(), send_at=AT + 5 * MINUTE)
    assert send_pending(clock=at(AT)).sent == 0
    assert send_pending(clock=at(AT + 5 * MINUTE)).sent == 1


@pytest.mark.django_db
def test_a_failure_is_kept_and_tried_again_later_and_later(recording: type[Recording]) -> None:
    notice = a_notice(someone())
    recording.fail += [NotDelivered("网关忙"), OSError("bug"), NotDelivered("网关忙")]
    moment, waits = AT, []
    for _ in range(3):
        assert send_pending(clock=at(moment)).failed == 1
        notice.refresh_from_db()
        assert notice.state == "waiting"
        waits.append(notice.send_at - moment)
        assert send_pending(clock=at(notice.send_at - MINUTE / 2)).failed == 0
        moment = notice.send_at
    assert waits == [MINUTE, 2 * MINUTE, 4 * MINUTE]
    assert notice.last_error == "网关忙"
    assert send_pending(clock=at(moment)).sent == 1
    notice.refresh_from_db()
    assert (notice.state, notice.attempts, notice.last_error) == ("sent", 4, "")


@pytest.mark.django_db
def test_a_bad_message_does_not_hold_up_the_others(recording: type[Recording]) -> None:
    user = someone()
    for number in range(3):
        a_notice(user, str(number))
    recording.fail.append(RuntimeError("an adapter's own mistake"))
    done = send_pending(clock=at(AT))
    assert (done.sent, done.failed) == (2, 1)
    assert Notice.objects.get(state="waiting").last_error == "发送程序出错：RuntimeError"


@pytest.mark.django_db
def test_it_is_tried_through_an_outage_and_given_up_after_a_week(
    recording: type[Recording],
) -> None:
    notice = a_notice(someone())
    recording.fail += [NotDelivered("停机")] * 100
    moment = AT
    while Notice.objects.get().state == "waiting":
        moment = Notice.objects.get().send_at
        send_pending(clock=at(moment))
    assert timedelta(days=7) < moment - AT < timedelta(days=7, hours=12)
    recording.fail.clear()
    assert send_pending(clock=at(moment + timedelta(days=1))).sent == 0
    notice = resend_notice(notice=notice, by=BY, at=moment)
    assert send_pending(clock=at(moment)).sent == 1
    assert Act.objects.filter(verb="notice.resend").count() == 1
    with pytest.raises(Refused, match="已发送"):
        resend_notice(notice=notice, by=BY, at=moment)


@pytest.mark.django_db
def test_without_an_address_it_is_given_up_at_once_and_seen() -> None:
    a_notice(a_person("bare"))
    send_pending(clock=at(AT))
    notice = Notice.objects.get()
    assert (notice.state, notice.last_error) == ("failed", "收件人没有登记可用的电子邮件地址。")
    assert outbox_counts(outbox(None))["failed"] == 1


@pytest.mark.django_db
def test_a_reminder_of_what_is_done_meanwhile_does_not_go(recording: type[Recording]) -> None:
    city = a_city()
    duty = a_duty(city.health, "1", AT.date())
    a_notice(someone(), duty=duty)
    discharge_duty(duty=duty, on=AT.date(), by=BY, at=AT)
    done = send_pending(clock=at(AT))
    assert (done.sent, done.covered) == (0, 1)
    assert Notice.objects.get().last_error == "事项已结束，不需要再提醒。"


@pytest.mark.django_db
def test_to_people_outside_the_address_is_asked_for_when_sending(
    recording: type[Recording],
) -> None:
    asked: list[tuple[str, str]] = []

    def resolve(key: str, channel: str) -> str:
        asked.append((key, channel))
        return "13900000000" if key == "7" else ""

    register_contacts("test-applicant", resolve)
    try:
        for key in ("7", "8"):
            post_notice(
                to=Contact("test-applicant", key, f"申请人（2026-000{key}）"),
                channel="sms",
                kind="request.receipt",
                title="您的申请已登记",
                dedupe=f"out-{key}",
                at=AT,
            )
        with pytest.raises(ValueError, match="no desk"):
            post_notice(
                to=Contact("test-applicant", "7", "x"),
                channel="desk",
                kind="x",
                title="x",
                dedupe="x",
                at=AT,
            )
        done = send_pending(clock=at(AT))
    finally:
        unregister_contacts("test-applicant")
    assert asked == [("7", "sms"), ("8", "sms")]
    assert [one.address for one in recording.sent] == ["13900000000"]
    assert (done.sent, done.failed) == (1, 1)
    assert Notice.objects.get(contact_key="7").to == "申请人（2026-0007）"


@pytest.mark.django_db
def test_the_outbox_shows_what_concerns_the_bodies_within_reach() -> None:
    city = a_city()
    user = somebody("agency-clerk", city.health)
    a_notice(user, "1", agency=city.health)
    a_notice(user, "2", agency=city.schools)
    a_notice(user, "3", "desk", agency=city.health)
    assert [row.dedupe for row in outbox([city.health.pk])] == ["1"]
    assert [row.dedupe for row in outbox(None)] == ["2", "1"]


@pytest.mark.django_db(transaction=True)
def test_many_workers_send_each_message_once(recording: type[Recording]) -> None:
    user = someone()
    for number in range(30):
        a_notice(user, str(number))
    begin = threading.Barrier(4)
    problems: list[BaseException] = []

    def work() -> None:
        try:
            begin.wait()
            send_pending(clock=at(AT))
        except BaseException as error:
            problems.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert problems == []
    assert sorted(int(one.key) for one in recording.sent) == list(range(30))


@pytest.mark.django_db
def test_a_claim_of_a_killed_worker_runs_out(recording: type[Recording]) -> None:
    a_notice(someone())
    Notice.objects.update(claimed_until=AT + 10 * MINUTE)
    assert send_pending(clock=at(AT + 9 * MINUTE)).sent == 0
    assert send_pending(clock=at(AT + 10 * MINUTE)).sent == 1


# --- ways of sending --------------------------------------------------------------------------


class Refusing(BaseEmailBackend):
    def send_messages(self, _messages: object) -> int:
        raise ConnectionRefusedError(111, "refused")


@pytest.mark.django_db
def test_a_mail_server_that_is_down_is_named_in_the_outbox(settings: django_settings) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    a_notice(someone())
    assert send_pending(clock=at(AT)).failed == 1
    notice = Notice.objects.get()
    assert (notice.state, notice.last_error) == (
        "waiting",
        "连接不上邮件服务器：ConnectionRefusedError",
    )


@pytest.mark.django_db
def test_text_messages_go_into_a_file_by_default(settings: django_settings, tmp_path: Path) -> None:
    settings.OUTBOX_FOLDER = tmp_path / "outbox"
    a_notice(someone(), "sms-1", "sms", body="今天到期。")
    assert send_pending(clock=at(AT)).sent == 1
    (line,) = (tmp_path / "outbox" / "sms.jsonl").read_text("utf-8").splitlines()
    written = json.loads(line)
    assert (written["key"], written["to"], written["text"]) == (
        "sms-1",
        "13800000000",
        "期限提醒：申请 2026-0001。今天到期。",
    )
    (tmp_path / "blocked").write_text("")
    settings.OUTBOX_FOLDER = tmp_path / "blocked"
    with pytest.raises(NotDelivered, match="发件夹不可写"):
        FileOutbox().send(Message("k", "1", "t", "x"))


class Gateway(BaseHTTPRequestHandler):
    status = 200
    asked: ClassVar[list[tuple[str | None, dict[str, str]]]] = []

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append((self.headers["Authorization"], body))
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_parts: object) -> None:
        pass


@pytest.fixture
def gateway(settings: django_settings) -> Iterator[type[Gateway]]:
    server = HTTPServer(("127.0.0.1", 0), Gateway)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    Gateway.asked = []
    settings.SMS_URL = f"http://127.0.0.1:{server.server_port}/send"
    settings.SMS_TOKEN = "secret"
    yield Gateway
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(("status", "final"), [(400, True), (422, True), (503, False)])
def test_the_gateway_accepts_refuses_for_good_or_for_now(
    gateway: type[Gateway], status: int, final: bool
) -> None:
    message = Message("k-1", "13800000000", "标题", "正文")
    gateway.status = 202
    HttpGateway().send(message)
    assert gateway.asked == [("Bearer secret", {"key": "k-1", "to": "13800000000", "text": "正文"})]
    gateway.status = status
    with pytest.raises(NotDelivered, match=str(status)) as refusal:
        HttpGateway().send(message)
    assert refusal.value.final == final


@pytest.mark.parametrize("address", ["", "file:///etc/passwd"])
def test_a_gateway_without_a_web_address_is_not_used(
    settings: django_settings, address: str
) -> None:
    settings.SMS_URL = address
    with pytest.raises(NotDelivered, match="YANGGUANG_SMS_URL"):
        HttpGateway()


def test_a_gateway_that_is_not_there_is_tried_again(settings: django_settings) -> None:
    settings.SMS_URL = "http://127.0.0.1:9/"
    with pytest.raises(NotDelivered, match="连接不上短信网关") as refusal:
        HttpGateway().send(Message("k", "1", "t", "x"))
    assert not refusal.value.final

"""延期 and 延迟答复: once, in time, within the ceiling, told with its new last day."""

from __future__ import annotations

from datetime import date

import pytest

from tests.builders.agencies import City
from tests.builders.requests import BY, a_person, at, ready_to_sign, received, replied
from yangguang.apps.duties.models import Duty
from yangguang.apps.letters.selectors import letter_file
from yangguang.apps.requests import duty_kinds
from yangguang.apps.requests.models import (
    Application,
    ApplicationState,
    ConsultationAnswer,
    ConsultationKind,
)
from yangguang.apps.requests.services.closing import reopen
from yangguang.apps.requests.services.consulting import consult, record_opinion
from yangguang.apps.requests.services.drafting import problems_of, save_draft
from yangguang.apps.requests.services.extending import extend
from yangguang.apps.requests.services.volume import ask_reasons, postpone, record_reasons
from yangguang.apps.requests.workflow import NotPossible

pytestmark = pytest.mark.django_db
DUE = date(2026, 3, 30)


def lengthen(
    application: Application, on: date, *, days: int = 20, letter: bool = False
) -> Application:
    return extend(
        application=application,
        days=days,
        reason="检索范围大",
        by=BY,
        at=at(on),
        with_letter=letter,
    )


def reply_duty(application: Application) -> Duty:
    return Duty.objects.get(kind=duty_kinds.REPLY, subject_key=str(application.pk))


@pytest.mark.parametrize("day", [date(2026, 3, 27), DUE])
def test_up_to_the_last_day_the_period_can_be_extended(city: City, day: date) -> None:
    application = received(city.health)
    lengthen(application, day)
    assert (application.due_on, application.extended_days) == (date(2026, 4, 28), 20)
    assert reply_duty(application).due_on == date(2026, 4, 28)


def test_the_day_after_it_is_over(city: City) -> None:
    application = received(city.health)
    with pytest.raises(NotPossible, match=r"2026年3月30日届满，不能再延长（.*第三十三条第二款"):
        lengthen(application, date(2026, 3, 31))


def test_it_is_extended_once_for_the_whole_case(city: City) -> None:
    application = received(city.health)
    lengthen(application, date(2026, 3, 10), days=5)
    with pytest.raises(NotPossible, match="只能延长一次"):
        lengthen(application, date(2026, 3, 11), days=5)


@pytest.mark.parametrize(("on", "days"), [(date(2026, 3, 2), 21), (date(2018, 6, 1), 16)])
def test_the_ceiling_is_that_of_the_regulation(city: City, on: date, days: int) -> None:
    application = received(city.health, on=on)
    with pytest.raises(NotPossible, match=f"最长不得超过{days - 1}个工作日，现为{days}个"):
        lengthen(application, on, days=days)
    with pytest.raises(NotPossible, match="现为0个"):
        lengthen(application, on, days=0)
    lengthen(application, on, days=days - 1)


def test_without_a_reason_nothing_is_extended(city: City) -> None:
    application = received(city.health)
    with pytest.raises(NotPossible, match="请填写延期的理由"):
        extend(application=application, days=5, reason="", by=BY, at=at(date(2026, 3, 9)))


def test_the_notice_names_the_new_last_day(city: City) -> None:
    application = received(city.health)
    lengthen(application, date(2026, 3, 10), letter=True)
    letter = application.letter_links.get().letter
    assert letter.number.endswith("〔2026〕1号")
    assert letter_file(letter, "pdf").startswith(b"%PDF")


def test_while_the_clock_waits_no_notice_can_name_a_day(city: City) -> None:
    application = received(city.health)
    consultation = consult(
        application=application, kind=ConsultationKind.OTHER_ORGAN, party="清源市水利局", by=BY,
        at=at(date(2026, 3, 5)), with_letter=False,
    )  # fmt: skip
    with pytest.raises(NotPossible, match="请在收到意见之后、期限届满之前延长"):
        lengthen(application, date(2026, 3, 10), letter=True)
    lengthen(application, date(2026, 3, 10))
    assert (application.due_on, application.extended_days) == (None, 20)
    record_opinion(
        consultation=consultation, answer=ConsultationAnswer.AGREES, reasons="", by=BY,
        at=at(date(2026, 3, 12)),
    )  # fmt: skip
    application.refresh_from_db()
    # Twenty and twenty days, with five taken out between 6 and 12 March.
    assert application.due_on == date(2026, 5, 8)


def test_a_draft_in_review_does_not_bar_it(city: City) -> None:
    application = received(city.health)
    ready_to_sign(application, on=date(2026, 3, 27))
    assert application.state == ApplicationState.SIGNING
    lengthen(application, DUE)
    assert application.due_on == date(2026, 4, 28)


def test_a_case_handled_anew_has_no_statutory_period_to_extend(city: City) -> None:
    application = replied(received(city.health), on=date(2026, 3, 12))
    reopen(application=application, reason="复议决定", by=BY, at=at(date(2026, 5, 6)))
    with pytest.raises(NotPossible, match="法定期限不再计算"):
        lengthen(application, date(2026, 5, 7))


def reasons(
    application: Application,
    *,
    reasonable: bool,
    answer: str = "用于论文写作",
    on: date = date(2026, 3, 12),
) -> None:
    record_reasons(
        application=application, answer=answer, reasonable=reasonable, judgement="经研究认定",
        by=BY, at=at(on),
    )  # fmt: skip


def ask_why(application: Application) -> None:
    ask_reasons(
        application=application, text="本月已提出37件", until=date(2026, 3, 11), by=BY,
        at=at(date(2026, 3, 4)), with_letter=False,
    )  # fmt: skip


def put_off(application: Application, until: date, on: date = date(2026, 3, 13)) -> Application:
    return postpone(
        application=application, until=until, reason="数量大", by=BY, at=at(on), with_letter=False
    )


def test_asking_for_reasons_stops_no_clock_and_is_owed_an_answer(city: City) -> None:
    application = received(city.health)
    ask_why(application)
    assert application.due_on == DUE
    assert Duty.objects.get(kind=duty_kinds.REASONS).due_on == date(2026, 3, 11)
    with pytest.raises(NotPossible, match="已经要求申请人说明过理由"):
        ask_why(application)


def test_a_later_day_needs_reasons_that_were_asked_for_and_found_sound(city: City) -> None:
    application = received(city.health)
    with pytest.raises(NotPossible, match="应当先要求申请人说明理由"):
        put_off(application, date(2026, 5, 29))
    ask_why(application)
    with pytest.raises(NotPossible, match="应当先要求申请人说明理由"):
        put_off(application, date(2026, 5, 29))
    reasons(application, reasonable=True)
    with pytest.raises(NotPossible, match="应当晚于现有期限2026年3月30日"):
        put_off(application, DUE)
    put_off(application, date(2026, 5, 29))
    assert application.due_on == date(2026, 5, 29)


def test_reasons_that_do_not_hold_lead_to_no_handling_and_no_later_day(city: City) -> None:
    application = received(city.health)
    ask_why(application)
    reasons(application, reasonable=False)
    with pytest.raises(NotPossible, match="不合理的，不予处理"):
        put_off(application, date(2026, 5, 29))
    given = {"reasons": "同一事项拆成数十件", "applicant_reason": "申请人说明：用于论文"}
    reply = save_draft(
        application=application, kind="excessive", given=given, by=BY, at=at(date(2026, 3, 13))
    )
    assert problems_of(application, reply, date(2026, 3, 13)) == []


def test_nobody_is_refused_as_excessive_unasked_or_for_sound_reasons(city: City) -> None:
    application = received(city.health)
    given = {"reasons": "多", "applicant_reason": "无"}
    reply = save_draft(
        application=application, kind="excessive", given=given, by=BY, at=at(date(2026, 3, 4))
    )
    assert (
        "应当先要求申请人说明理由" in problems_of(application, reply, date(2026, 3, 4))[0].sentence
    )
    ask_why(application)
    reasons(application, reasonable=True)
    assert "申请理由合理" in problems_of(application, reply, date(2026, 3, 13))[0].sentence


def test_silence_is_entered_only_after_the_day_and_is_no_sound_reason(city: City) -> None:
    application = received(city.health)
    ask_why(application)
    with pytest.raises(NotPossible, match="2026年3月11日为止"):
        reasons(application, reasonable=False, answer="", on=date(2026, 3, 11))
    with pytest.raises(NotPossible, match="不能认定为理由合理"):
        reasons(application, reasonable=True, answer="")
    reasons(application, reasonable=False, answer="")
    assert not Duty.objects.get(kind=duty_kinds.REASONS).is_open


def test_another_person_has_another_volume(city: City) -> None:
    from yangguang.apps.requests.selectors.volume import place_in_month, volume_of

    mine = [received(city.health, on=date(2026, 3, day)) for day in (2, 3, 4)]
    other = received(
        city.health, on=date(2026, 3, 4), person=a_person("周另人", "11010119800101001X")
    )
    assert [place_in_month(one) for one in mine] == [1, 2, 3]
    assert place_in_month(other) == 1
    assert (volume_of(mine[0]).month, volume_of(other).month) == (3, 1)

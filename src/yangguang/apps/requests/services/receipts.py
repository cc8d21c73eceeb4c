"""登记回执: a numbered letter that says what was registered, for the counter and for the applicant.

It never holds the query code, which the register keeps as a digest only: a letter is kept, and
whoever reads it later would open the case with it.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from django.conf import settings

from yangguang.apps.audit.actors import Actor
from yangguang.apps.letters.models import Letter
from yangguang.apps.requests.contacts import follow_page
from yangguang.apps.requests.models import Application, Attachment
from yangguang.apps.requests.selectors.receipts import standing_receipt
from yangguang.apps.requests.services import lettering
from yangguang.apps.requests.services.steps import step
from yangguang.law.receipt import Channel

_HANDED_IN = (
    Attachment.Purpose.ORIGINAL,
    Attachment.Purpose.IDENTITY,
    Attachment.Purpose.SUPPORT,
)


def give_receipt(
    *, application: Application, by: Actor, at: datetime, version: int | None = None
) -> Letter:
    """Issue the receipt as Word and PDF; asked again, it gives the one that stands.

    Raises NotPossible for a line of secrecy and once a reply has been given, and Refused where the
    letter cannot be made; then nothing has happened and no number is used.
    """
    standing = standing_receipt(application)
    if standing is not None:
        return standing
    with step("give-receipt", application, by=by, at=at, version=version) as doing:
        current = doing.application
        # Two who press the button at once: the second has waited for the lock and finds it made.
        made = standing_receipt(current)
        letter = made or lettering.issue(doing, "receipt", _parts(current))
        doing.after = {"letter": letter.number}
        doing.letter = letter
        doing.say(f"出具登记回执（{letter.number}）")
    return letter


def _parts(application: Application) -> dict[str, str]:
    parts = {
        "channel": Channel(application.channel).label,
        "materials": _materials(application),
    }
    page = follow_page()
    if page:
        parts["query_address"] = f"{settings.SITE_URL.rstrip('/')}{page}"
    if application.received_on is None:
        parts["due_note"] = (
            f"以{parts['channel']}方式提交的申请，以双方确认之日为收到申请之日"
            "（《中华人民共和国政府信息公开条例》第三十一条），答复期限从确认的次日起计算。"
        )
    elif application.due_forecast:
        parts["due_note"] = "上述答复期限为预计，下一年度节假日安排公布后可能调整。"
    return parts


def _materials(application: Application) -> str:
    """What came with it, by kind: 申请原件2份、身份证明1份."""
    counts = Counter(
        application.attachments.filter(purpose__in=_HANDED_IN).values_list("purpose", flat=True)
    )
    return "、".join(
        f"{Attachment.Purpose(one).label}{counts[one]}份" for one in _HANDED_IN if counts[one]
    )

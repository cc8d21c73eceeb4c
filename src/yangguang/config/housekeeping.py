"""Periodic work that belongs to no single app: sealing the record, sweeping what has served."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from yangguang.apps.agencies.models import SignIn
from yangguang.apps.audit.actors import system
from yangguang.apps.audit.models import DayRoot
from yangguang.apps.audit.services import fix_day_root, seal_acts
from yangguang.apps.duties import services as duties
from yangguang.apps.events.models import Event
from yangguang.apps.notices.services import remind_due, send_pending
from yangguang.apps.requests.services import folding
from yangguang.apps.vault.services import list_due

KEEP_EVENTS = timedelta(days=30)
KEEP_SIGN_INS = timedelta(days=180)
"""The audit record keeps every sign-in; these rows only let people see where they are signed in."""


def seal(at: datetime) -> None:
    """Chain every act that waits."""
    while seal_acts():
        continue


def fix_roots(at: datetime) -> None:
    """Fix the root of yesterday, once all of its acts are in the chain."""
    yesterday = timezone.localdate(at) - timedelta(days=1)
    if DayRoot.objects.filter(day=yesterday).exists():
        return
    seal(at)
    fix_day_root(day=yesterday)


def clear_sessions(at: datetime) -> None:
    """Drop sessions that have expired, and rows of sign-ins long past."""
    call_command("clearsessions", verbosity=0)
    SignIn.objects.filter(seen_at__lt=at - KEEP_SIGN_INS).delete()


def clear_events(at: datetime) -> None:
    """Drop events that every reader has heard, after thirty days."""
    Event.objects.filter(at__lt=at - KEEP_EVENTS, deliveries__isnull=True).delete()


def fold_tallies(at: datetime) -> None:
    """Add the ledger of figures up to its newest entry."""
    folding.fold_tallies(at=at)


def check_calendars(at: datetime) -> None:
    """Look whether the calendar has changed under open duties."""
    duties.check_calendars(by=system("核对工作日历"), at=at)


def remind(at: datetime) -> None:
    """Write down every reminder that is owed."""
    remind_due(at=at)


def send_notices(at: datetime) -> None:
    """Send what waits in the outbox."""
    send_pending()


def list_personal_data_due(at: datetime) -> None:
    """Bring the list of personal data whose period has run out up to date; a person destroys it."""
    list_due(by=system("定时任务"), at=at)


def gather_statistics(at: datetime) -> None:
    """Tell the planner of SQLite how the tables are filled; PostgreSQL finds out by itself.

    Without it the planner takes any index to be as good as another. Some thousand entries of each
    index are looked at, so a large table costs no more than a small one.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit=1000")
            cursor.execute("PRAGMA optimize=0x10002")

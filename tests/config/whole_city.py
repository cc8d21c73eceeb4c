"""What a visitor finds in the demo city once it is whole: names in time, checked reports, live columns."""

from datetime import date

from yangguang.apps.agencies.models import Agency, AgencyName, User
from yangguang.apps.catalog.models import Attachment, Column, Item, ItemState
from yangguang.apps.catalog.services.updating import UPDATE
from yangguang.apps.catalog.updates import freshness, summary
from yangguang.apps.duties.models import Duty
from yangguang.apps.gazette.models import GazetteIssue
from yangguang.apps.publishing.selectors.norms import public_rounds
from yangguang.apps.reports.models import PublishedReport, ReportDraft
from yangguang.config.command.demo import demo_logins
from yangguang.config.demo import annual
from yangguang.config.demo.setting import City


def city_is_whole(city: City, today: date) -> None:
    """Everything but applications; the reports have been read."""
    assert Item.objects.filter(state=ItemState.PUBLISHED).count() >= 1_500
    assert Item.objects.filter(state=ItemState.INBOX).count() >= 20
    assert Agency.objects.count() >= 70
    assert Column.objects.filter(parent=None).count() >= 13
    assert Column.objects.exclude(parent=None).count() >= 65
    assert Attachment.objects.filter(file__media_type="application/pdf").exists()
    old = Item.objects.filter(agency__slug="eco", listed_on__lt="2019-01-25").first()
    assert old is not None
    assert old.agency_name == "清源市环境保护局"
    assert AgencyName.objects.filter(name="清源市环境保护局", valid_to="2019-01-25").exists()
    reports = PublishedReport.objects.all()
    lately = set(annual.others(city)) - set(annual.STRAGGLERS)
    assert reports.count() == 144 + len(lately)
    assert reports.filter(year=today.year - 1).count() == 12 + len(lately) > 70
    assert set(reports.values_list("form", flat=True)) == {"2014", "2019", "2021"}
    # Each was checked with last year's beside it: nothing is wrong, odd, late or missing.
    said = [
        one for answer in reports.values_list("answer", flat=True) for one in answer["findings"]
    ]
    assert [one["message"] for one in said if one["severity"] != "info"] == []
    assert {one["rule"] for one in said} <= {"outlier"}
    assert not any(answer["unread"] for answer in reports.values_list("answer", flat=True))
    begun = ReportDraft.objects.values_list("year", "agency__slug", "item__state")
    assert set(begun.filter(year=today.year - 1)) == {
        (2025, "civil-air", "draft"), (2025, "xinqu", None),
    }  # fmt: skip
    assert {slug for _, slug, _ in begun.filter(year=today.year)} == {"city", "edu", "housing"}
    columns_now = freshness(today)
    assert summary(columns_now, today).fails == []
    owed = Duty.objects.filter(kind=UPDATE, closed_at=None)
    late = {one.column.pk: one.keeper.slug for one in columns_now if one.is_stale and one.keeper}
    assert late
    assert {
        int(duty.subject_key): duty.agency.slug for duty in owed.filter(due_on__lt=today)
    } == late
    assert GazetteIssue.objects.filter(item__state=ItemState.PUBLISHED).count() == 2
    assert Column.objects.get(slug="gazette").items.filter(state=ItemState.PUBLISHED).count() == 2
    assert [one.title for one in public_rounds()] == ["2025年度规范性文件清理"]
    names = {login for login, _, _ in demo_logins()}
    assert names == set(User.objects.filter(is_demo=True).values_list("username", flat=True))

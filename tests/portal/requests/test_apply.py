from __future__ import annotations

import pytest
import time_machine

from tests.builders.town import Town
from tests.portal.requests.filling import (
    WANTED,
    Applying,
)
from yangguang.apps.requests.models import ApplicationState, Attachment

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_is_taken_for_a_robot(settings: object) -> None:
    settings.REQUEST_LEAST_SECONDS = 0  # type: ignore[attr-defined] # pytest-django's settings


def test_a_whole_application_is_registered_with_number_code_and_forecast(
    searchable: Town, applying: Applying
) -> None:
    with time_machine.travel("2026-03-02 10:00+08:00", tick=False):
        application, code = applying.handed_in()
        page = applying.client.get("/requests/apply/receipt/").content.decode()
    assert application.agency == searchable.agencies["health"]
    assert application.state == ApplicationState.UNCONFIRMED
    assert application.wanted == WANTED
    assert application.number in page
    assert len(code.replace("-", "")) == 13
    assert "预计 2026-03-30" in page
    assert "以双方确认之日为收到申请之日" in page
    assert application.attachments.get().purpose == Attachment.Purpose.IDENTITY

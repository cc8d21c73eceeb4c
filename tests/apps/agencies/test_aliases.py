"""A spelling that somebody identified is known to the next import."""

from __future__ import annotations

import pytest

from tests.builders.agencies import AT, BY, a_city
from yangguang.apps.agencies.services import identify_agency, propose_agency
from yangguang.apps.catalog.ingest.known import Bodies

pytestmark = pytest.mark.django_db


def test_an_identified_spelling_finds_the_known_body_at_once() -> None:
    city = a_city()
    assert Bodies().find("清源疾控联席办") is None
    proposed = propose_agency(name="清源疾控联席办", by=BY, at=AT)
    identify_agency(proposed=proposed, known=city.health, by=BY, at=AT)
    found, is_new = Bodies().find_or_propose("清源疾控联席办", by=BY, at=AT)
    assert (found, is_new) == (city.health, False)

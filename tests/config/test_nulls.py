"""PostgreSQL refuses the character NUL in any text; an address may not bring it that far."""

import pytest
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from tests.builders.catalog import a_government
from yangguang.config.nulls import WithoutNul


@pytest.mark.parametrize(
    ("query", "read"),
    [("q=a%00b", "ab"), ("q=%00", ""), ("q=%0%000%00", ""), ("q=a%2500", "a%00"), ("q=a", "a")],
)
def test_no_view_reads_nul_out_of_a_query(query: str, read: str) -> None:
    seen: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request.GET["q"])
        return HttpResponse()

    WithoutNul(view)(RequestFactory().get(f"/?{query}"))
    assert seen == [read]


def test_a_path_with_nul_names_nothing() -> None:
    with pytest.raises(Http404):
        WithoutNul(lambda _: HttpResponse())(RequestFactory().get("/index-number/a%00b/"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/index-number/%00/", 404),
        ("/members/feed/%00.xml", 404),
        ("/members/stop/%00/", 404),
        ("/figures/records/?agency=%00&figure=%00", 404),
        ("/newest/?year=%00", 200),
    ],
)
def test_the_portal_answers_an_address_with_nul(client: Client, address: str, status: int) -> None:
    a_government()
    assert client.get(address).status_code == status

"""How mail leaves is one address in the environment."""

from __future__ import annotations

import pytest

from yangguang.config import env
from yangguang.config.settings.base import mail_from_url


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example.gov.cn", ("mail.example.gov.cn", 25, "", "", False, False)),
        ("smtps://a%40b:p%2Fw@mail:994", ("mail", 994, "a@b", "p/w", True, False)),
        ("smtp+tls://u:p@mail", ("mail", 587, "u", "p", False, True)),
    ],
)
def test_a_server_is_read_with_its_port_account_and_protection(
    url: str, expected: tuple[object, ...]
) -> None:
    found = mail_from_url(url)
    assert found["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend"
    names = ("HOST", "PORT", "HOST_USER", "HOST_PASSWORD", "USE_SSL", "USE_TLS")
    assert tuple(found[f"EMAIL_{name}"] for name in names) == expected


@pytest.mark.parametrize(("url", "backend"), [("file:", "filebased"), ("console:", "console")])
def test_without_a_server_mail_goes_into_files_or_the_console(url: str, backend: str) -> None:
    assert mail_from_url(url) == {
        "EMAIL_BACKEND": f"django.core.mail.backends.{backend}.EmailBackend"
    }


@pytest.mark.parametrize("url", ["http://mail", "smtp://", "mail.example.gov.cn"])
def test_an_address_that_is_no_mail_server_is_refused(url: str) -> None:
    with pytest.raises(env.WrongEnvironment, match="YANGGUANG_EMAIL"):
        mail_from_url(url)


def test_a_list_of_numbers_is_read_or_refused_by_its_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert env.numbers("NOT_SET", (7, 3)) == (7, 3)
    monkeypatch.setenv("YANGGUANG_DAYS", "10, 5,1")
    assert env.numbers("DAYS", ()) == (10, 5, 1)
    monkeypatch.setenv("YANGGUANG_DAYS", "ten")
    with pytest.raises(env.WrongEnvironment, match="YANGGUANG_DAYS"):
        env.numbers("DAYS", ())

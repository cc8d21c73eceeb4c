"""The second factor: codes that count once, backup codes, and waiting after wrong ones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django_otp.oath import hotp

from tests.builders.agencies import City, a_city, somebody
from yangguang.apps.agencies.models import Authenticator, BackupCode, User
from yangguang.apps.agencies.sealing import SealBroken, keyed_digest, seal, unseal
from yangguang.apps.agencies.services import (
    backup_codes_left,
    begin_authenticator,
    check_second_factor,
    confirm_authenticator,
    remove_authenticator,
    renew_backup_codes,
)
from yangguang.apps.agencies.services.second_factor import (
    provisioning_uri,
    sealed_secret,
    secret_of,
    secret_text,
)
from yangguang.apps.agencies.verdicts import Refused, Verdict
from yangguang.apps.audit.models import Act

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 6, 2, 0, tzinfo=UTC)


@pytest.fixture
def city() -> City:
    return a_city()


@pytest.fixture
def user(city: City) -> User:
    return somebody("agency-clerk", city.health)


def code(user: User, at: datetime) -> str:
    key = secret_of(Authenticator.objects.get(user=user))
    return f"{hotp(key, int(at.timestamp()) // 30):06d}"


def check(user: User, given: str, at: datetime = AT) -> Verdict:
    return check_second_factor(user=user, code=given, by=user.actor(), at=at)


def set_up(user: User) -> list[str]:
    """In use since a minute before `AT`; gives the backup codes."""
    before = AT - timedelta(minutes=1)
    begin_authenticator(user=user, at=before)
    return confirm_authenticator(user=user, code=code(user, before), by=user.actor(), at=before)


def test_the_codes_are_those_of_rfc_6238(user: User) -> None:
    row = begin_authenticator(user=user, at=AT)
    row.sealed_key = sealed_secret(b"12345678901234567890", user.pk)
    row.save()
    moment = datetime.fromtimestamp(1111111109, UTC)
    # Appendix B gives 07081804 in eight digits; six digits are its last six.
    confirm_authenticator(user=user, code="081804", by=user.actor(), at=moment)


def test_the_address_for_the_app_names_the_desk_and_the_person(user: User) -> None:
    row = begin_authenticator(user=user, at=AT)
    uri = provisioning_uri(row)
    assert uri.startswith("otpauth://totp/%E9%98%B3%E5%85%89%E5%B7%A5%E4%BD%9C%E5%8F%B0%3A")
    assert f"secret={secret_text(row).replace(' ', '')}" in uri
    assert len(secret_text(row).replace(" ", "")) == 32


def test_opening_the_set_up_page_again_keeps_the_secret(user: User) -> None:
    assert (
        begin_authenticator(user=user, at=AT).sealed_key
        == begin_authenticator(user=user, at=AT).sealed_key
    )


def test_an_unconfirmed_authenticator_proves_nothing(user: User) -> None:
    begin_authenticator(user=user, at=AT)
    assert not check(user, code(user, AT))


def test_an_authenticator_in_use_is_not_replaced_by_another(user: User) -> None:
    set_up(user)
    with pytest.raises(Refused, match="已设置"):
        begin_authenticator(user=user, at=AT)


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_clock_may_differ_by_one_step(user: User, steps: int) -> None:
    set_up(user)
    assert check(user, code(user, AT + timedelta(seconds=30 * steps)))


@pytest.mark.parametrize("steps", [-2, 2, 10])
def test_a_clock_that_differs_more_is_refused(user: User, steps: int) -> None:
    set_up(user)
    assert not check(user, code(user, AT + timedelta(seconds=30 * steps)))


def test_a_code_counts_once_and_an_older_one_not_after_it(user: User) -> None:
    set_up(user)
    assert check(user, code(user, AT))
    assert not check(user, code(user, AT))
    assert not check(user, code(user, AT - timedelta(seconds=30)))
    assert check(user, code(user, AT + timedelta(seconds=30)))


@pytest.mark.parametrize(
    "given", ["", "12345", "1234567", "abcdef", "１２３４５６", "12 34 5x", "²²²²²²"]
)
def test_what_is_no_code_is_refused_without_breaking(user: User, given: str) -> None:
    set_up(user)
    assert not check(user, given)


def test_a_code_typed_with_a_space_counts(user: User) -> None:
    set_up(user)
    right = code(user, AT)
    assert check(user, f" {right[:3]} {right[3:]} ")


def test_each_backup_code_counts_once_however_it_is_typed(user: User) -> None:
    codes = set_up(user)
    assert len(set(codes)) == 10
    assert check(user, codes[0].upper().replace("-", " "))
    assert not check(user, codes[0])
    assert backup_codes_left(user) == 9
    assert Act.objects.filter(verb="staff.use-backup-code").count() == 1


def test_somebody_elses_backup_code_does_not_count(city: City, user: User) -> None:
    set_up(user)
    other = somebody("agency-clerk", city.schools)
    theirs = set_up(other)
    assert not check(user, theirs[0])


def test_new_backup_codes_void_the_old_ones(user: User) -> None:
    old = set_up(user)
    new = renew_backup_codes(user=user, by=user.actor(), at=AT)
    assert not check(user, old[0])
    assert check(user, new[0])


def test_backup_codes_cannot_be_read_back(user: User) -> None:
    codes = set_up(user)
    stored = "".join(BackupCode.objects.values_list("digest", flat=True))
    assert not any(one.replace("-", "") in stored for one in codes)


def test_after_five_wrong_codes_the_right_one_waits_a_quarter_of_an_hour(user: User) -> None:
    codes = set_up(user)
    for left in (4, 3, 2, 1):
        assert f"{left} 次" in check(user, "000000").sentence
    assert "15 分钟" in check(user, "000000").sentence
    later = AT + timedelta(minutes=14)
    assert not check(user, code(user, later), later)
    assert not check(user, codes[0], later)
    later = AT + timedelta(minutes=15)
    assert check(user, code(user, later), later)


def test_a_wrong_code_after_the_wait_starts_a_new_count(user: User) -> None:
    set_up(user)
    for _ in range(5):
        check(user, "000000")
    later = AT + timedelta(minutes=16)
    assert "4 次" in check(user, "000000", later).sentence


def test_a_lost_phone_is_taken_out_of_use_with_a_reason(city: City, user: User) -> None:
    set_up(user)
    lead = somebody("agency-lead", city.health)
    with pytest.raises(Refused, match="理由"):
        remove_authenticator(user=user, by=lead.actor(city.health), at=AT, reason=" ")
    remove_authenticator(user=user, by=lead.actor(city.health), at=AT, reason="手机丢失")
    assert not Authenticator.objects.filter(user=user).exists()
    assert backup_codes_left(user) == 0


def test_a_lead_cannot_take_a_directors_second_factor_away(city: City) -> None:
    director = somebody("disclosure-director", city.office)
    set_up(director)
    lead = somebody("agency-lead", city.health)
    with pytest.raises(Refused):
        remove_authenticator(user=director, by=lead.actor(city.health), at=AT, reason="试")
    assert Authenticator.objects.filter(user=director).exists()


def test_a_secret_copied_into_another_persons_row_proves_nothing(city: City, user: User) -> None:
    set_up(user)
    director = somebody("disclosure-director", city.office)
    set_up(director)
    Authenticator.objects.filter(user=director).update(
        sealed_key=Authenticator.objects.get(user=user).sealed_key
    )
    with pytest.raises(SealBroken):
        check(director, code(user, AT))


def test_a_seal_opens_for_its_purpose_and_key_alone(settings: object) -> None:
    sealed = seal(b"secret", purpose="one")
    assert unseal(sealed, purpose="one") == b"secret"
    with pytest.raises(SealBroken):
        unseal(sealed, purpose="two")
    settings.FIELD_KEY = "another-key"  # type: ignore[attr-defined]
    with pytest.raises(SealBroken, match=r"field\.key"):
        unseal(sealed, purpose="one")


def test_digests_of_different_purposes_differ() -> None:
    assert keyed_digest("x", purpose="one") != keyed_digest("x", purpose="two")
    assert keyed_digest("x", purpose="one") == keyed_digest("x", purpose="one")

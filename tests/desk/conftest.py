"""The desk's own middleware, templates and addresses, whatever face the test settings show."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy

import pytest
from django.test import Client
from django.test.utils import override_settings
from django.utils import timezone

from tests.builders.agencies import City, a_city
from tests.desk.scene import Scene, a_scene
from tests.standing import beginning
from yangguang.apps.agencies.models import Authenticator, User
from yangguang.apps.agencies.services import begin_sign_in
from yangguang.apps.agencies.services.second_factor import sealed_secret
from yangguang.config.settings import base
from yangguang.desk.access import PROOF_KEY
from yangguang.desk.middleware import FACTOR_KEY, SEEN_KEY, SIGN_IN_KEY, STARTED_KEY

standing_scene = beginning(a_scene)

SECRET = b"12345678901234567890"
"""The shared secret of the test vectors in RFC 6238."""


@pytest.fixture(autouse=True, scope="module")
def _desk_face() -> Iterator[None]:
    """Held for a whole file: with every change of face Django reads templates and addresses anew."""
    templates = deepcopy(base.TEMPLATES)
    templates[0]["OPTIONS"]["context_processors"] = [
        "django.template.context_processors.request",
        *base.DESK_CONTEXT,
    ]
    with override_settings(
        TEMPLATES=templates,
        MIDDLEWARE=[
            name
            for name in base.COMMON_MIDDLEWARE + base.DESK_MIDDLEWARE
            if "whitenoise" not in name  # static files are collected by the start, not by tests
        ],
        ROOT_URLCONF="yangguang.desk.urls",
        CSRF_FAILURE_VIEW="yangguang.desk.views.errors.csrf_failure",
        SESSION_COOKIE_NAME="yg_desk",
    ):
        yield


@pytest.fixture
def scene(standing_a_scene: Scene) -> Scene:
    """One of everything that the desk has a page for."""
    return standing_a_scene


@pytest.fixture
def city(db: None) -> City:
    return a_city()


def with_second_factor(user: User) -> Authenticator:
    """The person's authenticator in use, with the secret of the RFC's test vectors."""
    now = timezone.now()
    row, _ = Authenticator.objects.get_or_create(
        user=user,
        defaults={
            "sealed_key": sealed_secret(SECRET, user.pk),
            "made_at": now,
            "confirmed_at": now,
        },
    )
    return row


def enter(client: Client, user: User) -> Client:
    """A session as the sign-in pages leave it, second factor shown where one is owed."""
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    now = timezone.now()
    session = client.session
    row = begin_sign_in(user=user, address="127.0.0.1", device="test", by=user.actor(), at=now)
    session[STARTED_KEY] = session[SEEN_KEY] = session[PROOF_KEY] = now.timestamp()
    session[SIGN_IN_KEY] = row.pk
    if user.posts.filter(role__needs_second_factor=True).exists():
        session[FACTOR_KEY] = with_second_factor(user).pk
    session.save()
    return client


@pytest.fixture
def desk() -> Callable[[User], Client]:
    """Gives a client in which the person is signed in."""
    return lambda user: enter(Client(), user)

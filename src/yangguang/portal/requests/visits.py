"""Keeping what a browser has under way: sealed on the server, opened by the cookie alone.

The cookie holds 256 random bits. One digest of them names the row, another is the key under which
its content and files are sealed (`apps.vault.wire`, the installation's algorithm). There are two
cookies with ways and ends of their own: one for an application that is being filled in, one for
a case that is being followed.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from yangguang.apps.vault import wire
from yangguang.apps.vault.ciphers import derive, extract
from yangguang.apps.vault.problems import SealBroken
from yangguang.apps.vault.sealing import chosen_algorithm
from yangguang.portal.models import Visit, VisitFile
from yangguang.portal.requests.limits import most_held

COOKIES = {Visit.Kind.APPLY: "yg_apply", Visit.Kind.CASE: "yg_case"}
_KEY_ID = "visit"
_LONGEST_TOKEN = 64


@dataclass
class Open:
    """A visit opened by its cookie. Change ``data`` and `save` it; it is plain JSON."""

    row: Visit
    token: str
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def kind(self) -> Visit.Kind:
        """What the visit is for."""
        return Visit.Kind(self.row.kind)


def begin(kind: Visit.Kind, data: dict[str, Any], *, at: datetime, lasts: timedelta) -> Open:
    """A new visit; put its cookie on the answer with `hand_over`."""
    token = secrets.token_urlsafe(32)
    row = Visit(key=_name(token), kind=kind, content=b"", expires_at=at + lasts)
    row.content = _seal(token, kind, _packed(data), "content")
    row.save(force_insert=True)
    return Open(row, token, data)


def find(
    request: HttpRequest, kind: Visit.Kind, *, at: datetime, lock: bool = False
) -> Open | None:
    """The visit that the request's cookie opens; None without one, or after its time.

    ``lock`` keeps others out until the transaction ends: two clicks come one after the other.
    """
    token = request.COOKIES.get(COOKIES[kind], "")
    if not token or len(token) > _LONGEST_TOKEN:
        return None
    return _opened(token, kind, at, lock=lock)


def find_again(visit: Open, *, at: datetime, lock: bool = False) -> Open | None:
    """The same visit as it stands now."""
    return _opened(visit.token, visit.kind, at, lock=lock)


def _opened(token: str, kind: Visit.Kind, at: datetime, *, lock: bool) -> Open | None:
    rows = Visit.objects.select_for_update() if lock else Visit.objects.all()
    row = rows.filter(pk=_name(token), kind=kind, expires_at__gt=at).first()
    if row is None:
        return None
    try:
        data = json.loads(_unseal(token, kind, bytes(row.content), "content"))
    except SealBroken:
        # Sealed under an algorithm that is gone, or altered: nobody can go on with it.
        return None
    return Open(row, token, data)


def save(visit: Open, *, at: datetime, lasts: timedelta) -> None:
    """Keep the data; the time begins anew."""
    visit.row.content = _seal(visit.token, visit.kind, _packed(visit.data), "content")
    visit.row.expires_at = at + lasts
    visit.row.save(update_fields=["content", "expires_at"])


def prolong(visit: Open, *, at: datetime, lasts: timedelta) -> None:
    """The time begins anew, the data stays."""
    Visit.objects.filter(pk=visit.row.pk).update(expires_at=at + lasts)


def end(visit: Open) -> None:
    """Forget it all."""
    visit.row.delete()


def keep_file(visit: Open, data: bytes) -> int:
    """Seal a file with the visit; gives its key."""
    row = VisitFile.objects.create(
        visit=visit.row,
        content=_seal(visit.token, visit.kind, data, "file"),
        size=len(data),
    )
    return row.pk


def room_for(size: int) -> bool:
    """Whether so many bytes more may be kept: unfinished forms must not fill the disk."""
    held = VisitFile.objects.aggregate(held=Sum("size"))["held"] or 0
    return bool(held + size <= most_held())


def file_of(visit: Open, key: int) -> bytes | None:
    """The file in clear; None where it is not one of this visit's."""
    row = VisitFile.objects.filter(pk=key, visit=visit.row).first()
    if row is None:
        return None
    return _unseal(visit.token, visit.kind, bytes(row.content), "file")


def drop_file(visit: Open, key: int) -> None:
    """Forget one file."""
    VisitFile.objects.filter(pk=key, visit=visit.row).delete()


def drop_files(visit: Open) -> None:
    """Forget all its files."""
    VisitFile.objects.filter(visit=visit.row).delete()


def sweep(at: datetime) -> None:
    """Remove what has run out; their content could not be opened any more in any case."""
    with transaction.atomic():
        Visit.objects.filter(expires_at__lte=at).delete()


def had_cookie(request: HttpRequest, kind: Visit.Kind) -> bool:
    """Whether the browser once had a visit of this kind, which may have run out."""
    return bool(request.COOKIES.get(COOKIES[kind]))


def hand_over(response: HttpResponseBase, visit: Open) -> None:
    """The cookie of this visit; it ends with the browser and is not readable by scripts."""
    response.set_cookie(
        COOKIES[visit.kind],
        visit.token,
        httponly=True,
        samesite="Strict" if visit.kind == Visit.Kind.CASE else "Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def take_back(response: HttpResponseBase, kind: Visit.Kind) -> None:
    """Have the browser forget the cookie."""
    response.delete_cookie(COOKIES[kind])


def _name(token: str) -> str:
    return hashlib.sha256(b"yangguang/visit/" + token.encode()).hexdigest()


def _secret(token: str) -> bytes:
    return derive(extract(token.encode()), "purpose/visit")


def _packed(data: dict[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False).encode()


def _seal(token: str, kind: str, data: bytes, field_name: str) -> bytes:
    return wire.as_bytes(
        wire.close(
            data,
            algorithm=chosen_algorithm(),
            key_id=_KEY_ID,
            secret=_secret(token),
            purpose=f"visit/{kind}",
            context=f"{_name(token)}/{field_name}",
        )
    )


def _unseal(token: str, kind: str, data: bytes, field_name: str) -> bytes:
    return wire.open_sealed(
        wire.parse_bytes(data),
        secret=_secret(token),
        purpose=f"visit/{kind}",
        context=f"{_name(token)}/{field_name}",
    )

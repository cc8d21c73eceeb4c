"""Handing in: documents of an office system become drafts here, and their fate can be asked.

Nothing is published by this interface. A draft waits for its attribute and its reviews; an address
of the public page is given once people have released it.
"""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Status

from yangguang.api import schemas
from yangguang.api.delivered import DeliveryIn, delivered_in
from yangguang.api.gate import Refusal, Token
from yangguang.apps.agencies.models import Agency
from yangguang.apps.publishing.models import Delivery, DeliveryKey
from yangguang.apps.publishing.selectors.deliveries import (
    bodies_of_key,
    deliveries_of_key,
    fate_of,
)
from yangguang.apps.publishing.services.delivering import SentOtherwise, receive_delivery
from yangguang.apps.publishing.workflow import NotPossible

PAGE = 50
_KEY = re.compile(r"[\x21-\x7e]{8,100}")
router = Router(auth=Token(), tags=["递送"])


def _inlined(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with the file's shape in place: no reference into a list that is not there."""
    shapes = schema.pop("$defs", {})

    def placed(value: Any) -> Any:
        if isinstance(value, dict):
            name = str(value.get("$ref", "")).rpartition("/")[2]
            return placed(shapes[name]) if name else {k: placed(v) for k, v in value.items()}
        return [placed(one) for one in value] if isinstance(value, list) else value

    return dict(placed(schema))


_FILE = {"type": "string", "format": "binary"}
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": _inlined(DeliveryIn.model_json_schema())},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "metadata": {
                            "type": "string",
                            "description": "JSON，字段与 application/json 相同（不含文件）",
                        },
                        "document": {**_FILE, "description": "正文文件"},
                        "attachments": {
                            "type": "array",
                            "items": {**_FILE, "description": "附件"},
                        },
                    },
                }
            },
        },
    },
    "parameters": [
        {
            "in": "header",
            "name": "Idempotency-Key",
            "required": True,
            "schema": {"type": "string", "minLength": 8, "maxLength": 100},
            "description": "请求编号：同一份文件重发用同一编号，不会收两次",
        }
    ],
}  # fmt: skip
_PROBLEMS = dict.fromkeys((400, 401, 403, 404, 409, 411, 413, 415, 422, 429), schemas.Problem)


@router.post(
    "",
    response={200: schemas.DeliveryOut, 201: schemas.DeliveryOut, **_PROBLEMS},
    summary="递送一份文件，成为本机构的草稿",
    openapi_extra=_BODY,
)
def deliver(request: HttpRequest) -> Any:
    """201 with the new delivery; 200 with the first one where the same was sent before."""
    key = _key_of(request)
    if not key.may_deliver:
        raise Refusal(403, "scope", "这个令牌只能查询，不能递送；需要递送的，请另建令牌。")
    request_key = request.headers.get("Idempotency-Key", "")
    if not _KEY.fullmatch(request_key):
        raise Refusal(
            400,
            "request-key",
            "请在请求头写明 Idempotency-Key：8 至 100 个字母、数字或者符号，同一份文件重发时保持不变。",
        )
    slug, delivered = delivered_in(request)
    try:
        row, new = receive_delivery(
            key=key,
            agency=_agency(key, slug),
            request_key=request_key,
            delivered=delivered,
            at=timezone.now(),
        )
    except SentOtherwise as refusal:
        raise Refusal(409, "request-key", str(refusal)) from refusal
    except NotPossible as refusal:
        raise Refusal(422, "refused", str(refusal)) from refusal
    return Status(201 if new else 200, _out(row))


@router.get("", response={200: schemas.DeliveryPage, **_PROBLEMS}, summary="递送过的文件，新的在前")
def list_deliveries(
    request: HttpRequest,
    reference: str = Query("", description="来文系统里的编号"),  # type: ignore[type-arg] # ninja's own idiom
    before: int = Query(0, description="从这个编号以前接着列"),  # type: ignore[type-arg] # as above
) -> dict[str, Any]:
    """Fifty at a time; ask again with ``before`` = the last id for the next ones."""
    found = deliveries_of_key(_key_of(request)).order_by("-pk")
    if reference:
        found = found.filter(reference=reference)
    if before:
        found = found.filter(pk__lt=before)
    rows = list(found[: PAGE + 1])
    return {
        "deliveries": [_out(row) for row in rows[:PAGE]],
        "before": rows[PAGE - 1].pk if len(rows) > PAGE else None,
    }


@router.get(
    "/{key}",
    response={200: schemas.DeliveryOut, **_PROBLEMS},
    summary="一份递送文件办到哪里了",
)
def get_delivery(request: HttpRequest, key: int) -> dict[str, Any]:
    """Where it stands, with the reason where it came back and the address once it is public."""
    row = deliveries_of_key(_key_of(request)).filter(pk=key).first()
    if row is None:
        raise Refusal(404, "unknown", "没有这份来件，请核对编号；只能查询本机构本系统递送的文件。")
    return _out(row)


def _key_of(request: HttpRequest) -> DeliveryKey:
    key = request.auth  # type: ignore[attr-defined] # set by ninja from the token
    assert isinstance(key, DeliveryKey)  # noqa: S101 (the gate gives nothing else)
    return key


def _agency(key: DeliveryKey, slug: str) -> Agency:
    if not slug or slug == key.agency.slug:
        return key.agency
    found = bodies_of_key(key).filter(slug=slug).first()
    if found is None:
        raise Refusal(
            403,
            "agency",
            f"这个令牌属于{key.agency.name}，不能替“{slug}”递送。请用该机构自己的令牌。",
        )
    return found


def _out(row: Delivery) -> dict[str, Any]:
    fate = fate_of(row)
    item = row.draft.item
    return {
        "id": row.pk,
        "request_key": row.request_key,
        "reference": row.reference,
        "agency": item.agency.slug,
        "title": row.draft.title,
        "received_at": row.received_at,
        "state": fate.became,
        "state_label": fate.label,
        "reason": fate.reason,
        "url": f"{settings.SITE_URL}/item/{fate.item}/" if fate.item else None,
        "index_number": item.index_number if fate.item else None,
        "warnings": row.warnings,
    }

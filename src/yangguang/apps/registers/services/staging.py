"""What was sent in to be imported, kept until somebody has looked at how it is read.

A sheet may name people whose data is masked only once its columns are known, so what was read out
of it lies sealed under the field key, and is gone once it was taken in or a day has passed. The
file itself is not kept.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core import signing

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.verdicts import refuse
from yangguang.apps.audit.actors import Actor
from yangguang.apps.files.sandbox import read_document
from yangguang.apps.registers.definitions import definition_of
from yangguang.apps.registers.models import ChangeSet, Register
from yangguang.apps.registers.sheets.plain import from_json
from yangguang.apps.vault.sealing import seal, unseal
from yangguang.text.document import Document, UnreadableDocument
from yangguang.text.sheets import pasted
from yangguang.text.wire import pack, unpack

MOST_BYTES = 40 * 1024 * 1024
MOST_PASTED = 2_000_000
KEPT_FOR = timedelta(days=1)
_PURPOSE = "register-import"
_FOLDER = "imports"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file or a paste that was read, and whose it is. ``sha256`` is the digest of what was sent."""

    document: Document
    register: Register
    agency: Agency
    name: str
    sha256: str
    kind: ChangeSet.Kind = ChangeSet.Kind.IMPORT


def keep_upload(*, register: Register, agency: Agency, data: bytes, name: str, by: Actor) -> str:
    """Read a file in the sandbox and keep what it says; gives the token for `open_upload`.

    Raises UnreadableDocument with the sentence for the clerk.
    """
    if len(data) > MOST_BYTES:
        raise UnreadableDocument(
            f"文件超过{MOST_BYTES // 1024 // 1024}MB，请拆分后分别上传，或删去其中的图片。",
            code="too-large",
        )
    if name.lower().endswith(".json"):
        document = from_json(data, definition_of(register))
    else:
        document = read_document(data, name=name)
    digest = hashlib.sha256(data).hexdigest()
    return _keep(document, register, agency, name, digest, ChangeSet.Kind.IMPORT, by)


def keep_paste(*, register: Register, agency: Agency, text: str, by: Actor) -> str:
    """The same for cells pasted out of a spreadsheet; the first line is their head.

    Raises UnreadableDocument where nothing was pasted, or far too much.
    """
    if not text.strip():
        raise UnreadableDocument("没有粘贴内容，请从表格里连同表头一起复制。", code="empty")
    if len(text) > MOST_PASTED:
        raise UnreadableDocument("粘贴的内容过多，请改为上传文件。", code="too-large")
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    kind = ChangeSet.Kind.PASTE
    return _keep(pasted(text), register, agency, "粘贴的表格", digest, kind, by)


def open_upload(*, token: str, by: Actor) -> Upload:
    """What was kept under the token. Raises Refused where it is not this person's or is gone."""
    try:
        held = signing.loads(token, salt=_PURPOSE, max_age=KEPT_FOR)
    except signing.BadSignature as bad:
        raise _gone() from bad
    key, register_key, agency_key, name, digest, kind, actor = held
    register = Register.objects.filter(pk=register_key).select_related("definition").first()
    agency = Agency.objects.filter(pk=agency_key).first()
    place = _place(key)
    if actor != by.key or register is None or agency is None or not place.exists():
        raise _gone()
    packed = zlib.decompress(unseal(place.read_text("ascii"), purpose=_PURPOSE, context=key))
    document = unpack(json.loads(packed.decode("utf-8", "surrogatepass")))
    return Upload(document, register, agency, name, digest, ChangeSet.Kind(kind))


def drop_upload(*, token: str) -> None:
    """Forget what was kept: it was taken in, or the person gave it up."""
    try:
        key = signing.loads(token, salt=_PURPOSE)[0]
    except signing.BadSignature as bad:
        raise _gone() from bad
    _place(key).unlink(missing_ok=True)


def drop_old_uploads(at: datetime) -> None:
    """Forget what nobody came back to within a day."""
    folder = Path(settings.FILES_FOLDER) / _FOLDER
    if not folder.is_dir():
        return
    oldest = (at - KEPT_FOR).timestamp()
    for place in folder.iterdir():
        if place.stat().st_mtime < oldest:
            place.unlink(missing_ok=True)


def _keep(
    document: Document,
    register: Register,
    agency: Agency,
    name: str,
    digest: str,
    kind: ChangeSet.Kind,
    by: Actor,
) -> str:
    key = secrets.token_hex(16)
    packed = json.dumps(pack(document), ensure_ascii=False).encode("utf-8", "surrogatepass")
    place = _place(key)
    place.parent.mkdir(parents=True, exist_ok=True)
    sealed = seal(zlib.compress(packed, 1), purpose=_PURPOSE, context=key)
    place.write_text(sealed, "ascii")
    held = [key, register.pk, agency.pk, name[:200], digest, kind.value, by.key]
    return signing.dumps(held, salt=_PURPOSE)


def _place(key: str) -> Path:
    return Path(settings.FILES_FOLDER) / _FOLDER / key


def _gone() -> Exception:
    return refuse("导入已失效", "这次导入已经办完或者超过一天，请重新上传文件。")

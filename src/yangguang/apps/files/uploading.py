"""Uploads stay in memory: what will lie encrypted is never written to disk in clear."""

from __future__ import annotations

from io import BytesIO
from typing import Any, ClassVar

from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers


def whole(upload: UploadedFile[Any]) -> bytes | None:
    """The bytes as they were sent; None where not all were kept, because the form held too much."""
    data: bytes = upload.read()
    return data if upload.size is None or len(data) == upload.size else None


class InMemory(FileUploadHandler):
    """Keeps files in memory, together no more than the form allows.

    Past that bytes are counted and not kept, so that the file's size tells that it is too large.
    """

    most: ClassVar[int] = 64 * 1024 * 1024
    held = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A fresh buffer; no other handler sees the file."""
        super().new_file(*args, **kwargs)
        self.buffer = BytesIO()
        raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep the piece while there is room."""
        if self.held + len(raw_data) <= self.most:
            self.buffer.write(raw_data)
            self.held += len(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[Any]:
        """The file with the size that was sent."""
        self.buffer.seek(0)
        return InMemoryUploadedFile(
            file=self.buffer,
            field_name=self.field_name,
            name=self.file_name or "",
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )

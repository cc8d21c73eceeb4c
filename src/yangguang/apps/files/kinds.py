"""What people call the kinds of files, on every face."""

from __future__ import annotations

_KINDS = {
    "application/pdf": "PDF",
    "application/msword": "DOC",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX",
    "application/vnd.ms-excel": "XLS",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PPTX",
    "application/ofd": "OFD",
    "application/zip": "ZIP",
    "text/plain": "TXT",
    "text/html": "网页",
    "text/csv": "CSV",
    "image/jpeg": "图片 JPG",
    "image/png": "图片 PNG",
}


def file_kind(media_type: str) -> str:
    """A media type as people name it; 文件 where it has no common name."""
    return _KINDS.get(media_type.split(";")[0].strip(), "文件")

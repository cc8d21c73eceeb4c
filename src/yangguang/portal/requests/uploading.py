"""Uploads of applicants stay in memory, together no more than the form allows."""

from __future__ import annotations

from yangguang.apps.files import uploading
from yangguang.portal.requests.limits import MOST_BYTES_TOGETHER


class InMemory(uploading.InMemory):
    """Room for the files of one form."""

    most = MOST_BYTES_TOGETHER

"""Which requests a page of the portal answers: most are only read.

A page that changes nothing needs no token against forgery; asked for one first, a stray POST would
be told of an expired form (403) where no form ever was. It is told instead that the address takes
no such request (405).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

P = ParamSpec("P")


def read_only(
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """The view for GET and HEAD; any other method is answered with 405, token or none."""
    return csrf_exempt(require_safe(view))

"""Pages that take files about applicants: the files stay in memory until they lie sealed."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from yangguang.apps.files.uploading import InMemory
from yangguang.desk.viewer import DeskRequest

P = ParamSpec("P")
View = Callable[Concatenate[DeskRequest, P], HttpResponseBase]


def uploads_in_memory(view: View[P]) -> View[P]:
    """Files sent to this view are never written to disk in clear; goes outside ``needs``.

    The token is looked for in the form by this view itself and not by the middleware, which would
    have read the files before the view could say where to put them.
    """
    protected = csrf_protect(view)

    @wraps(view)
    def holding(request: DeskRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        request.upload_handlers = [InMemory(request)]
        return protected(request, *args, **kwargs)

    return csrf_exempt(holding)

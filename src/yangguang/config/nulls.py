"""No address reaches a view with the character NUL in it.

No text holds it, SQLite does not mind it and PostgreSQL refuses it, so that a view which looks
something up by what an address says would break on one of them only.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponseBase

NUL = "\x00"


class WithoutNul:
    """Middleware: a path with NUL names nothing (404); out of a query it is taken."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if NUL in request.path_info:
            raise Http404("NUL in path")
        query = request.META.get("QUERY_STRING", "")
        while NUL in query or "%00" in query:
            # Taking it out once may put another together: %0%000.
            query = request.META["QUERY_STRING"] = query.replace(NUL, "").replace("%00", "")
        return self.get_response(request)

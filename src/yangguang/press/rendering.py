"""Asking our own application for a page, without a server in between."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import FileResponse, HttpResponseBase


@lru_cache(maxsize=1)
def _handler() -> WSGIHandler:
    return WSGIHandler()


def fetch(path: str) -> int:
    """Have the application answer GET ``path`` (decoded, no query); gives the status.

    The press middleware keeps the page on the way out. The process must show the portal's face.
    """
    address = urlsplit(settings.SITE_URL)
    secure = address.scheme == "https"
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path.encode().decode("latin-1"),
        "SCRIPT_NAME": "",
        "QUERY_STRING": "",
        "SERVER_NAME": address.hostname or "localhost",
        "SERVER_PORT": str(address.port or (443 if secure else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": address.netloc or "localhost",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "https" if secure else "http",
        "wsgi.input": BytesIO(),
        "wsgi.errors": BytesIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    if secure:
        environ["HTTP_X_FORWARDED_PROTO"] = "https"
    response: HttpResponseBase = _handler().get_response(WSGIRequest(environ))
    # Closing the whole answer would say that a request is over, and with it the connection to the
    # database; a file is all there is to close.
    if isinstance(response, FileResponse) and response.file_to_stream is not None:
        response.file_to_stream.close()
    return response.status_code

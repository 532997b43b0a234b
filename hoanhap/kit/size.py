"""How much may a request carry? More is refused before a byte of it is read: also visitors may send files (the check of a paper)."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

MAX_BODY = 12 * 1024 * 1024
"""Bytes: the largest files that a form takes (5 MB), and room for long forms (settings.DATA_UPLOAD_MAX_MEMORY_SIZE)."""


def bounded_body(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: 413 for a larger body. Django reads no more than Content-Length, so a request cannot claim less than it carries."""

    def respond(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length[:20]) > MAX_BODY:
            return HttpResponse(gettext("Tệp lớn hơn 5 MB."), status=413, content_type="text/plain; charset=utf-8")
        return get_response(request)

    return respond

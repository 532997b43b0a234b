"""How much may a request carry? More is refused before a byte of it is read: also visitors may send files (the check of a paper)."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

MAX_BODY = 12 * 1024 * 1024
"""Bytes: the largest files that a form takes (5 MB), and room for long forms (settings.DATA_UPLOAD_MAX_MEMORY_SIZE). Addresses that take
pictures from telephones may carry more (settings.LARGE_BODIES)."""
MEGABYTE = 1024 * 1024


def bounded_body(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: 413 for a larger body. Django reads no more than Content-Length, so a request cannot claim less than it carries."""

    def respond(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        large = next((most for start, most in settings.LARGE_BODIES.items() if request.path.startswith(start)), None)
        if length.isdecimal() and int(length[:20]) > (large or MAX_BODY):
            words = gettext("Tệp lớn hơn 5 MB.")
            if large:
                words = gettext("Các tệp gửi cùng lúc lớn hơn %(most)s MB. Quay lại, chọn ảnh nhỏ hơn.") % {"most": large // MEGABYTE}
            return HttpResponse(words, status=413, content_type="text/plain; charset=utf-8")
        return get_response(request)

    return respond

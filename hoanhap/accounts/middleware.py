"""Who may see a page at all, and may a browser keep it?"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.utils.cache import add_never_cache_headers


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Every page needs a signed-in user, except views marked `login_not_required`; pages behind the sign-in are never stored.

    A fragment request of htmx by a visitor (the session has ended meanwhile) makes the whole page go to the sign-in and back again.
    """

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase], view_args: tuple[Any, ...], view_kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Note whether the page is personal, then let Django's rule decide."""
        request.is_personal_page = getattr(view_func, "login_required", True)  # type: ignore[attr-defined]
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]) -> HttpResponseRedirect:
        """Send the visitor to the sign-in, with the page as the way back; a POST cannot be repeated and is none."""
        sign_in = resolve_url(self.get_login_url(view_func))
        if request.headers.get("HX-Request") == "true":
            back = redirect_to_login(urlsplit(request.headers.get("HX-Current-URL", "")).path or "/", sign_in)
            return _WholePage(back.url)
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseRedirect(sign_in)
        return super().handle_no_permission(request, view_func)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Shared computers: nothing personal stays in the browser's cache."""
        if getattr(request, "is_personal_page", False):
            add_never_cache_headers(response)
        return response


class _WholePage(HttpResponseRedirect):
    """Tells htmx to load the address as a whole page (a 302 would be followed inside the fragment)."""

    status_code = 200

    def __init__(self, to: str) -> None:
        super().__init__(to)
        self["HX-Redirect"] = self["Location"]
        del self["Location"]

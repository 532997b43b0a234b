"""Who may see a page at all, and may a browser keep it?"""

from collections.abc import Callable

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Every page needs a signed-in user, except views marked `login_not_required`; pages behind the sign-in are never stored.

    A fragment request of htmx by a visitor (the session has ended meanwhile) makes the whole page go to the sign-in.
    """

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., HttpResponse], view_args: object, view_kwargs: object
    ) -> HttpResponse | None:
        """Note whether the page is personal, then let Django's rule decide."""
        request.is_personal_page = getattr(view_func, "login_required", True)  # type: ignore[attr-defined]
        answer: HttpResponse | None = super().process_view(request, view_func, view_args, view_kwargs)
        return answer

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., HttpResponse]) -> HttpResponse:
        """Send the visitor to the sign-in. Only a plain page is offered as the way back: a POST or a fragment cannot be repeated."""
        response: HttpResponse = super().handle_no_permission(request, view_func)
        if request.headers.get("HX-Request") == "true":
            return HttpResponse(headers={"HX-Redirect": self.get_login_url(view_func)})
        if request.method not in {"GET", "HEAD"}:
            response["Location"] = self.get_login_url(view_func)
        return response

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Shared computers: nothing personal stays in the browser's cache."""
        if getattr(request, "is_personal_page", False):
            add_never_cache_headers(response)
        return response

"""What does every page know besides its own data?"""

from importlib.metadata import version
from typing import Any

from django.contrib.auth import get_user_model
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from hoanhap.kit import dates

SECTIONS = {
    "desk": "home",
    "people": "people",
    "cases": "people",
    "imports": "people",
    "requests": "people",
    "documents": "papers",
    "plans": "plans",
    "progress": "plans",
    "rounds": "people",
    "reports": "figures",
    "rulebook": "law",
}
"""Which entry of the navigation is current, by the app of the view."""

VERSION = version("hoanhap")


def page(request: HttpRequest) -> dict[str, Any]:
    """`now`, `today`, `section`, `duty`, `demo_data`, `version` (a view's own values of these names win)."""
    now = dates.now()
    match = request.resolver_match
    app = match.func.__module__.split(".")[1] if match is not None and match.func.__module__.startswith("hoanhap.") else ""
    user = getattr(request, "user", None)
    return {
        "now": now,
        "today": now.date(),
        "section": SECTIONS.get(app, ""),
        "duty": SimpleLazyObject(lambda: str(getattr(user, "grant_label", "") or getattr(user, "position", "") or "")),
        "demo_data": SimpleLazyObject(lambda: bool(getattr(user, "is_demo", False)) or has_demo_data()),
        "version": VERSION,
    }


def has_demo_data() -> bool:
    """Does this database hold the demonstration city? Its accounts carry a mark, so one look is enough."""
    return get_user_model()._default_manager.filter(is_demo=True).exists()

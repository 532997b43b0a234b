"""Pages of component templates without a database: rendered here, served to the browser from memory under the real security policy."""

import copy
import mimetypes
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from django.utils.csp import build_policy

from tests.kit import mock

HERE = Path(__file__).resolve().parent
ORIGIN = "http://localhost"

type Render = Callable[..., str]


@pytest.fixture
def pages(settings: Any) -> None:
    """The test pages and addresses; static files straight from their folders."""
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [str(HERE / "pages")]
    settings.TEMPLATES = templates
    settings.ROOT_URLCONF = "tests.kit.urls"
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@pytest.fixture
def render(pages: None) -> Render:
    """Render a template as the officer of the mock pages, or as a visitor, on Monday 23/11/2026 at 08:15."""

    def render_page(template: str, language: str = "vi", visitor: bool = False, **context: Any) -> str:
        request = RequestFactory().get("/trang/", {"q": "khuong", "page": "2"})
        request.resolver_match = None
        request.user = AnonymousUser() if visitor else mock.Officer()  # type: ignore[assignment]
        with translation.override(language):
            return render_to_string(template, {"now": mock.NOW, "today": mock.NOW.date(), "demo_data": True} | context, request)

    return render_page


@pytest.fixture
def show(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Open HTML in the browser at a width; every request is answered from memory, everything refused by the policy is collected.

    The page has a list `refused` of console errors (a violation of the policy, a missing file, a failing script).
    """
    pages: list[Any] = []

    def open_page(html: str, width: int = 1440, height: int = 900, clock: datetime = mock.NOW, **options: Any) -> Any:
        page = chromium.new_context(viewport={"width": width, "height": height}, **options).new_page()
        page.set_default_timeout(30_000)  # a machine may be busy
        page.clock.set_fixed_time(clock)
        page.refused = []
        page.sent = []

        def answer(route: Any) -> None:
            path = urlsplit(route.request.url).path
            if path.startswith(settings.STATIC_URL):
                file = finders.find(path.removeprefix(settings.STATIC_URL))
                if file:
                    route.fulfill(body=Path(file).read_bytes(), content_type=mimetypes.guess_type(file)[0] or "font/woff2")
                else:
                    page.refused.append(f"missing {path}")
                    route.abort()
                return
            page.sent.append((route.request.method, path, route.request.post_data))
            policy = {"Content-Security-Policy": build_policy(settings.SECURE_CSP)}
            route.fulfill(body=html, content_type="text/html; charset=utf-8", headers=policy)

        page.route("**/*", answer)
        page.on("console", lambda message: page.refused.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: page.refused.append(str(error)))
        page.goto(f"{ORIGIN}/trang/")
        page.evaluate("document.fonts.ready")
        pages.append(page)
        return page

    yield open_page
    for page in pages:
        page.context.close()

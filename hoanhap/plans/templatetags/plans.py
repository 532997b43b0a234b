"""What the templates of plans need besides the kit: the row of tabs over plans, tasks, progress, comparison, praise."""

from dataclasses import dataclass
from typing import Any

from django.template import Context, Library
from django.urls import NoReverseMatch, resolve, reverse
from django.utils.translation import gettext as _

from hoanhap.accounts.scope import has_right
from hoanhap.kit.dates import today
from hoanhap.kit.i18n import gettext_noop as N_

register = Library()

TABS = (
    ("plans", "plan_list", N_("Kế hoạch")),
    ("tasks", "task_list", N_("Nhiệm vụ")),
    ("progress", "progress_list", N_("Tiến độ")),
    ("compare", "compare", N_("So sánh")),
    ("praise", "praise_list", N_("Khen thưởng, phê bình")),
)
"""Key, name of the address, words. A page that is not installed, or that the reader may not open, has no tab."""


@dataclass(frozen=True)
class Tab:
    """One tab for the template."""

    key: str
    url: str
    title: str


@register.simple_tag(takes_context=True)
def plan_tabs(context: Context) -> list[Tab]:
    """The tabs that the reader may open; the right is the one that the page itself asks for."""
    user, on = context["request"].user, today()
    tabs = [Tab(key, url, _(title)) for key, name, title in TABS if (url := _address(name))]
    return [tab for tab in tabs if (right := _right(tab.url)) is None or has_right(user, right, on)]


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _right(url: str) -> Any:
    return getattr(resolve(url).func, "required_right", None)

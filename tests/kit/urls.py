"""Addresses that the frame of every page links to, so that its templates are tested without the apps that own them."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def nothing(request: HttpRequest) -> HttpResponse:
    """A page of another app."""
    return HttpResponse("")


NAMES = (
    "home account person_search person_register paper_list plan_list figure_list law_index account_login account_logout event_start "
    "account_change_password set_language help person_list import_list round_list transfer_list person_asks request_list person_pairs"
)
urlpatterns = [path(f"{name}/", nothing, name=name) for name in NAMES.split()]

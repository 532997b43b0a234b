"""Addresses of the app `units`."""

from django.urls import URLPattern, path  # noqa: F401

urlpatterns: list[URLPattern] = []

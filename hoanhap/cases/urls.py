"""Addresses of the app `cases`."""

from django.urls import URLPattern, path  # noqa: F401

urlpatterns: list[URLPattern] = []

"""Addresses of the app `plans`."""

from django.urls import URLPattern, path  # noqa: F401

urlpatterns: list[URLPattern] = []

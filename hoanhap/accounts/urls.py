"""Addresses of the app `accounts`."""

from django.urls import URLPattern, path  # noqa: F401

urlpatterns: list[URLPattern] = []

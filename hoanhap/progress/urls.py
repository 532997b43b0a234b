"""Addresses of the app `progress`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

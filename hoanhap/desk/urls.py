"""Addresses of the app `desk`."""

from django.urls import URLPattern, path

from hoanhap.desk import views

urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("tro-giup/", views.help, name="help"),
]

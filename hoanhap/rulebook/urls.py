"""Addresses of the app `rulebook`."""

from django.urls import path

from hoanhap.rulebook import views

urlpatterns = [
    path("", views.law_index, name="law_index"),
    path("<slug:slug>/", views.law_rule, name="law_rule"),
]

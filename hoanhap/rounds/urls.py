"""Addresses of the app `rounds`."""

from django.urls import URLPattern, path

from hoanhap.rounds import views

urlpatterns: list[URLPattern] = [
    path("", views.round_list, name="round_list"),
    path("mo/", views.round_new, name="round_new"),
    path("<int:pk>/", views.round_detail, name="round_detail"),
    path("<int:pk>/xa/<int:commune>/", views.round_commune, name="round_commune"),
    path("<int:pk>/dong/", views.round_close, name="round_close"),
    path("<int:pk>/mo-lai/", views.round_reopen, name="round_reopen"),
    path("dong/<int:pk>/", views.round_confirm, name="round_confirm"),
]

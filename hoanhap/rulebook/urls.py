"""Addresses of the app `rulebook`."""

from django.urls import path

from hoanhap.rulebook.views import confirming, episodes, local, reader

urlpatterns = [
    path("", reader.law_index, name="law_index"),
    path("so-sanh/", reader.law_compare, name="law_compare"),
    path("bieu-mau/", reader.law_forms, name="law_forms"),
    path("chua-xac-nhan/", confirming.law_unconfirmed, name="law_unconfirmed"),
    path("xac-nhan/<int:pk>/rut/", confirming.law_confirmation_withdraw, name="law_confirmation_withdraw"),
    path("lan-thu-hai/", episodes.law_second_time, name="law_second_time"),
    path("dia-phuong/", local.law_local, name="law_local"),
    path("dia-phuong/<int:unit_id>/", local.law_local_unit, name="law_local_unit"),
    path("dia-phuong/<int:unit_id>/<slug:slug>/", local.law_local_add, name="law_local_add"),
    path("dia-phuong/muc/<int:pk>/rut/", local.law_local_withdraw, name="law_local_withdraw"),
    path("<slug:slug>/", reader.law_rule, name="law_rule"),
    path("<slug:slug>/<slug:since>/xac-nhan/", confirming.law_confirm, name="law_confirm"),
]

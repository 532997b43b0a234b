"""Addresses of the app `units`."""

from django.urls import path

from hoanhap.units import views

urlpatterns = [
    path("", views.unit_list, name="unit_list"),
    path("goi-y/", views.unit_options, name="unit_options"),
    path("<int:unit_id>/", views.unit_detail, name="unit_detail"),
    path("<int:unit_id>/to-chuc/", views.organisation_add, name="organisation_add"),
    path("to-chuc/<int:organisation_id>/", views.organisation_edit, name="organisation_edit"),
]

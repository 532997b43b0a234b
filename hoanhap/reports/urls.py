"""Addresses of the app `reports`: figures, and the page of a plan with its progress."""

from django.urls import path

from hoanhap.reports import views

urlpatterns = [
    path("so-lieu/", views.figure_list, name="figure_list"),
    path("so-lieu/<str:measure_id>/", views.figure_rows, name="figure_rows"),
    path("ke-hoach/<int:plan_id>/", views.plan_detail, name="plan_detail"),
]

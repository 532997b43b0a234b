"""Addresses of the app `reports`: figures and the lists behind them. The page of a plan with its progress belongs to progress."""

from django.urls import path

from hoanhap.reports import views

urlpatterns = [
    path("so-lieu/", views.figure_list, name="figure_list"),
    path("so-lieu/<str:measure_id>/", views.figure_rows, name="figure_rows"),
]

"""Addresses of the app `progress`: plans and how they stand, figures that are told."""

from django.urls import URLPattern, path

from hoanhap.progress import views
from hoanhap.progress.views import comparing, praising

urlpatterns: list[URLPattern] = [
    path("khen-thuong/", praising.praise_list, name="praise_list"),
    path("khen-thuong/<int:proposal_id>/", praising.praise_detail, name="praise_detail"),
    path("ke-hoach/<int:plan_id>/khen-thuong/", praising.praise_draw, name="praise_draw"),
    path("ke-hoach/<int:plan_id>/khen-thuong/lap/", praising.praise_new, name="praise_new"),
    path("so-sanh/", comparing.compare, name="compare"),
    path("tien-do/", views.progress_list, name="progress_list"),
    path("ke-hoach/<int:plan_id>/", views.plan_detail, name="plan_detail"),
    path("ke-hoach/<int:plan_id>/tien-do/", views.plan_progress, name="plan_progress"),
    path("ke-hoach/<int:plan_id>/don-vi/", views.plan_units, name="plan_units"),
    path("ke-hoach/<int:plan_id>/ban-do/", views.plan_map, name="plan_map"),
    path("ke-hoach/<int:plan_id>/so-lieu/", views.figure_table, name="figure_table"),
    path("ke-hoach/<int:plan_id>/so-lieu/<str:code>/", views.figure_enter, name="figure_enter"),
    path("ke-hoach/<int:plan_id>/so-lieu/<str:code>/da-nhap/", views.figure_history, name="figure_history"),
    path("so-lieu-nhap/<int:figure_id>/rut/", views.figure_withdraw, name="figure_withdraw"),
    path("so-lieu-nhap/<int:figure_id>/minh-chung/", views.figure_evidence, name="figure_evidence"),
]

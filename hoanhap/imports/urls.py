"""Addresses of imports."""

from django.urls import path

from hoanhap.imports import views

urlpatterns = [
    path("", views.import_list, name="import_list"),
    path("mau.xlsx", views.import_template, name="import_template"),
    path("<int:pk>/", views.import_detail, name="import_detail"),
    path("<int:pk>/cot/", views.import_columns, name="import_columns"),
    path("<int:pk>/tien-do/", views.import_progress, name="import_progress"),
    path("<int:pk>/ban-sao.xlsx", views.import_copy, name="import_copy"),
    path("<int:pk>/dong/<int:number>/", views.import_row, name="import_row"),
    path("<int:pk>/xac-nhan/", views.import_confirm, name="import_confirm"),
    path("<int:pk>/luu/", views.import_save, name="import_save"),
    path("<int:pk>/chay-tiep/", views.import_resume, name="import_resume"),
    path("<int:pk>/huy/", views.import_cancel, name="import_cancel"),
    path("<int:pk>/xong/", views.import_close, name="import_close"),
    path("<int:pk>/rut-lai/", views.import_undo, name="import_undo"),
]

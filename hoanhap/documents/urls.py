"""Addresses of the app `documents`."""

from django.urls import URLPattern, path

from hoanhap.documents import views

urlpatterns: list[URLPattern] = [
    path("giay-to/", views.paper_list, name="paper_list"),
    path("giay-to/so/", views.number_book, name="number_book"),
    path("giay-to/<uuid:pk>/", views.paper_detail, name="paper_detail"),
    path("giay-to/<uuid:pk>/ky/", views.paper_sign, name="paper_sign"),
    path("giay-to/<uuid:pk>/giao/", views.paper_deliver, name="paper_deliver"),
    path("giay-to/<uuid:pk>/huy/", views.paper_void, name="paper_void"),
    path("giay-to/<uuid:pk>/ban.pdf", views.paper_pdf, name="paper_pdf"),
    path("giay-to/<uuid:pk>/ban.docx", views.paper_docx, name="paper_docx"),
    path("kiem-tra/<str:token>/", views.paper_verify, name="paper_verify"),
]

"""Addresses of the app `people`. No address holds a name or a number: searching is a POST."""

from django.urls import path

from hoanhap.people import views

urlpatterns = [
    path("", views.person_search, name="person_search"),
    path("dang-ky/", views.person_register, name="person_register"),
    path("dang-ky/so-sanh/", views.person_check, name="person_check"),
    path("co-the-trung/", views.person_pairs, name="person_pairs"),
    path("co-the-trung/<int:pk>/", views.person_pair, name="person_pair"),
    path("co-the-trung/<int:pk>/mo-lai/", views.person_pair_reopen, name="person_pair_reopen"),
    path("<str:code>/sua/", views.person_edit, name="person_edit"),
    path("<str:code>/so-dinh-danh/", views.person_number_reveal, name="person_number_reveal"),
    path("<str:code>/nhat-ky/", views.person_looks, name="person_looks"),
]

"""Addresses of the app `people`. No address holds a name or a number: searching is a POST."""

from django.urls import path

from hoanhap.people import views

urlpatterns = [
    path("", views.person_search, name="person_search"),
    path("dang-ky/", views.person_register, name="person_register"),
    path("dang-ky/so-sanh/", views.person_check, name="person_check"),
    path("hoi/", views.person_asks, name="person_asks"),
    path("hoi/moi/", views.person_ask_new, name="person_ask_new"),
    path("hoi/<int:pk>/", views.person_ask_answer, name="person_ask_answer"),
    path("suc-khoe/", views.health_start, name="health_start"),
    path("<slug:code>/nhan-than/", views.person_identity, name="person_identity"),
    path("<slug:code>/nhan-than/<slug:part>/", views.identity_part, name="identity_part"),
    path("<slug:code>/nhan-than/<slug:part>/<int:key>/", views.identity_part, name="identity_row"),
    path("<slug:code>/nhan-than/<slug:part>/<int:key>/bo/", views.identity_remove, name="identity_remove"),
    path("<slug:code>/anh.jpg", views.person_photo, name="person_photo"),
    path("<slug:code>/suc-khoe/", views.person_health, name="person_health"),
    path("co-the-trung/", views.person_pairs, name="person_pairs"),
    path("co-the-trung/<int:pk>/", views.person_pair, name="person_pair"),
    path("co-the-trung/<int:pk>/mo-lai/", views.person_pair_reopen, name="person_pair_reopen"),
    path("<str:code>/so-dinh-danh/", views.person_number_reveal, name="person_number_reveal"),
    path("<str:code>/nhat-ky/", views.person_looks, name="person_looks"),
]

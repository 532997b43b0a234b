"""Addresses of the app `cases` (the person page stands with the people: people.urls prefix nguoi/)."""

from django.urls import URLPattern, path

from hoanhap.cases.views import events, identity, law, lists, merging, moving, papers, person

urlpatterns: list[URLPattern] = [
    path("nguoi/<slug:code>/", person.person_detail, name="person_detail"),
    path("nguoi/<slug:code>/sua/", identity.person_edit, name="person_edit"),
    path("nguoi/<slug:code>/nhap/", merging.merge_start, name="merge_start"),
    path("nguoi/<slug:kept>/nhap/<slug:lost>/", merging.merge_people, name="merge_people"),
    path("nhap/<int:pk>/tach/", merging.unmerge_people, name="unmerge_people"),
    path("nguoi/<slug:code>/chuyen/", moving.move_new, name="move_new"),
    path("ban-giao/", moving.transfer_list, name="transfer_list"),
    path("ban-giao/<int:pk>/", moving.transfer_detail, name="transfer_detail"),
    path("ban-giao/<int:pk>/nhan/", moving.transfer_accept, name="transfer_accept"),
    path("ban-giao/<int:pk>/khong-nhan/", moving.transfer_contest, name="transfer_contest"),
    path("ban-giao/<int:pk>/giai-quyet/", moving.transfer_settle, name="transfer_settle"),
    path("ban-giao/<int:pk>/rut/", moving.transfer_withdraw, name="transfer_withdraw"),
    path("danh-sach-nguoi/", lists.person_list, name="person_list"),
    path("danh-sach-nguoi/dem/", lists.person_list_counts, name="person_list_counts"),
    path("danh-sach-nguoi/luu/", lists.saved_list_new, name="saved_list_new"),
    path("danh-sach-nguoi/luu/<int:pk>/", lists.saved_list_edit, name="saved_list_edit"),
    path("danh-sach-nguoi/phan-cong/", lists.person_list_assign, name="person_list_assign"),
    path("danh-sach-nguoi/in/", lists.person_list_print, name="person_list_print"),
    path("ghi/", events.event_start, name="event_start"),
    path("ghi/<slug:code>/<slug:kind>/", events.event_new, name="event_new"),
    path("ghi/<slug:code>/<slug:kind>/xem-truoc/", events.event_preview, name="event_preview"),
    path("su-kien/<int:pk>/dinh-chinh/", events.event_void, name="event_void"),
    path("su-kien/<int:pk>/giay/", papers.event_paper, name="event_paper"),
    path("su-kien/<int:pk>/giay/ban-thao.<str:extension>", papers.event_paper_draft, name="event_paper_draft"),
    path("danh-sach/", papers.managed_list, name="managed_list"),
    path("han/<int:pk>/", law.deadline_count, name="deadline_count"),
    path("luat/<slug:slug>/", law.deadlines_of_rule, name="deadlines_of_rule"),
]

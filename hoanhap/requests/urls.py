"""Addresses of the app `requests`."""

from django.urls import URLPattern, path

from hoanhap.requests.views import asking, retention, sheet

urlpatterns: list[URLPattern] = [
    path("", asking.request_list, name="request_list"),
    path("nguoi/<slug:code>/ban-thong-tin/", sheet.person_sheet, name="person_sheet"),
    path("nguoi/<slug:code>/ban-thong-tin.pdf", sheet.person_sheet_pdf, name="person_sheet_pdf"),
    path("nguoi/<slug:code>/ghi/", asking.request_new, name="request_new"),
    path("<int:pk>/", asking.request_detail, name="request_detail"),
    path("<int:pk>/tra-loi/", asking.request_answer, name="request_answer"),
    path("<int:pk>/giay-tiep-nhan.pdf", asking.request_receipt_pdf, name="request_receipt_pdf"),
    path("<int:pk>/tra-loi.pdf", asking.request_answer_pdf, name="request_answer_pdf"),
    path("luu/", retention.retention_review, name="retention_review"),
    path("luu/thoi-han/", retention.period_add, name="period_add"),
    path("luu/thoi-han/<int:pk>/rut/", retention.period_withdraw, name="period_withdraw"),
    path("luu/tieu-huy/<int:pk>/", retention.disposal_detail, name="disposal_detail"),
    path("luu/tieu-huy/<int:pk>/duyet/", retention.disposal_approve, name="disposal_approve"),
    path("luu/tieu-huy/<int:pk>/khong-duyet/", retention.disposal_reject, name="disposal_reject"),
]

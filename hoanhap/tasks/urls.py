"""Addresses of the app `tasks`."""

from django.urls import URLPattern, path, register_converter

from hoanhap.tasks import views


class LetterConverter:
    """The two files of a letter."""

    regex = "pdf|docx"

    def to_python(self, value: str) -> str:
        """The ending as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """The ending as it stands."""
        return value


register_converter(LetterConverter, "letterform")

urlpatterns: list[URLPattern] = [
    path("viec-ke-hoach/", views.task_mine, name="task_mine"),
    path("viec-ke-hoach/lich.ics", views.task_mine_ical, name="task_mine_ical"),
    path("viec-ke-hoach/theo-doi/", views.task_list, name="task_list"),
    path("viec-ke-hoach/<int:pk>/", views.task_detail, name="task_detail"),
    path("viec-ke-hoach/<int:pk>/bao/", views.task_report, name="task_report"),
    path("viec-ke-hoach/<int:pk>/kiem-tra/", views.task_check, name="task_check"),
    path("viec-ke-hoach/<int:pk>/bo/", views.task_take_off, name="task_take_off"),
    path("viec-ke-hoach/<int:pk>/la-co-quan/", views.task_settle, name="task_settle"),
    path("viec-ke-hoach/bao-cao/<int:pk>/rut/", views.task_withdraw, name="task_withdraw"),
    path("viec-ke-hoach/minh-chung/<int:pk>/", views.task_evidence, name="task_evidence"),
    path("viec-ke-hoach/don-doc/<int:pk>/", views.task_urging, name="task_urging"),
    path("viec-ke-hoach/don-doc/<int:pk>/cong-van.<letterform:form>", views.task_letter, name="task_letter"),
    path("ke-hoach/<int:plan_id>/viec/co-quan/", views.task_agencies, name="task_agencies"),
    path("ke-hoach/<int:plan_id>/viec/so-do/", views.task_gantt, name="task_gantt"),
    path("ke-hoach/<int:plan_id>/viec/lich/", views.task_calendar, name="task_calendar"),
    path("ke-hoach/<int:plan_id>/viec/lich.ics", views.task_ical, name="task_ical"),
    path("ke-hoach/<int:plan_id>/viec/don-doc/", views.task_urge, name="task_urge"),
]

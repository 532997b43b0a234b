"""Addresses of the app `plans`. The page of a plan with its progress, `plan_detail`, belongs to reports."""

from django.urls import URLPattern, path, re_path, register_converter

from hoanhap.plans import views


class FormConverter:
    """The two kinds of plan files."""

    regex = "json|xlsx"

    def to_python(self, value: str) -> str:
        """The ending as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """The ending as it stands."""
        return value


register_converter(FormConverter, "planform")

urlpatterns: list[URLPattern] = [
    path("", views.plan_list, name="plan_list"),
    path("lap/", views.plan_new, name="plan_new"),
    path("nhap/", views.plan_import, name="plan_import"),
    path("mau.xlsx", views.plan_template, name="plan_template"),
    path("<int:plan_id>/soan/", views.plan_edit, name="plan_edit"),
    path("<int:plan_id>/phan-dau/", views.plan_head_edit, name="plan_head_edit"),
    path("<int:plan_id>/chi-tieu/", views.target_new, name="target_new"),
    path("<int:plan_id>/chi-tieu/<str:code>/", views.target_edit, name="target_edit"),
    path("<int:plan_id>/nhiem-vu/", views.plan_task_new, name="plan_task_new"),
    path("<int:plan_id>/nhiem-vu/<str:code>/", views.plan_task_edit, name="plan_task_edit"),
    path("<int:plan_id>/bieu/<int:position>/", views.table_edit, name="table_edit"),
    path("<int:plan_id>/chia/<str:code>/", views.target_split, name="target_split"),
    path("<int:plan_id>/giao/", views.cascade, name="cascade"),
    path("<int:plan_id>/giao/<int:table>/<int:line>/tra-loi/", views.allocation_answer, name="allocation_answer"),
    path("<int:plan_id>/giao/<int:table>/<int:line>/lap/", views.child_start, name="child_start"),
    path("<int:plan_id>/giao/y-kien/<int:answer_id>/", views.objection_settle, name="objection_settle"),
    path("<int:plan_id>/so-cap-tren/", views.compare_parent, name="compare_parent"),
    path("<int:plan_id>/trong-tai/", views.plan_check, name="plan_check"),
    path("<int:plan_id>/trong-tai/sua/", views.finding_fix, name="finding_fix"),
    path("<int:plan_id>/cap-duoi/", views.plan_children, name="plan_children"),
    path("<int:plan_id>/phien-ban/", views.plan_history, name="plan_history"),
    path("<int:plan_id>/ban-hanh/", views.plan_adopt, name="plan_adopt"),
    path("<int:plan_id>/van-ban/", views.plan_paper, name="plan_paper"),
    re_path(r"^(?P<plan_id>[0-9]+)/van-ban\.(?P<form>pdf|docx)$", views.plan_paper_file, name="plan_paper_file"),
    path("<int:plan_id>/tai.<planform:form>", views.plan_download, name="plan_download"),
]

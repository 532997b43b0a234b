"""Which pages sign users in and out, show them their duties, and show auditors the log?"""

from typing import Any

from allauth.account.views import LoginView, LogoutView, PasswordChangeView
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hoanhap.accounts import queries, services
from hoanhap.accounts.forms import LogFilter, PasswordForm, SignInForm
from hoanhap.accounts.rights import RIGHTS, P, Role
from hoanhap.accounts.scope import OfficerRequest, require
from hoanhap.kit.dates import today
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.kit.listing import Column, list_page


class SignIn(LoginView):
    """The sign-in of allauth with own texts; a refused one is 422, as everywhere."""

    form_class = SignInForm

    def form_invalid(self, form: Any) -> HttpResponse:
        """The typed account stays, the password goes."""
        response: HttpResponse = self.render_to_response(self.get_context_data(form=form), status=422)
        return response


class SignOut(LogoutView):
    """Sign-out by POST; a GET asks first."""


class ChangePassword(PasswordChangeView):
    """Change of the own password."""

    form_class = PasswordForm

    def form_invalid(self, form: Any) -> HttpResponse:
        """422, as everywhere."""
        response: HttpResponse = self.render_to_response(self.get_context_data(form=form), status=422)
        return response

    def get_default_success_url(self) -> str:
        """The own account says that it was done."""
        return reverse("account")


@require_GET
def account(request: OfficerRequest) -> HttpResponse:
    """The own account: duties with their dates, and what they allow."""
    day = today()
    rows = [
        {
            "grant": grant,
            "role": _(Role(grant.role).label),
            "is_open": grant.since <= day < grant.until,
            "rights": sorted(_(RIGHT_WORDS[right]) for right in RIGHTS[Role(grant.role)]),
        }
        for grant in queries.duties(request.user)
    ]
    return render(request, "accounts/account.html", {"rows": rows})


RIGHT_WORDS: dict[P, str] = {
    P.PERSON_VIEW: N_("xem hồ sơ người"),
    P.PERSON_REGISTER: N_("đăng ký người"),
    P.PERSON_MERGE: N_("nhập và tách hồ sơ trùng"),
    P.PERSON_EXPORT: N_("kết xuất danh sách người"),
    P.PERSON_IMPORT: N_("nhập danh sách người từ tệp"),
    P.IDENTITY_REVEAL: N_("xem đủ số định danh"),
    P.HEALTH_VIEW: N_("mở phiếu sức khỏe"),
    P.CASE_VIEW: N_("xem thủ tục"),
    P.CASE_RECORD: N_("ghi sự kiện"),
    P.CASE_DECIDE: N_("lập và ghi quyết định"),
    P.CASE_VOID: N_("đính chính sự kiện"),
    P.MOVE_SETTLE: N_("giải quyết bàn giao"),
    P.ROUND_OPEN: N_("mở đợt rà soát danh sách"),
    P.PAPER_VIEW: N_("xem giấy tờ"),
    P.PAPER_ISSUE: N_("ban hành giấy tờ"),
    P.PLAN_VIEW: N_("xem kế hoạch"),
    P.PLAN_EDIT: N_("sửa kế hoạch, giao chỉ tiêu"),
    P.PLAN_ANSWER: N_("nhận hoặc nêu ý kiến về chỉ tiêu được giao"),
    P.TASK_REPORT: N_("báo kết quả nhiệm vụ được giao"),
    P.FIGURE_VIEW: N_("xem số liệu"),
    P.FIGURE_ENTER: N_("nhập số liệu kèm minh chứng"),
    P.PRAISE: N_("đề xuất, ghi khen thưởng và phê bình"),
    P.UNIT_EDIT: N_("sửa tổ chức của đơn vị"),
    P.LAW_CONFIRM: N_("xác nhận mục của sổ luật"),
    P.LAW_LOCAL: N_("ghi mức của địa phương"),
    P.RETENTION: N_("ghi thời hạn lưu, đề nghị và duyệt tiêu hủy hồ sơ"),
    P.AUDIT_VIEW: N_("xem nhật ký hệ thống"),
}

LOG_COLUMNS = (
    Column("at", N_("Lúc"), lambda entry: entry.at, 17),
    Column("user_name", N_("Ai"), lambda entry: entry.user_name, 26),
    Column("user_id", N_("Mã tài khoản"), lambda entry: entry.user_id, 10),
    Column("action", N_("Việc"), lambda entry: entry.action_words, 24),
    Column("subject", N_("Đối với"), lambda entry: entry.subject_words, 28),
    Column("purpose", N_("Để làm gì"), lambda entry: entry.purpose_words, 24),
    Column("unit_id", N_("Mã đơn vị"), lambda entry: entry.unit_id, 10),
    Column("detail", N_("Chi tiết"), lambda entry: "; ".join(f"{key}={value}" for key, value in entry.detail.items()), 40),
    Column("sha256", N_("Mã băm"), lambda entry: entry.sha256, 66),
)


@require_GET
@require(P.AUDIT_VIEW)
def audit_log(request: OfficerRequest) -> HttpResponse:
    """The log of the auditor's scope, newest first, with files. Reading it is logged too."""
    response = list_page(
        request,
        template="accounts/audit_log.html",
        rows=queries.readable_log(request.user),
        columns=LOG_COLUMNS,
        filters=LogFilter(request.GET),
        filename="nhat-ky",
        export=lambda kind, count: services.note_log_export(request.user, file=kind, count=count),
    )
    if request.GET.get("tep", "") not in {"csv", "xlsx"}:
        services.note_log_read(request.user)
    return response

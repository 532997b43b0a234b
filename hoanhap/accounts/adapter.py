"""How does the sign-in library serve this program: closed register, audited doors, Vietnamese texts?"""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.httpkit import headed_redirect_response
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hoanhap.accounts.models import User
from hoanhap.audit import services as audit
from hoanhap.audit.rules import Action


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts are given by an administrator; signing in, signing out, failing and changing the password leave a row in the log."""

    error_messages: ClassVar = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("Tài khoản này đã khóa. Liên hệ người quản trị của đơn vị."),
        "enter_current_password": _("Mật khẩu đang dùng không đúng. Gõ lại mật khẩu bạn vừa dùng để đăng nhập."),
        "incorrect_password": _("Mật khẩu không đúng."),
        "too_many_login_attempts": _("Đã sai quá nhiều lần. Chờ 5 phút rồi thử lại, hoặc liên hệ người quản trị của đơn vị."),
        "username_password_mismatch": _("Tài khoản hoặc mật khẩu không đúng. Kiểm tra phím Caps Lock và bộ gõ tiếng Việt rồi gõ lại."),
        "rate_limited": _("Có quá nhiều yêu cầu cùng lúc. Chờ một phút rồi thử lại."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody registers themselves."""
        return False

    @transaction.atomic
    def login(self, request: HttpRequest, user: User) -> None:
        """Open the session and log it together."""
        super().login(request, user)
        audit.record(Action.SIGN_IN, by=user, subject_type="account", subject_id=user.pk)

    @transaction.atomic
    def logout(self, request: HttpRequest) -> None:
        """Log the end of the session, then end it."""
        if isinstance(request.user, User):
            audit.record(Action.SIGN_OUT, by=request.user, subject_type="account", subject_id=request.user.pk)
        super().logout(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Log the failure with the account it was aimed at, if there is one; never what was typed (it may be the password)."""
        aimed_at = User.objects.filter(username__iexact=credentials.get("username", "")).values_list("pk", flat=True).first()
        audit.record(Action.SIGN_IN_FAILED, by=None, subject_type="account", subject_id=aimed_at or "")

    @transaction.atomic
    def set_password(self, user: User, password: str) -> None:
        """Change the password and log that it was changed."""
        super().set_password(user, password)
        audit.record(Action.PASSWORD_CHANGED, by=user, subject_type="account", subject_id=user.pk)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the own account."""
        return str(self.get_login_redirect_url(request))

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Back to the sign-in with the reason."""
        messages.error(request, str(self.error_messages["account_inactive"]))
        response: HttpResponse = headed_redirect_response("account_login")
        return response

    def add_message(self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any) -> None:
        """Only what the user cannot see anyway is worth a message."""
        if message_template == "account/messages/password_changed.txt":
            messages.success(request, gettext("Đã đổi mật khẩu."))

"""What does a user type to sign in and to change the password?"""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hoanhap.audit.rules import Action
from hoanhap.kit.forms import REQUIRED, DayField


class SignInForm(LoginForm):
    """Account and password."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, label in (("login", _("Tài khoản")), ("password", _("Mật khẩu"))):
            field = self.fields[name]
            field.label, field.help_text = label, ""
            field.error_messages |= REQUIRED
            field.widget.attrs.pop("placeholder", None)
        self.fields["login"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false", "autofocus": not self.is_bound}


class PasswordForm(ChangePasswordForm):
    """The password in use, and the new one twice."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        labels = {"oldpassword": _("Mật khẩu đang dùng"), "password1": _("Mật khẩu mới"), "password2": _("Mật khẩu mới, lần nữa")}
        for name, label in labels.items():
            self.fields[name].label, self.fields[name].help_text = label, ""
            self.fields[name].error_messages |= REQUIRED
            self.fields[name].widget.attrs.pop("placeholder", None)
        self.fields["password1"].help_text = _("Ít nhất 12 ký tự, không phải từ hay gặp. Một câu ngắn dễ nhớ là đủ mạnh.")

    def clean(self) -> Any:
        """Both new passwords must agree."""
        data = self.cleaned_data
        if data.get("password1") and data.get("password2") and data["password1"] != data["password2"]:
            self.add_error("password2", ValidationError(_("Hai lần gõ mật khẩu mới khác nhau. Gõ lại cả hai."), code="mismatch"))
        return data


class LogFilter(forms.Form):
    """What narrows the log."""

    action = forms.ChoiceField(label=_("Việc"), required=False)
    user_id = forms.IntegerField(label=_("Mã tài khoản"), required=False, min_value=1)
    first = DayField(label=_("Từ ngày"), required=False)
    last = DayField(label=_("đến hết ngày"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["action"].choices = [("", gettext("tất cả")), *((action.value, gettext(action.label)) for action in Action)]  # type: ignore[attr-defined]

    def apply(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that fit; days are days in Viet Nam (the current time zone)."""
        data = self.cleaned_data
        if data["action"]:
            rows = rows.filter(action=data["action"])
        if data["user_id"] is not None:
            rows = rows.filter(user_id=data["user_id"])
        if data["first"] is not None:
            rows = rows.filter(at__date__gte=data["first"])
        if data["last"] is not None:
            rows = rows.filter(at__date__lte=data["last"])
        return rows

"""How do accounts and their duties come, change and end?"""

from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from hoanhap.accounts.models import Grant, User
from hoanhap.accounts.rights import LEVELS, Role
from hoanhap.audit import services as audit
from hoanhap.audit.rules import Action
from hoanhap.kit.dates import FOREVER
from hoanhap.kit.errors import Problem, Refused
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.units.models import Organisation, Unit


@transaction.atomic
def create_user(
    username: str, *, full_name: str, password: str | None, position: str = "", is_demo: bool = False, by: User | None = None
) -> User:
    """Add an account without any right; `password` None means it cannot sign in with one.

    Raises Refused when the account name is taken. `by` is None for commands of the machine's owner.
    """
    if User.objects.filter(username__iexact=username).exists():
        raise Refused([Problem("username_taken", N_("Tên tài khoản này đã có người dùng."), remedy=N_("Chọn tên khác."), field="username")])
    user = User(username=username, full_name=full_name, position=position, is_demo=is_demo)
    user.set_password(password)
    user.save()
    audit.record(Action.CREATE, by=by, subject_type="account", subject_id=user.pk)
    return user


@transaction.atomic
def set_password(user: User, password: str, *, by: User | None = None) -> None:
    """Give an account a new password; sessions opened with the old one end. Raises ValidationError (Django's) for a weak one."""
    validate_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    audit.record(Action.PASSWORD_CHANGED, by=by, subject_type="account", subject_id=user.pk)


@transaction.atomic
def lock_user(user: User, *, locked: bool, by: User | None = None) -> None:
    """Close an account at once, or open it again. Its duties and its traces stay."""
    user.is_active = not locked
    user.save(update_fields=["is_active"])
    audit.record(Action.UPDATE, by=by, subject_type="account", subject_id=user.pk, detail={"locked": locked})


@transaction.atomic
def grant_role(
    user: User,
    role: Role,
    *,
    unit: Unit | None,
    since: date,
    until: date = FOREVER,
    organisation: Organisation | None = None,
    by: User | None = None,
) -> Grant:
    """Give a role in a unit (None: the whole country) during [since, until). Raises Refused when the role does not exist on that level."""
    level = unit.level if unit is not None else "nation"
    if level not in LEVELS[role]:
        raise Refused(
            [
                Problem(
                    "role_not_on_level",
                    N_("Vai trò này không giao được ở cấp đơn vị đã chọn."),
                    remedy=N_("Chọn đơn vị đúng cấp của vai trò."),
                    field="unit",
                )
            ]
        )
    grant = Grant.objects.create(user=user, role=role.value, unit=unit, organisation=organisation, since=since, until=until)
    user.forget_grants()
    audit.record(
        Action.GRANT, by=by, subject_type="account", subject_id=user.pk, unit_id=unit.pk if unit else None, detail={"role": role.value}
    )
    return grant


@transaction.atomic
def end_grant(grant: Grant, *, on: date, by: User | None = None) -> Grant:
    """End a duty: `on` is the first day without it. A grant that had not begun by then is closed after its first day."""
    grant = Grant.objects.select_for_update().get(pk=grant.pk)
    grant.until = max(on, date.fromordinal(grant.since.toordinal() + 1))
    grant.save(update_fields=["until"])
    audit.record(
        Action.GRANT_ENDED, by=by, subject_type="account", subject_id=grant.user_id, unit_id=grant.unit_id, detail={"role": grant.role}
    )
    return grant


def note_log_read(by: User) -> None:
    """Log that somebody read the log."""
    audit.record(Action.VIEW, by=by, subject_type="audit_log")


def note_log_export(by: User, *, file: str, count: int) -> None:
    """Log that somebody took the log away as a file."""
    audit.record(Action.EXPORT, by=by, subject_type="audit_log", detail={"file": file, "count": count})

"""`hoanhap account …`: the administrator's hand on accounts and duties, until pages for it exist. Every act is logged."""

import secrets
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from hoanhap.accounts import services
from hoanhap.accounts.models import User
from hoanhap.accounts.rights import Role
from hoanhap.kit.dates import today
from hoanhap.kit.errors import Refused
from hoanhap.units.models import Organisation, Unit


class Command(BaseCommand):
    """Add accounts, give and end duties, set passwords, lock and unlock."""

    help = "Add accounts, give and end their duties, set passwords, lock and unlock (docs/guides/accounts.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        """One act, then what it needs."""
        acts = parser.add_subparsers(dest="act", required=True)
        add = acts.add_parser("add", help="a new account without duties; prints a first password")
        add.add_argument("username")
        add.add_argument("full_name")
        add.add_argument("--position", default="")
        grant = acts.add_parser("grant", help="give a duty in a unit (its id; none: the whole country)")
        grant.add_argument("username")
        grant.add_argument("role", choices=[role.value for role in Role])
        grant.add_argument("unit", type=int, nargs="?")
        grant.add_argument("--organisation", type=int, help="id of the agency")
        grant.add_argument("--since", type=date.fromisoformat, help="first day, YYYY-MM-DD (default: today)")
        end = acts.add_parser("end", help="end all duties of a role")
        end.add_argument("username")
        end.add_argument("role", choices=[role.value for role in Role])
        end.add_argument("--on", type=date.fromisoformat, help="first day without it, YYYY-MM-DD (default: today)")
        for act, words in (
            ("password", "set and print a new password"),
            ("lock", "close at once"),
            ("unlock", "open again"),
            ("show", "print duties"),
        ):
            acts.add_parser(act, help=words).add_argument("username")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Do one act. Raises CommandError with the reason when it is refused."""
        try:
            getattr(self, options["act"])(**{name: options[name] for name in options if name in _ARGUMENTS})
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error

    def add(self, username: str, full_name: str, position: str) -> None:
        if User.objects.filter(is_demo=True).exists():
            raise CommandError("this database holds demonstration accounts whose password everybody knows; use an empty database")
        password = secrets.token_urlsafe(12)
        services.create_user(username, full_name=full_name, password=password, position=position)
        self.stdout.write(f"{username}: {password}")

    def grant(self, username: str, role: str, unit: int | None, organisation: int | None, since: date | None) -> None:
        grant = services.grant_role(
            _user(username),
            Role(role),
            unit=_found(Unit, unit),
            organisation=_found(Organisation, organisation),
            since=since or today(),
        )
        self.stdout.write(f"{username}: {role}, {grant.label}, {grant.since:%Y-%m-%d}")

    def end(self, username: str, role: str, on: date | None) -> None:
        user, day = _user(username), on or today()
        for grant in user.grants_on(day):
            if grant.role == role:
                services.end_grant(grant, on=day)
        self.show(username)

    def password(self, username: str) -> None:
        password = secrets.token_urlsafe(12)
        services.set_password(_user(username), password)
        self.stdout.write(f"{username}: {password}")

    def lock(self, username: str) -> None:
        services.lock_user(_user(username), locked=True)

    def unlock(self, username: str) -> None:
        services.lock_user(_user(username), locked=False)

    def show(self, username: str) -> None:
        user = _user(username)
        self.stdout.write(f"{user.username}: {user.full_name}{'' if user.is_active else ' (locked)'}")
        for grant in user.grants_on(today()):
            self.stdout.write(f"  {grant.role}, {grant.label}, {grant.since:%Y-%m-%d} .. {grant.until:%Y-%m-%d}")


_ARGUMENTS = {"username", "full_name", "position", "role", "unit", "organisation", "since", "on"}


def _user(username: str) -> User:
    try:
        return User.objects.get(username=username)
    except User.DoesNotExist:
        raise CommandError(f"no account named {username}") from None


def _found[Row: (Unit, Organisation)](model: type[Row], pk: int | None) -> Row | None:
    if pk is None:
        return None
    try:
        return model.objects.get(pk=pk)
    except model.DoesNotExist:
        raise CommandError(f"no {model.__name__.lower()} with the id {pk}") from None

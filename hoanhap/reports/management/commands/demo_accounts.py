"""`hoanhap demo_accounts`: who can sign in to the demonstration."""

from typing import Any

from django.core.management.base import BaseCommand

from hoanhap.reports.demo.accounts import PASSWORD, demo_accounts


class Command(BaseCommand):
    help = "In các tài khoản minh họa (list the demonstration accounts)."

    def handle(self, *args: Any, **options: Any) -> None:
        """A table; nothing when this database has no demonstration."""
        accounts = demo_accounts()
        if not accounts:
            return
        self.stdout.write(f"\nTài khoản minh họa, mật khẩu chung (demonstration accounts, one password): {PASSWORD}\n\n")
        for account in accounts:
            self.stdout.write(f"  {account.username:<16} {account.position}, {account.full_name}: {account.shows}")

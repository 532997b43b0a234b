"""The console command `hoanhap`: Django's management commands, with the database started and the right role taken.

What goes wrong on a machine (no database, too old, not set up) is said in a sentence, not in a traceback; `--traceback` shows it all.
Django is imported where it is needed: questions to the law book are answered without it, in a fifth of the time.
"""

import os
import signal
import sys
from typing import NoReturn

# Commands that make or drop tables, or load in bulk. Everything else works with the rights of the web process.
OWNER = {"bench", "demo", "flush", "migrate", "run", "sqlflush", "squashmigrations", "units"}
# Commands that need no database: they shall not start one.
OFFLINE = {"--help", "--version", "check", "collectstatic", "compilemessages", "help", "makemessages", "reset", "stop", "version"}
OFFLINE_ACTS = {("plan", "check"), ("plan", "template")}


def fail(text: str) -> NoReturn:
    print(text, file=sys.stderr)
    raise SystemExit(1)


def main() -> None:
    """Run one command. Whoever reads its output may stop reading (`| head`): it then ends as other programs do, without a word."""
    try:
        try:
            if sys.argv[1:2] == ["law"]:
                _ask_the_law()
            _run_with_django()
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the interpreter flushes once more when it ends
        raise SystemExit(128 + signal.SIGPIPE) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None


def _ask_the_law() -> None:
    """Leaves with the answer, unless the question needs the database."""
    from hoanhap.law import command

    if not command.needs_database(sys.argv[2:]):
        raise SystemExit(command.main(sys.argv[2:]))


def _run_with_django() -> None:
    """Exits with 1 and a message when the database cannot serve the command."""
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db.utils import NotSupportedError, OperationalError, ProgrammingError

    from hoanhap.config.database import DatabaseUnfit, Role, start_embedded
    from hoanhap.config.place import ClusterError

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hoanhap.config.settings")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    os.environ.setdefault("HOANHAP_DB_ROLE", Role.OWNER if command in OWNER else Role.WEB)
    try:
        if command not in OFFLINE and tuple(sys.argv[1:3]) not in OFFLINE_ACTS:
            start_embedded()
        execute_from_command_line(sys.argv)
    except (ClusterError, DatabaseUnfit, ImproperlyConfigured, NotSupportedError, OperationalError, ProgrammingError) as error:
        if "--traceback" in sys.argv:
            raise
        fail(explain(error))


def explain(error: Exception) -> str:
    """What to tell the operator about this failure, in Vietnamese and English."""
    from django.db.utils import NotSupportedError, OperationalError, ProgrammingError
    from psycopg import errors

    match error:
        case OperationalError():
            return (
                "Không kết nối được cơ sở dữ liệu: kiểm tra máy chủ PostgreSQL, HOANHAP_DATABASE_URL và HOANHAP_WEB_DATABASE_URL"
                f" (cannot use the database).\n{error}"
            )
        case NotSupportedError():
            return f"Cơ sở dữ liệu không dùng được: cần PostgreSQL 15 trở lên (unfit database).\n{error}"
        case ProgrammingError() if isinstance(error.__cause__, errors.UndefinedTable | errors.UndefinedColumn):
            return f"Cơ sở dữ liệu chưa được dựng hoặc còn cũ: chạy `hoanhap migrate` (not migrated).\n{error}"
        case ProgrammingError() if isinstance(error.__cause__, errors.InsufficientPrivilege):
            return f"Lệnh này cần quyền của chủ sở hữu: đặt HOANHAP_DB_ROLE=owner (needs the owner's rights).\n{error}"
    return str(error)

"""Which database does the program use, and as whom?

`HOANHAP_DATABASE_URL` names any PostgreSQL >= 15 (Django refuses older ones); without it the program runs its own (embedded.py).

Two roles: the *owner* makes tables (`migrate`) and loads demonstration data; the *web* role, with which the web process and the jobs
connect, owns nothing and can neither change nor delete rows of append-only tables. `HOANHAP_DB_ROLE` (owner or web, default web)
chooses; the console command sets it.
"""

import os
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import Any

import psycopg
from django.core.exceptions import ImproperlyConfigured
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from hoanhap.config import embedded
from hoanhap.config.place import programs
from hoanhap.config.secrets import web_password

# Sent with each connection, so that they hold on any server and need no right there. Milliseconds.
WEB_OPTIONS = "-c statement_timeout=15000 -c idle_in_transaction_session_timeout=60000 -c max_parallel_workers_per_gather=0 -c jit=off"


class Role(StrEnum):
    """As whom the program connects."""

    OWNER = "owner"
    WEB = "web"


def state_directory() -> Path:
    """Where this installation keeps its own files: `HOANHAP_STATE`, else `var/` of the checkout, else the user's state folder."""
    if chosen := os.environ.get("HOANHAP_STATE"):
        return Path(chosen).expanduser().absolute()
    checkout = Path(__file__).resolve().parents[2]
    if (checkout / "pyproject.toml").exists():
        return checkout / "var"
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "hoanhap"


def is_embedded() -> bool:
    """Does the program run its own database server?"""
    return not os.environ.get("HOANHAP_DATABASE_URL")


def own_cluster() -> embedded.Cluster:
    """The cluster of this installation."""
    return embedded.cluster_of(state_directory())


def start_embedded() -> None:
    """Start the program's own server, if it has one. Raises place.ClusterError."""
    if is_embedded():
        state_directory().mkdir(mode=0o700, parents=True, exist_ok=True)
        embedded.prepare_root(state_directory())
        own_cluster().start()
        os.environ["PATH"] += os.pathsep + str(programs())  # psql for `hoanhap dbshell`


def connection_of(role: Role) -> dict[str, Any]:
    """How libpq connects as this role. Raises ImproperlyConfigured when an address cannot be read."""
    if is_embedded():
        user = embedded.OWNER if role is Role.OWNER else embedded.WEB
        return {"host": str(own_cluster().sockets), "dbname": embedded.DATABASE, "user": user}
    owner = _read("HOANHAP_DATABASE_URL")
    if role is Role.OWNER:
        return owner
    if os.environ.get("HOANHAP_WEB_DATABASE_URL"):
        return _read("HOANHAP_WEB_DATABASE_URL")
    return owner | {"user": f"{owner['dbname']}_web", "password": web_password(state_directory())}


def _read(variable: str) -> dict[str, Any]:
    try:
        info = conninfo_to_dict(os.environ[variable])
    except psycopg.ProgrammingError as error:
        raise ImproperlyConfigured(f"{variable} không phải địa chỉ PostgreSQL (not a PostgreSQL address): {error}") from None
    if not info.get("dbname"):
        raise ImproperlyConfigured(f"{variable} thiếu tên cơ sở dữ liệu (no database name), ví dụ postgresql://user:password@host/hoanhap")
    return info


def django_database(role: Role | None = None) -> dict[str, Any]:
    """Django's description of the database for this role (default: `HOANHAP_DB_ROLE`)."""
    if role is None:
        chosen = os.environ.get("HOANHAP_DB_ROLE", Role.WEB)
        if chosen not in list(Role):
            raise ImproperlyConfigured(f"HOANHAP_DB_ROLE phải là owner hoặc web (must be owner or web), không phải {chosen!r}")
        role = Role(chosen)
    info = connection_of(role)
    basic = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    options = {name: value for name, value in info.items() if name not in basic.values()}
    if role is Role.WEB:
        options["options"] = f"{options.get('options', '')} {WEB_OPTIONS}".strip()
    return {
        "ENGINE": "django.db.backends.postgresql",
        **{name: info.get(key) or "" for name, key in basic.items()},
        "OPTIONS": options,
        "CONN_MAX_AGE": 600,  # a persistent connection per thread; the server has a fixed number of threads
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"NAME": os.environ.get("HOANHAP_TEST_DATABASE"), "TEMPLATE": "template0"},
    }


def web_environment() -> dict[str, str]:
    """Variables for the web process: its role, and on an external server no word of the owner's password."""
    variables = {"HOANHAP_DB_ROLE": Role.WEB.value}
    if not is_embedded():
        web = make_conninfo(**connection_of(Role.WEB))
        variables |= {"HOANHAP_DATABASE_URL": web, "HOANHAP_WEB_DATABASE_URL": web}
    return variables


class DatabaseUnfit(RuntimeError):
    """The database cannot serve the program as it is; the message says why and what to do."""


def grant(connection: psycopg.Connection[Any], append_only: list[str]) -> None:
    """Give the web role exactly its rights on every table of the schema, in one transaction; make the role when it is missing.

    `append_only` names tables whose rows are never changed or deleted. Nothing is granted on Django's own migration record but reading.
    Raises DatabaseUnfit when the role cannot be made, is too powerful, or cannot log in.
    """
    web = connection_of(Role.WEB)
    name = sql.Identifier(web["user"])
    with connection.transaction():
        _require_role(connection, web)
        run = connection.execute
        run(sql.SQL("revoke create on schema public from public"))
        run(sql.SQL("grant usage on schema public to {}").format(name))
        run(sql.SQL("revoke all on all tables in schema public from {}").format(name))
        run(sql.SQL("grant select, insert, update, delete on all tables in schema public to {}").format(name))
        run(sql.SQL("grant usage, select on all sequences in schema public to {}").format(name))
        for table in append_only:
            run(sql.SQL("revoke update, delete on {} from {}").format(sql.Identifier(table), name))
        run(sql.SQL("revoke insert, update, delete on django_migrations from {}").format(name))


def _require_role(connection: psycopg.Connection[Any], web: dict[str, Any]) -> None:
    """Make the web role when it is missing; refuse one that would make the second wall useless."""
    name, user = sql.Identifier(web["user"]), web["user"]
    advice = (
        "nhờ người quản trị tạo vai trò riêng cho máy chủ web và đặt HOANHAP_WEB_DATABASE_URL"
        f" (let an administrator run: CREATE ROLE {user} LOGIN PASSWORD '…'; and set HOANHAP_WEB_DATABASE_URL)."
    )
    found = connection.execute(
        "select rolsuper, rolcanlogin, rolname = current_user or pg_has_role(rolname, current_user, 'member') from pg_roles"
        " where rolname = %s",
        [user],
    ).fetchone()
    password = sql.Literal(web.get("password"))  # NULL: none
    try:
        if found is None:
            # Roles belong to the whole server: another process may be making it just now.
            with suppress(psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation), connection.transaction():
                connection.execute(sql.SQL("create role {} login password {}").format(name, password))
            return
        superuser, may_log_in, is_owner = found
        if superuser or is_owner:
            raise DatabaseUnfit(f"Vai trò {user} của máy chủ web có quyền của chủ sở hữu (web role has the owner's rights): {advice}")
        if not may_log_in:
            connection.execute(sql.SQL("alter role {} login password {}").format(name, password))
    except psycopg.errors.InsufficientPrivilege:
        raise DatabaseUnfit(f"Không được phép tạo vai trò {user} (may not create the role): {advice}") from None

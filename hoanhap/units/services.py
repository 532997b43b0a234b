"""How do units and organisations get into the database?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.core.exceptions import PermissionDenied
from django.db import connection, models, transaction
from django.db.models import Q

from hoanhap.audit import services as audit
from hoanhap.audit.rules import Action
from hoanhap.kit.dates import FOREVER
from hoanhap.kit.errors import Problem, Refused
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.units.models import FormerTitle, Organisation, Succession, Unit
from hoanhap.units.rules import ENTERED_KINDS, OrganisationKind, fold


class Editor(audit.Actor, Protocol):
    """What this module asks of a user; `has_perm` is answered by the rights of accounts."""

    def has_perm(self, perm: str, obj: object = None) -> bool: ...


@dataclass(frozen=True)
class Loaded:
    """How many rows a load added or changed; all zero when everything was there."""

    units: int
    titles: int
    successions: int
    organisations: int


@transaction.atomic
def load_units(*, province: int | None = None) -> Loaded:
    """Bring units, successions and the agencies that follow from them up to the sources. Running it again changes nothing.

    With `province` (id of a province of today, e.g. 100001) only it and what it was made of, for tests. Nothing is ever deleted:
    records point here. Raises gazetteer.SourcesDisagree when the packages are not those it was written for.
    """
    from hoanhap.units import gazetteer as source  # megabytes of tables that a web process never needs

    book = source.read() if province is None else source.read().within(province)
    loaded = Loaded(
        units=_merge(
            Unit,
            ("id", "level", "code", "kind", "name", "name_key", "parent", "province", "since", "until"),
            ((p.id, p.level, p.code, p.kind, p.name, fold(p.name), p.parent, p.province, p.since, p.until) for p in book.places),
            key=("id",),
        ),
        titles=_merge(
            FormerTitle,
            ("unit", "kind", "name", "name_key", "until", "basis"),
            ((t.unit, t.kind, t.name, fold(t.name), t.until, t.basis) for t in book.titles),
            key=("unit", "until"),
        ),
        successions=_merge(
            Succession,
            ("predecessor", "successor", "on", "share", "is_main"),
            ((link.predecessor, link.successor, link.on, link.share, link.is_main) for link in book.links),
            key=("predecessor", "successor"),
        ),
        organisations=_merge(
            Organisation,
            ("id", "unit", "kind", "name", "since", "until", "is_demo"),
            ((a.id, a.unit, a.kind, a.name, a.since, a.until, False) for a in source.agencies(book)),
            key=("id",),
        ),
    )
    with connection.cursor() as cursor:
        cursor.execute("analyze units_unit, units_formertitle, units_succession, units_organisation")
    return loaded


def _merge(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[object]], *, key: Sequence[str]) -> int:
    """COPY the rows beside the table, then insert the new and update the changed ones. Returns how many those were."""
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    names = {field.name: quote(str(field.column)) for field in model._meta.concrete_fields if field.name in fields}
    columns = ", ".join(names[field] for field in fields)
    changes = [names[field] for field in fields if field not in key]
    with connection.cursor() as cursor:
        cursor.execute(f"create temporary table incoming on commit drop as select {columns} from {table} with no data")
        with cursor.copy(f"copy incoming ({columns}) from stdin") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(
            f"insert into {table} ({columns}) select {columns} from incoming "
            f"on conflict ({', '.join(names[field] for field in key)}) do update set ({', '.join(changes)}) = "
            f"row({', '.join(f'excluded.{column}' for column in changes)}) "
            f"where ({', '.join(f'{table}.{column}' for column in changes)}) "
            f"is distinct from ({', '.join(f'excluded.{column}' for column in changes)})"
        )
        changed: int = cursor.rowcount
        cursor.execute("drop table incoming")
    return changed


@transaction.atomic
def save_organisation(
    unit_id: int,
    *,
    by: Editor,
    kind: OrganisationKind,
    name: str,
    since: date | None,
    until: date = FOREVER,
    organisation_id: int | None = None,
) -> Organisation:
    """Enter an organisation that no source lists (court, facility, clinic, association), or correct or end one that was entered.

    Raises PermissionDenied without the right `unit.edit` over the unit; Refused for an agency that follows from its unit, dates out of
    order or outside the unit's time, and a name already in use; DoesNotExist for an unknown unit or an organisation of another unit.
    """
    unit = Unit.objects.select_for_update().get(pk=unit_id)
    if not by.has_perm("unit.edit", unit):
        raise PermissionDenied
    before = Organisation.objects.get(pk=organisation_id, unit=unit) if organisation_id is not None else None
    if problems := list(_organisation_problems(unit, before, kind, name, since, until)):
        raise Refused(problems)
    organisation = before or Organisation(unit=unit)
    organisation.kind, organisation.name, organisation.since, organisation.until = kind.value, name, since, until
    organisation.save()
    audit.record(
        Action.UPDATE if before else Action.CREATE,
        by=by,
        subject_type="units.Organisation",
        subject_id=organisation.pk,
        unit_id=unit.pk,
        detail={"kind": kind.value},
    )
    return organisation


def _organisation_problems(
    unit: Unit, before: Organisation | None, kind: OrganisationKind, name: str, since: date | None, until: date
) -> Iterable[Problem]:
    if kind not in ENTERED_KINDS or (before is not None and before.kind not in ENTERED_KINDS):
        yield Problem(
            "organisation_follows_unit",
            N_("Cơ quan này có theo đơn vị hành chính, không nhập tay."),
            N_("Công an, Ủy ban nhân dân, Trạm Y tế, Sở Y tế được lập và kết thúc cùng đơn vị."),
            N_("Chọn tòa án khu vực, cơ sở cai nghiện, cơ sở điều trị hoặc hội, đoàn thể."),
            field="kind",
        )
    if since is not None and since >= until:
        yield Problem(
            "organisation_ends_before_start",
            N_("Ngày cuối cùng đứng trước ngày đầu tiên."),
            remedy=N_("Sửa một trong hai ngày."),
            field="last_day",
        )
    elif (since is not None and since >= unit.until) or (unit.since is not None and until <= unit.since):
        yield Problem(
            "organisation_outside_unit",
            N_("Thời gian này nằm ngoài thời gian tồn tại của đơn vị."),
            remedy=N_("Sửa ngày, hoặc nhập tổ chức ở đơn vị của thời gian đó."),
            field="since",
        )
    same = Organisation.objects.filter(Q(until__gt=since) if since else Q(), unit=unit, kind=kind.value, name__iexact=name)
    others = same.exclude(pk=before.pk) if before else same
    if others.filter(Q(since__isnull=True) | Q(since__lt=until)).exists():
        yield Problem(
            "organisation_exists",
            N_("Đơn vị này đã có một tổ chức cùng loại, cùng tên trong thời gian đó."),
            remedy=N_("Mở tổ chức đã có để sửa, hoặc ghi tên khác."),
            field="name",
        )

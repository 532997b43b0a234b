"""Whose number is this, who holds the row, and what becomes of a number that is replaced?"""

from django.db.models import Q

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import scope_of
from hoanhap.kit.dates import now, today
from hoanhap.kit.errors import Problem, Refused, StaleState
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.people.models import IdentityPaper, Person
from hoanhap.people.rules import NUMBER_ARTICLE, IdentityPaperKind, check_id_number


def locked_person(person_id: int, by: User, seen_version: int | None) -> Person:
    """The person, held until the change is saved. Raises Person.DoesNotExist outside scope, StaleState when the row has changed since.

    `seen_version` None: the caller has not shown the row to anybody before.
    """
    person = Person.objects.select_for_update(of=("self",)).visible_to(by, P.PERSON_REGISTER).get(pk=person_id)
    if seen_version is not None and person.version != seen_version:
        raise StaleState
    return person


def keep_old_number(person: Person, number: str, *, by: User) -> None:
    """Put the number that stood in the file until now among its papers, when it is not there already.

    Twelve digits do not say on which card they stood: the kind is «other» until an officer says so.
    """
    if person.identity_papers.filter(number=number, withdrawn_at=None).exists():
        return
    kind = IdentityPaperKind.OLD_CARD if check_id_number(number, today=today()).is_old else IdentityPaperKind.OTHER
    IdentityPaper.objects.create(person=person, kind=kind.value, number=number, added_at=now(), added_by=by)


def refuse_used_number(number: str, by: User, *, but: int | None = None) -> None:
    """Raises Refused when the number is the register's own number of another person; names the file within scope, else the place only."""
    holder = Person.objects.filter(id_number=number).select_related("province", "merged_into__province").order_by("merged_into").last()
    holder = holder.merged_into or holder if holder is not None else None  # a merged record's number is the kept person's
    if holder is not None and holder.pk != but:
        raise Refused([_used(holder, by, "number_used", "id_number")])


def number_elsewhere(number: str, by: User, *, but: int | None = None) -> Problem | None:
    """That the number stands in another person's file, as own number or on a paper; None when it does not."""
    found = (
        Person.objects.filter(Q(id_number=number) | Q(identity_papers__number=number, identity_papers__withdrawn_at__isnull=True))
        .exclude(pk=but or 0)
        .exclude(merged_into__isnull=False)
        .select_related("province")
        .order_by("pk")
        .first()
    )
    return _used(found, by, "number_in_other_file", "number") if found is not None else None


def _used(holder: Person, by: User, code: str, field: str) -> Problem:
    within = scope_of(by, today()).covers(commune=holder.commune_id, province=holder.province_id)
    return Problem(
        code,
        N_("Số này đã có trong hồ sơ %(code)s.") if within else N_("Số này đã có trong một hồ sơ ở %(place)s."),
        N_("Mỗi số chỉ của một người."),
        N_("Mở hồ sơ đó; nếu số ghi nhầm thì đối chiếu giấy tờ của cả hai người.")
        if within
        else N_("Đối chiếu lại số với giấy tờ; nếu đúng, liên hệ Công an cấp tỉnh nơi đó."),
        NUMBER_ARTICLE,
        field,
        {"code": holder.code} if within else {"place": holder.province.name},
    )

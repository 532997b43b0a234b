"""Who is this person, and whom does an officer answer for?"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Subquery
from django.http import Http404
from django.utils.translation import get_language, gettext

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import Reader, scope_of
from hoanhap.audit.queries import Look, views_of_person
from hoanhap.kit.dates import today
from hoanhap.kit.forms import told
from hoanhap.people.models import Address, HealthSheet, Person, Photo, Relative
from hoanhap.people.rules import NO_REPRESENTATIVE, Employment, Marital, Sex, age_on, countries, ethnic_groups, needs_representative
from hoanhap.units.models import Unit


def person_or_404(user: Reader, key: int | str) -> Person:
    """One person by id or register code, with the units; Http404 outside scope, as if there were none."""
    if isinstance(key, str) and key.isdecimal() and len(key) > 18:  # longer than a key of the database
        raise Http404
    by_code = {"code": key} if isinstance(key, str) and not key.isdecimal() else {"pk": int(key)}
    try:
        return Person.objects.open_to(user).select_related("commune", "province", "merged_into").get(**by_code)
    except Person.DoesNotExist:
        raise Http404 from None


def editable_person_or_404(user: Reader, code: str) -> Person:
    """One person whom the user may correct; Http404 outside the communes of that right."""
    try:
        return Person.objects.visible_to(user, P.PERSON_REGISTER).select_related("commune", "province").get(code=code)
    except Person.DoesNotExist:
        raise Http404 from None


def identity_strip(user: Reader, person: Person) -> dict[str, object]:
    """Context of the template `people/identity_strip.html`: `person`, `age`, `addresses`, `may_reveal`, `may_edit`, `has_photo`.

    And what every reader shall see: `needs_support` (None: no health sheet) and `missing` (nobody stands for a minor).
    """
    day = today()
    has_photo, support, represented = essentials(person, day)
    place = {"commune": person.commune_id, "province": person.province_id}
    return {
        "person": person,
        "age": age_on(person.birth_date, person.died_on or day) if person.birth_date else None,
        "addresses": addresses_of(person),
        "may_reveal": bool(person.id_number) and scope_of(user, day, P.IDENTITY_REVEAL).covers(**place),
        "may_edit": scope_of(user, day, P.PERSON_REGISTER).covers(**place),
        "has_photo": has_photo,
        "needs_support": support,
        "missing": told(NO_REPRESENTATIVE) if not represented and is_minor(person, day) else None,
    }


def essentials(person: Person, day: date) -> tuple[bool, bool | None, bool]:
    """Whether there is a picture, whether medical support is needed (None: not recorded), whether somebody stands for the person."""
    found: tuple[bool, bool | None, bool] = Person.objects.values_list(
        Exists(Photo.objects.filter(person=OuterRef("pk"))),
        Subquery(HealthSheet.objects.filter(person=OuterRef("pk")).values("needs_support")),
        Exists(Relative.objects.filter(person=OuterRef("pk"), stands_for=True, until__gt=day)),
    ).get(pk=person.pk)
    return found


def is_minor(person: Person, day: date) -> bool:
    """Whether the living person is of an age at which somebody must stand for them."""
    return person.died_on is None and needs_representative(person.birth_date, person.birth_precision, on=day)


def addresses_of(person: Person) -> list[Address]:
    """All addresses with their units, open ones first, the newest first."""
    return list(person.addresses.select_related("unit__province").order_by("-until", F("since").desc(nulls_last=True), "pk"))


@dataclass(frozen=True)
class NamedLook:
    """A look at a person's data with the name of the unit the user acted for."""

    look: Look
    unit: str


@dataclass(frozen=True)
class WhoLooked:
    """The panel «Ai đã xem hồ sơ này»."""

    looks: tuple[NamedLook, ...]
    total: int
    days: int


def who_looked(person: Person, *, days: int = 30, limit: int = 8, with_lists: bool = False) -> WhoLooked:
    """Who saw the person's data in the last days, newest first, the records put into this one included.

    The caller has the person through `person_or_404`.
    """
    found = views_of_person(person.pk, *merged_records(person.pk), days=days, limit=limit, with_lists=with_lists)
    units = {unit.pk: str(unit) for unit in Unit.objects.filter(pk__in={look.unit_id for look in found.shown if look.unit_id})}
    return WhoLooked(tuple(NamedLook(look, units.get(look.unit_id or 0, "")) for look in found.shown), found.total, found.days)


def merged_records(person_id: int) -> list[int]:
    """Ids of the records that were put into a person's record, directly or over others."""
    found: list[int] = []
    level = [person_id]
    while level := list(Person.objects.filter(merged_into__in=level).values_list("pk", flat=True)):
        found += level
    return found


def communes_to_register(user: Reader) -> list[tuple[int, str]]:
    """Id and name of the communes in which the user may register people."""
    ids = scope_of(user, today(), P.PERSON_REGISTER).communes
    return [(unit.pk, str(unit)) for unit in Unit.objects.filter(pk__in=ids).order_by("name")]


def words_of(field: str, code: str) -> str:
    """A code of a person's record in words of the active language; an unknown code as it is."""
    if field == "nationality":
        return countries("en" if (get_language() or "vi").startswith("en") else "vi").get(code, code)
    if field == "ethnicity":
        return ethnic_groups().get(code, code)
    codes = {"sex": Sex, "employment": Employment, "marital": Marital}[field]
    return gettext(codes(code).label)

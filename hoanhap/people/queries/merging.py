"""Which records were put into a person's record, and which two may be merged by whom?"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.http import Http404
from django.utils.translation import gettext

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import Reader
from hoanhap.kit.dates import VIETNAM
from hoanhap.people.models import Merge, Person
from hoanhap.people.rules.merging import RELATIONS


def mergeable_or_404(user: Reader, code: str) -> Person:
    """A person whom the user may merge with another; Http404 outside the scope of that right, and for a merged record."""
    try:
        return Person.objects.visible_to(user, P.PERSON_MERGE).select_related("commune", "province").get(code=code)
    except Person.DoesNotExist:
        raise Http404 from None


def merge_or_404(user: Reader, pk: int) -> Merge:
    """A merge whose kept record the user may merge and unmerge; Http404 otherwise."""
    people = Person.objects.visible_to(user, P.PERSON_MERGE).values("pk")
    try:
        return Merge.objects.select_related("kept__commune", "lost__commune", "by", "undone_by").get(pk=pk, kept__in=people)
    except Merge.DoesNotExist:
        raise Http404 from None


def merges_of(person: Person) -> list[Merge]:
    """The merges into a person's record, taken back or not, the newest first."""
    return list(Merge.objects.filter(kept=person).select_related("lost", "by", "undone_by").order_by("-pk"))


def row_words(key: str, pks: Iterable[int]) -> dict[int, str]:
    """By what an officer knows rows of a relation again: «Nơi ở hiện tại, 12 ngõ 79, 03/02/2025»; empty where nothing more is known.

    The caller has both records through `mergeable_or_404` or `merge_or_404`.
    """
    columns = RELATIONS[key].told
    model = apps.get_model(key.rpartition(".")[0])
    fields = [_last_field(model, column) for column in columns]
    rows = model._base_manager.filter(pk__in=list(pks)).values_list("pk", *columns)
    return {
        pk: ", ".join(words for words in (_said(field, value) for field, value in zip(fields, values, strict=True)) if words)
        for pk, *values in rows
    }


def _last_field(model: type[models.Model], column: str) -> Any:
    *steps, last = column.split("__")
    for step in steps:
        model = model._meta.get_field(step).related_model  # type: ignore[assignment]
    return model._meta.get_field(last)


def _said(field: Any, value: object) -> str:
    if isinstance(value, datetime):
        value = value.astimezone(VIETNAM).date()
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return gettext(dict(field.flatchoices)[value]) if field.choices and value else str(value or "")

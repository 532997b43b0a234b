"""Under which keys is a person found?"""

from collections.abc import Iterable
from functools import lru_cache
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Count, F, Func, Sum

from hoanhap.people.models.person import Person
from hoanhap.people.rules import Vocabulary


class PersonSearchQuerySet(models.QuerySet["PersonSearch"]):
    """Search rows by their keys."""

    def having(self, keys: Iterable[str]) -> Self:
        """Rows that have every key."""
        return self.filter(pre__contains=list(keys))

    def having_any(self, keys: Iterable[str]) -> Self:
        """Rows that have one of the keys; no condition when there are none."""
        wanted = list(keys)
        return self.filter(pre__overlap=wanted) if wanted else self


class NameTokenQuerySet(models.QuerySet["NameToken"]):
    """The vocabulary of name words."""

    def vocabulary(self) -> Vocabulary:
        """All words, kept in each process and read again when they have changed (one small query to find out)."""
        mark = self.aggregate(count=Count("*"), hash=Sum(Func(F("token"), function="hashtext", output_field=models.BigIntegerField())))
        _last[:] = [_vocabulary(mark["count"], mark["hash"] or 0)]
        return _last[0]

    def last_vocabulary(self) -> Vocabulary:
        """The words as this process last read them, without asking whether there are new ones: what it knows stays true."""
        return _last[0] if _last else self.vocabulary()


_last: list[Vocabulary] = []


@lru_cache(maxsize=1)
def _vocabulary(count: int, hash_sum: int) -> Vocabulary:
    return Vocabulary(NameToken.objects.values_list("token", flat=True))


class PersonSearch(models.Model):
    """The narrow search row of a person: every prefix of every name token, `y1985`, `c123`, `p1` (FEASIBILITY §1, design E)."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, primary_key=True, related_name="search")
    name_key = models.CharField(max_length=120)
    words = models.GeneratedField(
        expression=Func(F("name_key"), function="people_words_in_order"), output_field=models.CharField(max_length=120), db_persist=True
    )
    """The words of the name in alphabetical order: the same whatever order they were typed in."""
    birth_year = models.SmallIntegerField(null=True)
    commune_id = models.IntegerField()
    province_id = models.IntegerField()
    pre = ArrayField(models.CharField(max_length=120))

    objects = PersonSearchQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            GinIndex(fields=["pre"], name="search_by_prefix"),
            models.Index(
                fields=["words", "birth_year"], include=["person", "commune_id", "province_id", "name_key"], name="search_by_words"
            ),
        ]

    class Privacy:
        personal: ClassVar = {"name_key", "words", "birth_year", "pre"}
        plain: ClassVar = {"person", "commune_id", "province_id"}

    def __str__(self) -> str:
        return str(self.pk)


class NameToken(models.Model):
    """The vocabulary of name tokens, for the repair of typing errors."""

    token = models.CharField(max_length=120, primary_key=True)

    objects = NameTokenQuerySet.as_manager()

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar = {"token"}

    def __str__(self) -> str:
        return self.token

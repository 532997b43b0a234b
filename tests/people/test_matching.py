"""Does the database find for a record whom rules.linkage_blocks finds in memory: the same people, with the same scores and reasons?"""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection

from hoanhap.accounts.models import User
from hoanhap.kit.dates import now
from hoanhap.people.models import NameToken, Person, PersonSearch
from hoanhap.people.rules import Traits, name_key, name_tokens, search_row, sort_key
from hoanhap.people.rules.linkage import Match, Names
from hoanhap.people.rules.linkage_blocks import Register
from hoanhap.people.services.matching import find_matches
from hoanhap.reports.bench.registers import entered_again, make_register
from tests.cast import CAU_GIAY, DONG_KINH, HA_NOI, LANG_SON, NGHIA_DO, Cast

pytestmark = pytest.mark.django_db
PLACES = [(CAU_GIAY, HA_NOI), (NGHIA_DO, HA_NOI), (DONG_KINH, LANG_SON)]
ELSEWHERE = (DONG_KINH + 1, LANG_SON)
"""A second commune of that province, where nobody of the register lives."""


def kept(people: int, by: User) -> dict[int, Traits]:
    """A made-up register in the database, by person id; half of its names from a few, so that many are namesakes."""
    rng = random.Random(7)
    common = ["Nguyễn Văn Tuấn", "Trần Văn Hùng", "Tuấn Văn Nguyễn", "Nguyễn Văn Tuân", "Lò Thị Pành", "Nguyễn VănTuấn"]
    made: dict[int, Traits] = {}
    for pk, traits in make_register(people, seed=7).records.items():
        commune, province = PLACES[(traits.commune_id or 0) % 3]
        name = rng.choice(common) if rng.random() < 0.5 else traits.full_name
        born = traits.birth_date
        if born is not None and rng.random() < 0.7:
            born = date(1985 + pk % 2, born.month, min(born.day, 28))
        made[pk] = replace(traits, full_name=name, birth_date=born, commune_id=commune, province_id=province)
    columns = ("full_name", "sex", "birth_date", "birth_precision", "id_number", "address_line", "contact_name", "other_name")
    Person.objects.bulk_create(
        Person(
            pk=pk, code=f"HN-26-{pk:06d}", name_key=name_key(traits.full_name), sort_key=sort_key(traits.full_name),
            commune_id=traits.commune_id or 0, province_id=traits.province_id or 0, registered_at=now(), registered_by=by,
            **{name: getattr(traits, name) for name in columns},
        )
        for pk, traits in made.items()
    )  # fmt: skip
    rows, words = [], set()
    for pk, traits in made.items():
        year = traits.birth_date.year if traits.birth_date else None
        key, _, commune, province, pre = search_row(
            traits.full_name, traits.other_name, year, traits.commune_id or 0, traits.province_id or 0, traits.address_line
        )
        rows.append(PersonSearch(person_id=pk, name_key=key, birth_year=year, commune_id=commune, province_id=province, pre=pre))
        words.update(name_tokens(traits.full_name, traits.other_name))
    PersonSearch.objects.bulk_create(rows)
    NameToken.objects.bulk_create(NameToken(token=word) for word in sorted(words))
    return made


def asked(made: dict[int, Traits]) -> Iterator[Traits]:
    """Second records of these people with every kind of error, and strangers. Relatives' names are spelled alike or are others."""
    rng = random.Random(11)
    firsts = (each for each in made.values() if each.birth_date and len(each.id_number) != 9 and len(each.full_name.split()) > 1)
    for traits in firsts:
        again = entered_again(rng, traits, lambda: rng.choice([*PLACES, ELSEWHERE]), as_list=True)[1]
        same = again.contact_name == traits.contact_name
        yield replace(again, contact_name=again.contact_name if same else "Lê Thị Mơ")


@pytest.mark.parametrize("floor", [None, 4.0])
def test_the_database_and_the_pure_comparison_agree(cast: Cast, floor: float | None) -> None:
    made = kept(400, cast.commune_a)
    register = Register(made.items(), NameToken.objects.vocabulary())
    register.names = Names(Counter(record.key for record in register.records.values()), max(made))
    rows = list(asked(made))
    found = find_matches(rows, floor=floor, limit=None)
    pure = [register.matches(row, floor=floor) for row in rows]
    assert sum(map(len, pure)) > 400
    for row, by_database, in_memory in zip(rows, found, pure, strict=True):
        assert plain(in_memory) <= plain(by_database), row
        for more in {match.key for match in by_database} - {match.key for match in in_memory}:
            assert made[more].other_name, row  # who has another name is compared with all of one birth day or commune


def plain(matches: tuple[Match, ...]) -> set[Match]:
    return set(matches)


def test_words_are_put_in_order_as_python_does(cast: Cast) -> None:
    names = ["Nguyễn Văn Tuấn", "Ông Ích Khiêm", "Đặng Thị Út", "a", "", "b a 1 A2"]
    with connection.cursor() as cursor:
        cursor.execute(
            "select people_words_in_order(name) from unnest(%s::text[]) with ordinality u (name, n) order by n", [[*map(name_key, names)]]
        )
        assert [row[0] for row in cursor.fetchall()] == [" ".join(sorted(name_key(name).split())) for name in names]

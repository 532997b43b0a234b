"""How fast is a list of people checked: every cell read, every rule asked, the whole register searched for duplicates?"""

import json
import random
import time
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction

from hoanhap.accounts.models import User
from hoanhap.cases.services.loading import hold_tree
from hoanhap.imports.models import Import
from hoanhap.imports.rules import Field, ListKind
from hoanhap.imports.services import judge
from hoanhap.kit.dates import now
from hoanhap.people.models import Person
from hoanhap.reports.bench.operations import OFFICER
from hoanhap.reports.demo import names
from hoanhap.reports.demo.city import CAU_GIAY, HA_NOI

COLUMNS = {Field.FULL_NAME: 0, Field.BIRTH: 1, Field.SEX: 2, Field.ID_NUMBER: 3, Field.ADDRESS: 4, Field.RESULT_ON: 5}


@dataclass(frozen=True)
class Measured:
    """Seconds for `rows` rows: the check, and COPY of its result alone."""

    rows: int
    seconds: float
    floor: float
    doubtful: int
    bad: int


def a_list(rows: int, seed: int = 1) -> list[tuple[int, list[Any]]]:
    """Rows as communes write them: strangers, every tenth row a registered person with a typing error."""
    rng = random.Random(seed)
    known = list(Person.objects.filter(commune=CAU_GIAY).values_list("full_name", "birth_date", "sex")[:500])
    made: list[tuple[int, list[Any]]] = []
    for number in range(1, rows + 1):
        if known and number % 10 == 0:
            name, born, sex = rng.choice(known)
            name = name[:-1] + name[-1] * 2
        else:
            sex = "female" if rng.random() < 0.1 else "male"
            born = names.birth_date(rng, date(2026, 1, 1))
            name = names.full_name(rng, sex, born.year)
        born = born or date(1985, 1, 1)
        written = rng.choice((f"{born:%d/%m/%Y}", f"{born.day}-{born.month}-{born.year % 100}", str(born.year), f"{born:%d.%m.%Y}"))
        address = names.address(rng, is_ward=True) + rng.choice(("", ", phường Dịch Vọng, quận Cầu Giấy, Hà Nội"))
        made.append(
            (number, [name.upper() if rng.random() < 0.5 else name, written, "Nữ" if sex == "female" else "Nam", "", address, "12/11/2026"])
        )
    return made


def measure(rows: int = 5_000) -> Measured:
    """Check a made-up list against the register of this database; nothing stays."""
    by = User.objects.get(username=OFFICER)
    source = Import(commune_id=CAU_GIAY, province_id=HA_NOI, kind=ListKind.TESTED.value, uploaded_at=now(), uploaded_by=by)
    listed = a_list(rows)
    judge(source, listed[:20], COLUMNS, by=by)  # vocabulary, law book, unit tree: read once in each process
    with hold_tree():
        begun = time.perf_counter()
        judged = judge(source, listed, COLUMNS, by=by)
        seconds = time.perf_counter() - begun
    verdicts = [row["verdict"] for row in judged]
    return Measured(rows, seconds, _floor(judged), verdicts.count("doubtful"), verdicts.count("bad"))


def _floor(judged: list[dict[str, Any]]) -> float:
    """Seconds to copy the judged rows into a bare table."""
    lines = [(row["number"], json.dumps(row, ensure_ascii=False, default=str)) for row in judged]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("create temp table bench_list (number int, judged jsonb) on commit drop")
        begun = time.perf_counter()
        with cursor.copy("copy bench_list from stdin") as copy:
            for line in lines:
                copy.write_row(line)
        return time.perf_counter() - begun

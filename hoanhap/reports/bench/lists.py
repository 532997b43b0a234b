"""How fast is an uploaded list checked: read from the file, every rule asked, the whole register searched for duplicates, kept?"""

import io
import json
import random
import time
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

import xlsxwriter
from django.db import connection, transaction

from hoanhap.accounts.models import User
from hoanhap.imports import services
from hoanhap.imports.models import ImportRow
from hoanhap.imports.rules import Field, ListKind
from hoanhap.people.models import Person
from hoanhap.people.rules import Sex
from hoanhap.reports.bench.operations import OFFICER
from hoanhap.reports.bench.registers import identity_number
from hoanhap.reports.demo import names
from hoanhap.reports.demo.city import CAU_GIAY

ROWS = 5_000
BUDGET = 2_000
"""Rows per second (DESIGN §11)."""
PLANTED = 10
"""Every so many rows one is a registered person with a typing error in the name."""
HEADINGS = ("STT", "Họ và tên", "Ngày sinh", "Giới tính", "Số CCCD", "Chỗ ở hiện nay", "Ngày có kết quả xét nghiệm", "Loại ma túy")


@dataclass(frozen=True)
class Measured:
    """Seconds for `rows` rows: the check as the background process does it, its parts, and COPY of its result alone."""

    rows: int
    seconds: float
    cpu: float
    """Of this process; the database server's is not in it."""
    reading: float
    judging: float
    floor: float
    planted: int
    found: int
    """Planted rows that are asked about."""
    asked: int
    """Other rows that are asked about."""
    reasons: Counter[str]
    """Why those are, by code."""

    @property
    def rate(self) -> float:
        """Rows per second, all parts."""
        return self.rows / self.seconds


def a_list(rows: int, seed: int = 1) -> tuple[bytes, set[int]]:
    """An .xlsx as communes write it, and which rows of the sheet are registered people: without number, their name one letter longer.

    The others are strangers, seven of ten with a number. A quarter has the year of birth alone. Each list of another seed is another.
    """
    rng = random.Random(seed)
    known = list(Person.objects.filter(commune=CAU_GIAY).order_by("pk").values_list("full_name", "birth_date", "sex")[:500])
    out, planted = io.BytesIO(), set()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Danh sách")
        sheet.write_row(0, 0, HEADINGS)
        for number in range(1, rows + 1):
            row = _stranger(rng)
            if known and number % PLANTED == 0:
                name, born, sex = rng.choice(known)
                row[:4] = name + name[-1], born or date(1985, 1, 1), sex, ""
                planted.add(number + 1)
            sheet.write_row(number, 0, [number, *_written(rng, *row)])
    return out.getvalue(), planted


def _stranger(rng: random.Random) -> list[Any]:
    sex = (Sex.FEMALE if rng.random() < 0.1 else Sex.MALE).value
    born = names.birth_date(rng, date(2026, 1, 1))
    number = identity_number(rng, sex, born) if rng.random() < 0.7 else ""
    return [names.full_name(rng, sex, born.year), born, sex, number, names.address(rng, is_ward=True)]


def _written(rng: random.Random, name: str, born: date, sex: str, number: str, address: str) -> list[str]:
    day = rng.choice((f"{born:%d/%m/%Y}", f"{born.day}-{born.month}-{born.year % 100}", str(born.year), f"{born:%d.%m.%Y}"))
    place = address + rng.choice(("", ", phường Dịch Vọng, quận Cầu Giấy, Hà Nội"))
    return [
        name.upper() if rng.random() < 0.5 else name, day, "Nữ" if sex == Sex.FEMALE else "Nam", number, place,
        f"{rng.randint(1, 19)}/11/2026", rng.choice(("", "heroin", "hồng phiến", "ma túy đá")),
    ]  # fmt: skip


def measure(rows: int = ROWS) -> Measured:
    """Upload and check a made-up list against the register of this database; nothing stays."""
    by = User.objects.get(username=OFFICER)
    _checked(a_list(50, seed=2)[0], by)  # vocabulary, law book, unit tree: read once in each process
    content, planted = a_list(rows)
    return _checked(content, by, planted)


@transaction.atomic
def _checked(content: bytes, by: User, planted: set[int] | None = None) -> Measured:
    source = services.upload(content, name="bench.xlsx", kind=ListKind.TESTED, commune=CAU_GIAY, by=by)
    columns = {Field(name): place for name, place in source.columns.items()}
    source = services.start_check(source.pk, columns, kind=ListKind.TESTED, ground_on=None, ground_number="", by=by)
    begun, cpu = time.perf_counter(), time.process_time()
    services.check(source.pk)
    seconds, used = time.perf_counter() - begun, time.process_time() - cpu
    begun = time.perf_counter()
    found, columns, _ = services.rows_of(source)
    read = time.perf_counter()
    judged = services.judge(source, found, columns, by=by)
    ended = time.perf_counter()
    doubtful = dict(ImportRow.objects.filter(source=source).exclude(verdict="good").values_list("number", "reasons"))
    strangers = doubtful.keys() - (planted or set())
    measured = Measured(
        rows=len(judged),
        seconds=seconds,
        cpu=used,
        reading=read - begun,
        judging=ended - read,
        floor=_floor(judged),
        planted=len(planted or ()),
        found=len(doubtful) - len(strangers),
        asked=len(strangers),
        reasons=Counter(reason["code"] for row in strangers for reason in doubtful[row] if reason["weight"] != "note"),
    )
    transaction.set_rollback(True)
    return measured


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


def report(measured: Measured) -> list[str]:
    """The lines of docs/bench.md."""
    mark = f"{BUDGET}" if measured.rate >= BUDGET else f"**{BUDGET}, missed**"
    writing = max(measured.seconds - measured.reading - measured.judging, 0.0)
    why = ", ".join(f"{code} {count}" for code, count in measured.reasons.most_common())
    counts = f"{measured.rows} | {measured.seconds:.2f} | {measured.rate:.0f}"
    return [
        "| Operation | rows | seconds | rows/s | budget | Python CPU s | floor (COPY), s | ratio |",
        "|---|---|---|---|---|---|---|---|",
        f"| Import a spreadsheet with checks and duplicate search | {counts} | {mark} | {measured.cpu:.2f} | {measured.floor:.2f} | "
        f"{measured.seconds / measured.floor:.0f} × |",
        "",
        f"Of it: reading the .xlsx {measured.reading:.2f} s, judging {measured.judging:.2f} s, writing the rows {writing:.2f} s. "
        f"{measured.found} of {measured.planted} planted doubles asked about, and {measured.asked} of "
        f"{measured.rows - measured.planted} others ({why or 'none'}).",
        "",
    ]

"""What does COPY alone cost for the rows of the demonstration, without any index, key or check?"""

import time
from typing import Any

from django.db import connection

from hoanhap.reports.bench.operations import bare_connection
from hoanhap.reports.demo.rows import TABLES


def copy_floor() -> float:
    """Seconds to copy the tables into empty ones without indexes, in one transaction that is rolled back; reading is not counted."""
    reader = bare_connection()
    writer = bare_connection()
    writer.autocommit = False
    seconds = 0.0
    try:
        for table in TABLES:
            writer.execute(f"create table bench_copy as select * from {table} with no data")
            with reader.cursor().copy(f"copy {table} to stdout") as out:
                seconds += _copy(writer, out)
            writer.execute("drop table bench_copy")
    finally:
        writer.rollback()
        writer.close()
        reader.close()
    return seconds


def _copy(writer: Any, out: Any, size: int = 8_000_000) -> float:
    """Copy in pieces of some megabytes, counting only the writing."""
    seconds, done = 0.0, False
    while not done:
        piece = bytearray()
        while len(piece) < size and not done:
            data = out.read()
            piece += data
            done = not data
        begun = time.perf_counter()
        with writer.cursor().copy("copy bench_copy from stdin") as target:
            target.write(bytes(piece))
        seconds += time.perf_counter() - begun
    return seconds


def server_version() -> str:
    """The version of the database server."""
    with connection.cursor() as cursor:
        cursor.execute("show server_version")
        return str(cursor.fetchone()[0])

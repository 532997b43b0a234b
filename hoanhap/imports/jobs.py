"""Which work on imports runs in the background? Each job calls one service that is safe to run twice."""

from collections.abc import Callable

from django.db import connection
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from hoanhap.imports import services
from hoanhap.kit.dates import now

AGAIN = RetryStrategy(max_attempts=3, wait=5)


def _do(service: Callable[[int], None], import_id: int) -> None:
    """With a connection of its own: the database may have been started anew since the last job."""
    try:
        service(import_id)
    finally:
        connection.close()


@app.task(name="imports.check", retry=AGAIN)
def check(import_id: int) -> None:
    """Judge every row of an uploaded list."""
    _do(services.check, import_id)


@app.task(name="imports.save", retry=AGAIN)
def save(import_id: int) -> None:
    """Make people of the rows that are ready."""
    _do(services.save, import_id)


@app.task(name="imports.undo", retry=AGAIN)
def undo(import_id: int) -> None:
    """Take a whole import back."""
    _do(services.undo, import_id)


@app.periodic(cron="40 2 * * *")
@app.task(name="imports.forget_old", queueing_lock="imports.forget_old")
def forget_old(timestamp: int) -> None:
    """Every night: delete the bytes and rows of lists that nobody finished."""
    try:
        services.forget_old(now())
    finally:
        connection.close()

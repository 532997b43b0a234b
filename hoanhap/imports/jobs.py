"""Which work on imports runs in the background? Each job calls one service that is safe to run twice."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from hoanhap.imports import services
from hoanhap.kit.dates import now

AGAIN = RetryStrategy(max_attempts=3, wait=5)


@app.task(name="imports.check", retry=AGAIN)
def check(import_id: int) -> None:
    """Judge every row of an uploaded list."""
    services.check(import_id)


@app.task(name="imports.save", retry=AGAIN)
def save(import_id: int) -> None:
    """Make people of the rows that are ready."""
    services.save(import_id)


@app.task(name="imports.undo", retry=AGAIN)
def undo(import_id: int) -> None:
    """Take a whole import back."""
    services.undo(import_id)


@app.periodic(cron="40 2 * * *")
@app.task(name="imports.forget_old", queueing_lock="imports.forget_old")
def forget_old(timestamp: int) -> None:
    """Every night: delete the bytes and rows of lists that nobody finished."""
    services.forget_old(now())

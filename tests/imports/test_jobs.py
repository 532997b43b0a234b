"""The background work runs for real: queued by the page's transaction, done by a worker, taken up again when a worker died."""

from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from hoanhap.imports import services
from hoanhap.imports.models import Import
from hoanhap.imports.rules import Field, ImportState, ListKind
from hoanhap.people.models import Person
from tests.cast import CAU_GIAY, Cast
from tests.imports.lists import a_list


@pytest.fixture
def empty_queue(transactional_db: None) -> Any:
    """Jobs are no rows of this program's models: nobody else empties them."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("reset role")
        cursor.execute("truncate procrastinate_jobs, procrastinate_events, procrastinate_periodic_defers, procrastinate_workers cascade")


@pytest.fixture
def officers(cast_units: None, transactional_db: None, empty_queue: Any) -> Cast:
    from tests.cast import cast

    return cast.__wrapped__(None, None)  # type: ignore[no-any-return]


def started(cast: Cast) -> Import:
    source = services.upload(a_list(), name="ds.xlsx", kind=ListKind.TESTED, commune=CAU_GIAY, by=cast.commune_a)
    columns = {Field(name): place for name, place in source.columns.items()}
    return services.start_check(source.pk, columns, kind=ListKind.TESTED, ground_on=None, ground_number="", by=cast.commune_a)


def state(source: Import) -> str:
    return Import.objects.get(pk=source.pk).state


@pytest.mark.django_db(transaction=True)
def test_a_worker_checks_saves_and_takes_back(officers: Cast) -> None:
    source = started(officers)
    assert state(source) == ImportState.CHECKING
    call_command("worker", once=True)
    assert state(source) == ImportState.CHECKED
    services.start_saving(source.pk, by=officers.commune_a)
    call_command("worker", once=True)
    assert (state(source), Person.objects.count()) == (ImportState.SAVED, 3)
    services.start_undo(source.pk, reason="Nhầm danh sách", by=officers.commune_a)
    call_command("worker", once=True)
    assert state(source) == ImportState.UNDONE
    assert not ProcrastinateJob.objects.exists(), "what is done leaves nothing in the queue"


@pytest.mark.django_db(transaction=True)
def test_work_that_is_asked_for_twice_waits_once(officers: Cast) -> None:
    from hoanhap.imports.services.queue import defer

    source = started(officers)
    defer("imports.check", source.pk)
    assert ProcrastinateJob.objects.filter(task_name="imports.check").count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_job_of_a_killed_worker_is_done_by_the_next(officers: Cast) -> None:
    import asyncio

    from procrastinate.contrib.django import app

    from hoanhap.config.jobs import SILENT_SECONDS, revive

    source = started(officers)
    with connection.cursor() as cursor:  # as a worker leaves it that was killed: taken, and no sign of life since
        cursor.execute(
            "insert into procrastinate_workers (last_heartbeat) values (now() - make_interval(secs => %s)) returning id",
            [2 * SILENT_SECONDS],
        )
        worker = cursor.fetchone()[0]
        cursor.execute("update procrastinate_jobs set status = 'doing', worker_id = %s", [worker])
    call_command("worker", once=True)
    assert state(source) in {ImportState.CHECKING, ImportState.CHECKED}  # done already when the minute of `revive` fell into this run

    async def again() -> None:
        async with app.open_async():
            await revive.func(None, 0)  # type: ignore[arg-type]

    with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
        asyncio.run(again())
    call_command("worker", once=True)
    assert state(source) == ImportState.CHECKED

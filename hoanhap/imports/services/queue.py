"""How is work handed to the background process?"""

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued


def defer(task: str, import_id: int) -> None:
    """Queue a task of imports.jobs for an import, in the caller's transaction; jobs of one import run one after the other.

    A task that waits already is not queued a second time.
    """
    try:
        with transaction.atomic():
            app.configure_task(task, lock=f"import-{import_id}", queueing_lock=f"{task}-{import_id}").defer(import_id=import_id)
    except AlreadyEnqueued:
        return

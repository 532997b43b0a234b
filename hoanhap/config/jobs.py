"""Who takes up background work again that a killed worker left half-done?"""

from procrastinate import JobContext
from procrastinate.contrib.django import app

SILENT_SECONDS = 60
"""A worker sends a sign of life every ten seconds; one that is silent for so long is gone."""


@app.periodic(cron="* * * * *")
@app.task(name="config.revive", queueing_lock="config.revive", pass_context=True)
async def revive(context: JobContext, timestamp: int) -> None:
    """Every minute: queue the jobs of dead workers again. Every job of the program is safe to run twice."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS):
        await app.job_manager.retry_job(job)

"""The queue of the server's workers (Procrastinate): one job names some hundred messages of one unit that are due.

A job is a hint and nothing more: what may be sent, and by whom, is asked of the outbox in the transaction that claims
(`app.reminders.outbox`). So the queue needs no care: what is in it twice, too late or not at all is put right by the
next look at the outbox, twice a second. It lies in a schema of its own, named by the version that made it; after an
upgrade a new one is filled within a second, and the old one may be dropped.
"""

import importlib.metadata
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, Final

import procrastinate
from sqlalchemy import Engine, text
from sqlalchemy.engine import URL

TASK: Final = "send_chunk"
QUEUE: Final = "sending"
LARGEST: Final = 100
SMALLEST: Final = 3
"""Of a chunk. Towards the end they get smaller, so that no worker is left alone with a large one."""
_SHARE: Final = 8
_CONNECTIONS: Final = 4
_TURN: Final = text("SELECT pg_advisory_xact_lock(hashtextextended('plantao queue', 0))")


def schema_name() -> str:
    """`queue_3_10`: Procrastinate changes its tables with its minor versions."""
    major, minor = importlib.metadata.version("procrastinate").split(".")[:2]
    return f"queue_{int(major)}_{int(minor)}"


def make_queue(engine: Engine) -> procrastinate.App:
    """The queue in this database, not opened yet; its tables are made where there are none."""
    schema = schema_name()
    with engine.begin() as connection:
        connection.execute(_TURN)
        there = text("SELECT to_regclass(:name) IS NOT NULL")
        if not connection.execute(there, {"name": f"{schema}.procrastinate_jobs"}).scalar_one():
            connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {schema}")
            connection.exec_driver_sql(f"SET LOCAL search_path TO {schema}")
            # Said to the driver itself: many statements in one text.
            driver: Any = connection.connection.dbapi_connection
            driver.execute(procrastinate.schema.SchemaManager.get_schema())
    told = {"options": f"-c search_path={schema}"}
    connector = procrastinate.PsycopgConnector(
        conninfo=_address(engine.url), kwargs=told, min_size=1, max_size=_CONNECTIONS
    )
    return procrastinate.App(connector=connector)


def _address(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def chunks(due: Sequence[tuple[str, int]], queued: set[str]) -> Iterator[tuple[int, list[str]]]:
    """(priority, ids) of what is not `queued`; `due`: (id, priority), the most urgent first. Pure."""
    new = [one for one in due if one[0] not in queued]
    for priority, group in groupby(new, key=lambda one: one[1]):
        ids = [message_id for message_id, _ in group]
        while ids:
            size = max(SMALLEST, min(LARGEST, len(ids) // _SHARE))
            yield priority, ids[:size]
            ids = ids[size:]


async def queued_ids(app: procrastinate.App) -> dict[str, set[str]]:
    """By unit: what some worker has in hand, or will have next."""
    found: dict[str, set[str]] = {}
    for status in ("todo", "doing"):
        for job in await app.job_manager.list_jobs_async(queue=QUEUE, status=status):
            told: dict[str, Any] = job.task_kwargs
            found.setdefault(told["unit"], set()).update(told["ids"])
    return found


async def put(app: procrastinate.App, unit: str, cut: Sequence[tuple[int, list[str]]]) -> None:
    """Queue them; the urgent ones are taken first."""
    for priority, group in groupby(cut, key=lambda one: one[0]):
        jobs: list[dict[str, Any]] = [{"unit": unit, "ids": ids} for _, ids in group]
        # Procrastinate takes the highest number first.
        await app.configure_task(TASK, queue=QUEUE, priority=-priority).batch_defer_async(*jobs)


async def recover(app: procrastinate.App, silent_seconds: float) -> int:
    """Jobs of workers that have not been heard of for so long are taken up again; how many."""
    stalled = list(await app.job_manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=silent_seconds))
    for job in stalled:
        await app.job_manager.retry_job(job)
    return len(stalled)

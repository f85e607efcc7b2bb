"""The job worker inside the web process of a small office: a thread that asks PostgreSQL for work."""

from __future__ import annotations

import asyncio
import logging
import threading

logger = logging.getLogger(__name__)
PATIENCE = 5.0  # seconds before a worker that lost the database asks for it again


def start() -> None:
    """Start one worker thread; it ends with the process, its jobs are idempotent and rescued by the next."""
    threading.Thread(target=lambda: asyncio.run(for_ever()), name="jobs", daemon=True).start()


async def work() -> None:
    """Do jobs one after another until the connection breaks or the task is cancelled."""
    from procrastinate.contrib.django import app

    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
    with app.replace_connector(connector) as worker_app:
        async with worker_app.open_async():
            await worker_app.run_worker_async(
                install_signal_handlers=False, concurrency=1, delete_jobs="successful"
            )


async def for_ever() -> None:
    """Work, and come back whenever the database does."""
    while True:
        try:
            await work()
        except Exception:  # the database restarts: wait, connect again, lose nothing
            logger.exception("job worker stopped; it starts again in a few seconds")
        await asyncio.sleep(PATIENCE)

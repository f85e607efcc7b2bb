"""The job worker inside the web process of a small office: a thread that asks PostgreSQL for work."""

from __future__ import annotations

import asyncio
import logging
import threading

logger = logging.getLogger(__name__)


def start() -> None:
    """Start one worker thread; it ends with the process, its jobs are idempotent and rescued by the next."""
    threading.Thread(target=lambda: asyncio.run(_for_ever()), name="jobs", daemon=True).start()


async def work() -> None:
    """Do jobs one after another until the connection breaks or the task is cancelled."""
    from procrastinate.contrib.django import app

    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
    with app.replace_connector(connector) as worker_app:
        async with worker_app.open_async():
            await worker_app.run_worker_async(
                install_signal_handlers=False, concurrency=1, delete_jobs="successful"
            )


async def _for_ever() -> None:
    while True:
        try:
            await work()
        except Exception:  # the database restarts: wait, connect again, lose nothing
            logger.exception("job worker stopped; it starts again in five seconds")
        await asyncio.sleep(5)

"""The job worker: a thread inside the web process of a small office, or a process of its own (`opencus worker`)."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from opencus.config import notify
from opencus.config.logs import class_name, hook

logger = logging.getLogger(__name__)
PATIENCE = 5.0  # seconds before a worker that lost the database asks for it again
GRACE = 20.0  # seconds a stopping worker gives the jobs in hand; what is left is rescued by the others
LEAP = 30.0  # seconds by which a clock does not move by itself
PING = 10.0  # seconds between two signs of life to systemd


def start() -> None:
    """Start one worker thread; it ends with the process, its jobs are idempotent and rescued by the next."""
    threading.Thread(target=lambda: asyncio.run(for_ever()), name="jobs", daemon=True).start()


def main(concurrency: int = 1) -> None:
    """Be a worker process until SIGTERM or SIGINT; jobs in hand get `GRACE` seconds."""
    import django

    django.setup()
    hook()
    asyncio.run(_until_stopped(concurrency))


async def _until_stopped(concurrency: int) -> None:
    task = asyncio.create_task(for_ever(concurrency))
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, task.cancel)
    alive = asyncio.create_task(_say_alive())
    with contextlib.suppress(asyncio.CancelledError):
        await task
    alive.cancel()
    notify.tell("STOPPING=1")


async def _say_alive() -> None:
    notify.tell("READY=1")
    while True:
        notify.tell("WATCHDOG=1")
        await asyncio.sleep(PING)


async def work(concurrency: int = 1) -> None:
    """Do jobs until the connection breaks or the task is cancelled, at most `concurrency` at a time."""
    from procrastinate.contrib.django import app

    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
    with app.replace_connector(connector) as worker_app:
        async with worker_app.open_async():
            await worker_app.run_worker_async(
                install_signal_handlers=False,
                concurrency=concurrency,
                delete_jobs="successful",
                shutdown_graceful_timeout=GRACE,
                task_middleware=[_fresh_connection],
                worker_middleware=[_remember_errors],
            )


async def for_ever(concurrency: int = 1) -> None:
    """Work, and come back whenever the database does."""
    while True:
        try:
            await _until_the_clock_leaps(work(concurrency))
        except Exception:  # the database restarts: wait, connect again, lose nothing
            logger.exception("job worker stopped; it starts again in a few seconds")
        await asyncio.sleep(PATIENCE)


async def _until_the_clock_leaps(job: Coroutine[Any, Any, None]) -> None:
    """Work, and begin anew when somebody moves the clock.

    The periodic jobs remember their last turn: after a leap ahead they would make up every minute of it, after a leap
    back they would wait until the clock has caught up. A fresh worker knows neither.
    """
    worker, leap = asyncio.create_task(job), asyncio.create_task(_leap())
    try:
        await asyncio.wait({worker, leap}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        leap.cancel()
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)  # jobs in hand get their grace
    if not worker.cancelled():
        worker.result()


async def _leap() -> None:
    """Return when the clock of the machine is moved, or the machine has slept, by more than `LEAP` seconds."""
    usual = time.time() - time.monotonic()
    while abs(time.time() - time.monotonic() - usual) < LEAP:
        usual = time.time() - time.monotonic()
        await asyncio.sleep(1)
    logger.warning("the clock was moved; the job worker starts anew")


def _fresh_connection(call_next: Callable[[], Any], context: Any, worker: Any) -> Any:
    """Give each job a connection that works: a database restarted in the night would fail the first one."""
    from django.db import close_old_connections

    close_old_connections()
    try:
        return call_next()
    finally:
        close_old_connections()


async def _remember_errors(call_next: Callable[[], Awaitable[Any]], context: Any, worker: Any) -> Any:
    """Keep the class of the error for the screen of background jobs."""
    from django.db import Error as DatabaseFault

    from opencus.config.jobs import notes

    try:
        return await call_next()
    except Exception as error:
        with contextlib.suppress(DatabaseFault):  # the database may be what failed
            await asyncio.to_thread(notes.failed, context.job.id, class_name(error))
        raise

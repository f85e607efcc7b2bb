"""How far a long job has come: the job says it, people see it on the screen of background jobs.

Where it is kept is known only above (``opencus.config.jobs``), which installs itself as the recorder.
"""

from __future__ import annotations

from typing import Protocol


class Recorder(Protocol):
    """Keeps what jobs say, in a transaction of its own, so that it is seen while the job runs."""

    def report(self, job_id: int, done: int, total: int | None, words: str) -> None: ...
    def reached(self, job_id: int) -> int: ...


_recorder: Recorder | None = None


def install(recorder: Recorder) -> None:
    """Name who keeps what jobs report; called once, when the application starts."""
    global _recorder
    _recorder = recorder


def report(job: int | None, done: int, total: int | None = None, words: str = "") -> None:
    """Say that ``done`` parts are finished, of ``total`` when that is known.

    ``job`` is ``context.job.id`` of a task with ``pass_context=True``, None outside a job (nothing happens).
    ``words`` is a fixed Polish phrase of up to 120 characters and never names a person. Report a part after its
    transaction is committed: an interrupted job goes on at ``reached``. ValueError when done is not within 0..total.
    """
    if done < 0 or (total is not None and done > total):
        raise ValueError(f"{done} of {total} parts")
    if job is not None and _recorder is not None:
        _recorder.report(job, done, total, words[:120])


def reached(job: int | None) -> int:
    """Return how many parts the job had finished when it was interrupted; 0 for a job that begins."""
    return _recorder.reached(job) if job is not None and _recorder is not None else 0

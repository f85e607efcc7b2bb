"""Structured logs: one JSON line per event, and never a word about a person.

A line holds names of code (logger, address name, class of an error, place in a file), numbers and times. It holds no
address as typed, no query, no body, no message of an exception and no value of a variable: any of these may carry a
name or a PESEL. Users stand as a keyed hash, so that one log can be followed without saying whose it is.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import logging
import os
import secrets
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from logging.handlers import WatchedFileHandler
from pathlib import Path
from types import TracebackType
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that is misheard on the telephone: no 0 and O, no 1 and I
LARGEST = 20_000_000  # bytes of a log file before it is set aside
KEPT = 5
FRAMES = 25
HERE = Path(__file__).resolve().parents[1]

requests = logging.getLogger("opencus.request")
_about: ContextVar[dict[str, str] | None] = ContextVar("opencus_log", default=None)


def number() -> str:
    """Return a number a person can read out over the telephone: ``K7QM-2XVD``."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def pseudonym(user_id: UUID) -> str:
    """Return the same twelve characters for the same user, and nothing that leads back without the key."""
    return hmac.new(settings.SECRET_KEY.encode(), user_id.bytes, hashlib.sha256).hexdigest()[:12]


def each_request(get_response: Handler) -> Handler:
    """Number every request, tell the number in ``X-Request-Id``, and log one line when it is answered."""

    def handle(request: HttpRequest) -> HttpResponse:
        began = time.monotonic()
        request.number = number()  # type: ignore[attr-defined]
        token = _about.set({"request": request.number})  # type: ignore[attr-defined]
        try:
            response = get_response(request)
            response["X-Request-Id"] = request.number  # type: ignore[attr-defined]
            if not request.path_info.startswith("/static/"):
                requests.info("answered", extra={"facts": _facts(request, response, began)})
            return response
        finally:
            _about.reset(token)

    return handle


def _facts(request: HttpRequest, response: HttpResponse, began: float) -> dict[str, Any]:
    centre, actor, match = (getattr(request, name, None) for name in ("centre", "actor", "resolver_match"))
    user = actor.user_id if actor else getattr(getattr(request, "_cached_user", None), "pk", None)
    return {
        "centre": centre.slug if centre else None,
        "url": match.view_name if match else None,
        "method": request.method if request.method in {"GET", "HEAD", "POST"} else "other",
        "status": response.status_code,
        "ms": round((time.monotonic() - began) * 1000),
        "user": pseudonym(user) if isinstance(user, UUID) else None,
    }


class JsonLine(logging.Formatter):
    """Writes a record as one line of JSON.

    Our own messages are written as they are: they name numbers and code only. Of a library's message the template
    is kept and the values are left out; a message without values may have had them put in already and is left out.
    """

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            **(_about.get() or {}),
        }
        if record.name.partition(".")[0] == "opencus":
            line["event"] = record.getMessage()
        elif isinstance(record.msg, str) and record.args and "%" in record.msg:
            line["event"] = record.msg
        else:
            line["event"] = f"{record.module}.{record.funcName}:{record.lineno}"
        if isinstance(action := getattr(record, "action", None), str):
            line["action"] = action  # what procrastinate says it does with a job
        line |= getattr(record, "facts", {})
        if record.exc_info and record.exc_info[1]:
            line["exception"] = shape(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)


def shape(error: BaseException) -> list[dict[str, Any]]:
    """Return the chain of an exception as classes and places: no message, no values, no parameters of a query."""
    chain: list[dict[str, Any]] = []
    seen: BaseException | None = error
    while seen is not None and len(chain) < 5:
        frames = traceback.extract_tb(seen.__traceback__)[-FRAMES:]
        one: dict[str, Any] = {
            "class": class_name(seen),
            "at": [f"{_place(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames],
        }
        if state := getattr(seen, "sqlstate", None):
            one["sqlstate"] = state
            one["constraint"] = getattr(getattr(seen, "diag", None), "constraint_name", None)
        chain.append(one)
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return chain


def class_name(error: BaseException) -> str:
    """Return the full name of an exception's class."""
    return f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")


def _place(filename: str) -> str:
    path = Path(filename)
    if path.is_relative_to(HERE):
        return path.relative_to(HERE.parent).as_posix()
    return "/".join(path.parts[-3:])


class SharedFile(WatchedFileHandler):
    """A log file that several processes write to and any of them sets aside when it has grown.

    Mode 0640. The file becomes ``.1``, that one ``.2``, up to ``.5``; the others notice and open the new one.
    """

    def _open(self) -> Any:
        Path(self.baseFilename).parent.mkdir(parents=True, exist_ok=True)
        stream = super()._open()
        if os.fstat(stream.fileno()).st_uid == os.geteuid():
            os.fchmod(stream.fileno(), 0o640)
        return stream

    def emit(self, record: logging.LogRecord) -> None:
        if self.stream and os.fstat(self.stream.fileno()).st_size > LARGEST:
            self._set_aside()
        super().emit(record)

    def _set_aside(self) -> None:
        name = self.baseFilename
        with open(f"{name}.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not os.path.exists(name) or os.path.getsize(name) <= LARGEST:
                return  # somebody else was faster
            for older in range(KEPT - 1, 0, -1):
                if os.path.exists(f"{name}.{older}"):
                    os.replace(f"{name}.{older}", f"{name}.{older + 1}")
            os.replace(name, f"{name}.1")


def hook() -> None:
    """Send what nobody caught to the log too: Python itself would print messages with values in them."""
    logger = logging.getLogger("opencus.uncaught")

    def main(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            logger.critical("uncaught", exc_info=(kind, error, trace))

    sys.excepthook = main
    threading.excepthook = lambda args: (
        main(args.exc_type, args.exc_value, args.exc_traceback) if args.exc_value else None
    )
    sys.unraisablehook = lambda args: (
        main(args.exc_type, args.exc_value, args.exc_traceback) if args.exc_value else None
    )


def configuration(file: str = "") -> dict[str, Any]:
    """Return Django's LOGGING: to the standard error stream, or to `file` (``OPENCUS_LOG_FILE``)."""
    where: dict[str, Any] = {"class": "logging.StreamHandler"}
    if file:
        where = {"class": "opencus.config.logs.SharedFile", "filename": file, "encoding": "utf-8", "delay": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "opencus.config.logs.JsonLine"}},
        "handlers": {"lines": {**where, "formatter": "json"}},
        "root": {"handlers": ["lines"], "level": "WARNING"},
        "loggers": {
            "opencus": {"level": "INFO"},
            # Replaces Django's own handlers, one of which would mail tracebacks with the values of all variables.
            "django": {"handlers": [], "level": "WARNING", "propagate": True},
            "django.request": {"level": "ERROR"},  # refusals stand in our own line already
            "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
            "granian": {"level": "WARNING"},
        },
    }

"""Keeping a few programs running together: started as one, ended as one, started again when one falls."""

from __future__ import annotations

import ctypes
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

from opencus.config import notify

PR_SET_PDEATHSIG = 1
QUICK = 5.0  # seconds: a program that ends sooner did not start at all
MOST_QUICK = 5
GRACE = 20.0
PING = 10.0


@dataclass
class Child:
    """One program: its name for people, its command, its environment."""

    name: str
    words: list[str]
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    began: float = 0.0
    quick: int = 0

    def start(self) -> None:
        """Start it; should we be killed without mercy, the kernel ends it too."""
        self.began = time.monotonic()
        self.process = subprocess.Popen(self.words, env=self.environment, stdin=subprocess.DEVNULL, preexec_fn=die_with_parent)

    def fell(self) -> bool:
        """Say whether it has ended by itself, counting ends that came at once."""
        if self.process is None or self.process.poll() is None:
            return False
        self.quick = self.quick + 1 if time.monotonic() - self.began < QUICK else 0
        return True


_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent(sign: int = signal.SIGTERM) -> None:
    """Ask the kernel for this signal should our parent die: nobody is left behind to serve old code."""
    _libc.prctl(PR_SET_PDEATHSIG, sign)


def run(children: list[Child], alive: Callable[[], bool], told: Callable[[], None]) -> int:
    """Keep the programs running until SIGTERM or SIGINT; return 0 then, 1 when one of them cannot be kept up.

    ``told`` is called once, as soon as ``alive`` holds; systemd then hears READY, and later a sign of life every
    ten seconds for as long as ``alive`` holds.
    """
    stopping: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.append(number)

    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, stop)
    for child in children:
        child.start()
    ready, next_look = False, 0.0
    while not stopping:
        for child in children:
            if child.fell() and not stopping:
                if child.quick >= MOST_QUICK:
                    print(f"{child.name} nie daje się uruchomić. Powód stoi wyżej.", file=sys.stderr, flush=True)
                    _end(children)
                    return 1
                time.sleep(min(child.quick, 5))
                child.start()
        if time.monotonic() >= next_look:
            next_look = time.monotonic() + (PING if ready else 0.3)
            if alive():
                if not ready:
                    ready = True
                    told()
                    notify.tell("READY=1")
                notify.tell("WATCHDOG=1")
        time.sleep(0.1)
    notify.tell("STOPPING=1")
    _end(children)
    return 0


def _end(children: list[Child]) -> None:
    living = [child.process for child in children if child.process and child.process.poll() is None]
    for process in living:
        process.terminate()
    give_up = time.monotonic() + GRACE
    for process in living:
        try:
            process.wait(max(0.1, give_up - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

"""A demonstration of its own, started as anybody starts it, and a browser to walk through it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytest.importorskip("playwright")
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from demo.cast import PASSWORD

expect.set_options(timeout=15_000)  # a shared machine is slow, not wrong

ROOT = Path(__file__).resolve().parents[2]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--lang=pl"]


@pytest.fixture(scope="session")
def demo_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start the demonstration in a data folder of its own; return its address without a slash at the end.

    ``OPENCUS_JOURNEY_ADDRESS`` names one that already runs, while a journey is being written.
    """
    if address := os.environ.get("OPENCUS_JOURNEY_ADDRESS"):
        yield address
        return
    data = tmp_path_factory.mktemp("journey", numbered=True)
    environment = {**os.environ, "OPENCUS_DATA": str(data)}
    environment.pop("OPENCUS_ROLE", None)
    command = [sys.executable, "-m", "opencus.config.cli"]
    done = subprocess.run([*command, "demo"], env=environment, cwd=ROOT, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stdout + done.stderr
    record = next((data / "run").glob("*.json"))
    try:
        yield f"http://localhost:{json.loads(record.read_text())['port']}"
    finally:
        subprocess.run([*command, "stop"], env=environment, cwd=ROOT, capture_output=True, timeout=120)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The machine's own Chromium; closed after each file, because its event loop would disturb other tests."""
    binary = os.environ.get("OPENCUS_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not binary:
        pytest.skip("no Chromium here (apt install chromium)")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=binary, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def enter(chromium: Browser, demo_address: str) -> Iterator[Callable[..., Page]]:
    """Return a log-in: ``enter("kipus@starachowice.invalid")`` opens a window of that person on their first page.

    Every complaint of the browser's console and every page that fails makes the journey fail.
    """
    complaints: list[str] = []
    windows: list[BrowserContext] = []

    def log_in(email: str, *, phone: bool = False) -> Page:
        size = {"width": 390, "height": 844} if phone else {"width": 1440, "height": 900}
        window = chromium.new_context(viewport=size, locale="pl-PL", timezone_id="Europe/Warsaw", base_url=demo_address)
        windows.append(window)
        page = window.new_page()
        page.set_default_timeout(20_000)
        page.on("console", lambda message: complaints.append(message.text) if _matters(message.type, message.text) else None)
        page.on("response", lambda answer: complaints.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None)
        page.goto("/konto/login/")
        page.fill("input[name=login]", email)
        page.fill("input[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda address: "/konto/login" not in address)
        return page

    yield log_in
    for window in windows:
        window.close()
    assert complaints == []


def _matters(kind: str, text: str) -> bool:
    """Refusals are part of the journeys; the browser reports their status as errors."""
    return kind == "error" and not any(f"status of {code}" in text for code in (403, 404, 409, 422))

"""Takes the pictures of the README from the demonstration town, so that they never lie."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import django
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opencus.config.settings")
django.setup()  # the cast names roles of the product

from demo.cast import PASSWORD  # noqa: E402

SHOTS = ROOT / "docs" / "shots"
#: The first page from the ten steps on: what stands above them is about this one machine.
PART_OF_KIT = ("-r", "80", "-f", "1", "-l", "1", "-x", "0", "-y", "195", "-W", "661", "-H", "690")
COMMAND = [sys.executable, "-m", "opencus.config.cli"]


def main() -> None:
    """Start a demonstration of its own, walk to each screen, save its picture, stop."""
    with tempfile.TemporaryDirectory() as data:
        environment = {**os.environ, "OPENCUS_DATA": data}
        subprocess.run([*COMMAND, "demo"], env=environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        try:
            port = json.loads(next((Path(data) / "run").glob("*.json")).read_text())["port"]
            take_all(f"http://localhost:{port}")
            kit(environment, Path(data))
        finally:
            subprocess.run([*COMMAND, "stop"], env=environment, cwd=ROOT, check=False, stdout=subprocess.DEVNULL)


def take_all(address: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    binary = os.environ.get("OPENCUS_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=binary, args=["--no-sandbox", "--disable-gpu", "--lang=pl"])
        person_file(window(browser, address, "kipus@starachowice.invalid"))
        call(window(browser, address, "recepcja@starachowice.invalid"))
        plan(window(browser, address, "dyrektor@starachowice.invalid"))
        phone(window(browser, address, "fizjoterapeuta@pomocna-dlon.invalid", width=390, height=844))
        directory(window(browser, address, "", width=1280, height=1100))
        inspector(window(browser, address, "iod@starachowice.invalid"))
        system(window(browser, address, "dyrektor@starachowice.invalid", height=1400))
        next_programme(window(browser, address, "ous@starachowice.invalid", height=1400))
        consultation(window(browser, address, "", width=1280, height=1100))
        browser.close()


def window(browser: Browser, address: str, email: str, *, width: int = 1440, height: int = 900) -> Page:
    """Return a page of a new window, logged in when there is an e-mail."""
    context = browser.new_context(viewport={"width": width, "height": height}, locale="pl-PL", timezone_id="Europe/Warsaw", base_url=address)
    page = context.new_page()
    if email:
        page.goto("/konto/login/")
        page.fill("input[name=login]", email)
        page.fill("input[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda there: "/konto/login" not in there)
    return page


def save(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    page.screenshot(path=SHOTS / f"{name}.png")
    print(f"docs/shots/{name}.png")


def person_file(page: Page) -> None:
    page.goto("/starachowice/pulpit/")
    page.keyboard.press("Control+k")
    page.keyboard.type("maj zofia")
    page.keyboard.press("Enter")
    page.get_by_role("main").get_by_role("link", name="Zofia Maj").first.click()
    save(page, "case")


def call(page: Page) -> None:
    page.goto("/starachowice/wnioski/rozmowa/")
    page.keyboard.type("duda krzysztof")
    page.locator("#found-dzwoni button").first.click()
    page.fill("#id_client_q", "duda irena")
    page.locator("#found-klient li", has_text="Irena Duda").get_by_role("button").click()
    page.select_option("[name=capacity]", label="opiekun faktyczny")
    page.fill("#id_need", "Mama po złamaniu biodra. Trzeba ćwiczeń i dojazdu na kontrolę w poradni, cieknie też kran.")
    page.locator("#id_need").blur()
    page.wait_for_timeout(1200)
    for service in ("Mobilny fizjoterapeuta", "Transport od drzwi do drzwi", "Złota rączka"):
        page.locator("#uslugi label", has_text=service).first.click()
        page.wait_for_timeout(500)
    save(page, "call")


def plan(page: Page) -> None:
    page.goto("/starachowice/plany/")
    page.get_by_role("link", name="Do zatwierdzenia").click()
    page.get_by_role("main").get_by_role("link", name="Jan Kowalczyk").first.click()
    save(page, "plan")


def phone(page: Page) -> None:
    page.goto("/starachowice/teren/")
    save(page, "phone")


def directory(page: Page) -> None:
    page.goto("/starachowice/uslugi/?dla=senior")
    save(page, "directory")


def inspector(page: Page) -> None:
    page.goto("/starachowice/dziennik/")
    save(page, "inspector")


def system(page: Page) -> None:
    page.goto("/starachowice/system/")
    save(page, "system")


def next_programme(page: Page) -> None:
    """Next year's draft: a rule being built, what the change does to 46,000 invented people, where a clause comes from."""
    page.goto("/starachowice/program/wersje/")
    page.get_by_role("main").locator("tr", has_text="szkic").get_by_role("link").first.click()
    draft = page.url
    page.get_by_role("link", name="Usługi, reguły i opłaty").first.click()
    page.get_by_role("link", name="Taksówka dla seniora").first.click()
    page.get_by_role("main").locator("a[href*='/dostep/'], a[href*='/warunki/'], a[href*='/regula/']").first.click()
    save(page, "rule")
    page.goto(draft)
    page.get_by_role("link", name="Od uwagi mieszkańca do skutku").click()
    page.get_by_role("link", name="§ 15 ust. 1").click()
    save(page, "trace")
    page.goto(draft)
    page.get_by_role("link", name="Próba zmiany").first.click()
    page.check("input[name=population][value=synthetic]")
    page.get_by_label("Mieszkańcy: Starachowice").fill("46000")
    page.get_by_role("button", name="Policz próbę").click()
    page.get_by_role("heading", name="Próba zmiany programu").wait_for(timeout=120_000)
    save(page, "dryrun")


def consultation(page: Page) -> None:
    page.goto("/starachowice/konsultacje/")
    page.get_by_role("link", name="Zmiana programu").first.click()
    save(page, "consultation")


def kit(environment: dict[str, str], data: Path) -> None:
    """The recovery kit of the demonstration, whose keys are thrown away with it."""
    paper = data / "kit.pdf"
    subprocess.run([*COMMAND, "recovery-kit", "--to", str(paper)], env=environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    if shutil.which("pdftoppm"):
        subprocess.run(["pdftoppm", "-png", "-singlefile", *PART_OF_KIT, paper, SHOTS / "kit"], check=True)
        print("docs/shots/kit.png")
    else:
        print("docs/shots/kit.png stays as it is: pdftoppm is missing (apt install poppler-utils)")


if __name__ == "__main__":
    main()

"""One case from the first phone call to settlement, walked as the right people, refusal beside success."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from opencus.core.clock import next_working_day, today
from opencus.core.money import parse_zl
from opencus.core.pesel import generate

pytestmark = pytest.mark.journey

Enter = Callable[..., Page]
TOWN = "/starachowice"
CLIENT = "Halina Wesołowska"
CLAUSE = "Jestem świadomy odpowiedzialności karnej za złożenie fałszywego oświadczenia."


def errors(page: Page) -> str:
    """The summary of what is wrong, in words."""
    return " ".join(page.locator(".govuk-error-summary, [role=alert]").all_inner_texts())


def row(page: Page, *words: str) -> Locator:
    """The table row that holds all the words."""
    found = page.get_by_role("main").locator("tr")
    for word in words:
        found = found.filter(has_text=word)
    return found.first


def test_one_case_from_the_first_call_to_settlement(enter: Enter) -> None:
    reception = enter("recepcja@starachowice.invalid")
    number = take_the_call(reception)
    kipus = enter("kipus@starachowice.invalid")
    recognise_and_qualify(kipus, number)
    draft_the_plan(kipus)
    approve_the_plan(enter("dyrektor@starachowice.invalid"))
    place_the_orders(enter("umowy@starachowice.invalid"))
    manager = enter("kierownik@pomocna-dlon.invalid")
    accept_the_orders(manager)
    dispatcher = enter("dyspozytor@starachowice.invalid")
    book_visits(manager)
    pin = book_the_ride(dispatcher)
    deliver(enter("fizjoterapeuta@pomocna-dlon.invalid", phone=True), pin)
    submit_the_month(manager)
    settle(enter("umowy@starachowice.invalid"), enter("ksiegowosc@starachowice.invalid"), manager)
    look_at_the_file(kipus)


def take_the_call(page: Page) -> str:
    """Steps 1 and 2: the daughter calls; both people are new; three services; keyboard only."""
    keys = page.keyboard
    page.goto(f"{TOWN}/wnioski/rozmowa/")
    keys.type("000 555 456")
    expect(page.locator("#found-dzwoni")).to_contain_text("Nie ma takiej osoby")
    keys.press("Tab")
    keys.press("Enter")
    for words in ("Joanna", "Mróz", "000 555 456"):
        keys.press("Tab")
        keys.type(words)
    keys.press("Tab")
    keys.press("Enter")
    expect(page.locator("#osoby")).to_contain_text("Joanna Mróz")
    expect(page.locator("#id_client_q")).to_be_focused()
    keys.type("wesołowska h")
    expect(page.locator("#found-klient")).to_contain_text("Nie ma takiej osoby")
    keys.press("Tab")
    keys.press("Enter")
    born = date(today().year - 82, 2, 14)
    wrong = generate(born, "F", 17)[:-1] + str((int(generate(born, "F", 17)[-1]) + 1) % 10)
    for words in ("Halina", "Wesołowska", wrong, "", "ul. Lipowa", "14", "3", "Starachowice", "000 555 123"):
        keys.press("Tab")
        keys.type(words)
    keys.press("Tab")
    keys.press("Enter")
    expect(page.locator("#osoby")).to_contain_text("cyfra kontrolna")  # refused, nothing typed is lost
    expect(page.locator("#id_nk-street")).to_have_value("ul. Lipowa")
    page.fill("#id_nk-pesel", generate(born, "F", 17))
    page.locator("button[value='nowa:nk']").press("Enter")
    expect(page.locator("#osoby")).to_contain_text(CLIENT)
    page.select_option("#id_relation", "daughter")
    page.select_option("#id_capacity", "carer")
    expect(page.locator("#osoby")).to_contain_text("Może złożyć wniosek")
    keys.press("F4")
    keys.type("Mama po upadku. Trzeba ćwiczeń, naprawić uchwyt w łazience i dojechać do poradni.")
    expect(page.locator("[data-digit]").filter(has_text="Mobilny fizjoterapeuta")).to_be_visible()
    keys.press("F8")
    for name in ("Mobilny fizjoterapeuta", "Złota rączka", "Taksówka dla seniora"):
        keys.press(page.locator("[data-digit]").filter(has_text=name).first.get_attribute("data-digit") or "")
        expect(page.locator("#wniosek")).to_contain_text(name)
    return hand_in(page)


def hand_in(page: Page) -> str:
    """Refused without the clause and the details, then submitted; the number is read out."""
    page.keyboard.press("Control+Enter")
    expect(page).to_have_title(re.compile("^Błąd"))
    assert "Odczytaj oświadczenie" in errors(page)
    assert "wpisz, co naprawić" in errors(page)
    expect(page.locator("#wniosek")).to_contain_text(CLAUSE)
    page.get_by_label("Jak często i kiedy").first.fill("raz w tygodniu")
    page.get_by_label("Kiedy", exact=True).fill("za tydzień, rano")
    page.get_by_label("Dokąd").fill("Poradnia ortopedyczna, ul. Radomska 70")
    page.get_by_label("Co jest do naprawy").fill("uchwyt w łazience")
    page.select_option("#id_f_after_hospital", label="nie")
    page.select_option("#id_f_referral", label="tak")
    page.fill("#id_f_income_pct", "1800")
    page.fill("#id_f_household_size", "1")
    page.select_option("#id_f_lives_alone", label="tak")
    page.check("#id_information")
    page.check("#id_clause")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="Wniosek złożony")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Joanna Mróz, opiekun faktyczny")
    return page.locator(".no.code").inner_text()


def recognise_and_qualify(page: Page, number: str) -> None:
    """Step 3: the talk in four parts, then each service with its conditions; limits and fees are shown."""
    page.goto(f"{TOWN}/wnioski/")
    row(page, CLIENT).get_by_role("link").first.click()
    expect(page.get_by_role("main")).to_contain_text(number.split("/")[0])
    case = page.url
    page.get_by_role("link", name="Rozpoznaj potrzeby").click()
    page.get_by_label("Kto był obecny").fill("klientka i córka")
    page.fill("#id_current_services", "Nie korzysta z innych usług.")
    page.fill("#id_assessment", "Usługi są uzasadnione i możliwe.")
    page.get_by_role("button", name="Zapisz rozpoznanie").click()
    assert "opłaty i ulgi" in errors(page)
    page.check("#id_fees_explained")
    page.get_by_role("button", name="Zapisz rozpoznanie").click()
    expect(page).to_have_url(case)
    for _ in range(3):
        page.get_by_role("link", name="Kwalifikuj").first.click()
        expect(page.get_by_role("main")).to_contain_text("Warunki")
        page.get_by_role("button", name="Zakwalifikuj").click()
        page.goto(case)
    expect(page.get_by_role("main")).to_contain_text("rozstrzygnięte 3 z 3")


def draft_the_plan(page: Page) -> None:
    """Step 4: incomplete is refused part by part; agreed with the person; the author may not approve."""
    page.goto(f"{TOWN}/plany/")
    row(page, CLIENT).get_by_role("button", name="Opracuj plan").click()
    expect(page.get_by_role("button", name="Wyślij do zatwierdzenia")).to_be_disabled()
    expect(page.get_by_role("main")).to_contain_text("Złota rączka: harmonogram")
    wanted = (
        ("Mobilny fizjoterapeuta", "chodzić pewnie po mieszkaniu", "20", "łącznie", "wt. 9:30–10:15", "Pomocna Dłoń", "w domu"),
        ("Taksówka dla seniora", "dojazd do poradni", "12", "łącznie", "po uzgodnieniu", "CUS", "dom – poradnia"),
        ("Złota rączka", "bezpieczna łazienka", "1", "na miesiąc", "po uzgodnieniu", "Pomocna Dłoń", "w domu"),
    )
    for service, goal, quantity, period, when, provider, place in wanted:
        line = page.locator("tr").filter(has_text=service).first
        line.locator("[name$=goal]").fill(goal)
        line.locator("[name$=quantity]").fill(quantity)
        line.locator("select[name$=period]").select_option(label=period)
        line.get_by_label("Kiedy").fill(when)
        line.locator("select[name$=provider]").select_option(label=provider)
        line.locator("[name$=place]").fill(place)
    page.get_by_role("button", name="Zapisz zmiany").click()
    expect(page.get_by_role("main")).to_contain_text("gotowe 14 z 15")
    page.fill("#id_on", today().isoformat())
    page.fill("#id_how", "rozmowa w domu, obecna córka")
    page.get_by_role("button", name="Zapisz ustalenie").click()
    expect(page.get_by_role("main")).to_contain_text("Plan jest kompletny")
    address = page.url
    page.get_by_role("button", name="Wyślij do zatwierdzenia").click()
    expect(page.get_by_text("Wysłano plan do zatwierdzenia")).to_be_visible()
    page.goto(f"{address.rstrip('/')}/zatwierdzenie/")
    expect(page.get_by_role("heading", name="Nie masz dostępu")).to_be_visible()


def approve_the_plan(page: Page) -> None:
    page.goto(f"{TOWN}/plany/?stan=do-zatwierdzenia")
    row(page, CLIENT).get_by_role("link").first.click()
    page.get_by_role("button", name="Zatwierdź plan").click()
    expect(page.get_by_role("main")).to_contain_text("Barbara Nowicka")


def place_the_orders(page: Page) -> None:
    """Step 5: the contract desk orders from the providers of the plan."""
    for service in ("Mobilny fizjoterapeuta", "Złota rączka", "Taksówka dla seniora"):
        page.goto(f"{TOWN}/umowy/zlecenia/")
        page.locator("li").filter(has_text=service).filter(has_text=CLIENT).get_by_role("link", name="Zleć").click()
        page.get_by_role("button", name="Złóż zlecenie").click()
        expect(page.get_by_text("Złożono zlecenie")).to_be_visible()


def accept_the_orders(page: Page) -> None:
    """The manager sees the minimum, cannot name somebody unqualified, cannot see the plan."""
    for service, workers in (
        ("Mobilny fizjoterapeuta", ("Jan Kowal, konserwator (nie może)", "Piotr Sowa, fizjoterapeuta")),
        ("Złota rączka", ("Jan Kowal, konserwator",)),
    ):
        page.goto(f"{TOWN}/umowy/moje-zlecenia/")
        page.locator("li").filter(has_text=service).filter(has_text=CLIENT).get_by_role("link").first.click()
        seen = page.get_by_role("main").inner_text()
        assert "ul. Lipowa 14 m. 3" in seen
        assert "PESEL" not in seen
        assert "82" not in seen
        assert "po upadku" not in seen
        for worker in workers:
            page.get_by_label("Kto przyjdzie").select_option(label=worker)
            page.get_by_role("button", name="Przyjmij zlecenie").click()
            if "nie może" in worker:
                assert "nie ma ważnych kwalifikacji" in errors(page)
        expect(page.get_by_role("main")).to_contain_text("przyjęte")
    for forbidden in ("/plany/", "/wnioski/", "/osoby/"):
        answer = page.goto(f"{TOWN}{forbidden}")
        assert answer is not None
        assert answer.status in (403, 404)


def book_visits(page: Page) -> None:
    """Step 6: a visit today; the same hour again is refused, because the worker cannot be in two places."""
    page.goto(f"{TOWN}/umowy/moje-zlecenia/")
    row(page, CLIENT, "Mobilny fizjoterapeuta").get_by_role("link").first.click()
    order = page.url
    for hour, booked in (("09:45", False), ("14:00", True)):  # at 9:30 the physiotherapist is with Zofia Maj
        page.goto(order)
        page.get_by_role("link", name="Umów wizytę").click()
        page.fill("#id_on", today().isoformat())
        page.fill("#id_hour", hour)
        page.fill("#id_tasks", "Ćwiczenia chodu\nĆwiczenia rąk")
        page.get_by_role("button", name="Umów", exact=False).last.click()
        if booked:
            expect(page.get_by_role("main")).to_contain_text("14:00")
        else:
            expect(page).to_have_title(re.compile("^Błąd"))
            assert "9:30" in page.get_by_role("main").inner_text()


def book_the_ride(page: Page) -> str:
    """There and back with a time to be there; too short a notice is refused. Returns the client's new PIN."""
    page.goto(f"{TOWN}/umowy/moje-zlecenia/")
    page.locator("li").filter(has_text="Taksówka").filter(has_text=CLIENT).get_by_role("link").first.click()
    page.get_by_label("Kto przyjdzie").select_option(label="Jan Wrona, kierowca")
    page.get_by_role("button", name="Przyjmij zlecenie").click()
    page.get_by_role("link", name="Umów przejazd").click()
    page.get_by_label("Dokąd").fill("Poradnia ortopedyczna, ul. Radomska 70")
    page.fill("#id_on", (today() + timedelta(days=1)).isoformat())
    page.fill("#id_hour", "09:00")
    page.locator("input[name=mobility][value=wheelchair]").check()
    page.locator("input[name=back][value=at]").check()
    page.fill("#id_back_hour", "11:00")
    page.get_by_role("button", name="Sprawdź").click()
    assert "dni robocze" in page.get_by_role("main").inner_text()
    expect(page).to_have_title(re.compile("^Błąd"))
    page.fill("#id_on", next_working_day(today() + timedelta(days=9)).isoformat())
    page.get_by_role("button", name="Sprawdź").click()
    expect(page.get_by_role("main")).to_contain_text("Poradnia ortopedyczna")
    page.get_by_role("button", name="Zgadza się, rezerwuj").click()
    expect(page.get_by_role("main")).to_contain_text("Zarezerwowano")
    page.get_by_role("link", name="Kod PIN klienta").click()
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.get_by_role("main")).to_contain_text("tylko teraz na ekranie")
    found = re.search(r"\b\d{4}\b", page.get_by_role("main").inner_text())
    assert found is not None
    return found.group()


def deliver(page: Page, pin: str) -> None:
    """Step 7: the physiotherapist's phone: start, tasks, a note, the client's confirmation."""
    page.goto(f"{TOWN}/teren/")
    later = page.get_by_role("link", name=re.compile(CLIENT))  # before 9:30 another visit stands on top
    (later.first if later.count() else page.get_by_role("link", name=re.compile("wizyty"))).first.click()
    assert "PESEL" not in page.locator("body").inner_text()
    page.get_by_role("button", name="Zacznij").click()
    page.locator("button[name=state][value=done]").first.click()
    page.locator("textarea[name=note]").fill("Ćwiczenia wykonane.")
    page.get_by_role("button", name="Zapisz notatkę").click()
    page.fill("#pin", "0000" if pin != "0000" else "1111")
    page.get_by_role("button", name="Zakończ wizytę").last.click()
    expect(page).to_have_title(re.compile("^Błąd"))
    page.fill("#pin", pin)
    page.get_by_role("button", name="Zakończ wizytę").last.click()
    expect(page.locator("main")).to_contain_text("Zrobione")


def submit_the_month(page: Page) -> None:
    """Step 8, the provider: the running month shows today's visit and cannot be submitted yet."""
    page.goto(f"{TOWN}/rozliczenia/wlasne/")
    expect(page.get_by_role("main")).to_contain_text("miesiąc trwa")
    page.get_by_role("main").locator("tr").filter(has_text="miesiąc trwa").get_by_role("link").first.click()
    expect(page.get_by_role("main")).to_contain_text(CLIENT)
    expect(page.get_by_role("main")).to_contain_text("Miesiąc jeszcze trwa")
    expect(page.get_by_role("button", name="Złóż rozliczenie")).to_have_count(0)


def settle(contracts: Page, accountant: Page, manager: Page) -> None:
    """Step 8, the centre: one difference recognised, one rejected with a reason; the invoice no longer matches and
    goes back; the provider corrects it; the money is accepted by another person than the merits."""
    last = (today().replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    contracts.goto(f"{TOWN}/rozliczenia/?miesiac={last}")
    row(contracts, "Pomocna").get_by_role("link").first.click()
    month = contracts.url
    expect(contracts.get_by_role("main")).to_contain_text("2 do decyzji")
    approve = contracts.get_by_role("button", name="Zatwierdź merytorycznie")
    expect(approve).to_have_count(0)
    contracts.get_by_role("button", name=re.compile("^Uznaj Zofia Maj")).first.click()
    rejection = contracts.locator("details.stl-rej")
    rejection.locator("summary").click()
    rejection.get_by_role("button").click()
    expect(contracts).to_have_title(re.compile("^Błąd"))
    contracts.get_by_label("Dlaczego odrzucasz?").fill("Klientka była wtedy w szpitalu.")
    contracts.locator("details.stl-rej").get_by_role("button").click()
    approve.click()
    accountant.goto(month)
    expect(accountant.get_by_role("main")).to_contain_text("kwota niezgodna")
    expect(accountant.get_by_role("button", name="Akceptuj finansowo")).to_have_count(0)
    accountant.locator("details.stl-back summary").click()
    accountant.get_by_label("Co trzeba wyjaśnić lub poprawić?").fill("Popraw kwotę faktury.")
    accountant.get_by_role("button", name="Zwróć do wyjaśnienia").click()
    correct_the_invoice(manager)
    contracts.goto(month)
    approve.click()
    accountant.goto(month)
    accountant.get_by_role("button", name="Akceptuj finansowo").click()
    expect(accountant.get_by_role("main")).to_contain_text("Zaakceptowano finansowo")
    accountant.get_by_role("button", name="Odnotuj zapłatę").click()
    expect(accountant.get_by_role("main")).to_contain_text("Odnotowano zapłatę")
    contracts.goto(f"{TOWN}/rozliczenia/udzial-pes/")
    expect(contracts.get_by_role("main")).to_contain_text("ponad 35 %")


def correct_the_invoice(page: Page) -> None:
    """The provider reads why the month came back and submits it again with the amount that is due."""
    page.goto(f"{TOWN}/rozliczenia/wlasne/")
    row(page, "zwrócone").get_by_role("link").first.click()
    expect(page.get_by_role("main")).to_contain_text("Popraw kwotę faktury.")
    rate = 120  # złoty a session, from the contract
    amount = page.locator("#id_invoice_amount")
    amount.fill(str(parse_zl(amount.input_value()) - rate).replace(".", ","))
    page.locator("#id_answer").fill("Poprawiono fakturę.")
    page.get_by_role("button", name="Złóż rozliczenie").click()
    expect(page.get_by_role("main")).to_contain_text("złożone")


def look_at_the_file(page: Page) -> None:
    """Step 9: one page with everything, the timeline tells who looked; the PESEL stays covered without a reason."""
    page.goto(f"{TOWN}/pulpit/")
    page.keyboard.press("Control+k")
    page.keyboard.type("wesołowska")
    page.keyboard.press("Enter")
    page.get_by_role("main").get_by_role("link", name=CLIENT).first.click()
    main = page.get_by_role("main")
    for words in ("Mobilny fizjoterapeuta", "Złota rączka", "Taksówka dla seniora", "Joanna Mróz", "IPUS/"):
        expect(main).to_contain_text(words)
    assert re.search(r"•{7}\d{4}", main.inner_text())
    page.get_by_role("link", name="Historia", exact=True).click()
    for list_name, people in (("Kto zaglądał", ("Anna Kowalik", "Renata Kos", "Piotr Sowa")), ("Zmiany", ("Katarzyna Wrona", "Piotr Maj"))):
        page.get_by_role("link", name=list_name, exact=True).last.click()
        for person in people:
            expect(page.get_by_role("main")).to_contain_text(person)

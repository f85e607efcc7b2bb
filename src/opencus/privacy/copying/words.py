"""Polish names of tables and fields, as a person reads them in the copy of their data."""

from __future__ import annotations

#: model -> what its rows are called
TABLES: dict[str, str] = {
    "person": "Dane podstawowe", "relationship": "Osoby bliskie", "disabilitycertificate": "Orzeczenia o niepełnosprawności",
    "opening": "Otwarcia karty z podaniem powodu", "casefile": "Sprawy", "notice": "Zawiadomienia", "handover": "Przekazania sprawy między działami",
    "handedmatter": "Przekazane sprawy", "clausegiven": "Przekazane informacje o danych", "subjectrequest": "Żądania dotyczące danych",
    "restriction": "Ograniczenia przetwarzania", "consent": "Zgody", "application": "Wnioski", "enquiry": "Zgłoszenia i rozmowy",
    "requestedservice": "Usługi we wniosku", "needsrecognition": "Rozpoznania potrzeb", "qualification": "Rozstrzygnięcia",
    "waitinglistentry": "Miejsca na listach oczekujących", "decision": "Decyzje", "entitlement": "Przyznane usługi",
    "entitlementuse": "Wykorzystanie przyznanych usług", "plan": "Plany usług", "planversion": "Wersje planów", "planitem": "Usługi w planie",
    "supportingaction": "Działania wspierające", "monitoringentry": "Notatki z monitorowania planu", "closingtalk": "Rozmowy na koniec planu",
    "order": "Zlecenia usług", "visit": "Wizyty", "visittask": "Czynności w czasie wizyt", "visitseries": "Serie wizyt", "ride": "Przejazdy",
    "deliveryrecord": "Wykonane usługi", "correction": "Poprawki wykonania", "confirmationcode": "Kody do potwierdzania wizyt",
    "charge": "Należności", "settlementline": "Pozycje rozliczeń z wykonawcami", "persontoken": "Słowa do wyszukiwania",
}  # fmt: skip

#: Tables and fields that say nothing a person could read: how the program finds and checks rows.
TECHNICAL_TABLES = frozenset({"persontoken"})
TECHNICAL_FIELDS = frozenset(
    {
        "id", "centre", "sort_key", "search_key", "phone_key", "pesel_index", "digest", "failed_tries", "source_id",
        "matter_id", "left_out", "position",
    }
)  # fmt: skip

#: field, or model.field where the same name means something else
FIELDS: dict[str, str] = {
    "given_name": "Imię", "family_name": "Nazwisko", "birth_date": "Data urodzenia", "sex": "Płeć", "no_pesel_reason": "Powód braku PESEL",
    "pesel_cipher": "PESEL", "other_id_kind": "Rodzaj dokumentu", "other_id_cipher": "Numer dokumentu", "household": "Gospodarstwo domowe",
    "lives_alone": "Mieszka samotnie", "municipality": "Gmina", "street": "Ulica", "house_number": "Numer domu", "flat_number": "Numer mieszkania",
    "postcode": "Kod pocztowy", "town": "Miejscowość", "phone": "Telefon", "email": "E-mail", "preferred_contact": "Sposób kontaktu",
    "special_needs": "Szczególne potrzeby", "entry_note": "Uwaga o wejściu", "mobility": "Poruszanie się", "deceased_on": "Data zgonu",
    "restricted_since": "Przetwarzanie ograniczone od", "created_at": "Zapisano", "updated_at": "Ostatnia zmiana",
    "person": "Osoba", "other": "Druga osoba", "kind": "Rodzaj", "statutory_representative": "Przedstawiciel ustawowy", "actual_carer": "Opiekun faktyczny",
    "contact_first": "Pierwszy kontakt", "note": "Uwaga", "degree": "Stopień", "valid_from": "Od", "valid_to": "Do", "causes": "Symbole przyczyn",
    "user": "Pracownik", "reason": "Powód", "words": "Opis", "by_duty": "Z obowiązku", "opened_at": "Otwarto", "until": "Do kiedy",
    "acknowledged_by": "Zapoznał się", "acknowledged_at": "Zapoznano się", "mark": "Znak", "jrwa_class": "Klasa akt", "number": "Numer", "year": "Rok",
    "archival_category": "Kategoria archiwalna", "opened_on": "Założono", "closed_on": "Zakończono", "case_file": "Sprawa", "subject": "Temat", "text": "Treść",
    "channel": "Sposób", "given_at": "Przekazano", "from_division": "Z działu", "to_division": "Do działu", "division": "Dział", "purpose": "Cel", "basis": "Podstawa",
    "basis_words": "Opis podstawy", "state": "Stan", "offered_by": "Przekazuje", "offered_at": "Zaproponowano", "answered_by": "Odpowiada",
    "answered_at": "Odpowiedziano", "answer": "Odpowiedź", "withdrawn_by": "Wycofuje", "withdrawn_at": "Wycofano", "withdrawal": "Powód wycofania",
    "handover": "Przekazanie", "clause": "Klauzula", "form": "Forma", "given_by": "Przekazał", "requester": "Kto żąda", "demand": "Treść żądania",
    "received_on": "Wpłynęło", "due_on": "Termin", "extended_to": "Termin przedłużony do", "extension_reason": "Powód przedłużenia", "answered_on": "Odpowiedziano",
    "outcome": "Wynik", "copied_at": "Kopię przygotowano", "registered_by": "Zarejestrował", "ground": "Podstawa", "since": "Od", "lifted_on": "Zniesiono",
    "lifted_reason": "Powód zniesienia", "person_told_on": "Zawiadomiono osobę", "set_by": "Zapisał", "given_on": "Udzielono", "withdrawn_on": "Cofnięto",
    "recorded_by": "Zapisał", "client": "Klient", "applicant": "Wnioskodawca", "capacity": "W czyim imieniu", "office": "Biuro", "need": "Potrzeba",
    "declared": "Oświadczenia", "clause_given_at": "Oświadczenie z art. 36 złożono", "clause_form": "Forma oświadczenia",
    "information_given_at": "Informację o danych przekazano", "submitted_on": "Złożono", "coordinator": "Koordynator", "created_by": "Zapisał",
    "caller_name": "Kto dzwonił", "caller_phone": "Telefon dzwoniącego", "caller": "Dzwoniący", "application": "Wniosek", "taken_by": "Przyjął",
    "started_at": "Początek", "ended_at": "Koniec", "programme_service": "Usługa", "requested": "Usługa we wniosku", "limits": "Limity", "unit_fee": "Opłata za jednostkę",
    "fee_text": "Odpłatność", "fee_basis": "Podstawa odpłatności", "granted_on": "Przyznano", "resigned_on": "Rezygnacja",
    "cared_for": "Dla kogo (osoba pod opieką)", "replaced_by": "Zmienione w przyznanie", "change_reason": "Powód zmiany", "points_basis": "Za co punkty", "author": "Autor",
    "monitor": "Czuwa nad planem", "line": "Usługa w umowie", "entitlement": "Przyznanie", "plan_item": "Pozycja planu", "quantity": "Ilość", "period": "Okres",
    "schedule_text": "Harmonogram", "reply_due_on": "Termin odpowiedzi wykonawcy", "placed_by": "Zlecił", "placed_at": "Zlecono", "replied_at": "Odpowiedź wykonawcy",
    "decline_reason": "Powód odmowy wykonawcy", "worker": "Pracownik wykonawcy", "order": "Zlecenie", "starts_at": "Początek", "ends_at": "Koniec",
    "device_started_at": "Początek według telefonu", "device_ended_at": "Koniec według telefonu", "late_reason": "Powód opóźnienia", "cancel_reason": "Powód odwołania",
    "booked_by": "Umówił", "series": "Seria", "pickup_address": "Skąd", "dropoff_address": "Dokąd", "fee_variant": "Wariant opłaty", "fee": "Opłata",
    "companions": "Osoby towarzyszące", "vehicle": "Pojazd", "drive_minutes": "Czas jazdy (min)", "on_call": "Powrót na telefon", "arrived_at": "Przyjazd",
    "outward": "Przejazd tam", "visit": "Wizyta", "ride": "Przejazd", "on": "Dzień", "planned": "Zaplanowano", "done": "Wykonano", "confirmed": "Potwierdzono",
    "confirmation": "Sposób potwierdzenia", "confirmed_at": "Potwierdzono", "recorded_at": "Zapisano", "issued_by": "Wydał", "issued_at": "Wydano",
    "month": "Miesiąc", "units": "Jednostki", "amount": "Kwota", "bank_account": "Rachunek", "wish": "Jak często i kiedy", "details": "Szczegóły",
    "forwarded_to": "Przekazano do", "held_on": "Dzień rozmowy", "place": "Miejsce", "present": "Obecni", "needs": "Potrzeby", "current_services": "Dotychczasowe usługi",
    "assessment": "Ocena", "supporting_actions": "Działania wspierające", "fees_explained": "Wyjaśniono opłaty", "version": "Wersja planu", "goal": "Cel",
    "week": "Rozkład tygodnia", "provider": "Wykonawca", "plan": "Plan", "agreed_on": "Uzgodniono", "agreed_how": "Jak uzgodniono", "submitted_by": "Przekazał do zatwierdzenia",
    "submitted_at": "Przekazano do zatwierdzenia", "approved_by": "Zatwierdził", "approved_at": "Zatwierdzono", "self_approved": "Zatwierdzone przez autora",
    "remark": "Uwaga przy odesłaniu", "by": "Kto", "no_talk_reason": "Dlaczego nie było rozmowy", "course_and_results": "Przebieg i efekty",
    "first_day": "Pierwszy dzień", "last_day": "Ostatni dzień", "at": "Kiedy", "record": "Wykonanie", "before": "Przed poprawką", "after": "Po poprawce",
    "settlement": "Rozliczenie", "contract_line": "Usługa w umowie", "rate": "Stawka", "reported": "Zgłoszono", "disputed": "Sporne", "why": "Dlaczego", "verdict": "Rozstrzygnięcie",
    "verdict_reason": "Powód rozstrzygnięcia", "decided_by": "Rozstrzygnął", "reasons": "Powody", "explanation": "Wyjaśnienie", "qualified_by": "Rozstrzygnął",
    "points": "Punkty", "entered_at": "Wpisano", "left_at": "Skreślono", "offered_until": "Propozycja ważna do", "resolution": "Rozstrzygnięcie",
    "factual_reasons": "Uzasadnienie faktyczne", "legal_reasons": "Uzasadnienie prawne", "appeal_instruction": "Pouczenie", "drafted_by": "Przygotował",
    "signed_by": "Podpisał", "authorisation": "Upoważnienie", "signed_on": "Podpisano", "delivery_channel": "Sposób doręczenia", "delivered_on": "Doręczono",
    "delivery_proof": "Dowód doręczenia", "who": "Kto", "what": "Co", "when": "Kiedy",
}  # fmt: skip

#: Names and numbers of other people that a row may hold as text: left out of the copy (art. 15(4) GDPR).
OTHERS_IN_TEXT = frozenset({"enquiry.caller_name", "enquiry.caller_phone", "needsrecognition.present", "supportingaction.who"})
HIDDEN = "inna osoba (dane zasłonięte)"


def table_label(model_name: str) -> str:
    """What rows of the table are called; an unknown one by its own name."""
    return TABLES.get(model_name, model_name.capitalize())


def field_label(model_name: str, field_name: str) -> str:
    """What a field is called; an unknown one by its own name."""
    return FIELDS.get(f"{model_name}.{field_name}") or FIELDS.get(field_name) or field_name.replace("_", " ").capitalize()

"""The doctor names what is wrong and how to mend it: each thing is broken here once."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from django.db import OperationalError, connection
from django.test import Client, override_settings
from django.utils import timezone

from opencus.audit.models import Entry
from opencus.centre.actors import Actor
from opencus.centre.models import AccessPolicy, Centre, User
from opencus.centre.roles import Role
from opencus.config import backup_state, doctor, health, schema
from opencus.config.doctor import database, findings, keeping, machine, people, printing, web, work
from opencus.config.doctor.findings import Check, Finding, Level, Scope
from opencus.config.health import Pulse
from opencus.config.proxy import networks

Make = Callable[..., Actor]
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ALL = Scope()


def bad(finding: Finding, words: str, todo: str) -> None:
    assert (finding.level, words in finding.words, todo in finding.todo) == (Level.BAD, True, True), finding


def warned(finding: Finding, words: str, todo: str) -> None:
    assert (finding.level, words in finding.words, todo in finding.todo) == (Level.WARN, True, True), finding


def well(finding: Finding) -> None:
    assert finding.level == Level.OK, finding
    assert not finding.todo


# --- the machine --------------------------------------------------------------------------------------------------


def test_versions_are_well_now_and_named_when_their_support_ends(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    well(machine.python(ALL))
    well(machine.postgresql(ALL))
    monkeypatch.setattr(machine.clock, "today", lambda: machine.PYTHON_ENDS[(3, 11)] - timedelta(days=30))
    monkeypatch.setattr(machine, "PYTHON_ENDS", dict.fromkeys(machine.PYTHON_ENDS, machine.PYTHON_ENDS[(3, 11)]))
    warned(machine.python(ALL), "tylko do 31.10.2027", "nowszą wersję systemu")
    monkeypatch.setattr(machine.clock, "today", lambda: machine.POSTGRES_ENDS[18] + timedelta(days=1))
    bad(machine.postgresql(ALL), "nie dostaje poprawek", "pg_upgrade")


def test_a_full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    well(machine.disk(ALL))
    monkeypatch.setattr(health, "free_disk", lambda: (5_000_000_000, 0.06))
    warned(machine.disk(ALL), "5,0 GB (6%)", "OPENCUS_BACKUP_DIRS")
    monkeypatch.setattr(health, "free_disk", lambda: (100_000_000, 0.001))
    bad(machine.disk(ALL), "przestanie zapisywać", "du -xh")


def test_a_clock_that_runs_away(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    well(machine.system_clock(ALL))

    class Fast(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime.now(tz) + timedelta(seconds=ahead)

    monkeypatch.setattr(machine, "datetime", Fast)
    ahead = 10
    warned(machine.system_clock(ALL), "różnią się o 10 s", "timedatectl")
    ahead = 3600
    bad(machine.system_clock(ALL), "różnią się o", "timedatectl")
    ahead = -(40 * 365 * 86400)
    bad(machine.system_clock(ALL), "sprzed wydania programu", "timedatectl")


def test_time_zones_are_known() -> None:
    well(machine.time_zones(ALL))


# --- the database -------------------------------------------------------------------------------------------------


def test_a_database_of_another_version(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_note", lambda: {"migrations": schema.fingerprint()})
    well(database.migrations(ALL))
    monkeypatch.setattr(database, "_note", lambda: {"migrations": "older"})
    bad(database.migrations(ALL), "nie pasuje", "opencus backup && opencus migrate")


def test_a_hole_in_the_wall_between_centres(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    well(database.walls(ALL))
    well(database.application_role(ALL))
    monkeypatch.setattr(database.audit, "faults", lambda cursor: ["people_person: no tenant policy"] * 5)
    bad(database.walls(ALL), "5 usterek w oddzieleniu centrów: people_person", "opencus restore")
    monkeypatch.setattr(database.external, "UNBOUND", "SELECT true")
    bad(database.application_role(ALL), "omija zabezpieczenie wierszy", "NOBYPASSRLS")


def test_statements_with_names_in_the_log_of_postgresql(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('log_min_error_statement')")
        if cursor.fetchone()[0] != "panic":
            pytest.skip("the cluster was started by an older version")
    well(database.statements_in_log(ALL))


def test_the_page_of_the_demonstration_over_real_people(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    with override_settings(DEMO=True):
        bad(database.demonstration(ALL), "nad prawdziwymi danymi", "OPENCUS_DEMO")
    monkeypatch.setattr(database, "_note", lambda: {"demo": "ready"})
    with override_settings(HTTPS=True):
        warned(database.demonstration(ALL), "dane pokazowe", "OPENCUS_DATA")
    well(database.demonstration(ALL))


# --- what must survive --------------------------------------------------------------------------------------------


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OPENCUS_DATA", str(tmp_path))
    monkeypatch.delenv("OPENCUS_BACKUP_DIRS", raising=False)
    monkeypatch.delenv("OPENCUS_KEYS_DIR", raising=False)
    folder = tmp_path / "keys"
    folder.mkdir(mode=0o700)
    (folder / "pesel-1.key").write_text("00")
    (folder / "pesel-1.key").chmod(0o600)
    return tmp_path


def test_keys_that_others_may_read_or_that_lie_with_the_backups(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    well(keeping.key_files(ALL))
    (data / "keys" / "pesel-1.key").chmod(0o640)
    bad(keeping.key_files(ALL), "mogą czytać", "chmod 700")
    (data / "keys" / "pesel-1.key").chmod(0o600)
    monkeypatch.setenv("OPENCUS_BACKUP_DIRS", str(data / "keys"))
    bad(keeping.key_files(ALL), "razem z kluczami", "OPENCUS_BACKUP_DIRS")


def test_keys_that_were_never_printed(data: Path) -> None:
    bad(keeping.recovery_kit(ALL), "Nie wydrukowano", "opencus recovery-kit")
    backup_state.write("kit", {"at": datetime.now(UTC).isoformat()})
    well(keeping.recovery_kit(ALL))


def test_backups_that_are_missing_old_failed_or_in_one_place(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bad(keeping.backups(ALL), "żadnej kopii", "opencus backup")
    here = {"path": "a", "trouble": "", "bytes": 1}
    backup_state.write("backup", {"at": (datetime.now(UTC) - timedelta(days=3)).isoformat(), "copies": [here]})
    bad(keeping.backups(ALL), "3 dni temu", "opencus-backup.timer")
    now = datetime.now(UTC).isoformat()
    backup_state.write("backup", {"at": now, "copies": [here, {**here, "trouble": "dysk"}]})
    bad(keeping.backups(ALL), "w jednym z miejsc", "podłącz dysk")
    backup_state.write("backup", {"at": now, "copies": [here]})
    warned(keeping.backups(ALL), "w jednym miejscu", "OPENCUS_BACKUP_DIRS")
    monkeypatch.setattr(keeping.backup_places, "warnings", list)
    well(keeping.backups(ALL))


def test_a_backup_nobody_ever_restored(data: Path) -> None:
    bad(keeping.restore_test(ALL), "Żadnej kopii", "opencus restore-test")
    backup_state.write("restore_test", {"at": datetime.now(UTC).isoformat(), "faults": ["x"]})
    bad(keeping.restore_test(ALL), "wykazała błędy", "opencus backup")
    backup_state.write("restore_test", {"at": (datetime.now(UTC) - timedelta(days=20)).isoformat(), "faults": []})
    warned(keeping.restore_test(ALL), "odtworzono na próbę", "opencus restore-test")
    backup_state.write("restore_test", {"at": datetime.now(UTC).isoformat(), "faults": []})
    well(keeping.restore_test(ALL))


# --- what runs ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pulse", "look", "words"),
    [
        (Pulse(None, None, None, NOW), work.worker, "Nikt nie wykonuje"),
        (Pulse(None, NOW - timedelta(minutes=7), None, NOW), work.worker, "milczy od 7 min"),
        (Pulse(None, NOW, NOW - timedelta(minutes=25), NOW), work.tail, "czeka na pieczęć od 25 min"),
    ],
)
def test_a_worker_that_is_silent(
    pulse: Pulse, look: Callable[[Scope], Finding], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "pulse", lambda: Pulse(None, NOW, None, NOW))
    well(look(ALL))
    monkeypatch.setattr(health, "pulse", lambda: pulse)
    bad(look(ALL), words, "opencus")


def test_jobs_that_failed_hang_or_wait(centre: Centre, other_centre: Centre) -> None:
    with connection.cursor() as cursor:
        well(work.jobs(ALL))
        queue = "INSERT INTO procrastinate_jobs (queue_name, task_name, args, scheduled_at) VALUES ('q', 't', %s, %s) RETURNING id"
        cursor.execute(queue, ["{}", timezone.now() - timedelta(hours=1)])
        number = cursor.fetchone()[0]
        warned(work.jobs(ALL), "1 zadanie czeka dłużej", "opencus worker")
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [number])
        warned(work.jobs(ALL), "1 zadanie utknęło", "poczekaj minutę")
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %s", [number])
        bad(work.jobs(ALL), "1 zadanie w tle nie udało się", "ponów je albo odłóż")
        cursor.execute("UPDATE procrastinate_jobs SET args = jsonb_build_object('centre_id', %s::text)", [str(other_centre.id)])
        well(work.jobs(Scope(centre)))
        bad(work.jobs(Scope(other_centre)), "nie udało się", "ponów")


# --- the door -----------------------------------------------------------------------------------------------------


def test_a_server_open_to_the_network_without_encryption(monkeypatch: pytest.MonkeyPatch) -> None:
    with override_settings(HTTPS=False, ALLOWED_HOSTS=["localhost"]):
        warned(web.https(ALL), "tylko na tym komputerze", "--https")
        monkeypatch.setenv("OPENCUS_BIND", "0.0.0.0")
        bad(web.https(ALL), "bez szyfrowania", "apt install caddy")
    with override_settings(HTTPS=True):
        well(web.https(ALL))


def test_names_and_proxies_that_are_too_wide() -> None:
    with override_settings(ALLOWED_HOSTS=["*"]):
        bad(web.hosts(ALL), "OPENCUS_HOSTS=*", "OPENCUS_HOSTS=")
    with override_settings(TRUSTED_PROXIES=networks("0.0.0.0/0")):
        bad(web.hosts(ALL), "wierzy obcym", "127.0.0.1")
    well(web.hosts(ALL))


def certificate(path: Path, days: int) -> None:
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "cus")])
    moment = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 7, moment - timedelta(days=90), moment + timedelta(days=days))
    path.write_bytes(made.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM))


def test_a_certificate_that_expires(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "cert.pem"
    with override_settings(DATA=tmp_path):
        well(web.certificates(ALL))
        monkeypatch.setenv("OPENCUS_CERTIFICATE", str(file))
        bad(web.certificates(ALL), "Nie da się odczytać", "openssl")
        for days, verdict in ((90, Level.OK), (5, Level.WARN), (-1, Level.BAD)):
            certificate(file, days)
            assert web.certificates(ALL).level == verdict


def test_mail_that_goes_nowhere() -> None:
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.console.EmailBackend"):
        warned(web.mail(ALL), "nie wysyła e-maili", "OPENCUS_EMAIL_URL")
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend"):
        well(web.mail(ALL))


# --- accounts -----------------------------------------------------------------------------------------------------


def test_a_centre_that_has_not_decided_how_files_are_guarded(centre: Centre) -> None:
    AccessPolicy.objects.all().delete()
    warned(people.guards(Scope(centre)), "CUS Testowo", "Ochrona kart")
    AccessPolicy.objects.create(set_at=timezone.now())
    well(people.guards(Scope(centre)))


def test_a_director_without_a_second_factor(centre: Centre, make_actor: Make) -> None:
    well(people.second_factor(Scope(centre)))
    barbara = make_actor(Role.DIRECTOR, name="Barbara Nowicka")
    make_actor(Role.KIPUS, name="Anna Kowalik")
    bad(people.second_factor(Scope(centre)), "1 osoba z rolą dyrektora", "Moje konto")
    Authenticator.objects.create(user_id=barbara.user_id, type="totp", data={})
    well(people.second_factor(ALL))


def test_an_account_nobody_uses(centre: Centre, other_centre: Centre, make_actor: Make) -> None:
    anna = make_actor(Role.KIPUS, name="Anna Kowalik")
    well(people.unused(Scope(centre)))
    User.objects.filter(id=anna.user_id).update(last_login=timezone.now() - timedelta(days=91))
    warned(people.unused(Scope(centre)), "1 konto nie było używane", "zamknij")
    well(people.unused(Scope(other_centre)))


# --- the whole ----------------------------------------------------------------------------------------------------


def test_a_database_that_does_not_answer_is_said_and_the_rest_goes_on(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*args: Any) -> None:
        raise OperationalError("at 10.0.0.7")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", away)
        found = {check.name: finding for check, finding in doctor.examine(ALL)}
    bad(found["migrations"], "nie odpowiada", "opencus status")
    well(found["time_zones"])


def test_a_check_that_fails_itself_stops_no_other_and_tells_no_secret(centre: Centre) -> None:
    def query(scope: Scope) -> Finding:
        with connection.cursor() as cursor:
            cursor.execute("SELECT '44051401359' FROM no_such_table")
        raise AssertionError

    checks = (Check("broken", "Zepsute", query), Check("role", "Rola", database.application_role))
    (_, first), (_, second) = doctor.examine(Scope(centre), checks)
    bad(first, "Nie udało się sprawdzić (ProgrammingError)", "opencus migrate")
    assert "44051401359" not in first.words
    well(second)


def test_every_bad_finding_says_what_to_do(db: None) -> None:
    found = doctor.examine(ALL)
    assert [check.name for check, one in found if one.level != Level.OK and not one.todo] == []
    assert len({check.name for check in doctor.CHECKS}) == len(doctor.CHECKS) >= 24


def test_the_command_prints_signs_acts_and_an_exit_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def seen(*rows: Finding) -> None:
        monkeypatch.setattr(doctor, "examine", lambda scope: [(doctor.CHECKS[0], one) for one in rows])

    seen(findings.ok("Jest."), findings.warn("Uwaga.", "zrób a"), findings.bad("Źle.", "zrób b"), findings.bad("Źle.", "c"))
    assert printing.run() == 1
    said = capsys.readouterr().out
    assert "✓ Python: Jest." in said
    assert "! Python: Uwaga.\n    Co zrobić: zrób a" in said
    assert "✗ Python: Źle.\n    Co zrobić: zrób b" in said
    assert said.endswith("2 rzeczy do naprawy, 1 uwaga.\n")
    seen(findings.ok("Jest."))
    assert printing.run(as_json=True) == 0
    assert json.loads(capsys.readouterr().out)["worst"] == "ok"


def test_the_director_sees_the_state_on_the_screen_without_paths_and_tables(
    centre: Centre, make_actor: Make, login: Callable[[Actor], Client]
) -> None:
    client = login(make_actor(Role.DIRECTOR, name="Barbara Nowicka"))
    html = client.get("/testowo/system/").content.decode()
    assert "Stan systemu" in html
    assert "Kopie zapasowe" in html
    assert "Oddzielenie centrów" not in html
    assert str(keeping.keys.keys_dir()) not in html
    entry = Entry.objects.get(kind="config.system.view")
    assert entry.data["problems"] >= 1

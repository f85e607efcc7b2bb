"""What deploy/ promises: units that are locked down, containers without secrets and rights, one set of limits."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from .tree import ROOT

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
OURS = ("web", "worker", "migrate", "backup")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text())


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_every_unit_is_locked_down_and_gets_its_keys_from_systemd(unit: Any) -> None:
    text = unit.read_text()
    for line in ("NoNewPrivileges=yes", "ProtectSystem=strict", "ProtectHome=yes", "PrivateTmp=yes", "User=opencus", "UMask=0077"):
        assert line in text.splitlines()
    kinds = re.findall(r"^LoadCredential=([a-z]+)-1\.key:", text, re.M)
    assert sorted(kinds) == ["backup", "blind", "django", "pesel", "signing"]
    assert "OPENCUS_KEYS_DIR=%d" in text
    assert "MIGRATOR" not in text


def test_the_units_call_words_the_command_knows() -> None:
    words = {re.search(r"bin/opencus (\S+)", unit.read_text())[1] for unit in UNITS}  # type: ignore[index]
    assert words == {"serve", "worker", "backup"}


def test_the_containers_have_no_rights_and_no_secret_in_the_file(compose: dict[str, Any]) -> None:
    for name in OURS:
        service = compose["services"][name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert "ports" not in service
    assert compose["services"]["caddy"]["ports"] == ["80:80", "443:443"]
    assert compose["networks"]["inside"]["internal"] is True
    assert not re.search(r"(?i)password:\s*[^\s{]|://[^@\s]+:[^@\s]+@", (DEPLOY / "compose.yaml").read_text())
    assert set(compose["services"]["db"]["secrets"]) == set(compose["secrets"])


def test_who_must_wait_waits_and_the_proxy_is_the_one_that_is_trusted(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert services["web"]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    assert services["caddy"]["depends_on"]["web"]["condition"] == "service_healthy"
    address = services["caddy"]["networks"]["inside"]["ipv4_address"]
    assert services["web"]["environment"]["OPENCUS_TRUSTED_PROXIES"] == address


def test_the_limits_of_both_caddyfiles_are_the_same() -> None:
    from opencus.config import caddy

    written = (DEPLOY / "Caddyfile").read_text()
    for words in ("max_header_size 16KB", "read_header 10s", "read_body 60s", "write 120s", "idle 120s", f"max_size {caddy.BODY}"):
        assert words in written
    assert f"request_buffers {caddy.BODY}" in written


def test_the_image_installs_by_hash_only() -> None:
    text = (DEPLOY / "Dockerfile").read_text()
    assert "--require-hashes --only-binary :all: -r requirements.lock" in text
    assert text.count("pip install") == 1
    assert re.search(r"^USER opencus$", text, re.M)

"""Who is asking: our proxy is believed, everybody else's claims are dropped."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory, override_settings

from opencus.config.proxy import networks, visitor

OURS = networks("127.0.0.1,::1,172.30.250.10")


def seen(remote: str, **claims: str) -> tuple[str, dict[str, str]]:
    request = RequestFactory().get("/", REMOTE_ADDR=remote, **claims)
    with override_settings(TRUSTED_PROXIES=OURS):
        visitor(request)
    left = {name: value for name, value in request.META.items() if "FORWARDED" in name or "REAL_IP" in name}
    return request.META["REMOTE_ADDR"], left


def test_a_stranger_cannot_say_who_he_is() -> None:
    claims = {"HTTP_X_FORWARDED_FOR": "10.0.0.1", "HTTP_X_REAL_IP": "10.0.0.1", "HTTP_FORWARDED": "for=10.0.0.1"}
    assert seen("203.0.113.9", HTTP_X_FORWARDED_PROTO="https", **claims) == ("203.0.113.9", {})


@pytest.mark.parametrize("proxy", ["127.0.0.1", "::1", "::ffff:127.0.0.1", "172.30.250.10"])
def test_our_proxy_says_who_asked(proxy: str) -> None:
    address, left = seen(proxy, HTTP_X_FORWARDED_FOR="203.0.113.9", HTTP_X_FORWARDED_PROTO="https")
    assert (address, left) == ("203.0.113.9", {"HTTP_X_FORWARDED_PROTO": "https"})


def test_what_the_visitor_put_before_the_proxys_word_does_not_count() -> None:
    assert seen("127.0.0.1", HTTP_X_FORWARDED_FOR="10.0.0.1, 203.0.113.9")[0] == "203.0.113.9"
    assert seen("127.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.9, 172.30.250.10")[0] == "203.0.113.9"


@pytest.mark.parametrize("nonsense", ["", "unknown", "1.2.3", "' OR 1=1", "203.0.113.9, <script>"])
def test_nonsense_leaves_the_address_of_the_proxy(nonsense: str) -> None:
    assert seen("127.0.0.1", HTTP_X_FORWARDED_FOR=nonsense)[0] == "127.0.0.1"


def test_networks_are_read_strictly() -> None:
    assert networks("") == ()
    assert [str(one) for one in networks("10.0.0.0/8, 192.168.1.7")] == ["10.0.0.0/8", "192.168.1.7/32"]
    with pytest.raises(ValueError, match="does not appear"):
        networks("everybody")


@override_settings(SECURE_SSL_REDIRECT=True, SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https"), TRUSTED_PROXIES=())
def test_nobody_passes_for_encrypted_by_saying_so(db: None) -> None:
    answer = Client(headers={"X-Forwarded-Proto": "https"}).get("/konto/login/")
    assert (answer.status_code, answer["Location"]) == (301, "https://testserver/konto/login/")


def test_a_forged_name_of_the_server_is_refused(db: None) -> None:
    client = Client(raise_request_exception=False)
    assert client.get("/konto/login/", headers={"Host": "evil.example"}).status_code == 400
    assert client.get("/konto/login/", headers={"X-Forwarded-Host": "evil.example"}).status_code == 200

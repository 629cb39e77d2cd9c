"""Where a call may go, and what may be read of it."""

from __future__ import annotations

import pytest

from playground.egress import HIDDEN, RefusedAddress, check_address, check_url, redact

PUBLIC = ("8.8.8.8", "142.250.185.74", "2a00:1450:4001:81c::200a", "::ffff:8.8.8.8")
AT_HOME = (
    *("127.0.0.1", "127.8.9.1", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1"),
    *("100.64.0.1", "::1", "fd00::1", "fc12:3456::1", "::ffff:127.0.0.1", "::ffff:10.1.2.3"),
    *("64:ff9b::a00:1", "2002:a00:1::"),
)
NEVER = (
    *("0.0.0.0", "0.1.2.3", "169.254.169.254", "169.254.0.1", "224.0.0.1", "240.0.0.1"),
    *("255.255.255.255", "192.0.2.1", "198.18.0.1", "203.0.113.1", "192.0.0.170", "100.100.100.200"),
    *("::", "fe80::1", "fe80::1%2", "fec0::1", "ff02::1", "2001:db8::1", "fd00:ec2::254"),
    *("::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::", "::169.254.169.254"),
    *("3fff::1", "2001:0:a9fe:a9fe::1"),
)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_pass(address: str) -> None:
    check_address(address)
    check_address(address, allow_private=True)


@pytest.mark.parametrize("address", AT_HOME)
def test_private_addresses_pass_only_where_allowed(address: str) -> None:
    check_address(address, allow_private=True)
    with pytest.raises(RefusedAddress):
        check_address(address)


@pytest.mark.parametrize("address", NEVER)
def test_metadata_and_special_addresses_never_pass(address: str) -> None:
    for allow_private in (False, True):
        with pytest.raises(RefusedAddress):
            check_address(address, allow_private=allow_private)


@pytest.mark.parametrize(
    "url",
    [
        "https://generativelanguage.googleapis.com",
        "https://relay.example/gemini/",
        "http://127.0.0.1:8000",
        "http://[::1]:8000/x",
    ],
)
def test_base_urls(url: str) -> None:
    check_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "relay.example",
        "file:///etc/passwd",
        "gopher://relay.example/",
        "ftp://relay.example/",
        "data:text/plain,x",
        "unix:/run/x.sock",
        "javascript:alert(1)",
        "ws://relay.example/",
        "https://",
        "https:///path",
        "https://user:secret@relay.example/",
        "https://relay.example@169.254.169.254/",
        "https://relay.example/?key=AIzaSECRET",
        "https://relay.example/#part",
        "https://relay.example:99999/",
        "https://relay.example:0/",
        "https://relay.example/ with blank",
        "https://relay.example\\@evil.example/",
        "https://relay.example/\r\nX: y",
        "https://[::1/",
    ],
)
def test_what_is_no_base_url(url: str) -> None:
    with pytest.raises(RefusedAddress):
        check_url(url)


KEY = "AIzaCANARY_0123456789-abcdefghijklmnopq"


@pytest.mark.parametrize("key", [KEY, "sk-CANARY.0123456789"])
@pytest.mark.parametrize(
    "frame",
    [
        "GET https://host/v1/models?key={}&alt=sse",
        "https://host/?alt=sse&key={}",
        "{{'x-goog-api-key': '{}'}}",
        "(b'x-goog-api-key', b'{}')",
        "X-Goog-Api-Key: {}",
        '{{"authorization": "Bearer {}"}}',
        "Authorization: bearer {}",
        '"{{\\"Authorization\\": \\"Bearer {}\\"}}"',
        "sent Bearer {} to the relay",
    ],
)
def test_keys_are_hidden_where_keys_stand(frame: str, key: str) -> None:
    seen = redact(frame.format(key))
    assert "CANARY" not in seen
    assert HIDDEN in seen


def test_google_keys_are_hidden_anywhere() -> None:
    assert redact(f"API key {KEY} was reported as leaked") == (f"API key {HIDDEN} was reported as leaked")


def test_given_secrets_are_hidden_in_plain_and_in_urls() -> None:
    text = redact("relay says: no such token p/ss w*rd, see /x?t=p%2Fss%20w%2Ard", "p/ss w*rd")
    assert text == f"relay says: no such token {HIDDEN}, see /x?t={HIDDEN}"


def test_ordinary_words_stay() -> None:
    text = "The key to a good picture is light. Authorization is not needed, bearers neither."
    assert redact(text, "", "abc") == text

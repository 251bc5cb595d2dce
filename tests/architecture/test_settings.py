"""Settings that come from the environment become what Django asks for."""

from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.core.mail.handler import MailersHandler
from django.test import override_settings

from harambee.config.settings import mailer


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("smtp://mail.example.org", ("mail.example.org", 25, False, False)),
        ("smtp+tls://me:p%40ss@mail.example.org", ("mail.example.org", 587, True, False)),
        ("smtps://me:p%40ss@mail.example.org:4465", ("mail.example.org", 4465, False, True)),
    ],
)
def test_mail_leaves_by_the_given_server(
    monkeypatch: pytest.MonkeyPatch, address: str, wanted: tuple[str, int, bool, bool]
) -> None:
    monkeypatch.setenv("HARAMBEE_SMTP_URL", address)
    with override_settings(MAILERS={"default": mailer()}):
        backend: Any = MailersHandler()["default"]
    assert (backend.host, backend.port, backend.use_tls, backend.use_ssl) == wanted
    assert backend.password == ("p@ss" if "me:" in address else "")


def test_without_a_server_mail_goes_to_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HARAMBEE_SMTP_URL", raising=False)
    monkeypatch.delenv("HARAMBEE_EMAIL_BACKEND", raising=False)
    assert mailer() == {"BACKEND": "django.core.mail.backends.console.EmailBackend"}


def test_an_address_of_another_kind_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARAMBEE_SMTP_URL", "mail.example.org:587")
    with pytest.raises(ImproperlyConfigured, match="looks like"):
        mailer()


def test_other_peoples_attempts_do_not_lift_a_lockout(db: None) -> None:
    cache.set("lockout", 5, 3600)
    for number in range(310):
        cache.set(f"z{number}", 1, 3600)
    assert cache.get("lockout") == 5

"""Which passwords and PINs are refused, and how they are kept."""

import unicodedata
from functools import partial

import pytest
from argon2 import PasswordHasher, extract_parameters
from hypothesis import given
from hypothesis import strategies as st

from app.security.passwords import Passwords, check_password, check_pin
from tests.security.questions import code_of
from tests.security.staff import PASSWORD, quick_passwords


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("maré-alta-1", "access.password_short"),
        ("x" * 201, "access.password_long"),
        ("481516234215", "access.password_digits"),
        ("maria.souza1", "access.password_own_name"),
        ("MARIA.SOUZA2026", "access.password_own_name"),
        ("Maria  Sóuza", "access.password_own_name"),
        ("senha1234567", "access.password_common"),
        ("S3nh@20262026", "access.password_common"),
        ("Plantão!!!!!", "access.password_common"),
        ("P@ssw0rd2026", "access.password_common"),
        ("qwertyuiop12", "access.password_common"),
        ("lkjihgfedcba", "access.password_common"),
        ("aaaaaaaaaaaa", "access.password_common"),
        ("abababababab", "access.password_common"),
    ],
)
def test_a_password_that_would_soon_be_guessed_is_refused(password: str, code: str) -> None:
    assert code_of(lambda: check_password(password, "maria.souza", "Maria Souza")) == code


@pytest.mark.parametrize(
    "password", ["maré-alta-12", "três gatos no muro", "Xerém 88 verde", "x" * 8 + "yz!w", "日本語の長い合言葉と海と"]
)
def test_an_unusual_password_is_taken(password: str) -> None:
    check_password(password, "maria.souza", "Maria Souza")


@pytest.mark.parametrize(
    "pin",
    [
        "1234",
        "4321",
        "0000",
        "2468",
        "7890",
        "1212",
        "123123",
        "1221",
        "1985",
        "2004",
        "2512",
        "1225",
        "251285",
        "25121985",
        "19851225",
    ],
)
def test_a_pin_that_a_colleague_would_try_first_is_refused(pin: str) -> None:
    assert code_of(lambda: check_pin(pin)) == "access.pin_trivial"


@pytest.mark.parametrize("pin", ["", "123", "123456789", "12a4", "12 34", "١٢٣٤", "½½½½"])
def test_what_is_not_four_to_eight_digits_is_no_pin(pin: str) -> None:
    assert code_of(lambda: check_pin(pin)) == "access.pin_shape"


@pytest.mark.parametrize("pin", ["8306", "4862", "73915", "849327", "6039417", "93604815"])
def test_an_unremarkable_pin_is_taken(pin: str) -> None:
    check_pin(pin)


def test_few_pins_are_refused_so_that_guessing_gains_little() -> None:
    taken = sum(code_of(partial(check_pin, f"{number:04}")) is None for number in range(10_000))
    assert taken > 8_500


@given(st.text(max_size=40), st.text(max_size=40))
def test_only_the_same_password_opens(secret: str, other: str) -> None:
    passwords = quick_passwords()
    kept = passwords.hash(secret)
    assert passwords.verify(kept, secret)
    if passwords.verify(kept, other):
        assert unicodedata.normalize("NFC", secret) == unicodedata.normalize("NFC", other)


def test_letters_composed_by_another_keyboard_are_the_same_password() -> None:
    passwords = quick_passwords()
    assert passwords.verify(passwords.hash("mar\u00e9-alta"), "mare\u0301-alta")


def test_nothing_opens_without_a_kept_password() -> None:
    passwords = quick_passwords()
    assert not passwords.verify(None, PASSWORD)
    assert not passwords.verify(None, "nobody's password")
    assert not passwords.verify("not a hash", PASSWORD)
    assert not passwords.verify(passwords.hash(PASSWORD)[:-3], PASSWORD)


def test_passwords_are_kept_by_argon2id_at_the_strength_of_rfc_9106() -> None:
    parameters = extract_parameters(Passwords().hash(PASSWORD))
    assert (parameters.type.name, parameters.memory_cost, parameters.time_cost) == ("ID", 65536, 3)


def test_only_a_weaker_form_is_made_anew() -> None:
    weak, strong = quick_passwords(1), Passwords(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    assert strong.is_weaker(weak.hash(PASSWORD))
    assert not strong.is_weaker(strong.hash(PASSWORD))
    assert not weak.is_weaker(strong.hash(PASSWORD))


def test_a_shorter_password_that_was_chosen_before_goes_on_opening() -> None:
    passwords = quick_passwords()
    assert code_of(lambda: check_password("maré-azul", "maria.souza", "Maria Souza")) == "access.password_short"
    assert passwords.verify(passwords.hash("maré-azul"), "maré-azul")

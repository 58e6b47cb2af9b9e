"""A telephone number is kept in one form, and read as people write it."""

import pytest

from app.kernel.phones import as_written, international


@pytest.mark.parametrize(
    ("typed", "kept", "written"),
    [
        ("(84) 3232-1234", "+558432321234", "(84) 3232-1234"),
        ("84999991234", "+5584999991234", "(84) 99999-1234"),
        ("+351 213 456 789", "+351213456789", "+351 21 345 6789"),
    ],
)
def test_a_number_is_kept_in_international_form_and_written_as_at_home(typed: str, kept: str, written: str) -> None:
    assert international(typed) == kept
    assert "".join(as_written(kept).split()) == "".join(written.split())


@pytest.mark.parametrize("typed", ["", "190 e pouco", "3232-1234", "+55 00 0000"])
def test_what_is_no_number_is_none(typed: str) -> None:
    assert international(typed) is None


def test_what_cannot_be_read_is_shown_as_it_is() -> None:
    assert as_written("ramal da sala") == "ramal da sala"
    assert as_written("") == ""

"""The log of alarms as a table: what is no alarm is said in words too."""

from collections.abc import Mapping

import pytest

from app.ward.alarms.model import Change, Why
from app.ward.fatigue.log_table import log_rows
from app.ward.fatigue.reading import LoggedChange
from ui.texts import choose_language, tr


@pytest.mark.parametrize(
    ("language", "what", "was", "becomes"),
    [
        ("pt_BR", "Limites de FC no aparelho m/1", "pedido", "sem resposta do aparelho"),
        ("en", "Limits of HR at device m/1", "wanted", "no answer from the device"),
    ],
)
def test_a_change_of_a_devices_limits_says_device_sign_and_step(
    language: str, what: str, was: str, becomes: str
) -> None:
    choose_language(language)

    def words(key: str, values: Mapping[str, object]) -> str:
        return tr(key, **values)

    change = Change(1.0, "b1", "setting:m/1/heart_rate", "wanted", "unanswered", Why.EXPIRED)
    row = log_rows([LoggedChange("stay", change)], {}, words, language, "America/Fortaleza")[1]
    assert (row[3], row[6], row[7]) == (what, was, becomes)
    gone = Change(2.0, "b1", "setting:m/1/heart_rate", "unanswered", "none", Why.SEEN, "ana")
    assert log_rows([LoggedChange("stay", gone)], {}, words, language, "America/Fortaleza")[1][7] == ""

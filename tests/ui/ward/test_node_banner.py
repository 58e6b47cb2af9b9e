"""Over the wall: that nothing watches the beds, and why."""

import pytest

from app.kernel.errors import KnownError
from tests.ui.ward.desk import Desk


def test_a_node_that_cannot_be_started_is_said_over_the_wall_until_it_is(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = desk.page()
    assert not page.silence.isVisible(), "a node that nobody wanted is not missed"
    why = KnownError("ward.input_busy", input="mllp:2575", address="127.0.0.1", reason="Address already in use")
    monkeypatch.setattr(desk.ward, "node_problem", lambda: why)
    page.look()
    assert page.silence.isVisible() and page.silence.title.text().startswith("Ninguém vigia os leitos")
    assert "mllp:2575" in page.silence.body.text() and "Feche o outro programa" in page.silence.body.text()
    monkeypatch.undo()
    page.look()
    assert not page.silence.isVisible()
    page.leave()

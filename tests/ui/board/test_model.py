"""A refresh changes what differs and nothing else: no flicker, no lost selection, whatever happened meanwhile."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, QPersistentModelIndex

from app.clinic.reception.model import ArrivalState, Colour
from ui.board.board_model import BoardModel
from ui.board.row_view import RowView


def row(one: str, minutes: int = 3) -> RowView:
    return RowView(
        one,
        f"p{one}",
        f"Sintética {one}",
        True,
        Colour.GREEN,
        ArrivalState.WAITING,
        "30 anos",
        "",
        "",
        "",
        False,
        minutes,
    )


class Heard:
    """What the view is told."""

    def __init__(self, model: BoardModel) -> None:
        self.told: list[str] = []
        model.modelReset.connect(lambda: self.told.append("reset"))
        model.rowsInserted.connect(lambda *_: self.told.append("insert"))
        model.rowsRemoved.connect(lambda *_: self.told.append("remove"))
        model.rowsMoved.connect(lambda *_: self.told.append("move"))
        model.dataChanged.connect(lambda first, _last, _roles: self.told.append(f"change {first.row()}"))


def shown(model: BoardModel) -> list[str]:
    return [one.arrival_id for one in model.rows()]


def test_the_same_board_again_tells_the_view_nothing() -> None:
    model = BoardModel()
    model.show_rows([row("a"), row("b")])
    heard = Heard(model)
    model.show_rows([row("a"), row("b")])
    assert heard.told == []


def test_only_the_line_whose_words_differ_is_painted_again() -> None:
    model = BoardModel()
    model.show_rows([row("a"), row("b"), row("c")])
    heard = Heard(model)
    model.show_rows([row("a"), row("b", minutes=4), row("c")])
    assert heard.told == ["change 1"]


def test_the_first_who_goes_to_the_end_moves_in_one_step() -> None:
    model = BoardModel()
    model.show_rows([row(one) for one in "abcdef"])
    heard = Heard(model)
    model.show_rows([row(one) for one in "bcdefa"])
    assert (heard.told, shown(model)) == (["move"], list("bcdefa"))


def test_the_last_who_becomes_urgent_moves_in_one_step() -> None:
    model = BoardModel()
    model.show_rows([row(one) for one in "abcdef"])
    heard = Heard(model)
    model.show_rows([row(one) for one in "fabcde"])
    assert (heard.told, shown(model)) == (["move"], list("fabcde"))


@given(
    before=st.lists(st.sampled_from("abcdefgh"), unique=True),
    after=st.lists(st.sampled_from("abcdefgh"), unique=True),
    changed=st.sets(st.sampled_from("abcdefgh")),
)
def test_any_board_becomes_any_other_and_who_stays_keeps_the_place_of_the_cursor(
    before: list[str], after: list[str], changed: set[str]
) -> None:
    model = BoardModel()
    model.show_rows([row(one) for one in before])
    cursors = {one: QPersistentModelIndex(model.index(line)) for line, one in enumerate(before)}
    wanted = [row(one, minutes=9 if one in changed else 3) for one in after]
    model.show_rows(wanted)
    assert list(model.rows()) == wanted
    for one, cursor in cursors.items():
        assert cursor.isValid() == (one in after)
        if cursor.isValid():
            assert after[cursor.row()] == one


def test_a_screen_reader_hears_the_whole_line() -> None:
    model = BoardModel()
    model.show_rows([replace(row("a"), reason="Dor", hint="Medir de novo às 10:42", standing="Espera chamada")])
    spoken = model.index(0).data(11)
    for words in ("Verde", "Sintética a", "30 anos", "Dor", "Medir de novo às 10:42", "Espera chamada", "3 min"):
        assert words in spoken
    assert model.data(QModelIndex()) is None

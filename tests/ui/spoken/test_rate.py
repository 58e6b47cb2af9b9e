"""How much is said aloud, and when: the urgent at once, nothing twice, never a flood."""

from hypothesis import given
from hypothesis import strategies as st

from ui.spoken.rate import AGAIN_SECONDS, MOST, POLITE_SECONDS, URGENT_SECONDS, WAITING_MOST, Piece, Waiting

_LATER = 100.0


def test_the_urgent_is_said_at_once_and_before_what_is_polite() -> None:
    waiting = Waiting()
    waiting.put(Piece("Salvo"), 0.0)
    waiting.put(Piece("Apneia, Leito 7", urgent=True), 0.0)
    first = waiting.due(0.0)
    assert first is not None
    assert (first.pieces, first.urgent) == (("Apneia, Leito 7",), True)
    assert waiting.due(URGENT_SECONDS) is None
    second = waiting.due(POLITE_SECONDS)
    assert second is not None
    assert (second.pieces, second.urgent) == (("Salvo",), False)


def test_the_same_words_are_not_said_again_soon() -> None:
    waiting = Waiting()
    for at in (0.0, AGAIN_SECONDS - 0.1, AGAIN_SECONDS):
        waiting.put(Piece("Sem rede", urgent=True), at)
        said = waiting.due(at)
        assert (said is not None) == (at in (0.0, AGAIN_SECONDS))


def test_a_newer_piece_about_the_same_takes_the_place_of_the_older_and_stays_urgent() -> None:
    waiting = Waiting()
    waiting.put(Piece("Alarme médio", urgent=True, subject="alarm 7"), 0.0)
    waiting.put(Piece("Alarme alto", urgent=False, subject="alarm 7"), 0.1)
    said = waiting.due(_LATER)
    assert said is not None
    assert (said.pieces, said.urgent) == (("Alarme alto",), True)


def test_the_end_of_what_nobody_heard_of_is_not_said() -> None:
    waiting = Waiting()
    waiting.put(Piece("Alarme", urgent=True, subject="alarm 7"), 0.0)
    waiting.put(Piece("Terminou", subject="alarm 7", ends=True), 0.1)
    assert waiting.due(_LATER) is None
    assert len(waiting) == 0


def test_of_many_at_once_the_first_are_said_and_the_rest_is_counted() -> None:
    waiting = Waiting()
    for bed in range(8):
        waiting.put(Piece(f"Leito {bed}", urgent=True), 0.0)
    said = waiting.due(0.0)
    assert said is not None
    assert said.pieces == tuple(f"Leito {bed}" for bed in range(MOST))
    assert said.more == 8 - MOST
    assert waiting.due(_LATER) is None


@given(st.lists(st.tuples(st.floats(0, 0.5), st.booleans(), st.integers(0, 400)), max_size=200))
def test_however_much_happens_utterances_keep_their_distance_and_nothing_piles_up(
    happened: list[tuple[float, bool, int]],
) -> None:
    waiting, now, last = Waiting(), 0.0, -_LATER
    for pause, urgent, words in happened:
        now += pause
        waiting.put(Piece(f"{words}", urgent), now)
        said = waiting.due(now)
        if said is not None:
            assert now - last >= (URGENT_SECONDS if said.urgent else POLITE_SECONDS)
            assert len(said.pieces) <= MOST
            last = now
        polite = sum(not one.urgent for one in waiting.waiting())
        assert polite <= WAITING_MOST


def test_nothing_is_lost_silently_where_too_much_waits() -> None:
    waiting = Waiting()
    for number in range(WAITING_MOST + 5):
        waiting.put(Piece(f"Linha {number}"), 0.0)
    said = waiting.due(_LATER)
    assert said is not None
    assert len(said.pieces) + said.more == WAITING_MOST + 5

"""A paper may speak another language than the window: for as long as it is made, and in its own thread alone."""

import threading

import pytest

from ui.texts import choose_language, chosen_language, speaking, tr


def test_texts_inside_come_in_the_other_language_and_outside_in_the_chosen_one() -> None:
    choose_language("pt_BR")
    with speaking("en"):
        assert (chosen_language(), tr("common.yes")) == ("en", "Yes")
        with speaking("pt_BR"):
            assert tr("common.yes") == "Sim"
        assert tr("common.yes") == "Yes"
    assert (chosen_language(), tr("common.yes")) == ("pt_BR", "Sim")


def test_another_thread_goes_on_in_the_chosen_language() -> None:
    choose_language("pt_BR")
    heard: list[str] = []
    with speaking("en"):
        worker = threading.Thread(target=lambda: heard.append(tr("common.yes")))
        worker.start()
        worker.join()
    assert heard == ["Sim"]


def test_a_mistake_inside_gives_the_language_back() -> None:
    choose_language("pt_BR")
    with pytest.raises(ZeroDivisionError), speaking("en"):
        raise ZeroDivisionError
    assert chosen_language() == "pt_BR"


def test_an_unknown_language_is_portuguese() -> None:
    choose_language("en")
    with speaking("xx"):
        assert chosen_language() == "pt_BR"
    choose_language("pt_BR")

"""Lines that are read aloud: no letters that only the eye knows."""

from ui.pregnancy.words import ages_spoken
from ui.texts import choose_language


def test_an_age_inside_a_line_is_said_in_words_and_nothing_else_of_it_changes() -> None:
    line = "Vermelho, Rosa Inventada, 30 anos · 36s1d, dor há 3s, 1 h 05"
    assert ages_spoken(line) == (
        "Vermelho, Rosa Inventada, 30 anos · idade gestacional 36 semanas e 1 dia, dor há 3s, 1 h 05"
    )
    choose_language("en")
    assert ages_spoken("8w0d, red") == "gestational age 8 weeks and 0 days, red"

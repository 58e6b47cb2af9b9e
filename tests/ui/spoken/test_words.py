"""Lines that are read aloud: no letters that only the eye knows."""

from ui.pregnancy.words import ages_spoken
from ui.spoken.words import marks_spoken
from ui.texts import choose_language


def test_an_age_inside_a_line_is_said_in_words_and_nothing_else_of_it_changes() -> None:
    line = "Vermelho, Rosa Inventada, 30 anos · 36s1d, dor há 3s, 1 h 05"
    assert ages_spoken(line) == (
        "Vermelho, Rosa Inventada, 30 anos · idade gestacional 36 semanas e 1 dia, dor há 3s, 1 h 05"
    )
    choose_language("en")
    assert ages_spoken("8w0d, red") == "gestational age 8 weeks and 0 days, red"


def test_the_mark_of_a_priority_is_said_in_words_wherever_it_stands_in_the_line() -> None:
    said = marks_spoken("SIM-07. FC 0. *** Assistolia: FC 0. * Aviso do aparelho")
    assert said == (
        "SIM-07. FC 0. Alarme de prioridade alta: Assistolia: FC 0. Aviso de prioridade baixa: Aviso do aparelho"
    )
    assert marks_spoken("2*3 ** 4****") == "2*3 Alarme de prioridade média: 4****"
    choose_language("en")
    assert marks_spoken("** SpO₂ 84 < 90 · Leito 07") == "Medium-priority alarm: SpO₂ 84 < 90 · Leito 07"

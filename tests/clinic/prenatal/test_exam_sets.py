"""Sets of exams: what is suggested in which week, and what is left out because it is known or waits."""

from datetime import date

import pytest

from app.clinic.figures import Mark
from app.clinic.pregnancies.model import Pregnancy
from app.clinic.prenatal.exam_sets import FILE, exam_sets, load_exam_sets, set_at, still_wanted
from app.clinic.prenatal.exams_service import ExamService
from app.kernel.errors import KnownError
from app.security.session import Session


@pytest.mark.parametrize(
    ("week", "code"),
    [
        (0, "first_trimester"),
        (13, "first_trimester"),
        (14, "second_trimester"),
        (27, "second_trimester"),
        (28, "third_trimester"),
        (41, "third_trimester"),
    ],
)
def test_each_week_has_exactly_one_set(week: int, code: str) -> None:
    found = set_at(week, exam_sets().values())
    assert found is not None
    assert found.code == code
    assert sum(one.holds_at(week) for one in exam_sets().values()) == 1
    assert found.source.mark is Mark.SECOND_HAND


def test_an_undated_pregnancy_has_no_set_of_its_week() -> None:
    assert set_at(None, exam_sets().values()) is None


def test_what_is_known_waits_or_does_not_fit_is_not_asked_for_again() -> None:
    first = exam_sets()["first_trimester"]
    everything = still_wanted(first, {}, (), {})
    assert "haemoglobin" in everything
    assert "indirect_coombs" not in everything
    assert "indirect_coombs" in still_wanted(first, {"rh_factor": "negative"}, (), {})
    assert "indirect_coombs" not in still_wanted(first, {"rh_factor": "positive"}, (), {})
    assert "hiv" not in still_wanted(first, {}, ("hiv",), {})
    assert "hiv" not in still_wanted(first, {}, (), {"hiv": (9,)})
    assert "hiv" in still_wanted(exam_sets()["third_trimester"], {}, (), {"hiv": (9,)})


@pytest.mark.parametrize(
    ("wrong", "right", "code"),
    [
        ("{exam: hiv}", "{exam: aura}", "unknown_code"),
        ("values: [negative]", "values: [maybe]", "unknown_code"),
        ("source: cab32_roster", "source: rumour", "unknown_source"),
        ("below_week: 28", "below_week: 14", "empty_range"),
    ],
)
def test_a_file_of_sets_that_cannot_be_is_refused(wrong: str, right: str, code: str) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert wrong in text
    with pytest.raises(KnownError, match=r"figures\.refused") as refused:
        load_exam_sets(text.replace(wrong, right, 1).encode())
    assert code in str(refused.value.values["problems"])


def test_a_set_is_asked_for_whole_or_not_at_all(exams: ExamService, nurse: Session, pregnancy: Pregnancy) -> None:
    with pytest.raises(KnownError, match=r"prenatal\.unknown_exam"):
        exams.request_all(nurse, pregnancy.id, ("hiv", "aura"))
    assert exams.requests(nurse, pregnancy.id) == ()
    asked = exams.request_all(nurse, pregnancy.id, ("hiv", "syphilis"), date(2026, 3, 20))
    assert {one.code for one in exams.requests(nurse, pregnancy.id)} == {"hiv", "syphilis"}
    assert {one.due_on for one in asked} == {date(2026, 3, 20)}

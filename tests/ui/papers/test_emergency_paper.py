"""The emergency sheet: one page in both sizes and languages, with who recorded it and what was done."""

from pathlib import Path

import pytest
from pypdf import PdfReader

from app.clinic.allergies.model import AllergyKind, NewAllergy
from app.clinic.pregnancies.model import NewObservation, Pregnancy
from app.security.session import Session
from app.station import Station
from ui.danger_signs.case import EmergencyCase
from ui.papers.emergency_paper import emergency_offer
from ui.papers.issue import Issue
from ui.papers.paper import PaperSize
from ui.papers.printing import write_pdf
from ui.texts import choose_language


@pytest.fixture
def case(station: Station, nurse: Session, pregnancy: Pregnancy) -> EmergencyCase:
    """A woman with fever and a severe pressure; the ambulance was called."""
    signs = station.danger_signs
    visit = (nurse, pregnancy.person_id, signs.encounter_of_today(nurse, pregnancy.person_id))
    signs.record(*visit, {"fever": True})
    both = [NewObservation("systolic_mmhg", 170), NewObservation("diastolic_mmhg", 104)]
    signs.measure(*visit, [*both, NewObservation("temperature_celsius", 38.5)])
    signs.note_done(*visit, "call_samu")
    told = NewAllergy(AllergyKind.MEDICINE, "Dipirona", reaction="urticária")
    allergies = station.allergies.add(nurse, pregnancy.person_id, told)
    return EmergencyCase(signs.situation(*visit), station.profile, signs.signs(), signs.emergencies(), allergies)


@pytest.mark.parametrize("size", list(PaperSize))
@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "pt_BR",
            ("Febre · Crise hipertensiva", "Chame o SAMU: 192", "170/104 mmHg às 08:00", "38,5 °C"),
        ),
        ("en", ("Fever · Hypertensive crisis", "Call the ambulance (SAMU): 192", "170/104 mmHg at 08:00", "38.5 °C")),
    ],
)
def test_the_sheet_says_it_all_on_one_page(
    case: EmergencyCase,
    station: Station,
    nurse: Session,
    tmp_path: Path,
    qapp: object,
    size: PaperSize,
    language: str,
    expected: tuple[str, ...],
) -> None:
    choose_language(language)
    issue = Issue(station.profile, nurse.name, station.clock.now())
    paper = emergency_offer(case, issue).make(size)
    assert paper.pages == 1
    assert write_pdf(paper, tmp_path / "sheet.pdf")
    words = " ".join(" ".join(page.extract_text() for page in PdfReader(tmp_path / "sheet.pdf").pages).split())
    for one in (*expected, "Maria Sintética da Silva", "Dipirona (urticária)", "CNES 0000000", "Ana Sintética"):
        assert one in words, one
    assert "Maria" not in paper.title + paper.file_name

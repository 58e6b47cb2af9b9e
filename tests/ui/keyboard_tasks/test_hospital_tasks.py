"""Two tasks of a hospital from sign-in to done, by keys alone, in as many keys as the documents say."""

from app.demo.unit import DEMO_LOGINS, DEMO_PASSWORD
from app.security.roles import Role
from app.station import Station
from tests.ui.keyboard_tasks.conftest import Desk, Fits


def test_a_doctor_answers_a_referral(at_hospital: Desk, hospital: Station, fits: Fits) -> None:
    keys = at_hospital.sign_in(Role.DOCTOR)
    keys.until(lambda: keys.at().startswith("Encaminhamentos recebidos"))
    keys.press("Return")
    keys.until(lambda: keys.at() == "Marcar como vista")
    keys.press("Tab", "Return")
    keys.write("1")
    keys.press("Tab", "Tab")
    keys.write("1")
    keys.press("Tab", "Tab")
    keys.write("Venha hoje")
    keys.press("Tab", "Space", "Ctrl+S", "Ctrl+S")
    keys.until(lambda: at_hospital.shell.status.words() != "")
    assert "Resposta guardada" in at_hospital.shell.status.words()
    assert keys.at() == "Próximo caso"
    fits("answer", keys)


def test_a_nurse_admits_somebody_to_a_bed_by_the_bracelet(at_hospital: Desk, hospital: Station, fits: Fits) -> None:
    nurse = hospital.sign_in.sign_in(DEMO_LOGINS[Role.NURSE], DEMO_PASSWORD)
    hospital.beds.add_bed(nurse, "Leito 01")
    keys = at_hospital.sign_in(Role.NURSE)
    keys.press("Alt+4", "Return")
    keys.until(lambda: keys.at() == "Código da pulseira")
    keys.write("PUL-77")
    keys.press("Return")
    keys.write("1")
    keys.press("Return")
    keys.until(lambda: any(bed.occupant is not None for bed in hospital.beds.beds(nurse)))
    fits("admit", keys)

"""The printed classification, read back from the PDF."""

from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.clinic.assessments.model import StoredAssessment
from app.clinic.people.model import PersonRecord
from app.clinic.pregnancies.model import Pregnancy
from app.clinic.risk.forms import ReferralForm
from app.clinic.risk.loader import default_rule_base
from app.clinic.risk.vocabulary import Schooling
from app.security.session import Session
from app.station import Station
from ui.papers.blocks import PaperText, Result, Table
from ui.papers.classification import PrintRequest, classification_offer, classification_text
from ui.papers.issue import Issue
from ui.papers.paper import PaperSize
from ui.papers.printing import write_pdf
from ui.texts import choose_language


@pytest.fixture
def request_(station: Station, nurse: Session, woman: PersonRecord, pregnancy: Pregnancy) -> PrintRequest:
    """A stored classification ready to be printed."""
    asked = station.rules.condition_codes - {"diabetes"}
    form = ReferralForm(None, 36, 82.5, None, Schooling.NONE, None, None, None, frozenset({"asthma"}), asked)
    stored = station.assessments.save(nurse, pregnancy.id, form)
    issue = Issue(station.profile, nurse.name, station.clock.now())
    return PrintRequest(woman, pregnancy.lmp, stored, station.rules, issue)


def _words(request: PrintRequest, path: Path, size: PaperSize = PaperSize.A4) -> str:
    assert write_pdf(classification_offer(request).make(size), path)
    return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())


def _text(request: PrintRequest) -> PaperText:
    return classification_text(request)


def test_the_sheet_holds_everything_that_explains_the_class(
    request_: PrintRequest, tmp_path: Path, qapp: object
) -> None:
    words = _words(request_, tmp_path / "sheet.pdf")
    for expected in (
        "UBS Sintética",
        "Maria Sintética da Silva",
        "529.982.247-25",
        "21 semanas e 5 dias",
        "Alto risco — com encaminhamento",
        "10 pontos",
        "+5 Peso: mais de 75 kg",
        "tabela 3",
        "82,5 kg",
        "Asma SIM",
        "Epilepsia Não",
        "Diabetes não perguntado",
        f"versão {default_rule_base().version}",
        request_.stored.assessment.rule_base_sha256[:12],
        "Impresso por Ana Sintética",
        "DADOS SINTÉTICOS",
        "não é dispositivo médico certificado",
        "Página 1 de 2",
    ):
        assert expected in words, expected


def test_every_question_of_the_form_is_on_the_sheet(request_: PrintRequest, tmp_path: Path, qapp: object) -> None:
    words = _words(request_, tmp_path / "sheet.pdf")
    missing = [one.label.pt_BR for one in request_.rules.factors if one.label.pt_BR.split(" (")[0] not in words]
    assert missing == []


def test_the_sheet_is_also_in_english(request_: PrintRequest, tmp_path: Path, qapp: object) -> None:
    choose_language("en")
    words = _words(request_, tmp_path / "sheet.pdf")
    assert "High risk — with referral" in words
    assert "82.5 kg" in words
    assert "SYNTHETIC DATA" in words


def test_a_class_that_may_still_change_says_so_on_paper(request_: PrintRequest, station: Station, qapp: object) -> None:
    form = ReferralForm(age_years=30, conditions_asked=frozenset())
    open_one = replace(request_.stored, form=form, assessment=station.assessments.preview(form))
    result = next(one for one in _text(replace(request_, stored=open_one)).blocks if isinstance(one, Result))
    assert "ATENÇÃO" in result.explanation
    assert "Alto risco — com encaminhamento" in result.explanation


def test_a_corrected_classification_is_marked(request_: PrintRequest) -> None:
    corrected: StoredAssessment = replace(request_.stored, superseded_by="another")
    assert "CORRIGIDA DEPOIS: não usar" in _text(replace(request_, stored=corrected)).marks


def test_names_are_never_read_as_markup(request_: PrintRequest, tmp_path: Path, qapp: object) -> None:
    person = replace(request_.person, full_name="Maria <b>Sintética</b> & Cia")
    assert "Maria <b>Sintética</b> & Cia" in _words(replace(request_, person=person), tmp_path / "sheet.pdf")


def test_the_strongest_factor_stands_first_on_paper_as_on_the_card(
    request_: PrintRequest, station: Station, qapp: object
) -> None:
    form = ReferralForm(age_years=36, weight_kg=82.5, conditions=frozenset({"asthma", "diabetes"}))
    stored = replace(request_.stored, form=form, assessment=station.assessments.preview(form))
    counted = [one.points for one in stored.assessment.fired]
    assert counted != sorted(counted, reverse=True)
    table = next(one for one in _text(replace(request_, stored=stored)).blocks if isinstance(one, Table))
    figures = [float(one.cells[0].replace(",", ".")) for one in table.rows]
    assert figures == sorted(counted, reverse=True)

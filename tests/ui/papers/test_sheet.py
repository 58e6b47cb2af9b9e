"""The printed classification, read back from the PDF."""

from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader
from pytestqt.qtbot import QtBot

from app.clinic.assessments.model import StoredAssessment
from app.clinic.people.model import PersonRecord
from app.clinic.pregnancies.model import Pregnancy
from app.clinic.risk.forms import ReferralForm
from app.clinic.risk.vocabulary import Schooling
from app.security.session import Session
from app.station import Station
from ui.papers.content import PrintRequest, classification_paper
from ui.papers.preview import PaperPreview
from ui.papers.printing import write_pdf
from ui.papers.sheet import Sheet
from ui.texts import choose_language


@pytest.fixture
def request_(station: Station, nurse: Session, woman: PersonRecord, pregnancy: Pregnancy) -> PrintRequest:
    """A stored classification ready to be printed."""
    asked = station.rules.condition_codes - {"diabetes"}
    form = ReferralForm(None, 36, 82.5, None, Schooling.NONE, None, None, None, frozenset({"asthma"}), asked)
    stored = station.assessments.save(nurse, pregnancy.id, form)
    return PrintRequest(woman, pregnancy.lmp, stored, station.rules, station.profile, nurse.name, station.clock.now())


def _words(request: PrintRequest, path: Path) -> str:
    assert write_pdf(Sheet(classification_paper(request)), path, "x")
    return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())


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
        "versão 2026.1",
        request_.stored.assessment.rule_base_sha256[:12],
        "Impresso por Ana Sintética",
        "DADOS SINTÉTICOS",
        "não é dispositivo médico certificado",
        "Página 1 de 1",
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
    paper = classification_paper(replace(request_, stored=open_one))
    assert "ATENÇÃO" in paper.uncertain
    assert "Alto risco — com encaminhamento" in paper.uncertain


def test_a_corrected_classification_is_marked(request_: PrintRequest) -> None:
    corrected: StoredAssessment = replace(request_.stored, superseded_by="another")
    assert "CORRIGIDA DEPOIS: não usar" in classification_paper(replace(request_, stored=corrected)).marks


def test_names_are_never_read_as_markup(request_: PrintRequest, tmp_path: Path, qapp: object) -> None:
    person = replace(request_.person, full_name="Maria <b>Sintética</b> & Cia")
    assert "Maria <b>Sintética</b> & Cia" in _words(replace(request_, person=person), tmp_path / "sheet.pdf")


def test_the_preview_saves_a_pdf_and_says_where(request_: PrintRequest, tmp_path: Path, qtbot: QtBot) -> None:
    went: list[str] = []
    preview = PaperPreview(classification_paper(request_), on_close=lambda: None, on_printed=went.append)
    qtbot.addWidget(preview)
    assert preview.save_pdf(tmp_path / "sheet.pdf")
    assert went == ["pdf"]
    assert str(tmp_path / "sheet.pdf") in preview.banner.accessibleName()


def test_a_folder_that_cannot_be_written_is_told_and_nothing_is_left(
    request_: PrintRequest, tmp_path: Path, qtbot: QtBot
) -> None:
    preview = PaperPreview(classification_paper(request_), on_close=lambda: None, on_printed=lambda _where: None)
    qtbot.addWidget(preview)
    assert not preview.save_pdf(tmp_path / "no such folder" / "sheet.pdf")
    assert "Escolha outra pasta" in preview.banner.title.text()


def test_the_strongest_factor_stands_first_on_paper_as_on_the_card(
    request_: PrintRequest, station: Station, qapp: object
) -> None:
    form = ReferralForm(age_years=36, weight_kg=82.5, conditions=frozenset({"asthma", "diabetes"}))
    stored = replace(request_.stored, form=form, assessment=station.assessments.preview(form))
    counted = [one.points for one in stored.assessment.fired]
    assert counted != sorted(counted, reverse=True)
    paper = classification_paper(replace(request_, stored=stored))
    figures = [float(one.points.replace(",", ".")) for one in paper.factors]
    assert figures == sorted(counted, reverse=True)

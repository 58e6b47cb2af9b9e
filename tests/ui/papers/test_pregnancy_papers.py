"""The papers of a pregnancy, read back from the PDF: full, empty, long, in both sizes and languages."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.clinic.people.model import NewPerson, PersonRecord, Sex
from app.clinic.pregnancies.model import Pregnancy
from app.clinic.risk.forms import ReferralForm
from app.clinic.risk.vocabulary import FamilyIncome, MaritalStatus, Schooling
from app.kernel.clock import FakeClock, local_date
from app.security.session import Session
from app.station import Station
from tests.ui.papers.filled import data_of, fill, make_visit, pages_of, words_of
from ui.papers.card import card_offer
from ui.papers.paper import PaperSize
from ui.papers.pre_consultation import pre_consultation_offer
from ui.papers.pregnancy_data import PregnancyData
from ui.papers.visit_rows import visit_lines
from ui.papers.visit_summary import visit_offer

FORM = ReferralForm(
    age_years=30.0,
    weight_kg=64.5,
    marital_status=MaritalStatus.MARRIED,
    schooling=Schooling.PRIMARY_COMPLETE,
    family_income=FamilyIncome.ONE,
    conditions=frozenset({"hypertension"}),
)
_SIZES = list(PaperSize)


@pytest.fixture
def today(station: Station, fake_clock: FakeClock) -> date:
    """The day at the unit."""
    return local_date(fake_clock.now(), station.profile.time_zone)


@pytest.fixture
def full(station: Station, nurse: Session, pregnancy: Pregnancy, today: date, qapp: object) -> PregnancyData:
    """A record with something of everything."""
    fill(station, nurse, pregnancy, today=today)
    station.assessments.save(nurse, pregnancy.id, FORM)
    return data_of(station, nurse, pregnancy.id)


@pytest.fixture
def empty(station: Station, nurse: Session, qapp: object) -> PregnancyData:
    """A pregnancy of which nothing is known, of a woman with a very long name."""
    name = "Maria Aparecida Sintética da Conceição Albuquerque de Vasconcelos e Figueiredo Montenegro"
    woman = NewPerson(
        full_name=name,
        birth_date=date(1999, 2, 28),
        sex=Sex.FEMALE,
        no_mother_reason="não sabe",
        no_document_reason="pessoa sintética",
        municipality_code="2408102",
        municipality_name="Natal",
        synthetic=True,
    )
    person: PersonRecord = station.people.register(nurse, woman)
    return data_of(station, nurse, station.pregnancies.open(nurse, person.id).id)


def test_the_card_holds_what_she_needs_on_the_way_to_the_maternity(full: PregnancyData, tmp_path: Path) -> None:
    words = words_of(card_offer(full), tmp_path / "card.pdf")
    for expected in (
        "Cartão da gestante",
        "Maria Sintética da Silva",
        "529.982.247-25",
        "01/10/2025",
        "08/07/2026",
        "21s5d",
        "Alto risco — com encaminhamento",
        "60 kg",
        "160 cm",
        "23,4",
        "O Negativo",
        "Próxima consulta",
        "Chame o SAMU: 192",
        "Sangramento vaginal",
        "Esterilidade ou infertilidade",
        "2 de 44 perguntas",
        "144/92 → 132/84",
        "146",
        "1+",
        "Enjoo pela manhã",
        "Orientada sobre alimentação",
        "10,2 g/dL Anemia",
        "REAGENTE",
        "pedido em",
        "dTpa",
        "Ganho de peso (kg)",
        "11,5 a 16 na semana 40",
        "Altura uterina (cm)",
        "≥ 160: Hipertensão grave",
        "DADOS SINTÉTICOS",
        "Impresso por Ana Sintética",
    ):
        assert expected in words, expected


@pytest.mark.parametrize("size", _SIZES)
def test_every_page_of_the_card_says_whose_it_is_and_which_page(
    full: PregnancyData, tmp_path: Path, size: PaperSize
) -> None:
    pages = pages_of(card_offer(full), tmp_path / "card.pdf", size)
    assert len(pages) > 1
    for number, page in enumerate(pages, start=1):
        assert "Maria Sintética da Silva" in page
        assert f"Página {number} de {len(pages)}" in page
        assert "DADOS SINTÉTICOS" in page


def test_the_card_speaks_english(full: PregnancyData, tmp_path: Path) -> None:
    words = words_of(card_offer(full), tmp_path / "card.pdf", language="en")
    for expected in ("Pregnant woman's card", "21w5d", "Call the ambulance (SAMU): 192", "10.2 g/dL", "Fundal height"):
        assert expected in words, expected
    assert "Consultas" not in words


def test_what_nobody_knows_is_a_line_to_write_on_and_never_a_no(empty: PregnancyData, tmp_path: Path) -> None:
    words = words_of(card_offer(empty), tmp_path / "card.pdf", PaperSize.A5)
    assert "Montenegro" in words
    assert "Risco ainda não classificado" in words
    assert "História ainda não perguntada" in words
    assert "____ / ____ / ________" in words
    assert "None" not in words


def test_forty_visits_go_on_over_pages_with_the_head_repeated(
    station: Station, nurse: Session, pregnancy: Pregnancy, today: date, tmp_path: Path, qapp: object
) -> None:
    for number in range(40):
        note = "Conversa longa sobre o parto. " * (12 if number == 3 else 1)
        make_visit(station, nurse, pregnancy, today - timedelta(days=41 - number), note=note)
    data = data_of(station, nurse, pregnancy.id)
    assert len(visit_lines(data)) == 40
    pages = pages_of(card_offer(data), tmp_path / "card.pdf")
    with_visits = [page for page in pages if "64,5" in page]
    assert len(with_visits) > 1
    assert all("Peso kg" in page for page in with_visits)
    assert sum(page.count("64,5") for page in pages) == 40


def test_a_struck_out_visit_and_its_words_are_on_no_paper(
    station: Station, nurse: Session, pregnancy: Pregnancy, today: date, tmp_path: Path, qapp: object
) -> None:
    make_visit(station, nurse, pregnancy, today - timedelta(days=3), note="Palavras erradas", vitals=(), found={})
    [wrong] = station.visits.list(nurse, pregnancy.id)
    station.visits.correct(nurse, wrong.id, None, "pessoa errada")
    data = data_of(station, nurse, pregnancy.id)
    assert data.visits_made() == ()
    assert "Palavras erradas" not in words_of(card_offer(data), tmp_path / "card.pdf")


@pytest.mark.parametrize("size", _SIZES)
def test_the_pre_consultation_sheet_has_the_fields_of_the_reference_hospital(
    full: PregnancyData, tmp_path: Path, size: PaperSize
) -> None:
    words = words_of(pre_consultation_offer(full), tmp_path / "pre.pdf", size)
    for expected in (
        "Ficha de pré-consulta",
        "Prontuário no hospital",
        "Escolaridade",
        "Situação conjugal",
        "Renda familiar",
        "UBS Sintética",
        "Bairro",
        "Quem encaminha",
        "Laqueadura",
        "Pressão alta desde o começo",
        "+10 Hipertensão arterial",
        "Consultas feitas 2",
        "exames mínimos",
        "Inconclusivo",
        "Infectologia",
        "contrarreferência",
        "Alergias",
        "Ainda não perguntado",
        "Exames pedidos para decidir",
        "Quem atendeu",
    ):
        assert expected in words, expected


def test_the_sheet_ticks_what_the_record_knows(full: PregnancyData, qapp: object) -> None:
    from ui.papers.blocks import Ticks
    from ui.papers.pre_consultation import pre_consultation_text

    ticks = [one for one in pre_consultation_text(full).blocks if isinstance(one, Ticks)]
    ticked = [choice.words for one in ticks for choice in one.choices if choice.ticked]
    assert ticked == ["Fundamental completo", "Casada", "1 salário mínimo", "Alto risco", "Sim"]


def test_the_summary_tells_one_visit_and_no_other(full: PregnancyData, tmp_path: Path) -> None:
    first, second = full.visits_made()
    words = words_of(visit_offer(full, first), tmp_path / "visit.pdf", PaperSize.A5)
    assert "Enjoo pela manhã" in words
    assert "118/76" in words
    assert "144/92" not in words
    assert "Não há registro de que foram perguntados" in words
    latest = words_of(visit_offer(full, second), tmp_path / "visit.pdf", PaperSize.A5)
    assert "144/92 → 132/84" in latest
    assert "Hemoglobina 10,2 g/dL Anemia" in latest
    assert f"Próxima consulta: {second.next_on:%d/%m/%Y}" in latest


def test_the_title_of_the_file_names_nobody(full: PregnancyData, tmp_path: Path) -> None:
    for offer in (card_offer(full), pre_consultation_offer(full), visit_offer(full, full.visits_made()[0])):
        paper = offer.make(PaperSize.A4)
        pages_of(offer, tmp_path / "paper.pdf")
        metadata = PdfReader(tmp_path / "paper.pdf").metadata
        title = str(metadata.title) if metadata else ""
        for told in (title, paper.file_name):
            assert "Maria" not in told
            assert told

"""The agreement is asked for once for each version; who accepted what and when is kept."""

from pathlib import Path

import pytest

from app.kernel.errors import KnownError
from app.privacy.confidentiality import FILE, ConfidentialityService, agreement_text
from app.privacy.consent_texts import ConsentTextService
from app.security.roles import Role
from tests.security.staff import Staff


def test_it_is_asked_once_and_again_with_another_text(unit: Staff, tmp_path: Path) -> None:
    nurse = unit.session(Role.NURSE)
    service = ConfidentialityService(unit.store)
    text = service.to_accept(nurse)
    assert text is not None
    given = service.accept(nurse, text.version, "pt_BR")
    assert (service.to_accept(nurse), given.version) == (None, text.version)
    assert service.accept(nurse, text.version, "en") == given, "accepting twice is accepting once"
    other = tmp_path / "other.toml"
    other.write_text(FILE.read_text(encoding="utf-8").replace('version = "1"', 'version = "2"'), encoding="utf-8")
    again = ConfidentialityService(unit.store, other)
    assert again.to_accept(nurse) == agreement_text(other)
    with pytest.raises(KnownError) as caught:
        again.accept(nurse, "1", "pt_BR")
    assert caught.value.code == "privacy.other_version"
    again.accept(nurse, "2", "en")
    assert [one.version for one in again.accepted(nurse, nurse.account_id)] == ["2", "1"]


def test_every_paragraph_stands_in_both_languages() -> None:
    text = agreement_text()
    assert len(text.read("pt_BR")) == len(text.read("en")) > 3


def test_a_consent_text_of_the_unit_is_a_version_of_its_own_and_the_shipped_one_stays(unit: Staff) -> None:
    coordinator, texts = unit.session(Role.COORDINATOR), ConsentTextService(unit.store)
    assert texts.current().is_shipped
    first = texts.change(coordinator, {"pt_BR": "Podemos escrever?", "en": "May we write?"})
    assert texts.change(coordinator, {"pt_BR": "Podemos escrever?", "en": "May we write?"}) == first
    second = texts.change(coordinator, {"pt_BR": "Podemos ligar?", "en": "May we call?"})
    assert [one.version for one in texts.versions()] == [second.version, first.version, "1"]
    with pytest.raises(KnownError):
        texts.change(coordinator, {"pt_BR": "Só em português"})

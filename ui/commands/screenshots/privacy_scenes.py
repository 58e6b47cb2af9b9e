"""What a person may ask about her data, and what the unit does about it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from app.clinic.people.model import Channel
from app.kernel.clock import FakeClock
from app.privacy.model import CaseKind, Step
from app.security.roles import Role
from ui.administration.page import AdministrationPage
from ui.administration.privacy.section import PrivacySection
from ui.commands.screenshots.stage import Stage
from ui.papers.issue import Issue
from ui.papers.paper import PaperSize
from ui.papers.printing import picture
from ui.privacy.hold_form import HoldForm
from ui.privacy.papers import export_offer
from ui.reception.screen import Reception
from ui.start.agreement import AgreementPage
from ui.widgets.layouts import Scroll

_PAGE_WIDTH: Final = 827
_OWN_TEXT: Final = {
    "pt_BR": "A UBS pode lembrar a senhora de consultas, exames e vacinas pelos meios que a senhora escolher. "
    "As mensagens não dizem do que se trata. A senhora pode mudar de ideia quando quiser.",
    "en": "The unit may remind you of visits, exams and vaccines by the means that you choose. The messages do not say "
    "what it is about. You may change your mind at any time.",
}


def asked_by_the_person(stage: Stage) -> None:
    """Her panel: all that is held, the paper, who saw it, and asking to erase."""
    place = _reception(stage)
    place.open_person(_somebody(stage))
    stage.until(lambda: place.panel is not None, "the panel")
    assert place.panel is not None
    part = place.panel.privacy
    part.ask_why()
    stage.settle()
    stage.shoot("privacy-person")
    assert part.reason is not None
    part.reason.set_value("A própria pessoa pediu")
    part.gather()
    stage.until(lambda: part.export is not None, "the export")
    stage.settle()
    stage.shoot("privacy-person-gathered")
    assert part.export is not None
    paper = export_offer(Issue(stage.station.profile, "Célia", part.export.at), part.export).make(PaperSize.A4)
    stage.keep("privacy-export-paper", picture(paper, 0, _PAGE_WIDTH))
    part.who_saw()
    stage.until(lambda: place.panel is not None and place.panel.preview is not None, "the paper")
    stage.settle()
    stage.shoot("privacy-who-saw")
    assert place.panel.preview is not None
    stage.keep("privacy-who-saw-paper", picture(place.panel.preview.paper, 0, _PAGE_WIDTH))
    place.panel.uncover()
    part.look_at_erasing()
    stage.settle()
    stage.shoot("privacy-ask-erasing")


def administration(stage: Stage) -> None:
    """A request that waits for a second person, then done; sealed, asked to open; how long things stay."""
    erasures = stage.station.privacy.erasures
    doctor, person_id = stage.session(Role.DOCTOR), _somebody(stage)
    case = erasures.ask(doctor, person_id, CaseKind.ERASURE, "asked_by_person", "Por escrito, na pasta 12")
    section = _section(stage)
    stage.shoot("privacy-administration")
    section.confirm(next(one for one in erasures.cases(doctor) if one.id == case.id))
    stage.settle()
    stage.shoot("privacy-administration-confirm")
    erasures.confirm(stage.session(Role.COORDINATOR), case.id)
    opening = erasures.ask(doctor, person_id, CaseKind.OPENING, "person_asks", "Quer cópia do que há")
    assert opening.step is Step.ASKED
    stage.station.privacy.retention.run()
    section = _section(stage)
    stage.shoot("privacy-administration-sealed")


def on_hold(stage: Stage) -> None:
    """A record put on hold from her panel, which says so from then on; the administration's list, and lifting it."""
    person_id, place = _somebody(stage), _reception(stage)
    place.open_person(person_id)
    stage.until(lambda: place.panel is not None, "the panel")
    assert place.panel is not None
    place.panel.privacy.ask_holding()
    stage.settle()
    stage.shoot("privacy-hold")
    form = place.panel.privacy.findChild(HoldForm)
    assert form is not None
    form.reason.set_value("Processo 12 na comarca")
    form.submit()
    stage.settle()
    stage.shoot("privacy-held")
    section = _section(stage)
    assert section.holds is not None
    next(iter(section.holds.lift_buttons.values())).click()
    _show(stage, section, section.holds)
    stage.shoot("privacy-holds")


def periods(stage: Stage) -> None:
    """What comes due, as a list and on paper; how long things stay; another period, and one that is refused."""
    privacy, coordinator = stage.station.privacy, stage.session(Role.COORDINATOR)
    _left_long_ago(stage)
    privacy.terms.change(coordinator, "drafts", 60, "A equipe fica fora no recesso")
    section = _section(stage)
    assert section.due is not None and section.periods is not None
    _show(stage, section, section.due)
    stage.shoot("privacy-due")
    section.due.show_list()
    stage.settle()
    stage.shoot("privacy-due-list")
    section.step_back()
    _show(stage, section, section.periods)
    stage.shoot("privacy-periods")
    section.periods.change_buttons["message_answers"].click()
    form = section.periods.forms["message_answers"]
    form.number.set_value(30)
    form.submit()
    _show(stage, section, form)
    stage.shoot("privacy-period-refused")
    form.number.set_value(365)
    form.reason.set_value("Guardar menos dados")
    form.submit()
    stage.settle()
    stage.shoot("privacy-period-saved")


def _left_long_ago(stage: Stage) -> None:
    """Drafts that nobody went back to: two whose time is over, one that comes due soon."""
    clock, nurse = stage.station.clock, stage.session(Role.NURSE)
    assert isinstance(clock, FakeClock), "the walk holds the time"
    now = clock.now()
    for kind, days in (("visit", 75), ("person", 66), ("assessment", 45)):
        clock.set_wall(now - timedelta(days=days))
        stage.station.drafts.keep(nurse, kind, "", {"words": "…"})
    clock.set_wall(now)


def _show(stage: Stage, section: PrivacySection, part: QWidget) -> None:
    """Scroll it to the top of what is seen."""
    stage.settle()
    scroll = section.findChild(Scroll)
    content = scroll.widget() if scroll is not None else None
    assert scroll is not None and content is not None
    scroll.verticalScrollBar().setValue(part.mapTo(content, QPoint(0, 0)).y())
    stage.settle()


def consent(stage: Stage) -> None:
    """The unit's own text: at the desk where it is asked again, and the sheet to sign with what was answered before."""
    people, coordinator, person_id = stage.station.people, stage.session(Role.COORDINATOR), _somebody(stage)
    people.set_consent(coordinator, person_id, Channel.EMAIL, True)
    people.set_consent(coordinator, person_id, Channel.SMS, False)
    stage.station.privacy.consent_texts.change(coordinator, _OWN_TEXT)
    place = _reception(stage)
    place.open_person(person_id)
    stage.until(lambda: place.panel is not None, "the panel")
    assert place.panel is not None
    place.panel.privacy.show_consents()
    stage.until(lambda: place.panel is not None and place.panel.preview is not None, "the sheet")
    stage.settle()
    stage.shoot("privacy-consent")
    assert place.panel.preview is not None
    stage.keep("privacy-consent-paper", picture(place.panel.preview.paper, 0, _PAGE_WIDTH))
    place.panel.uncover()
    place.panel.edit.emit()
    stage.settle()
    assert place.form is not None
    scroll = place.form.consents.parentWidget()
    while scroll is not None and not isinstance(scroll, Scroll):
        scroll = scroll.parentWidget()
    assert scroll is not None
    scroll.ensureWidgetVisible(place.form.consents)
    stage.settle()
    stage.shoot("privacy-consent-asked-again")


def agreement(stage: Stage) -> None:
    """What everybody reads before the first look."""
    session = stage.session(Role.NURSE)
    text = stage.station.privacy.confidentiality.to_accept(session)
    assert text is not None
    stage.show_page(AgreementPage(stage.station, session, text, lambda: None, lambda: None))
    stage.settle()
    stage.shoot("privacy-agreement")


def _reception(stage: Stage) -> Reception:
    place = stage.enter(Role.COORDINATOR, "reception").current()
    assert isinstance(place, Reception)
    return place


def _section(stage: Stage) -> PrivacySection:
    page = stage.enter(Role.COORDINATOR, "administration", "privacy").current()
    assert isinstance(page, AdministrationPage)
    section = page.page
    assert isinstance(section, PrivacySection)
    stage.until(lambda: section.states.state == "full", "the section")
    return section


def _somebody(stage: Stage) -> str:
    """Registered, and in nobody's care today."""
    session = stage.session(Role.COORDINATOR)
    for hit in stage.station.people.search(session, "maria", 50).hits:
        if not stage.station.privacy.erasures.hindrances(session, hit.person_id):
            return hit.person_id
    raise LookupError("everybody is in care")


SCENES: Final[tuple[tuple[str, Callable[[Stage], None]], ...]] = (
    ("privacy of a person", asked_by_the_person),
    ("privacy in the administration", administration),
    ("privacy: periods and what comes due", periods),
    ("privacy: records on hold", on_hold),
    ("privacy: consent", consent),
    ("agreement of confidentiality", agreement),
)
"""Name and scene, in the order of the pictures."""

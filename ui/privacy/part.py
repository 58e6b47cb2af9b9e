"""What a person may ask about her own data, on her panel: all of it handed over, who saw it, that it be erased."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.interop.fhir.service import bundle_to_json
from app.privacy.export_service import PersonExport
from app.privacy.grounds import grounds
from app.privacy.holds import RecordHold
from app.privacy.model import Case, CaseKind, Hindrance
from app.privacy.steps import NO_LONGER_IN_CARE, PERIOD_OVER
from app.security.roles import Action
from ui.bridge import Op
from ui.errors import words_of
from ui.papers.issue import issue_now
from ui.papers.paper import PaperOffer
from ui.privacy.alarm_words import alarm_of, text_of
from ui.privacy.consent_paper import ConsentSheet, consent_offer
from ui.privacy.hold_form import HoldForm
from ui.privacy.papers import access_offer, export_offer
from ui.privacy.standing_holds import StandingHolds
from ui.reports.saving import ask_where, write_private
from ui.shell.context import UiContext
from ui.texts import chosen_language, tr
from ui.texts.formats import show_number
from ui.widgets.banner import Banner
from ui.widgets.buttons import DangerButton, PrimaryButton, QuietButton, SecondaryButton
from ui.widgets.choices import ChoiceChips
from ui.widgets.field import Field
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import Text
from ui.widgets.layouts import clear, column, hairline
from ui.widgets.reason_input import ReasonInput
from ui.widgets.text_fields import TextField

_REASONS = ("herself", "representative", "court")


class PrivacyPart(QWidget):
    """Hidden from whoever may do none of it. `grew`: there is more to see than before."""

    grew = Signal()

    def __init__(self, context: UiContext, person_id: str, show_paper: Callable[[PaperOffer], object]) -> None:
        super().__init__()
        self._context, self._person_id, self._show_paper = context, person_id, show_paper
        self.export: PersonExport | None = None
        self.reason: ReasonInput | None = None
        self.words: TextField | None = None
        self.grounds: ChoiceChips | None = None
        layout = column(self, gap=2)
        layout.addWidget(hairline())
        layout.addSpacing(layout.spacing())
        layout.addWidget(Text(tr("privacy.part_title"), "strong"))
        layout.addWidget(Text(tr("privacy.part_about"), "small", wrap=True))
        self.holds = StandingHolds(context, person_id, self._holds_told, self._lifted, self._failed)
        layout.addWidget(self.holds)
        deeds = QWidget()
        flow = FlowLayout(deeds, gap=2)
        self.export_button = QuietButton(tr("privacy.export_button"), icon_name="download", on_press=self.ask_why)
        self.access_button = QuietButton(tr("privacy.access_button"), icon_name="history", on_press=self.who_saw)
        self.consent_button = QuietButton(
            tr("privacy.consent_button"), icon_name="printer", on_press=self.show_consents
        )
        self.erase_button = QuietButton(tr("privacy.erase_button"), icon_name="trash", on_press=self.look_at_erasing)
        self.hold_button = QuietButton(tr("hold.button"), icon_name="lock", on_press=self.ask_holding)
        for button, right in (
            (self.consent_button, Action.PRINT_RECORD),
            (self.export_button, Action.EXPORT_PERSON),
            (self.access_button, Action.EXPORT_PERSON),
            (self.erase_button, Action.ERASE_PERSON),
            (self.hold_button, Action.HOLD_RECORD),
        ):
            if context.may(right):
                flow.addWidget(button)
            else:
                button.hide()
        layout.addWidget(deeds)
        self.banner = Banner()
        layout.addWidget(self.banner)
        self._body = column(gap=3)
        layout.addLayout(self._body)
        rights = (Action.PRINT_RECORD, Action.EXPORT_PERSON, Action.ERASE_PERSON, Action.HOLD_RECORD)
        if not any(context.may(right) for right in rights):
            self.hide()
        self.holds.read()

    # what she agreed to

    def show_consents(self) -> None:
        """As a sheet to sign."""
        self._begin()
        station, session, person_id = self._context.station, self._context.session, self._person_id

        def read() -> ConsentSheet:
            versions, history = station.privacy.consent_texts.versions(), station.people.consents(session, person_id)
            return ConsentSheet(station.people.open(session, person_id), versions, history)

        Op(self, read).on_success(self._show_sheet).on_failure(self._failed).start()

    def _show_sheet(self, sheet: ConsentSheet) -> None:
        self._show_paper(consent_offer(issue_now(self._context, self._context.station.profile), sheet))

    # all that is held

    def ask_why(self) -> None:
        """The reason goes into the trail."""
        self._begin()
        self.reason = ReasonInput([tr(f"privacy.export_reason_{one}") for one in _REASONS])
        self._field = Field(tr("privacy.reason"), self.reason, required=True)
        self._body.addWidget(self._field)
        self._verbs(PrimaryButton(tr("privacy.export_do"), on_press=self.gather))
        self._field.setFocus()
        self.grew.emit()

    def gather(self) -> None:
        """Read everything, in a worker."""
        assert self.reason is not None
        reason = self.reason.value()
        self._field.set_error(None if reason else tr("privacy.reason_missing"))
        if not reason:
            return
        call = partial(self._context.station.privacy.exports.export, self._context.session, self._person_id, reason)
        Op(self, call).on_success(self._gathered).on_failure(self._failed).start()

    def _gathered(self, export: PersonExport) -> None:
        self.export = export
        self._begin()
        self._body.addWidget(Text(tr("privacy.ready", count=show_number(export.count)), wrap=True))
        deeds = QWidget()
        flow = FlowLayout(deeds, gap=2)
        flow.addWidget(
            PrimaryButton(tr("privacy.show_paper"), icon_name="printer", on_press=partial(self._paper, export_offer))
        )
        flow.addWidget(SecondaryButton(tr("privacy.fhir_button"), icon_name="download", on_press=self.save_fhir))
        flow.addWidget(QuietButton(tr("privacy.rows_button"), on_press=self.save_rows))
        self.ward_button: QuietButton | None = None
        if any(not one.was_mistake for one in export.stays):
            self.ward_button = QuietButton(tr("privacy.ward_button"), on_press=self.save_ward)
            flow.addWidget(self.ward_button)
        self._body.addWidget(deeds)
        self.grew.emit()

    def save_fhir(self) -> None:
        """For another service."""
        if self.export is not None:
            self._save(bundle_to_json(self.export.bundle or {}))

    def save_rows(self) -> None:
        """For whoever wants to check that nothing is missing."""
        if self.export is not None:
            self._save(self.export.as_json())

    def save_ward(self) -> None:
        """Signals, alarms and who was called, as files that anybody can open."""
        if self.export is None:
            return
        path = ask_where(self, tr("privacy.export_title"), f"{tr('privacy.ward_file')}.zip", tr("privacy.ward_kind"))
        if path is not None:
            done = lambda _count: self.banner.show_message("success", tr("privacy.saved", path=path))  # noqa: E731 - one use
            exports, session = self._context.station.privacy.exports, self._context.session
            call = partial(exports.write_ward, session, self.export, path, text_of, alarm_of)
            Op(self, call).on_success(done).on_failure(self._failed).start()

    def _save(self, words: str) -> None:
        path = ask_where(self, tr("privacy.export_title"), f"{tr('privacy.fhir_file')}.json", tr("privacy.fhir_kind"))
        if path is not None:
            done = lambda _none: self.banner.show_message("success", tr("privacy.saved", path=path))  # noqa: E731 - one use
            Op(self, partial(write_private, path, words)).on_success(done).on_failure(self._failed).start()

    # who saw it

    def who_saw(self) -> None:
        """As a paper for the person."""
        self._begin()
        call = partial(self._context.station.privacy.exports.who_saw, self._context.session, self._person_id)
        Op(self, call).on_success(self._seen).on_failure(self._failed).start()

    def _seen(self, export: PersonExport) -> None:
        self.export = export
        self._paper(access_offer)

    # erasing

    def look_at_erasing(self) -> None:
        """Say first what stands in the way."""
        self._begin()
        call = partial(self._context.station.privacy.erasures.hindrances, self._context.session, self._person_id)
        Op(self, call).on_success(self._ask_erasing).on_failure(self._failed).start()

    def _ask_erasing(self, hindrances: tuple[Hindrance, ...]) -> None:
        self._body.addWidget(Text(tr("privacy.erase_title"), "strong", wrap=True))
        self._body.addWidget(Text(tr("privacy.erase_about"), "muted", wrap=True))
        in_care = [one for one in hindrances if one is not Hindrance.NOT_SENT]
        if in_care:
            told = "; ".join(tr(f"privacy.hindrance_{one.value}") for one in in_care)
            why = "on_hold" if Hindrance.ON_HOLD in in_care else "in_care"
            self.banner.show_message("warn", tr(f"error_privacy.{why}"), told)
            self.grew.emit()
            return
        offered = [
            (one.code, one.labels.get(chosen_language(), one.code))
            for one in grounds().values()
            if one.kind is CaseKind.ERASURE and one.code not in (PERIOD_OVER, NO_LONGER_IN_CARE)
        ]
        self.grounds = ChoiceChips(offered, name=tr("privacy.ground"), optional=False)
        self.grounds.set_value(offered[0][0])
        self.words = TextField()
        self._field = Field(tr("privacy.erase_words"), self.words, required=True)
        self._body.addWidget(Field(tr("privacy.ground"), self.grounds))
        self._body.addWidget(self._field)
        self._verbs(DangerButton(tr("privacy.erase_do"), on_press=self.ask_erasing))
        self.grew.emit()

    def ask_erasing(self) -> None:
        """Note the request; somebody else confirms it."""
        assert self.words is not None and self.grounds is not None
        words, ground = self.words.value().strip(), str(self.grounds.value() or "")
        self._field.set_error(None if words else tr("privacy.reason_missing"))
        if not words:
            return
        erasures, session = self._context.station.privacy.erasures, self._context.session
        call = partial(erasures.ask, session, self._person_id, CaseKind.ERASURE, ground, words)
        Op(self, call).on_success(self._asked).on_failure(self._failed).start()

    def _asked(self, _case: Case) -> None:
        self._begin()
        self.banner.show_message("success", tr("privacy.erase_asked"))
        self.grew.emit()

    # on hold

    def ask_holding(self) -> None:
        """That nothing of the record goes, whatever its time and whoever asks."""
        self._begin()
        form = HoldForm(self._context, self._held, self._begin, self._person_id)
        self._body.addWidget(form)
        form.fields["reason"].setFocus()
        self.grew.emit()

    def _held(self, _hold: RecordHold) -> None:
        self._settled("saved")

    def _lifted(self, _hold: RecordHold) -> None:
        self._settled("lift_saved")

    def _settled(self, words: str) -> None:
        self._begin()
        self.banner.show_message("success", tr(f"hold.{words}"))
        self.holds.read()
        self.grew.emit()

    def _holds_told(self, holds: tuple[RecordHold, ...]) -> None:
        """A second hold on one record is refused: it is not offered."""
        if self._context.may(Action.HOLD_RECORD):
            self.hold_button.setHidden(bool(holds))

    def _begin(self) -> None:
        self.banner.hide()
        clear(self._body)

    def _verbs(self, verb: QWidget) -> None:
        deeds = QWidget()
        flow = FlowLayout(deeds, gap=2)
        flow.addWidget(verb)
        flow.addWidget(QuietButton(tr("privacy.cancel"), on_press=self._begin))
        self._body.addWidget(deeds, 0, Qt.AlignmentFlag.AlignLeft)

    def _paper(self, offer: Callable[..., PaperOffer]) -> None:
        if self.export is not None:
            issue = issue_now(self._context, self._context.station.profile)
            self._show_paper(offer(issue, self.export))

    def _failed(self, error: Exception) -> None:
        self.banner.show_message("error", words_of(error).together)
        self.grew.emit()

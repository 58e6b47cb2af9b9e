"""One person at the desk: who she is, how to reach her, her pregnancy, and what to do next."""

from datetime import date
from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.clinic.people.model import FieldChange, Sex
from app.security.roles import Action
from ui.administration.tab_order import in_reading_order
from ui.allergies.line import AllergyLine
from ui.allergies.part import AllergyPart
from ui.board.arrival_strip import ArrivalStrip
from ui.conflicts.badge import ConflictBadge
from ui.corrections.entry_history import strike
from ui.papers.identity import document_words, phone_words
from ui.papers.paper import PaperOffer
from ui.papers.preview import PaperPreview
from ui.pregnancy.age_words import AgeWords
from ui.pregnancy.pregnancy_test.flow import PregnancyTestFlow
from ui.privacy.part import PrivacyPart
from ui.reception.hits import years_words
from ui.reception.links_part import LinksPart
from ui.reception.open_pregnancy import OpenPregnancy
from ui.reception.person_fields import shown_value
from ui.reception.person_view import PersonView
from ui.reception.telegram_part import TelegramPart
from ui.reception.treatment_part import TreatmentPart
from ui.shell.context import UiContext
from ui.spoken.roles import name_page
from ui.texts import tr
from ui.texts.formats import show_date, show_instant
from ui.theme import current_theme
from ui.widgets.badges import RiskBadge
from ui.widgets.buttons import PrimaryButton, QuietButton, SecondaryButton
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, clear, column, hairline, row
from ui.widgets.synthetic_mark import SyntheticMark, beside_name


class PersonPanel(QWidget):
    """`edit` asks for the form, `closed` leaves the panel; `arrived` carries the arrival that is to be seen."""

    edit = Signal()
    arrived = Signal(str)
    closed = Signal()

    def __init__(self, context: UiContext, view: PersonView, today: date) -> None:
        super().__init__()
        self._context = context
        self.view = view
        self._today = today
        content = QWidget()
        body = column(content, gap=5, margin=6)
        body.addLayout(self._head())
        self.conflicts.show_count(view.conflicts)
        self.arrival = ArrivalStrip(context, view.record.id, view.record.shown_name, view.arrival, view.zone)
        self.arrival.seen.connect(self.arrived.emit)
        body.addWidget(self.arrival)
        body.addWidget(self._pregnancy())
        body.addWidget(hairline())
        facts = column(gap=2)
        for label, words in self._facts():
            facts.addLayout(_fact(label, words))
        body.addLayout(facts)
        self.allergies = AllergyPart(context, view.record.id)
        self.allergies.show_list(view.allergies)
        self.allergies.changed.connect(self.allergy_line.show_list)
        self.allergies.changed.connect(lambda _known: self._order())
        self.allergies.grew.connect(lambda: QTimer.singleShot(0, self, lambda: self.show_part(self.allergies)))
        body.addWidget(hairline())
        body.addWidget(self.allergies)
        self.treatment = TreatmentPart(context, view.record.id, today)
        body.addWidget(hairline())
        self.treatment.remade.connect(self._order)
        self.treatment.grew.connect(lambda: QTimer.singleShot(0, self, lambda: self.show_part(self.treatment)))
        body.addWidget(self.treatment)
        self.telegram = TelegramPart(context, view.record, self.cover)
        self.telegram.grew.connect(lambda: QTimer.singleShot(0, self, lambda: self.show_part(self.telegram)))
        body.addWidget(self.telegram)
        self.links = LinksPart(context, view.record.id)
        self.links.grew.connect(lambda: QTimer.singleShot(0, self, lambda: self.show_part(self.links)))
        body.addWidget(self.links)
        self.privacy = PrivacyPart(context, view.record.id, self.cover)
        self.privacy.grew.connect(lambda: QTimer.singleShot(0, self, lambda: self.show_part(self.privacy)))
        body.addWidget(self.privacy)
        if view.history:
            body.addWidget(hairline())
            body.addWidget(Text(tr("reception.history"), "label"))
            for change in view.history:
                body.addWidget(self._change(change))
        body.addStretch(1)
        self._layout = column(self, gap=0)
        self._scroll = Scroll(content, width="column")
        self._layout.addWidget(self._scroll)
        self.preview: PaperPreview | None = None

    def first_focus(self) -> QWidget:
        """The next step, or the way back."""
        return self.next_step

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.preview is not None:
            self.uncover()
        else:
            super().keyPressEvent(event)

    def cover(self, offer: PaperOffer) -> None:
        """Show a paper in the place of the panel."""
        self.preview = PaperPreview(self._context, offer, on_close=self.uncover, back=tr("papers.back"))
        self._scroll.hide()
        self._layout.addWidget(self.preview)
        self.preview.setFocus()

    def uncover(self) -> None:
        """Back to the panel."""
        preview, self.preview = self.preview, None
        if preview is not None:
            self._layout.removeWidget(preview)
            preview.hide()
            preview.deleteLater()
            self._scroll.show()
            self.telegram.setFocus()

    def show_part(self, part: QWidget) -> None:
        """Bring a part that has grown into sight."""
        self._order()
        # How high it has become is not known before it is laid out.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        self._scroll.ensureWidgetVisible(part)
        # In large text it is higher than the window: then its head is what is wanted.
        self._scroll.ensureVisible(0, part.y(), 0, 0)

    def _order(self) -> None:
        """What was made last would be reached last, or from nowhere."""
        in_reading_order([self._scroll])

    def _head(self) -> QHBoxLayout:
        record = self.view.record
        head = row(gap=3)
        words = column(gap=0)
        name = Text(record.shown_name, "title", wrap=True)
        name.setObjectName("person_name")
        name_page(self, record.shown_name)
        words.addLayout(beside_name(name, SyntheticMark() if record.synthetic else None))
        if record.social_name:
            words.addWidget(Text(tr("reception.registered_as", name=record.full_name), "small", wrap=True))
        age = f"{years_words(record.birth_date, self._today)} · {show_date(record.birth_date)}"
        words.addWidget(Text(f"{age} · {document_words(record.cpf, record.cns)}", "muted", wrap=True))
        self.allergy_line = AllergyLine(self._context, record.id)
        self.allergy_line.show_list(self.view.allergies)
        words.addWidget(self.allergy_line)
        self.conflicts = ConflictBadge(self._context, record.id)
        words.addWidget(self.conflicts, 0, Qt.AlignmentFlag.AlignLeft)
        head.addLayout(words, 1)
        deeds = column(gap=1)
        if self._context.may(Action.CHANGE_PERSON):
            deeds.addWidget(QuietButton(tr("reception.change"), icon_name="pencil", on_press=self.edit.emit))
        if self._context.may(Action.MERGE_PEOPLE):
            double = partial(self._context.navigate, "administration", f"duplicates/{record.id}")
            deeds.addWidget(QuietButton(tr("duplicates.person_button"), icon_name="copy", on_press=double))
        deeds.addStretch(1)
        head.addLayout(deeds)
        return head

    def _pregnancy(self) -> QWidget:
        """What matters most here: is she pregnant, how far, how grave."""
        part = QWidget()
        body = column(part, gap=3)
        pregnancy, stored = self.view.pregnancy, self.view.assessment
        self.next_step: QWidget = part
        if pregnancy is None:
            if self._context.may(Action.OPEN_PREGNANCY) and self.view.record.sex is not Sex.MALE:
                opening = OpenPregnancy(self._context, self.view.record.id, self._today)
                opening.opened.connect(lambda number: self._context.navigate("pregnancy", number))
                body.addWidget(opening)
                self.next_step = opening
                self._offer_test(body, opening)
            else:
                body.addWidget(Text(tr("reception.no_pregnancy"), "muted"))
            return part
        big = row(gap=4)
        big.addWidget(RiskBadge(stored.assessment.risk_class if stored else None, large=True))
        big.addWidget(AgeWords(pregnancy.gestational_age), 0, Qt.AlignmentFlag.AlignVCenter)
        big.addStretch(1)
        body.addLayout(big)
        due = tr("pregnancy.due", date=show_date(pregnancy.due_date)) if pregnancy.due_date else ""
        when = (
            tr("reception.classified_at", at=show_instant(stored.recorded_at, self.view.zone), name=stored.by)
            if stored
            else tr("reception.not_classified")
        )
        body.addWidget(Text(" · ".join(part for part in (due, when) if part), "muted", wrap=True))
        words = tr("reception.open_record" if stored else "reception.classify")
        kind = SecondaryButton if stored else PrimaryButton
        button = kind(words, icon_name="pregnancy", on_press=lambda: self._context.navigate("pregnancy", pregnancy.id))
        button.setObjectName("open_pregnancy_record")
        line = row(gap=2)
        line.addWidget(button)
        line.addStretch(1)
        body.addLayout(line)
        self.next_step = button
        return part

    def _offer_test(self, body: QVBoxLayout, opening: OpenPregnancy) -> None:
        """Whoever does not know yet is tested first; a positive test leads to the date above."""
        test = QuietButton(tr("pregnancy_test.begin"), icon_name="help-circle", on_press=lambda: begin())
        test.setObjectName("begin_pregnancy_test")
        line = row(gap=2)
        line.addWidget(test)
        line.addStretch(1)
        body.addLayout(line)
        holder = column(gap=0)
        body.addLayout(holder)

        def begin() -> None:
            # One question at a time: the date of the last period is asked for once the test has said yes.
            opening.hide()
            test.hide()
            flow = PregnancyTestFlow(self._context, self.view.record.id)
            holder.addWidget(flow)
            flow.confirmed.connect(open_now)
            flow.closed.connect(end)
            flow.read()

        def open_now() -> None:
            opening.show()
            opening.setFocus()

        def end() -> None:
            clear(holder)
            opening.show()
            test.show()
            test.setFocus()

    def _facts(self) -> list[tuple[str, str]]:
        record = self.view.record
        mother = record.mother_name or tr("person.mother_unknown")
        if not record.mother_name and record.no_mother_reason:
            mother = f"{tr('person.mother_unknown')}: {record.no_mother_reason}"
        document = document_words(record.cpf, record.cns)
        if record.no_document_reason and not (record.cpf or record.cns):
            document = f"{document}: {record.no_document_reason}"
        contact = " · ".join(one for one in (phone_words(record.phone), record.email) if one)
        return [
            (tr("reception.mother"), mother),
            (tr("reception.document"), document),
            (tr("reception.lives_in"), record.municipality_name),
            (tr("reception.contact"), contact or tr("person.no_contact")),
            (tr("reception.messages"), self._consents()),
        ]

    def _consents(self) -> str:
        answers = [(tr(f"person.channel_{one.value}"), each.given) for one, each in self.view.record.consents.items()]
        given = [channel for channel, agreed in answers if agreed]
        refused = [channel for channel, agreed in answers if not agreed]
        parts = []
        if given:
            parts.append(tr("person.consents_given", channels=", ".join(given)))
        if refused:
            parts.append(tr("person.consents_refused", channels=", ".join(refused)))
        return " · ".join(parts) or tr("person.consents_unasked")

    def _change(self, change: FieldChange) -> QWidget:
        line = QWidget()
        body = column(line, gap=0)
        words = tr(
            "reception.change_line",
            field=tr(f"person.{change.field}"),
            old=shown_value(change.field, change.old),
            new=shown_value(change.field, change.new),
        )
        said = Text(words, "muted" if change.lost else "body", wrap=True)
        if change.lost:
            strike(said)
            said.setAccessibleName(f"{tr('conflicts.history_lost')}: {words}")
        body.addWidget(said)
        signed = f"{show_instant(change.at, self.view.zone)} · {change.by}"
        if change.elsewhere:
            signed = f"{signed} · {tr('conflicts.elsewhere')}"
        if change.lost:
            signed = f"{signed} · {tr('conflicts.history_lost')}"
        body.addWidget(Text(f"{signed} · {change.reason}" if change.reason else signed, "small", wrap=True))
        return line


def _fact(label: str, words: str) -> QHBoxLayout:
    line = row(gap=4)
    name = Text(label, "label")
    name.setFixedWidth(current_theme().px("field_short"))
    said = Text(words, wrap=True)
    # Label and answer differ in size: as high as the answer's first line, they stand on one line.
    name.ensurePolished()
    said.ensurePolished()
    name.setFixedHeight(said.fontMetrics().height())
    line.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(said, 1, Qt.AlignmentFlag.AlignTop)
    return line

"""A reading: what the first or the second reader thinks of the case, in words."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.clinic.drafts import Draft
from app.clinic.referral.case import Case
from app.clinic.referral.desk import READING_DRAFT
from app.clinic.referral.model import Course
from ui.bridge import Op
from ui.drafts import DraftKeeper
from ui.errors import words_of
from ui.shell.context import UiContext
from ui.texts import tr
from ui.texts.formats import show_instant
from ui.widgets.banner import Banner
from ui.widgets.buttons import PrimaryButton, QuietButton
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, column, row
from ui.widgets.text_fields import LongTextField


class ReadingForm(QWidget):
    """`second`: whether it is the second one; `done(course)` after it is stored, `stale()` as in the answer."""

    def __init__(
        self,
        context: UiContext,
        case: Case,
        draft: Draft | None,
        *,
        second: bool,
        done: Callable[[Course], object],
        leave: Callable[[], object],
        stale: Callable[[], object],
    ) -> None:
        super().__init__()
        self._context = context
        self._case = case
        self._second = second
        self._done = done
        self._stale = stale
        self._id = case.course.referral.id
        which = "second" if second else "first"
        self.text = LongTextField(placeholder=tr(f"referral_desk.{which}_hint"), lines=7)
        self.field = Field(tr("referral_desk.reading"), self.text, required=True)
        self.keeper = DraftKeeper(self, context, READING_DRAFT, self._id, self._content)
        self.banner = Banner(action_below=True)
        self.save_button = PrimaryButton(tr("referral_desk.save_reading"), icon_name="check", on_press=self.save)
        self.save_button.setObjectName("save_reading")
        self._build(which, leave)
        if draft is not None:
            self.text.set_value(str(draft.content.get("text", "")))
            at = show_instant(draft.saved_at, context.station.profile.time_zone)
            self.banner.show_message("info", tr("referral_desk.draft_back", at=at))
        self.text.changed.connect(lambda _text: self.keeper.touch())

    def _build(self, which: str, leave: Callable[[], object]) -> None:
        content = QWidget()
        layout = column(content, gap=3, margin=3, sides=4)
        head = row(gap=2)
        head.addWidget(Text(tr(f"referrals.kind_{which}_reading"), "heading", wrap=True), 1)
        close = QuietButton(tr("referral_desk.answer_later"), on_press=leave)
        close.setObjectName("reading_later")
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(head)
        layout.addWidget(self.banner)
        first = self._case.first_reading
        if self._second and first is not None:
            layout.addWidget(Text(tr("referral_desk.first_said", name=first.by), "label", wrap=True))
            layout.addWidget(Text(str(first.content.get("text", "")), wrap=True))
        layout.addWidget(self.field)
        foot = row(gap=2)
        foot.addStretch(1)
        foot.addWidget(self.save_button)
        layout.addLayout(foot)
        layout.addStretch(1)
        # A long first reading must not push the field out of reach.
        column(self, gap=0).addWidget(Scroll(content, width=None))

    def first_focus(self) -> QWidget:
        """The text."""
        return self.text

    def step_back(self) -> bool:
        """Nothing to step back from inside the form."""
        return False

    def flush(self) -> None:
        """Keep the draft now."""
        self.keeper.flush()

    def unsaved(self) -> bool:
        """Whether something is written that is not stored."""
        return bool(self.text.value())

    def save(self) -> None:
        """Store it."""
        text = self.text.value()
        if not text:
            self.field.set_error(tr("referral_desk.reading_missing"))
            self.text.setFocus()
            return
        self.field.set_error(None)
        desk, session, version = self._context.station.referral_desk, self._context.session, self._case.course.version
        write = desk.second_reading if self._second else desk.first_reading
        self.save_button.setEnabled(False)
        self.keeper.end()
        Op(self, lambda: write(session, self._id, version, text)).on_success(self._done).on_failure(
            self._refused
        ).start()

    def _content(self) -> dict[str, object] | None:
        return {"text": self.text.value()} if self.text.value() else None

    def _refused(self, error: Exception) -> None:
        self.save_button.setEnabled(True)
        self.keeper.resume()
        words = words_of(error)
        again = getattr(error, "code", "") in ("referrals.other_version", "referrals.not_waiting")
        action = (tr("referral_desk.open_again"), self._stale) if again else None
        self.banner.show_message("error", words.title, words.next_step, action=action)

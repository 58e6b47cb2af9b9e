"""The counter-reply to an inconclusive answer: what was done since; the record as it is now goes along."""

from collections.abc import Callable
from typing import Any

from app.clinic.referral.compulsory import LONGEST_TEXT
from app.clinic.referral.model import Course
from ui.administration.inline_form import InlineForm
from ui.bridge import Op
from ui.drafts import DraftKeeper
from ui.referrals.course_reading import REPLY_DRAFT
from ui.shell.context import UiContext
from ui.texts import tr
from ui.widgets.field import Field
from ui.widgets.text_fields import LongTextField


class ReplyForm(InlineForm):
    """`done(course)` after it was sent, `leave()` when it is put away; what was typed is kept as a draft."""

    def __init__(
        self,
        context: UiContext,
        one: Course,
        typed: str,
        *,
        done: Callable[[Course], object],
        leave: Callable[[], object],
    ) -> None:
        where = {"referrals.text": "text"}
        super().__init__(tr("answer_page.reply_send"), self._send, on_cancel=leave, where=where)
        self._context, self._one, self._done = context, one, done
        self.text = LongTextField(name=tr("answer_page.reply"), lines=4)
        self.text.setObjectName("counter_reply")
        self.text.set_value(typed)
        hint = tr("answer_page.reply_hint", most=LONGEST_TEXT)
        self.add("text", Field(tr("answer_page.reply"), self.text, hint=hint, required=True))
        self.keeper = DraftKeeper(self, context, REPLY_DRAFT, one.referral.id, self._content)
        self.text.changed.connect(lambda _words: self.keeper.touch())

    def unsaved(self) -> bool:
        """Whether something was typed."""
        return bool(self.text.value())

    def _content(self) -> dict[str, Any]:
        return {"text": self.text.value()}

    def _send(self) -> None:
        if not self.require_filled("text"):
            return
        self.wait()
        self.keeper.end()
        station, session, words = self._context.station, self._context.session, self.text.value()
        referral_id = self._one.referral.id

        def call() -> Course:
            sent = station.referrals.counter_reply(session, referral_id, words)
            station.drafts.drop(session, REPLY_DRAFT, referral_id)
            return sent

        Op(self, call).on_success(self._done).on_failure(self._failed).start()

    def _failed(self, error: Exception) -> None:
        self.keeper.resume()
        self.fail(error)

"""What is stored and what was answered since: pure, without a widget."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.clinic.drafts import Draft
from app.clinic.prenatal.history_questions import Group, Question, groups
from app.clinic.prenatal.history_service import Answer, Answered, Changed

Pending = dict[str, Answer | None]
"""Question → what it is to become; None strikes out the stored answer."""


@dataclass(frozen=True)
class BackgroundRead:
    """What one reading brings: answers in force by question, corrections by question (latest first), the draft."""

    answers: Mapping[str, Answered]
    changes: Mapping[str, tuple[Changed, ...]]
    draft: Draft | None


@dataclass
class BackgroundAnswers:
    """The form as it stands: `stored` below, `pending` above it."""

    stored: Mapping[str, Answered] = field(default_factory=dict)
    pending: Pending = field(default_factory=dict)

    def shown(self, code: str) -> Answer | None:
        """The answer that the form shows; an answer from another pregnancy is only offered."""
        if code in self.pending:
            return self.pending[code]
        here = self.here(code)
        return here.answer if here else None

    def here(self, code: str) -> Answered | None:
        """The stored answer of this pregnancy."""
        one = self.stored.get(code)
        return None if one is None or one.from_before else one

    def offered(self, code: str) -> Answered | None:
        """What was said in another pregnancy and is not confirmed yet."""
        one = self.stored.get(code)
        return one if one is not None and one.from_before and code not in self.pending else None

    def answer(self, code: str, answer: Answer | None) -> None:
        """Somebody answered; what stands there already is no change."""
        here = self.here(code)
        if answer is (here.answer if here else None):
            self.pending.pop(code, None)
        else:
            self.pending[code] = answer

    def accept(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Confirm everything offered among these; tells which."""
        accepted = [one for code in codes if (one := self.offered(code)) is not None]
        for one in accepted:
            self.pending[one.question] = one.answer
        return tuple(one.question for one in accepted)

    def corrections(self) -> tuple[tuple[Answered, Answer | None], ...]:
        """Stored answers that are to change, each with what it becomes: these need a reason."""
        return tuple((here, new) for code, new in self.pending.items() if (here := self.here(code)) is not None)

    def new(self) -> dict[str, Answer]:
        """Answers to questions that have none in this pregnancy."""
        return {code: new for code, new in self.pending.items() if new is not None and self.here(code) is None}

    def to_draft(self) -> dict[str, object]:
        """The answers not saved yet."""
        return {code: None if new is None else new.value for code, new in self.pending.items()}

    def take_draft(self, content: Mapping[str, object]) -> None:
        """Answers of a draft; what this program does not know is left out."""
        known, values = {one.code for one in asked()}, {one.value for one in Answer}
        for code, value in content.items():
            if code in known and (value is None or value in values):
                self.answer(code, None if value is None else Answer(str(value)))


def asked(group: Group | None = None) -> tuple[Question, ...]:
    """The questions that a person answers: those that the record answers by itself are left out."""
    wanted = groups() if group is None else (group,)
    return tuple(one for each in wanted for one in each.questions if not one.answered_by)

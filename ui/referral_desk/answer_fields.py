"""The questions of the answer: what was decided, and what follows from that. Only what the verdict needs is asked."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.clinic.problems import Problem
from app.clinic.referral.model import NewAnswer, Verdict
from app.clinic.referral.parameters import parameters
from ui.referral_desk.exam_chooser import ExamChooser
from ui.referral_desk.source_chooser import SourceChooser
from ui.referrals.words import cause_words, clinic_words, conduct_words
from ui.texts import tr
from ui.widgets.choices import ChoiceChips
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.layouts import column
from ui.widgets.text_fields import LongTextField
from ui.widgets.toggles import CheckBox


class AnswerFields(QWidget):
    """`changed` after every change by the person."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._layout = column(self, gap=4)
        verdicts = [(one, tr(f"referrals.verdict_{one.value}")) for one in Verdict]
        self.verdict = ChoiceChips(verdicts, name=tr("referral_desk.verdict"))
        self.meaning = Text("", "small", wrap=True)
        self.conduct = ChoiceChips(
            [(code, conduct_words(code)) for code in parameters().conducts], name=tr("referral_desk.conduct")
        )
        self.clinic = ChoiceChips(
            [(code, clinic_words(code)) for code in parameters().clinics], name=tr("referral_desk.clinic")
        )
        self.causes = {code: CheckBox(cause_words(code)) for code in parameters().causes}
        self.exams = ExamChooser()
        self.guidance = LongTextField(placeholder=tr("referral_desk.guidance_hint"), lines=4)
        self.sources = SourceChooser()
        causes = QWidget()
        boxes = column(causes, gap=0)
        for box in self.causes.values():
            boxes.addWidget(box)
        causes.setFocusProxy(next(iter(self.causes.values())))
        self.fields = {
            "verdict": Field(tr("referral_desk.verdict"), self.verdict, required=True),
            "conduct": Field(tr("referral_desk.conduct"), self.conduct, required=True),
            "clinic": Field(tr("referral_desk.clinic"), self.clinic, required=True),
            "causes": Field(tr("referral_desk.causes"), causes, required=True),
            "requested_exams": Field(tr("referral_desk.exams"), self.exams),
            "guidance": Field(tr("referral_desk.guidance"), self.guidance),
            "sources": Field(tr("referral_desk.sources"), self.sources, required=True),
        }
        for name, field in self.fields.items():
            self._layout.addWidget(field)
            if name == "verdict":
                self._layout.addWidget(self.meaning)
        self._layout.addStretch(1)
        self._listen()
        self._follow()

    def answer(self) -> NewAnswer | None:
        """What stands there; None while nothing was decided."""
        verdict = self.verdict.value()
        if not isinstance(verdict, Verdict):
            return None
        inconclusive = verdict is Verdict.INCONCLUSIVE
        conduct = str(self.conduct.value() or "")
        known = parameters().conducts.get(conduct)
        clinic = self.clinic.value() if known is not None and known.needs_clinic else None
        return NewAnswer(
            verdict=verdict,
            conduct=conduct,
            sources=self.sources.value(),
            guidance=self.guidance.value(),
            clinic=str(clinic) if clinic else None,
            causes=tuple(code for code, box in self.causes.items() if box.isChecked()) if inconclusive else (),
            requested_exams=self.exams.value(),
        )

    def content(self) -> dict[str, Any] | None:
        """For the draft; None where nothing was written."""
        verdict = self.verdict.value()
        told = {
            "verdict": verdict.value if isinstance(verdict, Verdict) else None,
            "conduct": self.conduct.value(),
            "clinic": self.clinic.value(),
            "causes": [code for code, box in self.causes.items() if box.isChecked()],
            "requested_exams": list(self.exams.value()),
            "guidance": self.guidance.value(),
            "sources": list(self.sources.value()),
        }
        return told if any(told.values()) else None

    def take(self, told: Mapping[str, Any]) -> None:
        """Put a draft in; what no list knows any more falls away."""
        kept = told.get("verdict")
        self.verdict.set_value(Verdict(kept) if kept in list(Verdict) else None)
        self.conduct.set_value(told.get("conduct"))
        self.clinic.set_value(told.get("clinic"))
        for code, box in self.causes.items():
            box.setChecked(code in told.get("causes", ()))
        self.exams.set_value(told.get("requested_exams", ()))
        self.guidance.set_value(str(told.get("guidance", "")))
        self.sources.set_value(told.get("sources", ()))
        self._follow()

    def show_problems(self, problems: tuple[Problem, ...]) -> None:
        """Say below each field what is expected, and go to the first."""
        said = {one.field: tr(one.code, **one.values) for one in reversed(problems)}
        for name, field in self.fields.items():
            field.set_error(said.get(name))
        first = next((field for name, field in self.fields.items() if name in said), None)
        if first is not None:
            first.setFocus()

    def _listen(self) -> None:
        self.verdict.changed.connect(lambda _value: self._follow())
        signals = (self.verdict.changed, self.conduct.changed, self.clinic.changed, self.exams.changed)
        for signal in (*signals, self.guidance.changed, self.sources.changed):
            signal.connect(lambda _value: self.changed.emit())
        for box in self.causes.values():
            box.changed.connect(lambda _on: self.changed.emit())

    def _follow(self) -> None:
        """Only what goes with the verdict is on show; a conduct that alone fits is taken."""
        verdict = self.verdict.value()
        decided = isinstance(verdict, Verdict)
        fitting = [code for code, one in parameters().conducts.items() if verdict in one.verdicts]
        if decided and self.conduct.value() not in fitting:
            self.conduct.set_value(fitting[0] if len(fitting) == 1 else None)
        self.conduct.offer(fitting)
        known = parameters().conducts.get(str(self.conduct.value() or ""))
        shown = {
            "conduct": decided,
            "clinic": decided and known is not None and known.needs_clinic,
            "causes": verdict is Verdict.INCONCLUSIVE,
            "requested_exams": decided,
            "guidance": decided,
            "sources": decided,
        }
        for name, visible in shown.items():
            self.fields[name].setVisible(visible)
        self.meaning.setText(tr(f"referral_desk.meaning_{verdict.value}") if isinstance(verdict, Verdict) else "")
        self.meaning.setVisible(decided)

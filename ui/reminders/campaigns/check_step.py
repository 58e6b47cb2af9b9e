"""The last step: how many, who and when, who not and why, why some later, and one message as it will be read."""

from collections import Counter
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.reminders.campaigns import NewCampaign, Preview
from ui.administration.states import States
from ui.errors import words_of
from ui.reminders.campaigns.people_list import Line, PeopleList
from ui.reminders.campaigns.words import reasons_words
from ui.reminders.parts.words import channel_words, day_words, moved_words
from ui.spoken.announcer import say_at_once
from ui.texts import tr, tr_count
from ui.texts.formats import show_hour, show_number
from ui.theme import current_theme
from ui.widgets.banner import Banner
from ui.widgets.cards import Card
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, column, row
from ui.widgets.progress_line import ProgressLine
from ui.widgets.tabs import Tabs


class CheckStep(QWidget):
    """`show_preview` fills it; `wait` says that it is being worked out, `cancel` stops waiting."""

    def __init__(self, zone: str, cancel: Callable[[], object]) -> None:
        super().__init__()
        self._zone = zone
        self.preview: Preview | None = None
        self.example_said = ""
        """The message of the example in words, or why there is none; for the button that schedules it."""
        self.progress = ProgressLine(on_cancel=cancel)
        self.states = States(lines=3)
        self.big = Text("", "display")
        self.of = Text("", wrap=True)
        self.later = Text("", "small", wrap=True)
        self.why_not = Text("", "small", wrap=True)
        self.nobody = Banner()
        self.tabs = Tabs()
        self.getting = PeopleList(tr("campaigns_page.getting"), ("name", "day", "hour", "channel", "why"))
        self.left_out = PeopleList(tr("campaigns_page.left_out"), ("name", "reason"))
        self.example = QWidget()
        inside = row(self.example, gap=0, margin=3, sides=0)
        self._example_body = column(gap=3)
        inside.addLayout(self._example_body, 3)
        inside.addStretch(2)
        self._build()

    def _build(self) -> None:
        layout = column(self, gap=1)
        layout.addWidget(self.progress)
        layout.addWidget(self.states, 1)
        head = row(gap=4)
        head.addWidget(self.big, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.of, 1, Qt.AlignmentFlag.AlignVCenter)
        self.states.full.setSpacing(current_theme().gap(1))
        self.states.full.addLayout(head)
        self.states.full.addWidget(self.nobody)
        self.states.full.addWidget(self.tabs, 1)
        for words, line, table in (
            ("getting", self.later, self.getting),
            ("left_out", self.why_not, self.left_out),
        ):
            page = QWidget()
            inside = column(page, gap=1, margin=1, sides=0)
            inside.addWidget(line)
            inside.addWidget(table, 1)
            self.tabs.add(tr(f"campaigns_page.{words}"), page)
        self.tabs.add(tr("campaigns_page.example"), Scroll(self.example, width=None))

    def wait(self) -> None:
        """It is being worked out."""
        self.preview = None
        self.states.show_loading()
        self.progress.begin(tr("campaigns_page.working_out"))

    def show_preview(self, new: NewCampaign, preview: Preview) -> None:
        """Show whom it reaches."""
        self.preview = preview
        self.progress.end()
        count, left = len(preview.planned), len(preview.left_out)
        self.big.setText(show_number(count))
        self.big.setAccessibleName(tr_count("campaigns_page.messages_count", count))
        self.of.setText(tr_count("campaigns_page.of_fitting", preview.fitting))
        self.tabs.set_words(0, tr("campaigns_page.getting_count", count=show_number(count)))
        self.tabs.set_words(1, tr("campaigns_page.left_out_count", count=show_number(left)))
        self._show_getting(preview)
        self._show_left_out(preview)
        self._show_example(new, preview)
        self._say_nobody(preview)
        self._say_aloud(left)
        self.tabs.setHidden(not preview.fitting)
        self.tabs.choose(0 if count or not left else 1)
        self.states.show_full()

    def _say_aloud(self, left: int) -> None:
        """What the figures say, while the keyboard goes on to the button that schedules it."""
        lines = [f"{self.big.text()} {self.of.text()}"]
        if not self.later.isHidden():
            lines.append(self.later.text())
        if left:
            out = tr("campaigns_page.left_out_count", count=show_number(left))
            lines.append(f"{out}: {self.why_not.text()}")
        say_at_once(self, "preview", ". ".join(line.rstrip(".") for line in lines))

    def _show_getting(self, preview: Preview) -> None:
        planned, names, zone = preview.planned, preview.names, self._zone

        def read(numbers: Sequence[int]) -> Sequence[Line]:
            found = [planned[one] for one in numbers]
            return [
                Line(
                    names[one.person_id],
                    day_words(one.due_at, zone),
                    show_hour(one.due_at, zone),
                    channel_words(one.channel),
                    moved_words(one.moved),
                )
                for one in found
            ]

        self.getting.fill(len(planned), read)
        moved = sorted(preview.moved.items(), key=lambda one: -one[1])
        reasons = "; ".join(
            tr("campaigns_page.reason_line", count=show_number(count), why=moved_words(why)) for why, count in moved
        )
        self.later.setText(tr("campaigns_page.later", reasons=reasons))
        self.later.setHidden(not moved)

    def _show_left_out(self, preview: Preview) -> None:
        out = [(preview.names.get(person_id, ""), why) for person_id, why in preview.left_out.items()]

        def read(numbers: Sequence[int]) -> Sequence[Line]:
            return [Line(out[one][0], why=tr(f"reminders.reason_{out[one][1].value}")) for one in numbers]

        self.left_out.fill(len(out), read)
        counted = Counter(why.value for _name, why in out)
        reasons = [tr("campaigns_page.reason_line", count=count, why=why) for count, why in reasons_words(counted)]
        self.why_not.setText("; ".join(reasons) or tr("campaigns_page.nobody_left_out"))

    def _show_example(self, new: NewCampaign, preview: Preview) -> None:
        while (item := self._example_body.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        if preview.example is None or preview.example_of is None:
            problem = preview.example_problem
            words = words_of(problem).together if problem else tr("campaigns_page.no_example")
            self._example_body.addWidget(Text(words, "error" if problem else "muted", wrap=True))
            self._example_body.addStretch(1)
            self.example_said = words
            return
        one, first = preview.example, preview.example_of
        values = {"name": preview.names[first.person_id], "channel": channel_words(first.channel)}
        about = tr("campaigns_page.example_for", **values)
        self.example_said = " ".join(part for part in (about, one.subject, one.text) if part)
        self._example_body.addWidget(Text(about, "small", wrap=True))
        card = Card(margin=4, gap=2)
        if one.subject:
            card.body.addWidget(Text(one.subject, "strong", wrap=True))
        card.body.addWidget(Text(one.text, wrap=True))
        self._example_body.addWidget(card)
        self._example_body.addStretch(1)

    def _say_nobody(self, preview: Preview) -> None:
        if preview.example_problem is not None:
            words = words_of(preview.example_problem).together
            key = "text_lacks_all" if preview.lacking == preview.examined else "text_lacks_some"
            counts = {"lacking": preview.lacking, "examined": preview.examined}
            self.nobody.show_message("warn", tr(f"campaigns_page.{key}", **counts), words, closable=False)
        elif not preview.planned:
            key = "nobody_reached" if preview.left_out else "nobody_fits"
            body = tr(f"campaigns_page.{key}_next")
            self.nobody.show_message("warn", tr(f"campaigns_page.{key}"), body, closable=False)
        else:
            self.nobody.hide()

"""The text that is read when consent is asked: as it stands, and a new version of it."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.clinic.people.model import CONSENT_TEXT_VERSION
from app.kernel.languages import LANGUAGES
from app.privacy.consent_texts import ConsentText
from ui.texts import speaking, tr
from ui.texts.formats import show_instant
from ui.widgets.buttons import SecondaryButton
from ui.widgets.cards import Card
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.text_fields import LongTextField

if TYPE_CHECKING:
    from ui.administration.privacy.section import PrivacySection


class ConsentForm(Card):
    """`versions`: the one in force first."""

    def __init__(self, section: "PrivacySection", versions: tuple[ConsentText, ...]) -> None:
        super().__init__(margin=5, gap=3)
        self._section = section
        now = versions[0]
        self.body.addWidget(Text(tr("privacy.consent_title"), "heading"))
        self.body.addWidget(Text(tr("privacy.consent_about"), "muted", wrap=True))
        told = tr("privacy.consent_version", version=now.version)
        if now.at is not None:
            told += f" · {now.by}, {show_instant(now.at, section.context.station.profile.time_zone)}"
        self.body.addWidget(Text(told, "small", wrap=True))
        self.fields: dict[str, LongTextField] = {}
        for language in LANGUAGES:
            edit = LongTextField()
            edit.setPlainText(words_of(now, language))
            edit.setAccessibleName(tr(f"privacy.consent_{language}"))
            self.fields[language] = edit
            self.body.addWidget(Field(tr(f"privacy.consent_{language}"), edit))
        self.save_button = SecondaryButton(tr("privacy.consent_save"), icon_name="save", on_press=self.save)
        self.body.addWidget(self.save_button, 0, Qt.AlignmentFlag.AlignLeft)

    def save(self) -> None:
        """A new version; the same words change nothing."""
        texts, session = self._section.context.station.privacy.consent_texts, self._section.context.session
        words = {language: edit.toPlainText() for language, edit in self.fields.items()}
        self._section.does(partial(texts.change, session, words), self._saved)

    def _saved(self, now: ConsentText) -> None:
        self._section.refresh()
        self._section.show_done(tr("privacy.consent_saved", version=now.version), "")


def words_of(text: ConsentText, language: str) -> str:
    """The words of a version in a language; of the shipped one they are the program's own."""
    if text.is_shipped:
        with speaking(language):
            return tr(f"person.consent_text_{CONSENT_TEXT_VERSION}")
    return text.words[language]

"""What a phone shows in words, in the language of its page: texts of `resources/texts/`, two languages side by side."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from app.router.contents import AlarmNote, TroubleNote
from app.router.receiver.reports import Report
from app.ward.alarms.model import Deviation
from app.ward.alarms.wording import condition_text
from app.ward.alarms.words import Bound
from app.ward.catalogue import vital_signs
from app.ward.reports import topics, value_words

_TEXTS: Final = Path(__file__).resolve().parents[2] / "resources" / "texts"
LANGUAGES: Final[Mapping[str, str]] = {"pt": "pt_BR", "en": "en"}
"""As the page calls them → as the texts do."""
_BEYOND: Final = {Bound.LOW: "<", Bound.HIGH: ">"}
_OF_THE_PAGE: Final = (("phones", ""), ("router", "step_"), ("router", "data_"), ("router", "standing_"))


class Words:
    """The sentences in one language (`pt` or `en`)."""

    def __init__(self, language: str = "pt") -> None:
        self.language = language if language in LANGUAGES else "pt"
        self.column = LANGUAGES[self.language]

    def __call__(self, key: str, /, **values: object) -> str:
        """The sentence of "area.text", filled; where there is none, the key itself in brackets."""
        area, _, name = key.partition(".")
        sentence = _area(area).get(name, {}).get(self.column)
        if sentence is None:
            return f"[{key}]"
        try:
            return sentence.format_map(values)
        except (KeyError, IndexError, ValueError):
            return sentence

    def has(self, key: str) -> bool:
        """Whether there is such a sentence."""
        area, _, name = key.partition(".")
        return name in _area(area)

    def error(self, code: str, values: Mapping[str, object] | None = None) -> str:
        """The sentence of a KnownError's code; a code that this program does not know says that it was refused."""
        area, _, name = code.partition(".")
        if name not in _area(f"error_{area}"):
            return self("phones.refused", code=code)
        return self(f"error_{code}", **(values or {}))

    def label(self, labels: Mapping[str, str]) -> str:
        """Of a label in both languages, ours."""
        return labels.get(self.column) or next(iter(labels.values()), "")

    def vital(self, code: str) -> str:
        """The label of a vital sign; the code itself where it is none."""
        sign = vital_signs().get(code)
        return self.label(sign.label) if sign is not None else code

    def condition(self, note: AlarmNote) -> str:
        """What is the matter: the worst deviation with its limit where there is one, else the condition's name."""
        said = self._deviation(note.deviation) if note.deviation is not None else ""
        if said and not note.lethal:
            return said
        sentence = condition_text(note.code, note.subject, note.text)
        if not self.has(sentence.key):
            # The node is newer than this gateway: its own words are better than none.
            return note.text or note.code
        values = {name: self.vital(value) if name == "vital" else value for name, value in sentence.values.items()}
        name = self(sentence.key, **values)
        return f"{name}: {said}" if said else name

    def trouble(self, note: TroubleNote) -> str:
        """A technical alarm of the alarms' path."""
        said = self(f"router.trouble_{note.code}")
        return f"{said}: {note.subject}" if note.subject else said

    def number(self, value: float, decimals: int) -> str:
        """With the language's decimal sign."""
        text = f"{value:.{decimals}f}"
        return text.replace(".", ",") if self.language == "pt" else text

    def report(self, one: Report) -> tuple[str, str]:
        """What a device reports: its topic, and its values."""
        topic = topics()[one.topic]
        return self.label(topic.label), " · ".join(value_words(topic, one.values, self.column, self._short))

    def _short(self, value: float) -> str:
        short = round(value, 2)
        return self.number(short, 0 if short.is_integer() else 1 if (short * 10).is_integer() else 2)

    def of_the_page(self) -> dict[str, str]:
        """The sentences that the page itself puts together, by "area.text"."""
        return {
            f"{area}.{name}": texts[self.column]
            for area, begin in _OF_THE_PAGE
            for name, texts in _area(area).items()
            if name.startswith(begin)
        }

    def _deviation(self, deviation: Deviation) -> str:
        sign = vital_signs().get(deviation.vital)
        decimals = sign.decimals if sign is not None else 1
        words = f"{self.vital(deviation.vital)} {self.number(deviation.value, decimals)}"
        if deviation.limit is None:
            return words
        return f"{words} {_BEYOND[deviation.bound]} {self.number(deviation.limit, decimals)}"


@cache
def _area(area: str) -> Mapping[str, Mapping[str, str]]:
    path = _TEXTS / f"{area}.toml"
    if not area.replace("_", "").isalnum() or not path.is_file():
        return {}
    return tomllib.loads(path.read_text(encoding="utf-8"))

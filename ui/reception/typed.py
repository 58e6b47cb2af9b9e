"""What the words typed in the search say about a new person, so that nobody types them twice."""

from datetime import date

from app.clinic.people.model import NewPerson
from app.clinic.text_keys import digits
from ui.widgets.date_parsing import read_date

_CPF_DIGITS = 11
_CNS_DIGITS = 15


def begin_with(words: str, today: date) -> NewPerson:
    """A name, a CPF, a CNS or a birth date, whichever the words are."""
    text = words.strip()
    day = read_date(text, today)
    if day is not None:
        return NewPerson(birth_date=day)
    figures = digits(text)
    if figures and not any(letter.isalpha() for letter in text):
        if len(figures) == _CPF_DIGITS:
            return NewPerson(cpf=figures)
        return NewPerson(cns=figures) if len(figures) == _CNS_DIGITS else NewPerson()
    name = " ".join(part for part in text.split() if not any(letter.isdigit() for letter in part))
    return NewPerson(full_name=name if any(letter.isupper() for letter in name) else _capitalised(name))


def _capitalised(name: str) -> str:
    linking = {"da", "de", "di", "do", "das", "dos", "e"}
    return " ".join(word if word in linking else word[:1].upper() + word[1:] for word in name.split())

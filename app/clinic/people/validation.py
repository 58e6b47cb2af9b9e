"""What makes a person acceptable: every problem at once, pure (the day comes in as an argument)."""

import unicodedata
from dataclasses import dataclass, replace
from datetime import date

from app.clinic import municipalities
from app.clinic.dating import completed_years
from app.clinic.people.model import NewPerson
from app.clinic.problems import Problem
from app.clinic.text_keys import digits, words
from app.kernel.phones import international

OLDEST_YEARS = 120
UNLIKELY_YEARS = 105
LONGEST_NAME = 120
LONGEST_REASON = 500
_NAME_PUNCTUATION = frozenset(" '’-.")


@dataclass(frozen=True)
class CheckedPerson:
    """The person as it would be stored (spaces tidied, documents as digits, phone as E.164) and what is wrong."""

    person: NewPerson
    problems: tuple[Problem, ...]


def validate(person: NewPerson, today: date) -> tuple[Problem, ...]:
    """Everything that is wrong or unlikely, in the order of the form."""
    return check(person, today).problems


def check(entered: NewPerson, today: date) -> CheckedPerson:
    """Tidy every field and collect the problems of all."""
    person = _tidy(entered)
    problems = [
        *_name_problems(person),
        *_birth_date_problems(person.birth_date, today),
        *([] if person.sex else [Problem("sex", "people.sex_missing")]),
        *_mother_problems(person),
        *_document_problems(person),
        *_municipality_problems(person),
    ]
    contact = check_contact(person)
    known = municipalities.by_code(person.municipality_code)
    stored = replace(contact.person, municipality_name=known.name if known else person.municipality_name)
    return CheckedPerson(stored, tuple(problems) + contact.problems)


def check_stranger(entered: NewPerson, today: date) -> CheckedPerson:
    """As `check`, but only what somebody says of herself from outside: name, birth date, telephone, e-mail."""
    person = _tidy(entered)
    problems = [*_name_problems(person), *_birth_date_problems(person.birth_date, today)]
    contact = check_contact(person)
    return CheckedPerson(contact.person, tuple(problems) + contact.problems)


def check_contact(entered: NewPerson) -> CheckedPerson:
    """As `check`, but telephone and e-mail alone."""
    person = _tidy(entered)
    phone, phone_problems = _phone(person.phone)
    email, email_problems = _email(person.email)
    return CheckedPerson(replace(person, phone=phone, email=email), tuple(phone_problems + email_problems))


def _tidy(person: NewPerson) -> NewPerson:
    # An enum is a text too, but must stay an enum.
    texts = {name: " ".join(value.split()) for name, value in vars(person).items() if type(value) is str}
    texts["cpf"], texts["cns"] = texts["cpf"].replace(" ", ""), texts["cns"].replace(" ", "")
    if _is_punctuated_number(texts["cpf"]):
        texts["cpf"] = digits(texts["cpf"])
    if _is_punctuated_number(texts["cns"]):
        texts["cns"] = digits(texts["cns"])
    return replace(person, **texts)  # type: ignore[arg-type]  # only the text fields, by their own names


def _is_punctuated_number(text: str) -> bool:
    """Letters among the digits are not dropped silently: they make the number wrong."""
    return all("0" <= character <= "9" or character in ".-/" for character in text)


def _name_problems(person: NewPerson) -> list[Problem]:
    problems = _one_name("full_name", person.full_name)
    if not problems and len(words(person.full_name)) < 2:
        problems = [Problem("full_name", "people.name_needs_two_parts")]
    return problems + (_one_name("social_name", person.social_name) if person.social_name else [])


def _one_name(field: str, name: str) -> list[Problem]:
    if not words(name):
        return [Problem(field, "people.name_missing")]
    if len(name) > LONGEST_NAME:
        return [Problem(field, "people.name_too_long", {"most": LONGEST_NAME})]
    strange = [c for c in name if not (c.isalpha() or c in _NAME_PUNCTUATION or _is_accent(c))]
    return [Problem(field, "people.name_with_digits", {"found": "".join(strange)})] if strange else []


def _is_accent(character: str) -> bool:
    return bool(unicodedata.combining(character))


def _birth_date_problems(birth: date | None, today: date) -> list[Problem]:
    if birth is None:
        return [Problem("birth_date", "people.birth_date_missing")]
    if birth > today:
        return [Problem("birth_date", "people.birth_date_in_future")]
    years = completed_years(birth, today)
    if years > OLDEST_YEARS:
        return [Problem("birth_date", "people.birth_date_too_old", {"most": OLDEST_YEARS})]
    if years > UNLIKELY_YEARS:
        return [Problem("birth_date", "people.unlikely_age", {"years": years}, confirmable=True)]
    return []


def _mother_problems(person: NewPerson) -> list[Problem]:
    if not person.mother_name:
        return [] if person.no_mother_reason else [Problem("mother_name", "people.mother_or_reason")]
    return _one_name("mother_name", person.mother_name)


def _document_problems(person: NewPerson) -> list[Problem]:
    from validate_docbr import CNS, CPF  # noqa: PLC0415 - only a form that is being checked needs it

    problems = []
    if person.cpf and not (person.cpf.isascii() and len(person.cpf) == 11 and CPF().validate(person.cpf)):
        problems.append(Problem("cpf", "people.cpf_wrong"))
    if person.cns and not (person.cns.isascii() and len(person.cns) == 15 and CNS().validate(person.cns)):
        problems.append(Problem("cns", "people.cns_wrong"))
    if not (person.cpf or person.cns or person.no_document_reason):
        problems.append(Problem("cpf", "people.document_or_reason"))
    if len(person.no_document_reason) > LONGEST_REASON:
        problems.append(Problem("no_document_reason", "people.reason_too_long", {"most": LONGEST_REASON}))
    return problems


def _municipality_problems(person: NewPerson) -> list[Problem]:
    if not person.municipality_code:
        return [Problem("municipality_code", "people.municipality_missing")]
    if not municipalities.is_possible_code(person.municipality_code):
        return [Problem("municipality_code", "people.municipality_wrong", {"code": person.municipality_code})]
    if not person.municipality_name and not municipalities.by_code(person.municipality_code):
        return [Problem("municipality_name", "people.municipality_name_missing")]
    return []


def _phone(text: str) -> tuple[str, list[Problem]]:
    if not text:
        return "", []
    number = international(text)
    return (number, []) if number is not None else (text, [Problem("phone", "people.phone_wrong")])


def _email(text: str) -> tuple[str, list[Problem]]:
    if not text:
        return "", []
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415 - heavy

    try:
        return validate_email(text, check_deliverability=False).normalized, []
    except EmailNotValidError:
        return text, [Problem("email", "people.email_wrong")]

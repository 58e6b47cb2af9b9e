"""How a template is told in a list: what it fits, in which languages, who changed it when."""

from typing import Final
from zoneinfo import ZoneInfo

from app.kernel.errors import KnownError
from app.reminders.sms_text import Alphabet, segments
from app.reminders.template_model import LANGUAGES, TemplateContent
from app.reminders.template_service import TemplateVersion
from app.reminders.templates import LONGEST_BODY, LONGEST_SUBJECT, TemplateProblem, Text
from ui.reminders.templates.content import longest_filled
from ui.texts import tr, tr_count
from ui.texts.formats import show_date, show_instant

SHOWN_SIGNS: Final = 4
"""Signs outside the short alphabet that are named; more would hide the point."""


def fits_words(content: TemplateContent) -> str:
    """`SMS (2 partes), e-mail`: the channels that this text can go out by; Telegram takes any."""
    portuguese = [one.wordings[LANGUAGES[0]] for one in content.variants]
    parts = max(segments(longest_filled(one.body)).count for one in portuguese)
    kinds = [tr_count("templates_page.fits_sms", parts)]
    if all(one.subject is not None for one in portuguese):
        kinds.append(tr("templates_page.fits_email"))
    if all(one.approved is not None for one in content.variants):
        kinds.append(tr("templates_page.fits_whatsapp"))
    return ", ".join(kinds)


def languages_words(content: TemplateContent) -> str:
    """The languages that every variant speaks."""
    spoken = [one for one in LANGUAGES if all(one in variant.wordings for variant in content.variants)]
    return " · ".join(tr(f"templates_page.mark_{one}") for one in spoken)


def version_words(version: TemplateVersion) -> str:
    """The number, and whether two texts are compared."""
    kind = "ab" if len(version.content.variants) > 1 else "plain"
    return tr(f"templates_page.version_{kind}", number=version.number)


def changed_words(version: TemplateVersion, zone: str) -> str:
    """When and by whom."""
    return f"{show_instant(version.at, zone)} · {version.by}"


def changed_day_words(version: TemplateVersion, zone: str) -> str:
    """As `changed_words`, without the hour."""
    return f"{show_date(version.at.astimezone(ZoneInfo(zone)).date())} · {version.by}"


def about_words(version: TemplateVersion, zone: str) -> str:
    """One line under the name."""
    at = show_instant(version.at, zone)
    return tr("templates_page.about_version", number=version.number, by=version.by, at=at)


def problem_words(problem: TemplateProblem, *, subject: bool) -> str:
    """What is wrong, and where."""
    most = LONGEST_SUBJECT if subject else LONGEST_BODY
    values = {"line": problem.line, "column": problem.column, "found": problem.found, "most": most}
    return tr(f"templates.problem_{problem.code}", **values)


def first_problem(error: Exception) -> TemplateProblem | None:
    """The place of what was refused; None for any other error."""
    problems = error.values.get("problems") if isinstance(error, KnownError) else None
    found = problems[0] if isinstance(problems, tuple) and problems else None
    return found if isinstance(found, TemplateProblem) else None


def counted_words(text: Text) -> tuple[str, str]:
    """(`124 sinais · até 2 SMS`, why so few fit): counted with every placeholder at its usual longest."""
    whole = longest_filled(text)
    found = segments(whole)
    counts = f"{tr_count('templates_page.signs', len(whole))} · {tr_count('templates_page.up_to', found.count)}"
    if found.alphabet is Alphabet.GSM:
        return counts, tr("templates_page.sms_gsm")
    own = segments("".join(text.parts[::2])).unfit
    if not own:
        return counts, tr("templates_page.sms_names")
    signs = " ".join(own[:SHOWN_SIGNS]) + (" …" if len(own) > SHOWN_SIGNS else "")
    return counts, tr("templates_page.sms_ucs2", signs=signs)

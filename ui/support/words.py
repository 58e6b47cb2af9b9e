"""The words of findings and of the bundle; no Qt, so that `doctor` has them too."""

from collections.abc import Sequence

from app.support.doctor.finding import Finding, Grade
from ui.texts import has_text, tr
from ui.texts.formats import show_number


def topic_words(finding: Finding) -> str:
    """What it is about."""
    return tr(f"doctor.topic_{finding.topic}")


def finding_words(finding: Finding) -> str:
    """What was found."""
    values = _shown(finding)
    if kinds := str(values.get("kinds", "")):
        values["kinds"] = ", ".join(tr(f"doctor.kind_{one}") for one in kinds.split(", "))
    return tr(f"doctor.{finding.code}", **values)


def next_words(finding: Finding) -> str:
    """What to do; "" where nothing is to be done."""
    key = f"doctor.{finding.code}_next"
    return "" if finding.grade is Grade.GOOD or not has_text(key) else tr(key, **_shown(finding))


def _shown(finding: Finding) -> dict[str, object]:
    """Its values, numbers as the language writes them."""
    return {
        name: show_number(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
        for name, value in finding.values.items()
    }


def plain_report(findings: Sequence[Finding]) -> str:
    """The same for a file that is read in any letters: no columns."""
    lines = []
    for one in findings:
        lines.append(f"[{tr(f'doctor.grade_{one.grade.value}')}] {topic_words(one)}: {finding_words(one)}")
        if step := next_words(one):
            lines.append("    " + tr("doctor.next", step=step))
    return "\n".join(lines) + "\n"


def report(findings: Sequence[Finding]) -> str:
    """All lines, each that is not good with what to do below it."""
    grades = {grade: tr(f"doctor.grade_{grade.value}") for grade in Grade}
    wide = max(len(words) for words in grades.values())
    topics = max((len(topic_words(one)) for one in findings), default=0)
    lines = []
    for one in findings:
        lines.append(f"{grades[one.grade]:<{wide}}  {topic_words(one):<{topics}}  {finding_words(one)}")
        if step := next_words(one):
            lines.append(" " * (wide + topics + 4) + tr("doctor.next", step=step))
    return "\n".join(lines) + "\n"

"""The screen's own warning about blood pressure, apart from the score.

The score counts above 140 or above 90 mmHg (rule base); the screen warns from 140/90 on (spec gestational-risk,
"Contradictions, decided"), because the reading should then be repeated.
"""

from typing import Final

from ui.pregnancy.answers import Answers
from ui.texts import tr

WARN_FROM: Final = {"systolic_mmhg": 140, "diastolic_mmhg": 90}
"""mmHg; spec gestational-risk: "exactly 140/90 → 0 in the score, though the screen warns at ≥ 140/90"."""


def pressure_warning(answers: Answers) -> tuple[str, str] | None:
    """Title and explanation of the warning, None where the reading gives no reason."""
    high = []
    for code, limit in WARN_FROM.items():
        if code not in answers.rules.by_code:
            continue
        reading = answers.reading(code)
        if reading.counts and reading.number is not None and reading.number >= limit:
            high.append(code)
    if not high:
        return None
    return tr("risk_form.pressure_title"), tr("risk_form.pressure_body")

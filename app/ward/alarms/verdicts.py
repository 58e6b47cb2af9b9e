"""What the second witness says of one bed: it adds alarms and doubts, and takes nothing away."""

import math
from dataclasses import replace

from app.ward.alarms.conditions import conditions
from app.ward.alarms.findings import Finding, Verdict
from app.ward.alarms.model import Why
from app.ward.alarms.register import Claim, Register


class Verdicts:
    """The newest verdict on each condition from each signal, as long as it counts."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self._said: dict[tuple[str, str], tuple[Finding, float]] = {}
        self._contradicted: dict[str, float] = {}

    def due(self) -> float:
        """When the next verdict, or what another signal said against one, is too old to count."""
        moments = [*(at for _, at in self._said.values()), *self._contradicted.values()]
        return min(moments, default=math.inf) + self.register.rules.witness

    def run(self, at: float) -> None:
        """A witness that has fallen silent knows nothing any more."""
        for pair, (finding, when) in list(self._said.items()):
            if when + self.register.rules.witness <= at:
                del self._said[pair]
                self._take(replace(finding, verdict=Verdict.UNKNOWN), at)
        for code, when in list(self._contradicted.items()):
            if when + self.register.rules.witness <= at:
                del self._contradicted[code]
                self._judge(code, at)

    def take(self, finding: Finding, at: float) -> None:
        """One verdict."""
        self._said[(finding.code, finding.signal)] = (finding, at)
        self._take(finding, at)

    def hold(self, code: str, signal: str, verdict: Verdict, at: float) -> None:
        """Taken over from before a restart: counts until its time is over."""
        self._said[(code, signal)] = (Finding(code, verdict, signal), at)

    def release(self, code: str, signal: str) -> None:
        """A person has seen what the witness no longer knows anything about."""
        self._said.pop((code, signal), None)

    def clear(self) -> None:
        """Nothing has been said yet."""
        self._said.clear()
        self._contradicted.clear()

    def _take(self, finding: Finding, at: float) -> None:
        code, source = finding.code, f"witness:{finding.signal}"
        if finding.verdict is Verdict.PRESENT:
            condition = conditions()[code]
            claim = Claim(code, "", condition.priority, condition.lethal, deviation=finding.deviation)
            self.register.say(source, claim, Why.WITNESS, at)
        elif finding.verdict is Verdict.ABSENT:
            self.register.unsay(code, source, Why.ENDED, at)
        else:
            self.register.doubt(code, source, True, Why.NO_VALUE, at)
        self._judge(code, at)

    def _judge(self, code: str, at: float) -> None:
        """Somebody claims it and the witness does not see it, or sees it and another signal speaks against it.

        The other signal is remembered for a while: pulses that come and go must not flicker on the screen.
        """
        said = [one for (about, _), (one, _) in self._said.items() if about == code]
        fresh = [one for one in said if one.verdict is not Verdict.UNKNOWN]
        if any(one.contradicted for one in fresh):
            self._contradicted[code] = at
        against = code in self._contradicted or any(one.verdict is Verdict.ABSENT for one in fresh)
        self.register.disagree(code, against, at)

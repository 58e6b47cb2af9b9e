"""The vital sign of `docs/how-to-add-a-vital-sign.md`, added as the note says: one file, in a program of its own."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.house.tree import ROOT

NOTE = ROOT / "docs" / "how-to-add-a-vital-sign.md"
PROGRAM = """
import json, sys
from datetime import UTC, datetime
from pathlib import Path

from app.ward import catalogue

catalogue._FOLDER = Path(sys.argv[1])

from app.interop.datagram_values import read_number, write_number
from app.interop.hl7.reading import read
from app.interop.hl7.writing import write_observation
from app.interop.simulator.plans import same_for_all
from app.interop.simulator.playing import PlayedWard
from app.interop.simulator.scenarios import load_scenario
from app.ward.alarms.limits import AgeClass, defaults
from app.ward.alarms.wording import condition_text
from app.ward.signals import Observation
from ui.ward.sentences import sentence_words

said = [one for one in PlayedWard(same_for_all(load_scenario("quiet"), beds=1), 7).advance(5.0)]
own = next(one for one in said if isinstance(one, Observation) and any(n.vital == "rso2" for n in one.numerics))
back = read(write_observation(own, "1", datetime(2026, 1, 1, tzinfo=UTC)), 1.0, "10.0.0.1:1").value
numeric = next(one for one in back.numerics if one.vital == "rso2")
print(json.dumps({
    "hl7": numeric.value,
    "datagram": read_number(write_number(numeric)).value,
    "low": defaults(AgeClass.ADULT)["rso2"].low,
    "words": sentence_words(condition_text("rso2_low")),
}))
"""


def test_the_one_file_of_the_note_is_simulated_carried_limited_and_said(tmp_path: Path) -> None:
    ward = tmp_path / "ward"
    shutil.copytree(ROOT / "resources" / "ward", ward)
    found = re.search(r"```toml\n(.*?)```", NOTE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    (ward / "vital-signs" / "rso2.toml").write_text(found.group(1), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(ward)], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"hl7": 68, "datagram": 68, "low": 50, "words": "rSO₂ abaixo do limite"}

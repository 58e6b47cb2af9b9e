"""Drawing is loaded when the first chart is wanted, not when the window opens."""

import subprocess
import sys

WITHOUT_CHARTS = "import sys, ui.reception.screen, ui.pregnancy.screen, ui.pregnancy.exams.section; print(*sys.modules)"


def test_neither_reception_nor_exams_load_the_drawing() -> None:
    loaded = subprocess.run([sys.executable, "-c", WITHOUT_CHARTS], capture_output=True, text=True, check=True).stdout
    assert "pyqtgraph" not in loaded.split()
    assert "numpy" not in loaded.split()

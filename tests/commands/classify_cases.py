"""What the tests of `classify` share: the interface's example, the command line, and a run from content to answers."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.clinic.risk.loader import DEFAULT_FILE
from app.commands import classify

ROOT = DEFAULT_FILE.parents[2]
EXAMPLE = {
    "id": "x1",
    "age_years": 36,
    "weight_kg": 80.0,
    "marital_status": "married",
    "schooling": "secondary_complete",
    "family_income": "more_than_1",
    "systolic_mmhg": 150,
    "diastolic_mmhg": 95,
    "conditions": ["hypertension"],
    "conditions_asked": "all",
}
Classify = Callable[..., tuple[int, list[dict[str, Any]]]]


def arguments(*words: str) -> argparse.Namespace:
    """The parsed command line."""
    parser = argparse.ArgumentParser()
    classify.add_parser(parser.add_subparsers())
    return parser.parse_args(["classify", *words])


def classifier(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Classify:
    """A function that classifies a content written to a file called `name`; it returns exit status and answers."""

    def run(content: str | bytes, *options: str, name: str = "forms") -> tuple[int, list[dict[str, Any]]]:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        status = classify.run(arguments(str(path), *options))
        return status, [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return run

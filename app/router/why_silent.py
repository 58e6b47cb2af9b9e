"""Why the router of a station cannot be started, left by whoever tends it for the windows of this machine."""

import json
from pathlib import Path
from typing import Any, Final

from app.kernel.errors import KnownError

_FILE: Final = "router-problem.json"


def leave_problem(folder: Path, problem: KnownError | None) -> None:
    """None: it runs, or is being started. A folder that cannot be written leaves windows without the reason."""
    path, fresh = folder / _FILE, folder / f"{_FILE}.new"
    if problem is None:
        path.unlink(missing_ok=True)
        return
    values = {name: str(value) for name, value in problem.values.items()}
    fresh.write_text(json.dumps({"code": problem.code, "values": values}), encoding="utf-8")
    fresh.replace(path)


def read_problem(folder: Path) -> KnownError | None:
    """What was left there; None where nothing was, or nothing that can be read."""
    try:
        content: dict[str, Any] = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        return KnownError(str(content["code"]), **{str(name): str(one) for name, one in content["values"].items()})
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None

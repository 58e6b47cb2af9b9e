"""Which version of Plantão this is: pyproject.toml is the one place where it is written."""

from pathlib import Path
from typing import Final

_PYPROJECT: Final = Path(__file__).resolve().parents[2] / "pyproject.toml"


def program_version() -> str:
    """As `0.1.0`: of a checkout from its pyproject.toml, of an installed program from what was installed with it."""
    if _PYPROJECT.is_file():
        import tomllib  # noqa: PLC0415 - only a checkout has the file

        return str(tomllib.loads(_PYPROJECT.read_text(encoding="utf-8"))["project"]["version"])
    from importlib.metadata import version  # noqa: PLC0415 - seldom asked for, and slow to load

    return version("plantao")

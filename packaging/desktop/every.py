"""Loads every module of the built program: what was forgotten is missed while building, not in a clinic.

Built beside the program from the same archive, run once, and taken away. Prints how many modules there are.
"""

import importlib
import pkgutil
import sys
import traceback

import app
import ui


def main() -> int:
    """1 where something cannot be loaded."""
    loaded, missing = 0, 0
    for package in (app, ui):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            try:
                importlib.import_module(found.name)
                loaded += 1
            except Exception:  # whatever a library raises: all of them are told
                missing += 1
                print(f"{found.name} cannot be loaded:", file=sys.stderr)
                traceback.print_exc(limit=-2)
    print(loaded)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())

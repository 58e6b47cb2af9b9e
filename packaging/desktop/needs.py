"""The line `Depends` of the package: which Debian packages hold the libraries that the built program opens.

`python packaging/desktop/needs.py FOLDER` reads every library and program below FOLDER with objdump. What lies in the
folder itself is there; the rest must stand in packaging/debian/libraries.toml, or the build ends naming it.
"""

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Final

LIBRARIES: Final = Path(__file__).resolve().parents[1] / "debian" / "libraries.toml"


def main(folder: Path) -> int:
    """Print the line; 1 where a library is missing both here and in the table."""
    table = tomllib.loads(LIBRARIES.read_text(encoding="utf-8"))
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink() and _is_elf(path)]
    here = {path.name for path in folder.rglob("*")} | {name for path in files for name in _told(path, "SONAME")}
    wanted = {name: path for path in files for name in _told(path, "NEEDED") if name not in here}
    unknown = {name: path for name, path in wanted.items() if name not in table["libraries"]}
    for name, path in sorted(unknown.items()):
        print(
            f"needs: {name}, wanted by {path.relative_to(folder)}, is in no package of {LIBRARIES.name}",
            file=sys.stderr,
        )
    packages = {table["libraries"][name] for name in wanted if name in table["libraries"]} | set(table["opened"])
    versions: dict[str, str] = table["versions"]
    print(", ".join(f"{one} ({versions[one]})" if one in versions else one for one in sorted(packages)))
    return 1 if unknown else 0


def _is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def _told(path: Path, what: str) -> set[str]:
    said = subprocess.run(["objdump", "-p", str(path)], capture_output=True, text=True, check=True).stdout
    lines = [line.split() for line in said.splitlines()]
    return {words[1] for words in lines if len(words) == 2 and words[0] == what}


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

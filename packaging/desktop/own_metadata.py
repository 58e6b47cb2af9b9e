"""Writes what the installed program knows of itself: version and needs, as pip has them; the version on Windows' files.

`python packaging/desktop/own_metadata.py FOLDER`: FOLDER/metadata/plantao-VERSION.dist-info and FOLDER/version.txt.
"""

import sys
from pathlib import Path

from packaging.version import Version
from parts import project

_WINDOWS = """VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3f, flags=0, OS=0x40004, fileType=1, subtype=0),
  kids=[
    StringFileInfo([StringTable("041604b0", [
      StringStruct("CompanyName", "Plantão"),
      StringStruct("FileDescription", "Plantão"),
      StringStruct("FileVersion", "{version}"),
      StringStruct("ProductName", "Plantão"),
      StringStruct("ProductVersion", "{version}"),
      StringStruct("LegalCopyright", "Apache-2.0"),
    ])]),
    VarFileInfo([VarStruct("Translation", [0x0416, 1200])]),
  ],
)
"""


def main(folder: Path) -> None:
    """Write both."""
    described = project()
    version = str(described["version"])
    info = folder / "metadata" / f"plantao-{version}.dist-info"
    info.mkdir(parents=True, exist_ok=True)
    lines = [
        "Metadata-Version: 2.4",
        "Name: plantao",
        f"Version: {version}",
        f"Summary: {described['description']}",
        f"License-Expression: {described['license']['text']}",
        *(f"Requires-Dist: {line}" for line in described["dependencies"]),
    ]
    (info / "METADATA").write_text("\n".join(lines) + "\n", encoding="utf-8")
    # Windows knows four numbers and nothing of a release candidate.
    numbers = (*Version(version).release, 0, 0, 0, 0)[:4]
    (folder / "version.txt").write_text(_WINDOWS.format(numbers=numbers, version=version), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

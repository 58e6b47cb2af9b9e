"""Writes the list of the package's parts (CycloneDX 1.6) and the texts of their licences.

`python packaging/desktop/sbom.py FOLDER` makes FOLDER/plantao.cdx.json and FOLDER/licences/NAME/…. Libraries are those
of pyproject.toml with all that they need in turn, as they are installed here; Python, Qt, SQLCipher and what else comes
inside a library are named where the library tells its version. The same libraries give the same file: its moment is
SOURCE_DATE_EPOCH, its number is made of its contents.
"""

import os
import platform
import re
import sys
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Final

import sqlcipher3.dbapi2 as sqlcipher
import zmq
from cryptography.hazmat.backends.openssl import backend
from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.contact import OrganizationalEntity
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL
from parts import ROOT, Part, project, shipped
from psycopg import pq
from PySide6.QtCore import qVersion

# As the tools name them that put a library into a wheel: for Linux, and for Windows.
_FILES: Final = (
    re.compile(r"(?P<name>lib\w+?)-[0-9a-f]{8}(?:-[0-9a-f]{8})?\.so(?:\.(?P<version>[\d.]+))?"),
    re.compile(r"(?P<name>lib\w+?)(?:-(?P<version>\d[\d.]*))?(?:-x64)?-[0-9a-f]{32}\.dll"),
)
_NAMESPACE: Final = uuid.UUID("6f1d9a52-6c1b-4b43-8a3e-0c6e4a7f2d11")
_LICENCES: Final = LicenseFactory()


def main(folder: Path) -> None:
    """Write both; what does not fit the schema ends the build."""
    libraries = shipped()
    bom = make(libraries)
    text = str(JsonV1Dot6(bom).output_as_string(indent=1))
    problem = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if problem is not None:
        raise SystemExit(f"the list of parts does not fit CycloneDX 1.6: {problem}")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "plantao.cdx.json").write_text(text + "\n", encoding="utf-8")
    _write_licences(folder / "licences", libraries)


def make(libraries: Iterable[Part]) -> Bom:
    """The list: the program, its libraries with who needs whom, and what is no Python library."""
    described = project()
    bom = Bom()
    own = Component(
        name="plantao",
        version=str(described["version"]),
        type=ComponentType.APPLICATION,
        bom_ref="plantao",
        description=str(described["description"]),
        licenses=[_LICENCES.make_from_string(str(described["license"]["text"]))],
        supplier=OrganizationalEntity(name="Plantão contributors"),
    )
    bom.metadata.component = own
    made = {part.name: _component(part) for part in libraries}
    by_need = {one.bom_ref.value: one for one in made.values()}
    others, carried = tuple(_others()), {part.name: tuple(_carried(part)) for part in libraries}
    for one in (*made.values(), *others, *chain.from_iterable(carried.values())):
        bom.components.add(one)
    for part in libraries:
        needs = [by_need[name] for name in part.needs if name in by_need]
        bom.register_dependency(made[part.name], [*needs, *carried[part.name]])
    bom.register_dependency(own, [*made.values(), *others])
    bom.metadata.timestamp = datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH") or 0), UTC)
    said = "\n".join(sorted(f"{one.name} {one.version}" for one in (own, *bom.components)))
    bom.serial_number = uuid.uuid5(_NAMESPACE, said)
    return bom


def _component(part: Part) -> Component:
    name = part.name.lower().replace("_", "-").replace(".", "-")
    return Component(
        name=part.name,
        version=part.version,
        type=ComponentType.LIBRARY,
        bom_ref=name,
        purl=PackageURL("pypi", name=name, version=part.version),
        licenses=[_LICENCES.make_from_string(part.licence)],
    )


def _carried(part: Part) -> Iterable[Component]:
    """Libraries in C that come inside this one, by the names of their files, which alone tell their version."""
    for file in part.distribution.files or ():
        named = carried_name(file.name) if file.parts[0].endswith(".libs") else None
        if named is not None:
            name, version = named
            yield Component(
                name=name,
                version=version,
                type=ComponentType.LIBRARY,
                bom_ref=f"inside-{part.name.lower()}-{file.name}",
                description=f"inside {part.name}",
            )


def carried_name(file: str) -> tuple[str, str | None] | None:
    """Name and version, where it tells one, of a library in C by its file's name; None: it is something else."""
    found = next(filter(None, (one.fullmatch(file) for one in _FILES)), None)
    return None if found is None else (found["name"], found["version"])


def _others() -> Iterable[Component]:
    """What comes inside a library or beside it, as it tells itself."""
    connection = sqlcipher.connect(":memory:")
    cipher = str(connection.execute("PRAGMA cipher_version").fetchone()[0]).split()[0]
    connection.close()
    for name, version, licence, kind in (
        ("Python", platform.python_version(), "PSF-2.0", ComponentType.PLATFORM),
        ("Qt", qVersion(), "LGPL-3.0-only", ComponentType.LIBRARY),
        ("SQLCipher", cipher, "BSD-3-Clause", ComponentType.LIBRARY),
        ("SQLite", str(sqlcipher.sqlite_version), "blessing", ComponentType.LIBRARY),
        ("OpenSSL", backend.openssl_version_text().split()[1], "Apache-2.0", ComponentType.LIBRARY),
        ("libpq", f"{pq.version() // 10_000}.{pq.version() % 10_000}", "PostgreSQL", ComponentType.LIBRARY),
        ("ZeroMQ", zmq.zmq_version(), "MPL-2.0", ComponentType.LIBRARY),
        ("IBM Plex Sans", "", "OFL-1.1", ComponentType.DATA),
        ("Lucide icons", "1.62.0", "ISC", ComponentType.DATA),
    ):
        yield Component(
            name=name,
            version=version or None,
            type=kind,
            bom_ref=f"inside-{name.lower().replace(' ', '-')}",
            licenses=[_LICENCES.make_from_string(licence)],
        )


def _write_licences(folder: Path, libraries: Iterable[Part]) -> None:
    for part in libraries:
        for name, text in part.licence_texts():
            path = folder / part.name / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    own = folder / "plantao"
    own.mkdir(parents=True, exist_ok=True)
    for source in (
        ROOT / "LICENSE",
        *sorted((ROOT / "resources").rglob("LICENSE*")),
        *(ROOT / "resources").rglob("OFL*"),
    ):
        (own / source.name).write_bytes(source.read_bytes())


if __name__ == "__main__":
    main(Path(sys.argv[1]))

#!/usr/bin/env bash
# Sets up what `make run` (argument "run") or `make test` (argument "dev") needs, on a bare Debian with Python 3.11 and make.
#
# What it makes: .venv with the libraries of pyproject.toml pinned by packaging/constraints.txt, and, where they are
# missing, the system libraries that Qt opens. A stamp in .venv names what was set up; with the right stamp the script ends
# at once. It never chooses a package index: pip and apt use what this machine is configured for.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly WHAT="${1:-run}"
readonly VENV=.venv
readonly UNFINISHED="$VENV/unfinished"
readonly LOCK=.setup.lock

say() { printf 'setup: %s\n' "$*"; }
fail() { printf 'setup: %s\n' "$*" >&2; exit 1; }

has_screen() { [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; }

case "$WHAT" in
run) has_screen && KIND=run-screen || KIND=run ;;
dev) KIND=dev ;;
*) fail "unknown set-up '$WHAT': run or dev" ;;
esac
readonly KIND STAMP="$VENV/stamp-$KIND"

# The tests need all that the station without a screen needs, so one set-up also answers for the other.
also_ready() { [ "$KIND" = run ] || echo "$VENV/stamp-run"; }

fingerprint() {
    "$VENV/bin/python" -V
    sha256sum pyproject.toml packaging/constraints.txt packaging/setup.sh
}

ready() { [ ! -e "$UNFINISHED" ] && [ -f "$STAMP" ] && [ "$(fingerprint 2>/dev/null)" = "$(cat "$STAMP")" ]; }

# Installs Debian packages when this is root, else says exactly what to type.
need_packages() {
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
        say "installing from Debian: $*"
        local log
        log=$(mktemp)
        if ! { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"; } \
            >"$log" 2>&1 </dev/null; then
            cat "$log" >&2
            rm -f "$log"
            fail "apt-get could not install: $*"
        fi
        rm -f "$log"
    elif command -v apt-get >/dev/null; then
        printf 'setup: this machine lacks system packages. Type this line, then the same make again:\n\n  sudo apt-get install -y %s\n\n' \
            "$*" >&2
        exit 1
    else
        fail "this machine lacks what Debian calls: $*. Install it with this system's own tool, then call make again."
    fi
}

find_python() {
    local candidate
    for candidate in "${PLANTAO_PYTHON:-python3}" python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    fail "no Python 3.11, 3.12 or 3.13 found (python3 is: $(python3 -V 2>/dev/null || echo missing))."
}

make_venv() {
    [ -e "$UNFINISHED" ] || ! "$VENV/bin/python" -c 'import pip' 2>/dev/null || return 0
    [ ! -e "$VENV" ] || say "an earlier set-up was cut short; starting $VENV afresh"
    say "making the virtual environment $VENV with $("$1" -V)"
    rm -rf "$VENV"
    mkdir "$VENV"
    : >"$UNFINISHED"
    "$1" -m venv "$VENV"
}

# The requirement lines of pyproject.toml; "dev" adds the tools of the tests and of the package that they build.
requirements() {
    "$VENV/bin/python" - "$WHAT" <<'PYTHON'
import sys
import tomllib

with open("pyproject.toml", "rb") as file:
    project = tomllib.load(file)["project"]
print("\n".join(project["dependencies"]))
if sys.argv[1] == "dev":
    print("\n".join(project["optional-dependencies"]["dev"] + project["optional-dependencies"]["package"]))
PYTHON
}

install_libraries() {
    say "installing the Python libraries (the first time about 150 MB are fetched; later calls skip this)"
    requirements >"$VENV/requirements.txt"
    # -qq: errors only; neither progress bars nor the address of this machine's package index.
    PIP_USER=0 "$VENV/bin/python" -m pip install -qq --no-input --disable-pip-version-check --prefer-binary \
        --constraint packaging/constraints.txt --requirement "$VENV/requirements.txt" </dev/null ||
        fail "pip could not install the libraries: see its message above; call make again when that is mended."
}

# The browser in which the tests use the pages for patients, and the program that moves it; always of one version.
missing_browser() {
    command -v chromium >/dev/null || echo chromium
    command -v chromedriver >/dev/null || echo chromium-driver
}

# What makes the package, and the bare system in which it is tried.
missing_packagers() {
    command -v objdump >/dev/null || echo binutils
    PATH="$PATH:/usr/sbin" command -v debootstrap >/dev/null || echo debootstrap
}

# Debian keeps PostgreSQL's programs outside of PATH.
has_postgresql() { command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; }

# The Debian packages that are missing, one per line: what makes a virtual environment, and the libraries that Qt opens.
# Qt itself reports a missing icccm or keysyms as "xcb-cursor0 needed".
missing_packages() {
    # Debian ships venv without ensurepip unless python3-venv is there.
    "$1" -c 'import ensurepip, venv' 2>/dev/null || echo "$(basename "$1")-venv"
    [ "$(uname -s)" = Linux ] || return 0
    # The tests of the central server run on PostgreSQL too, on a server of their own in a temporary folder.
    [ "$KIND" != dev ] || has_postgresql || echo postgresql
    [ "$KIND" != dev ] || missing_browser
    # They build the package and install it into a bare Debian.
    [ "$KIND" != dev ] || missing_packagers
    "$1" - "$KIND" <<'PYTHON'
import ctypes
import sys

anywhere = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
}
on_screen = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
}
for library, package in (anywhere | on_screen if sys.argv[1] == "run-screen" else anywhere).items():
    try:
        ctypes.CDLL(library)
    except OSError:
        print(package)
PYTHON
}

ready && exit 0
# "only-ask" changes nothing: the status tells whether there is something to do.
[ "${2:-}" != only-ask ] || exit 3

# Two calls at once would write into the same environment.
if command -v flock >/dev/null; then
    exec 9>"$LOCK"
    flock --nonblock 9 || { say "another set-up is at work here; waiting for it"; flock 9; }
    ready && exit 0
fi

python=$(find_python)
mapfile -t missing < <(missing_packages "$python")
[ "${#missing[@]}" -eq 0 ] || need_packages "${missing[@]}"
make_venv "$python"
: >"$UNFINISHED"
install_libraries
for stamp in "$STAMP" $(also_ready); do
    fingerprint >"$stamp"
done
rm -f "$UNFINISHED"
say "ready"

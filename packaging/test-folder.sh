#!/usr/bin/env bash
# Prints where the tests' throw-away files shall lie: in memory where there is plenty of it and programs may run from there
# (each commit waits for the disk, and the tests make tens of thousands), else where the system keeps such files.
set -euo pipefail
NEEDED_KIB=6000000
memory=/dev/shm
fits() {
    [ -w "$memory" ] || return 1
    [ "$(df --output=avail -k "$memory" | tail -n 1)" -ge "$NEEDED_KIB" ] || return 1
    [ "$(sed -n 's/^MemAvailable: *\([0-9]*\).*/\1/p' /proc/meminfo)" -ge "$((2 * NEEDED_KIB))" ] || return 1
    local probe
    probe="$(mktemp "$memory/plantao-probe.XXXXXX")"
    printf '#!/bin/sh\nexit 0\n' >"$probe"
    chmod 700 "$probe"
    local runs=0
    "$probe" 2>/dev/null || runs=1
    rm -f "$probe"
    return "$runs"
}
if fits; then parent="$memory"; else parent="${TMPDIR:-/tmp}"; fi
folder="$(mktemp -d "$parent/plantao-tests.XXXXXX")"
# As the system's own: a database server that the tests start runs as another user.
chmod 1777 "$folder"
echo "$folder"

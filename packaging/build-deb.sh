#!/usr/bin/env bash
# Makes dist/plantao_VERSION_ARCHITECTURE.deb from this checkout: PyInstaller's one folder, the list of its parts (SBOM),
# menu entry, icons, file type, units. Needs `make setup` (it calls it) and Debian's dpkg-deb; nothing is fetched but
# what that sets up, nothing is written outside build/ and dist/.
#
#   packaging/build-deb.sh                 the package, packed small
#   COMPRESSION=fast packaging/build-deb.sh   packed in seconds, larger (the tests)
#   OUT=DIR packaging/build-deb.sh         the package into DIR
#
# Moments in it are SOURCE_DATE_EPOCH (default: that of the last commit), so that the same checkout with the same libraries
# gives the same files.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly PYTHON="${PYTHON:-.venv/bin/python}"
readonly OUT="${OUT:-dist}"
readonly WORK=build/deb
say() { printf 'build-deb: %s\n' "$*"; }
fail() { printf 'build-deb: %s\n' "$*" >&2; exit 1; }

[ "$(uname -s)" = Linux ] || fail "a .deb is made on Debian; for Windows see docs/installing.md"
command -v dpkg-deb >/dev/null || fail "dpkg-deb is missing"
[ "$PYTHON" != .venv/bin/python ] || bash packaging/setup.sh dev

SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}"
# Sets of words are hashed the same way each time, so that archives have one order.
export SOURCE_DATE_EPOCH PYTHONHASHSEED=1 PYTHONDONTWRITEBYTECODE=1 QT_QPA_PLATFORM=offscreen
export PYINSTALLER_CONFIG_DIR="$PWD/build/pyinstaller"
umask 022

version=$("$PYTHON" -c 'import tomllib; print(tomllib.load(open("pyproject.toml", "rb"))["project"]["version"])')
architecture=$(dpkg --print-architecture)
# A dash would begin Debian's own part of the version; a tilde sorts a release candidate before its release.
debian_version=$(sed -E 's/(rc|a|b|\.dev)([0-9]+)$/~\1\2/' <<<"$version")

say "the program, version $version"
rm -rf build/parts build/desktop "$WORK"
mkdir -p build "$OUT"
"$PYTHON" packaging/desktop/render_icons.py build/parts
"$PYTHON" packaging/desktop/own_metadata.py build/parts
"$PYTHON" -m PyInstaller --noconfirm --log-level ERROR --distpath build/desktop --workpath build/work \
    packaging/desktop/plantao.spec
# What could not be read was left out with a line in a list: none of it may be ours.
if grep -E "^(invalid|missing) module named '?(app|ui)[.']" build/work/plantao/warn-plantao.txt >&2; then
    fail "modules of this program are missing in it"
fi
# And each of them is loaded once, in the built program, with all that it imports by name.
modules=$(find app ui -name '*.py' -mindepth 2 | wc -l)
loaded=$(build/desktop/plantao/every) || fail "modules of the built program cannot be loaded"
[ "$loaded" -ge "$((modules - 1))" ] || fail "of $modules modules the built program found $loaded"
rm build/desktop/plantao/every

say "what the package brings"
root="$WORK/root"
place="/usr/lib/plantao/$version"
mkdir -p "$root$place" "$root/usr/bin" "$root/usr/sbin"
cp -a build/desktop/plantao/. "$root$place/"
ln -s "../lib/plantao/$version/plantao" "$root/usr/bin/plantao"
"$PYTHON" packaging/desktop/sbom.py "$root/usr/share/doc/plantao"

put() { install -D -m "$1" "$2" "$root$3"; }
with_program() { sed "s|/usr/local/lib/plantao/.venv/bin/python /usr/local/lib/plantao/main.py|/usr/bin/plantao|" "$1"; }
put 0755 packaging/debian/start-display /usr/lib/plantao/start-display
put 0755 packaging/debian/end-children /usr/lib/plantao/end-children
for size in 16 22 24 32 48 64 128 256 512; do
    put 0644 "build/parts/icons/$size.png" "/usr/share/icons/hicolor/${size}x$size/apps/plantao.png"
    put 0644 "build/parts/icons/$size.png" "/usr/share/icons/hicolor/${size}x$size/mimetypes/application-x-plantao-bundle.png"
done
put 0644 resources/icons/plantao.svg /usr/share/icons/hicolor/scalable/apps/plantao.svg
put 0644 packaging/debian/plantao.desktop /usr/share/applications/plantao.desktop
put 0644 packaging/debian/plantao-display.desktop /usr/share/plantao/plantao-display.desktop
put 0644 packaging/debian/plantao.xml /usr/share/mime/packages/plantao.xml
put 0644 packaging/debian/plantao.sysusers /usr/lib/sysusers.d/plantao.conf
put 0644 packaging/central/plantao-central.sysusers /usr/lib/sysusers.d/plantao-central.conf
put 0644 packaging/debian/plantao.preset /usr/lib/systemd/system-preset/50-plantao.preset
put 0644 packaging/debian/plantao.preset /usr/lib/systemd/user-preset/50-plantao.preset
for unit in packaging/debian/units/system/*; do put 0644 "$unit" "/usr/lib/systemd/system/${unit##*/}"; done
for unit in packaging/debian/units/user/*; do put 0644 "$unit" "/usr/lib/systemd/user/${unit##*/}"; done
# The server's unit and its administrator's command are those of an installation by hand, with the installed program.
with_program packaging/central/plantao-central.service | install -D -m 0644 /dev/stdin \
    "$root/usr/lib/systemd/system/plantao-central.service"
sed 's|"$PROGRAM/.venv/bin/python" "$PROGRAM/main.py"|/usr/bin/plantao|; /^readonly PROGRAM=/d' \
    packaging/central/plantao-central | install -m 0755 /dev/stdin "$root/usr/sbin/plantao-central"
put 0755 packaging/debian/plantao-station /usr/sbin/plantao-station
put 0644 packaging/debian/copyright /usr/share/doc/plantao/copyright
for page in docs/installing.md docs/central-server.md; do put 0644 "$page" "/usr/share/doc/plantao/${page##*/}"; done
mkdir -p "$root/usr/share/man/man1"
gzip -9n <CHANGELOG.md | install -D -m 0644 /dev/stdin "$root/usr/share/doc/plantao/changelog.gz"
"$PYTHON" packaging/desktop/manual.py | gzip -9n >"$root/usr/share/man/man1/plantao.1.gz"

# Whoever built it may keep what they make to themselves, as the program does; what is installed is for everybody.
chmod -R u=rwX,go=rX "$root/usr"

say "what it needs of Debian"
depends=$("$PYTHON" packaging/desktop/needs.py "$root$place")
mkdir -p "$root/DEBIAN"
for script in preinst postinst prerm postrm; do
    sed "s/@VERSION@/$version/" "packaging/debian/$script" | install -m 0755 /dev/stdin "$root/DEBIAN/$script"
done
sed -e "s/@VERSION@/$debian_version/" -e "s/@ARCHITECTURE@/$architecture/" -e "s/@DEPENDS@/$depends/" \
    -e "s/@SIZE@/$(du -sk --apparent-size "$root/usr" | cut -f1)/" packaging/debian/control >"$root/DEBIAN/control"
(cd "$root" && find usr -type f -print0 | sort -z | xargs -0 md5sum) >"$root/DEBIAN/md5sums"
find "$root" -newermt "@$SOURCE_DATE_EPOCH" -print0 | xargs -0 --no-run-if-empty touch --no-dereference --date="@$SOURCE_DATE_EPOCH"

case "${COMPRESSION:-small}" in
fast) packing=(-Zgzip -z1) ;;
*) packing=(-Zxz -z6) ;;
esac
package="$OUT/plantao_${debian_version}_$architecture.deb"
dpkg-deb --root-owner-group "${packing[@]}" --build "$root" "$package" >/dev/null
cp "$root/usr/share/doc/plantao/plantao.cdx.json" "${package%.deb}.cdx.json"
rm -rf "$WORK" build/desktop
say "$package ($(du -h "$package" | cut -f1))"

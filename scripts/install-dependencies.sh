#!/usr/bin/env bash
# Installs what is missing from Debian's (or Ubuntu's) packages; does nothing when all is there.
# usage: scripts/install-dependencies.sh example|training|tests
set -euo pipefail

need_common=(g++ cmake make lammps liblammps-dev libopenmpi-dev openmpi-bin python3-simtk libopenmm-dev gnuplot-nox)
need_training=(libtorch-dev libopenblas0-pthread)
need_tests=("${need_training[@]}" libopenmm-plugins clang-14 clang-format python3-venv python3-pip python3-setuptools python3-wheel python3-mdanalysis)

case "${1:-}" in
  example) wanted=("${need_common[@]}") ;;
  training) wanted=("${need_common[@]}" "${need_training[@]}") ;;
  tests) wanted=("${need_common[@]}" "${need_tests[@]}") ;;
  *) echo "usage: $0 example|training|tests" >&2; exit 2 ;;
esac

if ! command -v dotnet >/dev/null; then
  cat >&2 <<'TEXT'
The .NET SDK is missing: no 'dotnet' on PATH.
Install version 10 (https://learn.microsoft.com/dotnet/core/install/linux-debian), put 'dotnet' on PATH and run this again.
TEXT
  exit 69
fi
if ! dotnet --list-sdks | grep -qE '^1[0-9]\.'; then
  echo "The .NET SDK is too old: 'dotnet --list-sdks' shows $(dotnet --list-sdks | tr '\n' ' '); version 10 or later is needed." >&2
  exit 69
fi

missing=()
for package in "${wanted[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
# Programs that may have come some other way than from the system's packages: Node.js brings npm, and browsers have several names.
# npm fetches the library of interactive reports at build time (without it they have static pictures); chromium looks at them in the tests.
if [ "$1" = tests ]; then
  command -v npm >/dev/null || missing+=(npm)
  command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || missing+=(chromium)
fi
[ ${#missing[@]} -eq 0 ] && exit 0

if ! command -v apt-get >/dev/null; then
  echo "Missing: ${missing[*]}. There is no apt-get here; install these (Debian's names) with your system's package manager." >&2
  exit 69
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "Missing: ${missing[*]}. Run as root: apt-get install ${missing[*]}" >&2; exit 69; }
  as_root=(sudo)
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "installing from the system's packages: ${missing[*]}" >&2
for attempt in 1 2 3; do
  if "${as_root[@]}" apt-get update -qq >"$log" 2>&1 &&
     "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >>"$log" 2>&1; then
    exit 0
  fi
  [ "$attempt" -lt 3 ] && { echo "apt-get failed, trying again ..." >&2; sleep $((attempt * 5)); }
done
tail -n 30 "$log" >&2
echo "apt-get could not install: ${missing[*]} (last lines above)." >&2
exit 69

#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Builds the native libraries and the C# they start into ./build; does nothing when up to date. Safe to call from several
# processes at once (mpirun -np 4 ./lmp-ilmlff): one builds, the others wait.
# usage: native/build.sh [CMAKE-OPTION...]       e.g. native/build.sh -DILMLFF_OPENMM=OFF
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
build=$root/build
stamp=$build/.built

# ILMLFF_LIBTORCH names another libtorch than that of the build?
same_libtorch() {
  [ -z "${ILMLFF_LIBTORCH:-}" ] || grep -qxF "ILMLFF_LIBTORCH:PATH=$ILMLFF_LIBTORCH" "$build/CMakeCache.txt"
}

# Headers of LAMMPS, OpenMM or libtorch were missing, and something was installed since?
found_more() {
  grep -qE '^(LAMMPS|OPENMM|TORCH)_INCLUDE_DIR:PATH=.*-NOTFOUND' "$build/CMakeCache.txt" &&
    [ -n "$(find /usr/include /usr/local/include /var/lib/dpkg/status -maxdepth 0 -newer "$stamp" -print -quit 2>/dev/null)" ]
}

# Up to date: built once, and neither a source file nor a folder (deleted files) is newer. Takes milliseconds.
up_to_date() {
  [ -e "$stamp" ] && same_libtorch && ! found_more && [ -z "$(find "$root/native" "$root/src/IonicMlff.Core" "$root/src/IonicMlff.Models" "$root/src/IonicMlff.Host" \
      "$root/src/IonicMlff.Data" "$root/src/IonicMlff.Training" "$root/src/IonicMlff.Torch" "$root/interop/LibTorch" \
      "$root/CMakeLists.txt" "$root/Directory.Build.props" "$root/Directory.Packages.props" "$root/global.json" \
      \( -name bin -o -name obj -o -name __pycache__ -o -name '*.egg-info' -o -name build \) -prune -o \
      -newer "$stamp" -print -quit)" ]
}
if [ $# -eq 0 ] && up_to_date; then exit 0; fi

mkdir -p "$build"
exec 9>"$build/.lock"
flock 9
if [ $# -eq 0 ] && up_to_date; then exit 0; fi

for program in cmake g++ dotnet; do
  if ! command -v "$program" >/dev/null; then
    echo "native/build.sh: '$program' is missing; scripts/install-dependencies.sh example installs what can be installed" >&2
    exit 69
  fi
done

# A checkout that was copied or moved: CMake refuses the cache of the old place.
if [ -e "$build/CMakeCache.txt" ] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$build/CMakeCache.txt"; then
  rm -rf "$build/CMakeCache.txt" "$build/CMakeFiles"
fi

echo "building the native libraries into build/ (the first time takes about a minute) ..." >&2
log=$build/build.log
: >"$stamp.new" # files changed while the build runs are newer than this
# 9>&-: no process started here may keep the lock.
if ! { cmake -S "$root" -B "$build" "$@" && cmake --build "$build" --parallel "$(nproc)"; } >"$log" 2>&1 9>&-; then
  tail -n 60 "$log" >&2
  echo "native/build.sh: the build failed (whole log: $log)" >&2
  exit 1
fi
mv "$stamp.new" "$stamp"

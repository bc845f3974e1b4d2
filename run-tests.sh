#!/usr/bin/env bash
# Installs what is missing, builds everything, runs the tests. The last line is "N passed, N failed, N skipped".
# usage: ./run-tests.sh [--deep] [--only NAME]      --deep: also the slow tier; --only: test projects whose name contains NAME
set -uo pipefail
cd "$(dirname "$0")"

deep=no only=
while [ $# -gt 0 ]; do
  case "$1" in
    --deep) deep=yes ;;
    --only) only=${2:?"--only needs part of a test project's name"}; shift ;;
    -h|--help) sed -n '2,4p' "$0"; exit 0 ;;
    *) echo "unknown option '$1' (known: --deep, --only NAME)" >&2; exit 2 ;;
  esac
  shift
done

started=$SECONDS
say() { printf '== %s (%d s)\n' "$*" $((SECONDS - started)); }
stop() { echo "$*" >&2; echo "0 passed, 1 failed, 0 skipped"; exit 1; }

say "system packages"
scripts/install-dependencies.sh tests || stop "dependencies are missing"

say "build"
dotnet build IonicMlff.sln -c Release -v q --nologo -clp:NoSummary || stop "the C# build failed"
native/build.sh || stop "the native build failed"
./ilmlff --version >/dev/null || stop "the build of the tool failed"

passed=0 failed=0 skipped=0
check() { # name command...
  local name=$1; shift
  say "$name"
  if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAILED: $name" >&2; fi
}
if [ -z "$only" ]; then
  check "C# formatting" dotnet format whitespace IonicMlff.sln --no-restore --verify-no-changes --exclude '**/Generated/**'
  check "reference pages" dotnet docs/generator/bin/Release/net10.0/ReferencePages.dll --check
  # shellcheck disable=SC2046
  check "C++ formatting" clang-format --dry-run -Werror $(git ls-files 'native/*.cpp' 'native/*.h' 'native/*.c')
fi

filter='Tier!=Deep'
[ "$deep" = yes ] && filter='FullyQualifiedName~.'
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for project in tests/*.Tests/*.csproj; do
  name=$(basename "$project" .csproj)
  [[ "$name" == *"$only"* ]] || continue
  say "$name"
  dotnet test "$project" -c Release --no-build --nologo -v q --filter "$filter" --logger "console;verbosity=minimal" 2>&1 | tee "$log"
  status=${PIPESTATUS[0]}
  # "Passed!  - Failed:     0, Passed:     1, Skipped:     0, Total: ..."
  read -r f p s < <(sed -nE 's/.*Failed: +([0-9]+), Passed: +([0-9]+), Skipped: +([0-9]+),.*/\1 \2 \3/p' "$log" | tail -n 1)
  if [ -z "${p:-}" ]; then
    echo "FAILED: $name ended without a summary (exit code $status)" >&2
    f=1 p=0 s=0
  elif [ "$status" -ne 0 ] && [ "$f" -eq 0 ]; then
    f=1
  fi
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
  unset f p s
done

say "done"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]

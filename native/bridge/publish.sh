#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Compiles IonicMlff.Host into BUILD/managed; called by CMake.
# usage: publish.sh DOTNET SOURCE BUILD RID
set -euo pipefail
dotnet=$1 source=$2 build=$3 rid=$4

# No build servers: they would outlive this script and keep its pipes and locks open.
publish() {
  "$dotnet" publish "$source/src/IonicMlff.Host/IonicMlff.Host.csproj" -c Release -r "$rid" --no-self-contained \
    --artifacts-path "$build/dotnet" -o "$build/dotnet/publish" -v q --nologo -nodeReuse:false -p:UseSharedCompilation=false \
    -p:PublishDocumentationFiles=false "$@"
}

# Machine code compiled ahead makes the first step fast; its compiler is a NuGet package that not every machine can reach.
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! publish -p:PublishReadyToRun=true >"$log" 2>&1; then
  if grep -qE 'NU110[0-2]|NU1301|NETSDK1094' "$log"; then
    echo "note: no package for ahead-of-time compilation (crossgen2); the first step will be a little slower" >&2
    publish
  else
    cat "$log" >&2
    exit 1
  fi
fi

# Replaced, not overwritten: running processes have the old files mapped.
mkdir -p "$build/managed"
cp -r --remove-destination "$build/dotnet/publish/." "$build/managed"

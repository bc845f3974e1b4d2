#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Packs IonicMlff.Core, IonicMlff.Testing and the template into build/packages and installs the template:
#   templates/install.sh && dotnet new ilmlff-potential -n MyPotential
# usage: install.sh [--hive DIR]      --hive: install into another template folder than the user's (dotnet new --debug:custom-hive)
set -euo pipefail
hive=()
while [ $# -gt 0 ]; do
  case "$1" in
    --hive) hive=(--debug:custom-hive "${2:?"--hive needs a folder"}"); shift ;;
    -h|--help) sed -n '3,5p' "$0"; exit 0 ;;
    *) echo "unknown option '$1' (known: --hive DIR)" >&2; exit 2 ;;
  esac
  shift
done

root=$(cd "$(dirname "$0")/.." && pwd)
packages=$root/build/packages
mkdir -p "$packages"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
exec 9>"$packages/.lock"
flock 9

for project in src/IonicMlff.Core tests/Contract; do
  dotnet pack "$root/$project" -c Release -o "$packages" -v q --nologo -nodeReuse:false
done
# The same version may have been unpacked before: without this the old one would be used.
cache=${NUGET_PACKAGES:-$HOME/.nuget/packages}
rm -rf "$cache"/ionicmlff.core "$cache"/ionicmlff.testing

cp -r "$root/templates/." "$work"
cp "$root/Directory.Build.props" "$root/Directory.Packages.props" "$work"
grep -rlE '@(PACKAGES|CHECKOUT)@' "$work/content" | while read -r file; do
  sed -i -e "s|@PACKAGES@|$packages|g" -e "s|@CHECKOUT@|$root|g" "$file"
done
dotnet pack "$work/IonicMlff.Templates.csproj" -c Release -o "$packages" -v q --nologo -nodeReuse:false
package=$(ls -t "$packages"/IonicMlff.Templates.*.nupkg | head -n 1)
dotnet new install "$package" --force "${hive[@]}" | tail -n 5

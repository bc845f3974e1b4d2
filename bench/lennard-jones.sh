#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The Lennard-Jones example in C# against LAMMPS's lj/cut: CPU seconds per step, renewals of the neighbour list included, 32,000 atoms.
# One process runs them in turns; the minimum of each counts. CPU time, because a step is longer than a busy machine leaves a process alone.
# usage: bench/lennard-jones.sh
# Environment: CELLS (20), STEPS (per run, 50), TURNS (5).
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
example=$root/examples/custom-potential/LennardJones
dotnet build "$example" -c Release --nologo -v q -clp:NoSummary
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

sed '/^run /d' "$example/in.lj" >"$folder/in.lammps"
for ((turn = 0; turn < ${TURNS:-5}; turn++)); do
  cat >>"$folder/in.lammps" <<INPUT
pair_style ilmlff $example/bin/Release/net10.0/LennardJones.dll
pair_coeff * * Ar
run ${STEPS:-50} post no
print "@style ilmlff"
run ${STEPS:-50} pre no
pair_style lj/cut 8.5125
pair_coeff 1 1 0.0103 3.405
run ${STEPS:-50} post no
print "@style lj/cut"
run ${STEPS:-50} pre no
INPUT
done
"$root/lmp-ilmlff" -in "$folder/in.lammps" -var cells "${CELLS:-20}" -var style lj/cut -log none >"$folder/out" || { tail -n 20 "$folder/out" >&2; exit 1; }
awk '
  /^@style/ { style = $2 }
  /^Setting up/ { style = "" }
  /^Loop time/ { wall = $4 / $9 }
  /% CPU use with/ && style { cpu = wall * $1 / 100; if (!(style in least) || cpu < least[style]) least[style] = cpu }
  END { printf "C# %.4g ms/step; lj/cut %.4g ms/step; ratio %.3f\n", 1000 * least["ilmlff"], 1000 * least["lj/cut"], least["ilmlff"] / least["lj/cut"] }
' "$folder/out"

#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What a committee costs in LAMMPS: CPU seconds per step of each model alone and of all on every step (out_freq 1), and the latter
# over the former's mean. One process runs them in turns; the mean of all runs counts. CPU time, and no minima, because a step of a
# committee is longer than a busy machine leaves a process alone. The atoms stand still: every run sees the same ones.
# usage: bench/lammps-committee.sh DATA ELEMENTS "WORDS" MODEL MODEL [MODEL ...]
#        bench/lammps-committee.sh tests/data/mace/trained/start_npt.data "B C F H N" "precision mixed" a.model b.model
# Environment: STEPS (per run, 20), TURNS (5), REPLICATE (1 1 1).
set -euo pipefail
if [ $# -lt 5 ]; then
  sed -n 's/^# usage: /usage: /p' "$0" >&2
  exit 2
fi
root=$(cd "$(dirname "$0")/.." && pwd)
data=$(realpath "$1") elements=$2 words=$3
shift 3
models=$(realpath "$@" | tr '\n' ' ')
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cat >"$folder/in.lammps" <<INPUT
units metal
read_data $data
replicate ${REPLICATE:-1 1 1}
timestep 0.0001
neighbor 1.0 bin
thermo 1000
INPUT
for ((turn = 0; turn < ${TURNS:-5}; turn++)); do
  for ((which = 0; which <= $#; which++)); do
    list=${models}
    if [ "$which" -lt $# ]; then list=$(cut -d' ' -f$((which + 1)) <<<"$models"); fi
    cat >>"$folder/in.lammps" <<INPUT
pair_style ilmlff $list $words out_freq 1 out_file $folder/model_devi.out
pair_coeff * * $elements
run 5 post no
print "@models $((which + 1))"
INPUT
    echo "run ${STEPS:-20} pre no" >>"$folder/in.lammps"
  done
done

"$root/lmp-ilmlff" -in "$folder/in.lammps" -log none >"$folder/out" || { tail -n 20 "$folder/out" >&2; exit 1; }
awk -v all="$#" '
  /^@models/ { which = $2 }
  /^Setting up/ { which = 0 }
  /^Loop time/ { wall = $4; steps = $9 }
  /% CPU use with/ && which { cpu[which] += wall * $1 / 100; n[which] += steps }
  END {
    for (k = 1; k <= all; k++) { sum += cpu[k] / n[k]; alone = alone sprintf(" %.4g", cpu[k] / n[k]) }
    together = cpu[all + 1] / n[all + 1]
    printf "one model alone:%s s/step; committee of %d: %.4g s/step; ratio to their mean %.3f\n", alone, all, together, all * together / sum
  }
' "$folder/out"

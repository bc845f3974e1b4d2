#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What a committee costs in LAMMPS: CPU seconds per step of each model alone and of all on every step (out_freq 1), and the latter
# over the former's mean. One process runs them in turns; the minimum of each counts. CPU time, because a step of a committee is
# longer than a busy machine leaves a process alone.
# usage: bench/lammps-committee.sh DATA ELEMENTS "WORDS" MODEL MODEL [MODEL ...]
#        bench/lammps-committee.sh tests/data/mace/trained/start_npt.data "B C F H N" "precision mixed" a.model b.model
# Environment: STEPS (per run, 5), TURNS (5), REPLICATE (1 1 1).
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
fix 1 all nve
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
    for run in 1 2 3 4; do echo "run ${STEPS:-5} pre no"; done >>"$folder/in.lammps"
  done
done

"$root/lmp-ilmlff" -in "$folder/in.lammps" -log none >"$folder/out" || { tail -n 20 "$folder/out" >&2; exit 1; }
awk -v all="$#" '
  /^@models/ { which = $2 }
  /^Setting up/ { which = 0 }
  /^Loop time/ { wall = $4 / $9 }
  /% CPU use with/ && which { cpu = wall * $1 / 100; if (!(which in least) || cpu < least[which]) least[which] = cpu }
  END {
    for (k = 1; k <= all; k++) { sum += least[k]; alone = alone sprintf(" %.4g", least[k]) }
    printf "one model alone:%s s/step; committee of %d: %.4g s/step; ratio to their mean %.3f\n", alone, all, least[all + 1], all * least[all + 1] / sum
  }
' "$folder/out"

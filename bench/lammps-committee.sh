#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What a committee costs in LAMMPS: seconds per step of its first model alone, of all models on every step (out_freq 1), and the
# ratio. One process runs the two in turns; the minimum of each counts.
# usage: bench/lammps-committee.sh DATA ELEMENTS "WORDS" MODEL MODEL [MODEL ...]
#        bench/lammps-committee.sh tests/data/mace/trained/start_npt.data "B C F H N" "precision mixed" a.model b.model
# Environment: STEPS (per turn, 5), TURNS (5), RANKS (1).
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
timestep 0.0001
neighbor 1.0 bin
fix 1 all nve
thermo 1000
INPUT
for ((turn = 0; turn < ${TURNS:-5}; turn++)); do
  for list in "${models%% *}" "$models"; do
    cat >>"$folder/in.lammps" <<INPUT
pair_style ilmlff $list $words out_freq 1 out_file $folder/model_devi.out
pair_coeff * * $elements
run ${STEPS:-5} post no
run ${STEPS:-5} pre no
INPUT
  done
done

program=("$root/lmp-ilmlff")
if [ "${RANKS:-1}" -gt 1 ]; then program=(mpirun -np "$RANKS" --bind-to none "$root/lmp-ilmlff"); fi
"${program[@]}" -in "$folder/in.lammps" -log none >"$folder/out" || { tail -n 20 "$folder/out" >&2; exit 1; }
# The second run of every pair is timed: the first one warms up.
awk -v members="$#" '
  /^Loop time/ && ++line % 2 == 0 { t = $4 / $9; k = (line / 2) % 2; if (!(k in least) || t < least[k]) least[k] = t }
  END { printf "one model %.4g s/step, committee of %d %.4g s/step, ratio %.3f\n", least[1], members, least[0], least[0] / least[1] }
' "$folder/out"

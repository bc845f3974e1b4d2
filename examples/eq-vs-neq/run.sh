#!/usr/bin/env bash
# Trains MACE and DPMD on equilibrium frames and on non-equilibrium frames, 40 each, and tests the four models on both kinds.
# About an hour of one core; may be stopped and started again at any time. usage: ./run.sh [--steps N] [mace] [dpmd]
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")"

steps=() kinds=()
while [ $# -gt 0 ]; do
  case "$1" in
    --steps) steps=(--steps "${2:?"--steps needs a number of training steps"}"); shift ;;
    mace | dpmd) kinds+=("$1") ;;
    -h | --help) sed -n '2,3p' "$0"; exit 0 ;;
    *) echo "unknown word '$1' (known: mace, dpmd, --steps N)" >&2; exit 2 ;;
  esac
  shift
done
[ ${#kinds[@]} -gt 0 ] || kinds=(mace dpmd)

root=../..
"$root/scripts/install-dependencies.sh" training
mkdir -p results
for kind in "${kinds[@]}"; do
  for set in eq neq; do
    run=$kind-$set
    "$root/ilmlff" train "$run.yaml" --resume "${steps[@]}"
    "$root/ilmlff" test --model "results/$run/$run.safetensors" --data EQ=data/eq_test.extxyz.gz nEQ=data/neq_test.extxyz.gz \
      --csv "results/$run.csv" --report "results/$run.html" --beside png
    cp "results/$run/force-components.png" "results/$run-forces.png" 2>/dev/null || true
  done
done

awk -f table.awk results/{mace,dpmd}-{eq,neq}.csv | tee results/table.md
echo "scatter plots: results/*-forces.png; reports to open in a browser: results/*.html" >&2

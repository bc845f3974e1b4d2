#!/usr/bin/env bash
# Validation errors of a run as a table. usage: ./curve.sh TRAIN.JSONL
set -euo pipefail
echo "step,energy_meV_per_atom,forces_meV_per_A,stress_meV_per_A3"
sed -n 's/^{"event":"validation".*"position":{"step":\([0-9]*\).*"errors":{"energy_per_atom":\([^,]*\),"forces":\([^,]*\),"stress":\([^,]*\),.*"training".*/\1 \2 \3 \4/p' "$1" |
  awk '{ printf "%d,%.2f,%.2f,%.3f\n", $1, 1000 * $2, 1000 * $3, 1000 * $4 }'

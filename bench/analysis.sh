#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Analyses against MDAnalysis on the same trajectory and quantity: 100 frames of PYR14-BF4 replicated 3 x 3 x 3 (9450 atoms), DCD and
# XTC, one thread, CPU seconds, the smallest of several repetitions, both in one run. Start of the programs and compilation of their code are
# not counted; reading topology and frames is, in both. 'read' is that alone (ours with the density).
# usage: bench/analysis.sh [REPETITIONS]
# Needs Debian's python3-mdanalysis for /usr/bin/python3.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
repetitions=${1:-3}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
export DOTNET_TieredCompilation=0 # compiled in full at the first call, not after thirty

dotnet build "$root/bench/IonicMlff.Bench" -c Release -v q -clp:NoSummary --nologo >&2
/usr/bin/python3 -W ignore "$root/bench/analysis_mdanalysis.py" make "$root/tests/data/analysis/bf4_npt_423" "$folder"
for format in dcd xtc; do
  "$root/bench/IonicMlff.Bench/bin/Release/net10.0/IonicMlff.Bench" analysis "$folder/big.data" "$folder/big.$format" "$repetitions" >"$folder/ours.$format"
  /usr/bin/python3 -W ignore "$root/bench/analysis_mdanalysis.py" time "$folder" "big.$format" "$repetitions" >"$folder/theirs.$format"
  echo "$format: quantity, CPU s of ilmlff, CPU s of MDAnalysis, ratio"
  join <(sort "$folder/ours.$format") <(sort "$folder/theirs.$format") | awk '{ printf "  %-16s %8.4f %8.4f %6.1f\n", $1, $2, $3, $3 / $2 }'
done

#!/usr/bin/env bash
# Molecular dynamics of the ionic liquid PYR14-BF4 in LAMMPS, with a MACE force field evaluated in C#.
# Installs what is missing, builds, runs constant volume then constant pressure, draws the thermodynamics.
# usage: ./run-example.sh [--nvt STEPS] [--npt STEPS] [--threads N] [--out FOLDER]
set -euo pipefail
cd "$(dirname "$0")"

nvt=500 npt=1500 threads=$(nproc) results=results/pyr14bf4-lammps
while [ $# -gt 0 ]; do
  case "$1" in
    --nvt) nvt=${2:?"--nvt needs a number of steps"}; shift ;;
    --npt) npt=${2:?"--npt needs a number of steps"}; shift ;;
    --threads) threads=${2:?"--threads needs a number"}; shift ;;
    --out) results=${2:?"--out needs a folder"}; shift ;;
    -h|--help) sed -n '2,4p' "$0"; exit 0 ;;
    *) echo "unknown option '$1' (known: --nvt STEPS, --npt STEPS, --threads N, --out FOLDER)" >&2; exit 2 ;;
  esac
  shift
done

scripts/install-dependencies.sh example
example=examples/pyr14bf4-lammps
mkdir -p "$results"
folder=$(cd "$results" && pwd)
./ilmlff info examples/models/pyr14bf4_xtb_npt.safetensors >&2

echo "running $nvt steps at constant volume and $npt at constant pressure (350 atoms, 423 K, 1 bar) with $threads threads ..." >&2
tty=0
[ -t 2 ] && tty=1
line_by_line=() # mawk, Debian's awk, otherwise waits for a full block of input
awk -W version 2>&1 | grep -q '^mawk' && line_by_line=(-W interactive)
started=$(date +%s.%N)
log=$folder/log.lammps
set +e
(cd "$example" && stdbuf -oL ../../lmp-ilmlff -in in.lammps -log "$log" \
    -var nvt "$nvt" -var npt "$npt" -var threads "$threads" -var out "$folder") 2>&1 |
  awk "${line_by_line[@]}" -v table="$results/thermo.dat" -v total=$((nvt + npt)) -v tty=$tty -f scripts/lammps-progress.awk
status=${PIPESTATUS[0]}
set -e
if [ "$status" -ne 0 ]; then
  echo "LAMMPS stopped with exit code $status; its log is $log" >&2
  exit 1
fi
wall=$(awk -v a="$started" -v b="$(date +%s.%N)" 'BEGIN { printf "%.1f", b - a }')

gnuplot -e "table='$results/thermo.dat'; png='$results/thermo.png'; svg='$results/thermo.svg'" scripts/thermo.gnuplot
awk -v wall="$wall" -v results="$results" -f scripts/thermo-summary.awk "$results/thermo.dat"
awk '/^Loop time of/ { steps += $9; seconds += $4; atoms = $12 }
     END { if (seconds > 0) printf "speed          %8.1f microseconds per atom and step; %.2f ns/day at 0.5 fs\n", 1e6 * seconds / steps / atoms, 86400 * steps / seconds * 0.5e-6 }' "$log"
echo "trajectory, log, table and picture: $results/ (open $results/thermo.png)"

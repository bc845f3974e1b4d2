#!/usr/bin/env bash
# The learning curve of upstream MACE (upstream.csv) and ours on the same frames: three seeds with its recipe, three with ours.
# 12 minutes of one core each; may be stopped and started again. usage: ./run.sh [reference|fast] ...
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")"
root=../..
recipes=("$@")
[ ${#recipes[@]} -gt 0 ] || recipes=(reference fast)
"$root/scripts/install-dependencies.sh" training
mkdir -p results

# The frames of a list of uids, in its order. usage: frames LIST
frames() {
  zcat "$root"/examples/training/data/{train,valid}_{eq,neq}_bf4.extxyz.gz | awk -v list="$1" '
    BEGIN { while ((getline uid < list) > 0) wanted[++count] = uid }
    { atoms = $1; text = $0 "\n"; getline; text = text $0; match($0, /uid=[^ ]+/); uid = substr($0, RSTART + 4, RLENGTH - 4); gsub(/"/, "", uid)
      for (i = 0; i < atoms; i++) { getline; text = text "\n" $0 } frame[uid] = text }
    END { for (k = 1; k <= count; k++) { if (!(wanted[k] in frame)) { print "no frame " wanted[k] > "/dev/stderr"; exit 65 } print frame[wanted[k]] } }'
}
frames train.txt >results/train.extxyz
frames valid.txt >results/valid.extxyz

for recipe in "${recipes[@]}"; do
  for seed in 1 2 3; do
    name=$recipe-$seed
    { echo "name: $name"; cat "$recipe.yaml"; printf 'seed: %s\noutput: {folder: results/%s}\n' "$seed" "$name"; } >"$name.yaml"
    "$root/ilmlff" train "$name.yaml" --resume
    rm "$name.yaml"
    ./curve.sh "results/$name/train.jsonl" >"results/$name.csv"
  done
done
gnuplot curve.gnuplot

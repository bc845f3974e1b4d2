# Prints what a run did from the table of scripts/lammps-progress.awk: averages over the second half of each stage.
/^#/ { next }
{ n++; step[n] = $1; t[n] = $2; pe[n] = $3; te[n] = $4; p[n] = $5; rho[n] = $6; stage[n] = $7
  if (!($7 in first)) first[$7] = n
  last[$7] = n; if ($7 > stages) stages = $7 }
END {
  if (n == 0) { print "no thermo rows were written" > "/dev/stderr"; exit 1 }
  printf "\n%-14s %12s %9s %16s %16s %11s %13s\n", "stage", "steps", "T / K", "potential / eV", "total / eV", "P / kbar", "g/cm3 (end)"
  for (s = 1; s <= stages; s++) {
    if (!(s in first)) continue
    a = first[s]; b = last[s]; from = int((a + b) / 2); m = 0
    st = spe = ste = sp = 0
    for (i = from; i <= b; i++) { st += t[i]; spe += pe[i]; ste += te[i]; sp += p[i]; m++ }
    printf "%-14s %5d-%6d %9.1f %16.3f %16.3f %11.2f %13.4f\n", (s == 1 ? "NVT" : s == 2 ? "NPT" : s), step[a], step[b],
           st / m, spe / m, ste / m, sp / m / 1000, rho[b]
  }
  printf "(averages over the second half of each stage)\nwall time      %8.1f s including start-up\n", wall
}

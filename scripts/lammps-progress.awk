# Follows a LAMMPS log: writes every thermo row to a table and shows one live progress line.
# usage: lmp ... | awk -v table=thermo.dat -v total=STEPS -v tty=1 -f scripts/lammps-progress.awk
# Columns are found by their names in the thermo header, so an input may print others as well.

function column(name, alternative) {
  if (name in at) return $(at[name])
  if (alternative in at) return $(at[alternative])
  return "nan"
}

BEGIN { start = systime(); print "# step temperature_K potential_eV total_eV pressure_bar density_g_per_cm3 stage" > table }

# A header row: names of the columns, Step among them.
/(^| )Step( |$)/ {
  delete at
  for (i = 1; i <= NF; i++) at[$i] = i
  columns = NF
  stage++
  reading = 1
  next
}
/^Loop time/ { reading = 0; next }
/^(ERROR|Last command)/ { printf "%s%s\n", (tty ? "\n" : ""), $0 > "/dev/stderr"; next }
/^WARNING/ { next }
/^ilmlff: / { print > "/dev/stderr"; next }

reading && NF == columns && $1 ~ /^[0-9]+$/ {
  print $1, column("Temp"), column("PotEng"), column("TotEng", "Etotal"), column("Press"), column("Density"), stage > table
  fflush(table)
  elapsed = systime() - start
  done = total > 0 ? 100 * $1 / total : 0
  if (done > 100) done = 100
  line = sprintf("step %6d of %d (%3.0f %%)  T %6.1f K  E %.3f eV  P %8.0f bar  density %.4f g/cm3  %4d s",
                 $1, total, done, column("Temp"), column("TotEng", "Etotal"), column("Press"), column("Density"), elapsed)
  if (tty) { printf "\r%s", line > "/dev/stderr" }
  else if (done >= next_mark) { print line > "/dev/stderr"; next_mark = done + 10 }
}

END { if (tty) printf "\n" > "/dev/stderr" }

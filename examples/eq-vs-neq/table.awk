# The two-by-two tables from the CSV files of 'ilmlff test' (RMSE of forces and of energies per atom, by test set).
BEGIN {
  FS = ","
  print "| model | trained on | forces, EQ test | forces, nEQ test | energy, EQ test | energy, nEQ test |"
  print "|---|---|---|---|---|---|"
}
FNR == 1 { split("", column); for (i = 1; i <= NF; i++) column[$i] = i; next }
$column["element"] == "" && ($column["set"] == "EQ" || $column["set"] == "nEQ") && ($column["quantity"] == "forces" || $column["quantity"] == "energy_per_atom") {
  name = FILENAME; sub(/.*\//, "", name); sub(/\.csv$/, "", name)
  if (!(name in seen)) { seen[name] = 1; order[++count] = name }
  rmse[name, $column["set"], $column["quantity"]] = 1000 * $column["rmse"]
}
END {
  for (k = 1; k <= count; k++) {
    name = order[k]; split(name, part, "-")
    printf "| %s | %s | %.1f meV/Å | %.1f meV/Å | %.2f meV/atom | %.2f meV/atom |\n", toupper(part[1]), part[2] == "eq" ? "EQ" : "nEQ",
      rmse[name, "EQ", "forces"], rmse[name, "nEQ", "forces"], rmse[name, "EQ", "energy_per_atom"], rmse[name, "nEQ", "energy_per_atom"]
  }
}

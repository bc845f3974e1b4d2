# Thermodynamics of a run: temperature, energies, density and pressure against time.
# usage: gnuplot -e "table='thermo.dat'; png='thermo.png'; svg='thermo.svg'" scripts/thermo.gnuplot
if (!exists("femtoseconds")) femtoseconds = 0.5
ps(step) = step * femtoseconds / 1000.0

# First row of the constant-pressure stage, to mark the switch.
stats table using (column(7) > 1 ? ps(column(1)) : 1/0) name "NPT" nooutput
switch = (exists("NPT_records") && NPT_records > 0) ? NPT_min : -1

array outputs[2] = [png, svg]
do for [i = 1:2] {
  if (i == 1) { set terminal pngcairo size 1280,900 font "Sans,13" background "#ffffff" }
  if (i == 2) { set terminal svg size 1280,900 font "Sans,13" background "#ffffff" dynamic }
  set output outputs[i]
  set multiplot layout 2,2 margins 0.10,0.98,0.08,0.91 spacing 0.11,0.13 \
      title "PYR14-BF_4, 10 ion pairs (350 atoms): MACE in C# inside LAMMPS" font "Sans,16"
  set grid lc rgb "#dddddd"
  set xlabel "time / ps"
  unset key
  if (switch >= 0) { set arrow 1 from first switch, graph 0 to first switch, graph 1 nohead lc rgb "#999999" dt 2 }
  set title "temperature"; set ylabel "T / K"
  plot table using (ps($1)):2 with lines lw 1.5 lc rgb "#1b6ca8", 423 with lines dt 3 lc rgb "#555555"
  set title "potential and total energy, from the first potential energy"; set ylabel "E / eV"
  set key center right
  stats table using 3 every ::0::0 name "E0" nooutput
  plot table using (ps($1)):($3 - E0_min) with lines lw 1.5 lc rgb "#c0392b" title "potential", \
       table using (ps($1)):($4 - E0_min) with lines lw 1.5 lc rgb "#2c3e50" title "total"
  unset key
  set title "density (dashed line: constant volume ends)"; set ylabel "density / g cm^{-3}"
  plot table using (ps($1)):6 with lines lw 1.5 lc rgb "#2e8b57"
  set title "pressure"; set ylabel "P / kbar"
  plot table using (ps($1)):($5 / 1000.0) with lines lw 1.2 lc rgb "#8e5ea2", 0 with lines dt 3 lc rgb "#555555"
  unset multiplot
  unset output
}

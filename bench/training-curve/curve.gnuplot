# Force RMSE on the validation frames against optimiser steps: upstream MACE and our seeds. usage: gnuplot curve.gnuplot
set datafile separator ','
set key top right reverse Left samplen 2
set xlabel 'optimiser steps (single frames of 140 atoms)'
set ylabel 'validation force RMSE (meV/Å)'
set logscale y
set yrange [40:300]
set ytics (40, 50, 60, 80, 100, 150, 200, 300)
set grid lc rgb '#dddddd' lt 1
reference(seed) = sprintf('results/reference-%d.csv', seed)
fast(seed) = sprintf('results/fast-%d.csv', seed)
there(file) = int(system(sprintf('[ -e "%s" ] && echo 1 || echo 0', file)))
seeds(recipe) = int(system(sprintf('ls results/%s-*.csv 2>/dev/null | wc -l', recipe)))
named(recipe) = sprintf('%d seed%s', seeds(recipe), seeds(recipe) == 1 ? '' : 's')
do for [format in 'svg png'] {
  if (format eq 'svg') { set terminal svg size 800,520 font 'Arial,14' background '#ffffff' } else { set terminal pngcairo size 1200,780 font 'Sans,16' }
  set output 'results/curve.'.format
  plot for [k = 1:3] (there(reference(k)) ? reference(k) : '/dev/null') using 1:3 skip 1 with lines lw 1.5 lc rgb '#0072b2' title (k == 1 ? 'IonicMlff, recipe of upstream, '.named('reference') : ''), \
       for [k = 1:3] (there(fast(k)) ? fast(k) : '/dev/null') using 1:3 skip 1 with lines lw 1.5 lc rgb '#d55e00' title (k == 1 ? 'IonicMlff, learning rate 0.04, '.named('fast') : ''), \
       'upstream.csv' using 2:7 skip 1 with linespoints pt 7 ps 0.4 lw 1.5 lc rgb '#000000' title 'MACE 0.3.15 (upstream), 1 run'
}

// Draws the figures of a report with ECharts (global "echarts") from the JSON in #charts, and switches between light and dark.
'use strict';
(() => {
  const root = document.documentElement;
  const isDark = () => root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  const palettes = {
    light: ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#6e7781'],
    dark: ['#4fa8de', '#f08a4b', '#3cc79b', '#e6a1c8', '#f2bc4c', '#9ad4f5', '#aab4bf'],
  };
  const marks = ['circle', 'rect', 'diamond', 'triangle'];
  const dashes = [[6, 4], [2, 3], [9, 3, 2, 3]];
  const colourOf = i => palettes[isDark() ? 'dark' : 'light'][i % 7];
  const styleOf = name => getComputedStyle(root).getPropertyValue(name).trim();
  const superscript = n => (n < 0 ? '⁻' : '') + [...String(Math.abs(n))].map(c => '⁰¹²³⁴⁵⁶⁷⁸⁹'[c]).join('');

  // Numbers arrive as 32-bit differences from an origin, in base64.
  const decode = data => {
    if (!data) return null;
    const bytes = Uint8Array.from(atob(data.f), c => c.charCodeAt(0));
    return Float64Array.from(new Float32Array(bytes.buffer), v => v + data.o);
  };
  const pairs = (x, y) => Array.from(x, (v, i) => [v, y[i]]);

  const number = (value, digits = 6) => {
    if (!Number.isFinite(value)) return '–';
    const size = Math.abs(value);
    if (size !== 0 && (size >= 1e6 || size < 1e-4)) {
      const [mantissa, power] = value.toExponential(digits - 1).split('e');
      const short = String(parseFloat(mantissa)).replace('-', '−');
      return (short === '1' ? '' : short === '−1' ? '−' : short + '×') + '10' + superscript(parseInt(power, 10));
    }
    return String(parseFloat(value.toPrecision(digits))).replace('-', '−');
  };

  const ruler = document.createElement('canvas').getContext('2d');
  ruler.font = '12px system-ui, Helvetica, Arial, sans-serif';
  const widest = words => Math.max(0, ...words.map(w => ruler.measureText(w).width));

  // The title of the vertical axis stands above it: beside it, it would have to move with the width of the labels when zooming.
  const axis = (spec, horizontal, width) => {
    const muted = styleOf('--muted'), grid = styleOf('--line'), names = spec.categories;
    const turned = names && widest(names) + 10 > (width - 90) / names.length;
    const depth = turned ? Math.min(150, widest(names)) * Math.sin(40 * Math.PI / 180) + 22 : 30;
    return {
      type: spec.categories ? 'category' : spec.log ? 'log' : 'value',
      data: spec.categories || undefined,
      min: spec.categories ? undefined : spec.min,
      max: spec.categories ? undefined : spec.max,
      name: spec.title, nameLocation: horizontal ? 'middle' : 'end', nameGap: horizontal ? depth : 14, nameMoveOverlap: false,
      nameTextStyle: { color: styleOf('--text'), fontSize: 13, align: horizontal ? 'center' : 'left', padding: horizontal ? 0 : [0, 0, 0, -36] },
      axisLine: { show: true, onZero: false, lineStyle: { color: muted } },
      // On a logarithmic axis the library marks whole powers of ten only: of less than a decade it would show none.
      axisTick: { show: true, lineStyle: { color: muted }, customValues: spec.ticks || undefined },
      splitLine: { show: !spec.categories, lineStyle: { color: grid } },
      splitNumber: horizontal ? 6 : 5,
      axisLabel: {
        color: muted, fontSize: 12, hideOverlap: true, showMinLabel: names || spec.ticks ? null : spec.min === 0, showMaxLabel: names || spec.ticks ? null : false,
        rotate: turned ? 40 : 0, width: turned ? 150 : undefined, overflow: turned ? 'truncate' : undefined, interval: names ? 0 : undefined,
        formatter: spec.categories ? undefined : v => number(v), customValues: spec.ticks || undefined,
      },
    };
  };

  const whiskers = (spec, colour, offset) => {
    const y = decode(spec.y), ye = decode(spec.ye), x = spec.x ? decode(spec.x) : Float64Array.from(y, (_, i) => i), xe = decode(spec.xe);
    return {
      type: 'custom', name: spec.name, silent: true, z: 3, clip: true,
      data: Array.from(x, (v, i) => [v, y[i] - ye[i], y[i] + ye[i], xe ? v - xe[i] : v, xe ? v + xe[i] : v, y[i]]),
      encode: { x: 0, y: [1, 2] },
      renderItem: (_, api) => {
        const low = api.coord([api.value(0), api.value(1)]), high = api.coord([api.value(0), api.value(2)]);
        const left = api.coord([api.value(3), api.value(5)]), right = api.coord([api.value(4), api.value(5)]);
        const shift = offset(api), style = { stroke: colour, lineWidth: 1.4, fill: null };
        const line = (x1, y1, x2, y2) => ({ type: 'line', shape: { x1: x1 + shift, y1, x2: x2 + shift, y2 }, style });
        const parts = [line(low[0], low[1], high[0], high[1]), line(low[0] - 4, low[1], low[0] + 4, low[1]), line(high[0] - 4, high[1], high[0] + 4, high[1])];
        if (xe) parts.push(line(left[0], left[1], right[0], right[1]));
        return { type: 'group', children: parts };
      },
    };
  };

  const drawers = {
    line: (s, colour, i) => {
      const x = decode(s.x), y = decode(s.y), out = [];
      if (s.lower && s.upper) {
        const lower = decode(s.lower), upper = decode(s.upper);
        const whole = Array.from(x.keys()).filter(k => Number.isFinite(lower[k]) && Number.isFinite(upper[k]));
        out.push({
          type: 'custom', name: s.name, silent: true, clip: true, data: [[x[whole[0]], lower[whole[0]]]],
          renderItem: (_, api) => ({
            type: 'polygon', style: { fill: colour, opacity: 0.2 },
            shape: { points: whole.map(k => api.coord([x[k], upper[k]])).concat(whole.slice().reverse().map(k => api.coord([x[k], lower[k]]))) },
          }),
        });
      }
      out.push({
        type: 'line', name: s.name, data: pairs(x, y), step: s.step ? 'end' : false, symbol: marks[i % 4], symbolSize: 6,
        showSymbol: s.marks || x.length < 3, itemStyle: { color: colour }, lineStyle: { color: colour, width: 2, type: s.dashed ? [6, 4] : 'solid' }, sampling: x.length > 20000 ? 'minmax' : undefined,
      });
      return out;
    },
    scatter: (s, colour, i) => {
      const x = decode(s.x), y = decode(s.y);
      return [{
        type: 'scatter', name: s.name, data: pairs(x, y), symbol: marks[i % 4], symbolSize: x.length > 2000 ? Math.min(s.size, 4) : s.size + 1,
        large: x.length > 5000, largeThreshold: 5000, itemStyle: { color: colour, opacity: x.length > 200 ? 0.55 : 0.9 },
      }];
    },
    error: (s, colour, i) => {
      const points = pairs(decode(s.x), decode(s.y)), symbol = marks[i % 4];
      return [whiskers(s, colour, () => 0), s.joined
        ? { type: 'line', name: s.name, data: points, symbol, symbolSize: 7, itemStyle: { color: colour }, lineStyle: { color: colour, width: 1.5 } }
        : { type: 'scatter', name: s.name, data: points, symbol, symbolSize: 8, itemStyle: { color: colour } }];
    },
    bar: (s, colour, i, place, count) => {
      const out = [{ type: 'bar', name: s.name, data: Array.from(decode(s.y)), itemStyle: { color: colour }, barGap: '0%', barCategoryGap: '20%' }];
      if (s.ye) out.push(whiskers(s, styleOf('--text'), api => 0.8 * api.size([1, 0])[0] * ((place + 0.5) / count - 0.5)));
      return out;
    },
    histogram: (s, colour, i, place, count, floor) => {
      const edges = decode(s.x), heights = decode(s.y), outline = [[edges[0], floor]];
      heights.forEach((h, k) => outline.push([edges[k], Math.max(h, floor)], [edges[k + 1], Math.max(h, floor)]));
      outline.push([edges[edges.length - 1], floor]);
      return [{
        type: 'line', name: s.name, data: outline, symbol: 'none', itemStyle: { color: colour }, lineStyle: { color: colour, width: 1.5 },
        areaStyle: { color: colour, opacity: 0.25, origin: 'start' },
      }];
    },
    heatmap: s => {
      const x = decode(s.x), y = decode(s.y), values = decode(s.values), columns = x.length - 1, data = [];
      values.forEach((v, k) => {
        if (Number.isFinite(v) && (!s.log || v > 0)) {
          const c = k % columns, r = Math.floor(k / columns);
          data.push([x[c], y[r], x[c + 1], y[r + 1], s.log ? Math.log10(v) : v, v]);
        }
      });
      return [{
        type: 'custom', name: s.name, data, clip: true, encode: { x: [0, 2], y: [1, 3], value: 4 },
        renderItem: (_, api) => {
          const a = api.coord([api.value(0), api.value(3)]), b = api.coord([api.value(2), api.value(1)]);
          return { type: 'rect', shape: { x: a[0], y: a[1], width: b[0] - a[0] + 0.5, height: b[1] - a[1] + 0.5 }, style: { fill: api.visual('color') } };
        },
      }];
    },
  };

  const plotOption = (spec, width) => {
    const text = styleOf('--text'), muted = styleOf('--muted'), series = [];
    const bars = spec.series.filter(s => s.type === 'bar');
    spec.series.forEach(s => series.push(...drawers[s.type](s, colourOf(s.colour), s.colour, bars.indexOf(s), bars.length, spec.y.log ? spec.y.min : 0)));
    const reference = (at, dash) => ({ ...at, lineStyle: { color: text, width: 1.3, type: dash } });
    const helpers = {
      type: 'line', name: '', data: [], silent: true,
      markLine: { silent: true, symbol: 'none', label: { show: false }, animation: false, data: spec.lines.map((l, i) => reference('y' in l ? { yAxis: l.y } : { xAxis: l.x }, dashes[i % 3])) },
      markArea: { silent: true, itemStyle: { color: muted, opacity: 0.15 }, data: spec.bands.map(b => [{ xAxis: b.from }, { xAxis: b.to }]) },
    };
    if (spec.diagonal) {
      const low = Math.max(spec.x.min, spec.y.min), high = Math.min(spec.x.max, spec.y.max);
      series.unshift({ type: 'line', name: '', data: [[low, low], [high, high]], symbol: 'none', silent: true, lineStyle: { color: muted, width: 1 }, z: 1 });
    }
    series.push(helpers);
    const map = spec.series.find(s => s.type === 'heatmap');
    const exponent = v => map.log ? number(Math.pow(10, v), 2) : number(v, 3);
    return {
      series, xAxis: axis(spec.x, true, width), yAxis: axis(spec.y, false, width),
      grid: { left: 44, right: map ? 96 : 18, top: 34, bottom: 34, outerBounds: { left: 4, right: map ? 92 : 8, top: 0, bottom: 4 }, outerBoundsContain: 'all' },
      legend: { show: false, data: spec.series.map(s => s.name) },
      visualMap: map ? {
        type: 'continuous', seriesIndex: 0, dimension: 4, min: map.log ? Math.log10(map.low) : map.low, max: map.log ? Math.log10(map.high) : map.high,
        inRange: { color: map.colours }, right: 4, top: 'middle', itemHeight: 180, itemWidth: 14, calculable: false,
        text: [exponent(map.log ? Math.log10(map.high) : map.high), exponent(map.log ? Math.log10(map.low) : map.low)], textStyle: { color: muted },
      } : undefined,
      tooltip: {
        trigger: 'item', confine: true, backgroundColor: styleOf('--card'), borderColor: styleOf('--line'), textStyle: { color: text, fontSize: 12 },
        formatter: p => {
          const v = p.value;
          if (map && p.seriesType === 'custom') return `${spec.x.title}: ${number((v[0] + v[2]) / 2)}<br>${spec.y.title}: ${number((v[1] + v[3]) / 2)}<br>${map.label}: ${number(v[5])}`;
          const [x, y] = Array.isArray(v) ? v : [p.name, v];
          return `<b>${echarts.format.encodeHTML(p.seriesName)}</b><br>${echarts.format.encodeHTML(spec.x.title)}: ${typeof x === 'number' ? number(x, 7) : x}<br>${echarts.format.encodeHTML(spec.y.title)}: ${number(y, 7)}`;
        },
      },
      toolbox: {
        right: 8, top: 0, itemSize: 13, iconStyle: { borderColor: muted },
        feature: { dataZoom: { title: { zoom: 'Zoom into a box', back: 'Zoom back' }, filterMode: 'none' }, restore: { title: 'Whole range' }, saveAsImage: { title: 'Save as picture', backgroundColor: styleOf('--card'), pixelRatio: 3 } },
      },
    };
  };

  const legendOf = (spec, box, chart) => {
    const entries = spec.series.filter(s => s.name !== '' && s.type !== 'heatmap').map(s => ({ name: s.name, colour: colourOf(s.colour), kind: s.type, dashed: s.dashed, mark: s.colour % 4, toggles: true }));
    spec.lines.forEach((l, i) => l.text && entries.push({ name: l.text, colour: styleOf('--text'), kind: 'reference', dash: dashes[i % 3].join(' ') }));
    spec.bands.forEach(b => b.text && entries.push({ name: b.text, colour: styleOf('--muted'), kind: 'band' }));
    spec.series.filter(s => s.type === 'heatmap').forEach(s => entries.push({ name: `colour: ${s.label}`, colour: s.colours[4], kind: 'bar' }));
    const shapes = [c => `<circle cx="11" cy="6" r="4" fill="${c}"/>`, c => `<rect x="7.5" y="2.5" width="7" height="7" fill="${c}"/>`,
      c => `<path d="M11 1l5 5-5 5-5-5z" fill="${c}"/>`, c => `<path d="M11 1.500l4.500 8h-9z" fill="${c}"/>`];
    box.replaceChildren(...entries.map(e => {
      const button = document.createElement('button');
      button.type = 'button';
      const line = dash => `<line x1="0" y1="6" x2="22" y2="6" stroke="${e.colour}" stroke-width="2" stroke-dasharray="${dash}"/>`;
      const picture = e.kind === 'line' ? line(e.dashed ? '6 4' : '') : e.kind === 'reference' ? line(e.dash)
        : e.kind === 'scatter' || e.kind === 'error' ? shapes[e.mark](e.colour) : `<rect x="2" y="1" width="18" height="10" fill="${e.colour}" fill-opacity="${e.kind === 'bar' ? 1 : 0.35}"/>`;
      button.innerHTML = `<svg width="22" height="12" aria-hidden="true">${picture}</svg>`;
      button.append(e.name);
      if (e.toggles) {
        button.title = 'Show or hide';
        button.addEventListener('click', () => {
          chart.dispatchAction({ type: 'legendToggleSelect', name: e.name });
          button.classList.toggle('off');
        });
      }
      return button;
    }));
  };

  const source = document.getElementById('charts');
  const specs = source && window.echarts ? JSON.parse(source.textContent) : [];
  // "#svg" at the end of the address draws into SVG elements instead of a canvas: slower, but every label can be selected and checked.
  const renderer = location.hash === '#svg' ? 'svg' : 'canvas';
  const charts = [];
  const draw = () => charts.forEach(({ spec, chart, box }) => {
    chart.setOption({ animation: false, textStyle: { fontFamily: 'system-ui, Helvetica, Arial, sans-serif' }, ...plotOption(spec, chart.getWidth()) }, true);
    legendOf(spec, box, chart);
  });
  document.querySelectorAll('.chart').forEach(element => {
    const spec = specs[Number(element.dataset.chart)];
    if (spec) charts.push({ spec, chart: echarts.init(element, null, { renderer }), box: element.previousElementSibling });
  });
  draw();
  window.ilmlffCharts = charts;
  addEventListener('resize', () => charts.forEach(c => c.chart.resize()));
  document.getElementById('theme').addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    draw();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
})();

// Runs in the page of a report whose charts are drawn as SVG; leaves what it found as JSON in an element with the id page-checks.
'use strict';
addEventListener('load', () => setTimeout(() => {
  const problems = [...window.pageProblems];
  const quad = element => {
    if (!element.ownerSVGElement) {
      const range = document.createRange();
      range.selectNodeContents(element);
      return [...range.getClientRects()].filter(r => r.width > 0).map(r => [[r.left, r.top], [r.right, r.top], [r.right, r.bottom], [r.left, r.bottom]]);
    }
    const box = element.getBBox(), m = element.getScreenCTM();
    const at = (x, y) => [m.a * x + m.c * y + m.e, m.b * x + m.d * y + m.f];
    return [[at(box.x, box.y), at(box.x + box.width, box.y), at(box.x + box.width, box.y + box.height), at(box.x, box.y + box.height)]];
  };
  // Separating axes of two quadrilaterals; boxes of text have some empty space above and below the letters.
  const slack = 2.5;
  const overlap = (p, q) => {
    for (const shape of [p, q]) {
      for (let i = 0; i < 4; i++) {
        const [a, b] = [shape[i], shape[(i + 1) % 4]], n = [a[1] - b[1], b[0] - a[0]], length = Math.hypot(n[0], n[1]) || 1;
        const along = s => s.map(c => (c[0] * n[0] + c[1] * n[1]) / length);
        const [u, v] = [along(p), along(q)];
        if (Math.min(Math.max(...u), Math.max(...v)) - Math.max(Math.min(...u), Math.min(...v)) < slack) return false;
      }
    }
    return true;
  };
  const channels = colour => colour.match(/[\d.]+/g).slice(0, 3).map(Number);
  const luminance = colour => {
    const [r, g, b] = channels(colour).map(c => c / 255).map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const figures = [];
  document.querySelectorAll('figure').forEach(figure => {
    const title = figure.querySelector('h3').textContent, card = getComputedStyle(figure).backgroundColor, frame = figure.getBoundingClientRect();
    const texts = [...figure.querySelectorAll('h3, .note, .legend button, figcaption, svg text')].filter(t => t.textContent.trim() !== '');
    const shapes = texts.map(quad);
    texts.forEach((text, i) => {
      const style = getComputedStyle(text), size = parseFloat(style.fontSize), words = text.textContent.trim();
      const ink = luminance(text.ownerSVGElement ? style.fill : style.color), paper = luminance(card);
      if (size < 11) problems.push(`${title}: '${words}' is only ${size} px high`);
      if ((Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05) < 4.5) problems.push(`${title}: '${words}' has too little contrast`);
      for (const corner of shapes[i].flat()) {
        if (corner[0] < frame.left - 1 || corner[0] > frame.right + 1 || corner[1] < frame.top - 1 || corner[1] > frame.bottom + 1) {
          problems.push(`${title}: '${words}' reaches out of its frame`);
          break;
        }
      }
      for (let j = 0; j < i; j++) {
        if (shapes[i].some(p => shapes[j].some(q => overlap(p, q)))) problems.push(`${title}: '${words}' overlaps '${texts[j].textContent.trim()}'`);
      }
    });
    figures.push({ title, texts: texts.map(t => t.textContent.trim()), marks: figure.querySelectorAll('.chart svg path, .chart canvas').length });
  });
  if (document.documentElement.scrollWidth > innerWidth) problems.push(`the page is ${document.documentElement.scrollWidth} px wide in a window of ${innerWidth} px`);
  const resources = performance.getEntriesByType('resource').map(r => r.name).filter(n => !n.startsWith('data:'));
  const result = document.createElement('pre');
  result.id = 'page-checks';
  result.textContent = JSON.stringify({ problems, figures, resources, height: document.documentElement.scrollHeight, dark: luminance(getComputedStyle(document.body).backgroundColor) < 0.2 });
  document.body.append(result);
}, 300));

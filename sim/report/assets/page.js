// Draws the charts in the page's colours (again when they change) and sorts the tables.
(() => {
  const prefixes = ['a', 'f', 'p', 'n', '\u00b5', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
  const engineering = (value, unit) => {
    if (value === 0) return `0 ${unit}`;
    const e = Math.max(-6, Math.min(6, Math.floor(Math.log10(Math.abs(value) * (1 + 1e-12)) / 3)));
    return `${Number((value / 1000 ** e).toPrecision(3))} ${prefixes[e + 6]}${unit}`;
  };
  const list = (x) => (x === undefined ? [] : Array.isArray(x) ? x : [x]);

  const styled = (given, width) => {
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(`--${name}`).trim();
    const option = structuredClone(given);
    option.animation = false;
    option.color = Array.from({ length: 12 }, (_, i) => colour(`c${i + 1}`));
    option.textStyle = { color: colour('ink'), fontFamily: getComputedStyle(document.body).fontFamily };
    option.aria = { enabled: false };  // the figure has its own words
    const isNarrow = width < 560;
    option.grid = { left: isNarrow ? 8 : 24, right: isNarrow ? 40 : 90, top: option.legend ? 48 : 20, bottom: isNarrow ? 44 : 30, containLabel: true };
    if (isNarrow) for (const axis of list(option.xAxis)) Object.assign(axis, { nameLocation: 'middle', nameGap: 28 });
    if (option.legend) option.legend = { top: 4, left: 0, textStyle: { color: colour('ink') } };
    const axes = [...list(option.xAxis), ...list(option.yAxis)];
    for (const axis of axes) {
      axis.axisLabel = { color: colour('soft'), hideOverlap: true };
      axis.axisLine = { lineStyle: { color: colour('line') } };
      axis.splitLine = { lineStyle: { color: colour('line') } };
      axis.nameTextStyle = { color: colour('soft') };
      if (axis.type === 'category') Object.assign(axis.axisLabel, { color: colour('ink'), width: 300, overflow: 'truncate' });
      if (axis.reaches !== undefined) {
        const least = axis.reaches;
        axis.max = (range) => Math.max(range.max, least) * 1.05;
        delete axis.reaches;
      }
      if (axis.unit !== undefined) {
        const unit = axis.unit;
        axis.axisLabel.formatter = (v) => engineering(v, unit);
        if (unit !== '') axis.name = '';
        delete axis.unit;
      }
    }
    for (const series of option.series) {
      if (series.type === 'bar') series.barMaxWidth = 22;
      if (series.type === 'scatter') series.symbolSize = 11;
      if (series.labelled) series.label = { show: true, position: 'right', color: colour('ink'), formatter: (p) => (p.data && p.data.label) || '' };
      delete series.labelled;
      if (series.markLine) Object.assign(series.markLine, { silent: true, lineStyle: { color: colour('c4'), type: 'dashed' } }), series.markLine.label.color = colour('ink');
    }
    option.tooltip = {
      trigger: option.series.some((s) => s.type === 'scatter') ? 'item' : 'axis', confine: true,
      backgroundColor: colour('panel'), borderColor: colour('line'), textStyle: { color: colour('ink') },
      valueFormatter: (v) => (Array.isArray(v) ? v : [v]).map((x) => (typeof x === 'number' ? engineering(x, '') : '-')).join(', '),
    };
    return option;
  };

  const charts = [...document.querySelectorAll('.chart')].map((box) => ({
    box, option: JSON.parse(box.nextElementSibling.textContent), drawn: null,
  }));
  const draw = (chart) => {
    if (chart.box.clientWidth === 0) return;
    if (chart.drawn) chart.drawn.dispose();
    chart.drawn = globalThis.fluxgateCharts.init(chart.box, null, { renderer: 'svg' });
    chart.drawn.setOption(styled(chart.option, chart.box.clientWidth));
  };
  const drawAll = () => charts.forEach(draw);
  const drawAgain = () => charts.forEach((c) => c.drawn && draw(c));
  // Charts far below, or in a closed <details>, are drawn when they come near.
  const near = new IntersectionObserver((seen) => seen.filter((s) => s.isIntersecting).forEach((s) => {
    near.unobserve(s.target);
    draw(charts.find((c) => c.box === s.target));
  }), { rootMargin: '600px' });
  charts.forEach((c) => near.observe(c.box));
  document.documentElement.dataset.drawn = 'yes';
  addEventListener('resize', () => charts.forEach((c) => c.drawn && c.drawn.resize()));
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAgain);
  let opened = [];
  addEventListener('beforeprint', () => {
    opened = [...document.querySelectorAll('details:not([open])')].filter((d) => charts.some((c) => d.contains(c.box)));
    opened.forEach((d) => { d.open = true; });
    document.body.classList.add('paper');
    drawAll();
  });
  addEventListener('afterprint', () => {
    opened.forEach((d) => { d.open = false; });
    document.body.classList.remove('paper');
    drawAgain();
  });

  const key = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.sort === undefined ? cell.textContent : Number(cell.dataset.sort);
  };
  document.querySelectorAll('table.sorts th button').forEach((button) => button.addEventListener('click', () => {
    const head = button.parentElement, column = head.cellIndex;
    const body = head.closest('table').tBodies[0], rows = [...body.rows];
    const isNumber = rows.length > 0 && typeof key(rows[0], column) === 'number';
    const next = head.getAttribute('aria-sort') === (isNumber ? 'descending' : 'ascending')
      ? (isNumber ? 'ascending' : 'descending') : (isNumber ? 'descending' : 'ascending');
    for (const other of head.parentElement.cells) other.removeAttribute('aria-sort');
    head.setAttribute('aria-sort', next);
    const sign = next === 'ascending' ? 1 : -1;
    rows.sort((a, b) => sign * (isNumber ? key(a, column) - key(b, column) : String(key(a, column)).localeCompare(String(key(b, column)))));
    body.append(...rows);
  }));
})();

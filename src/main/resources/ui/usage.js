// @ts-check
// Usage: sums by day, model, key or provider; a chart, and the table behind it.
import { html, useEffect, useRef, useState } from './lib/preact.js';
import { look, why } from './api.js';
import { Wide } from './parts.js';
import { money, number, t } from './text.js';

const GROUPS = ['day', 'model', 'key', 'provider', 'target', 'task', 'team', 'user', 'hour'];
const VALUES = ['requests', 'cost', 'failed_cost', 'tokens', 'failed', 'saved'];
const NANOS = ['saved', 'failed_cost'];
const COLUMNS = ['requests', 'failed', 'attempts', 'input_tokens', 'output_tokens', 'cost', 'failed_cost', 'saved'];
const value = (row, name) => (name === 'tokens' ? row.input_tokens + row.output_tokens : NANOS.includes(name) ? (row[name + '_nanos'] ?? 0) / 1e9 : Number(row[name] ?? 0));
const text = (row, name) => (name === 'cost' || NANOS.includes(name) ? money(value(row, name)) : number(value(row, name)));
const day = (moment) => moment.toISOString().slice(0, 10);

/** uPlot, which only this view needs. @returns {Promise<any>} */
function plotter() {
  const known = /** @type {any} */ (window).uPlot;
  if (known) return Promise.resolve(known);
  return new Promise((resolve, reject) => {
    const style = document.createElement('link');
    style.rel = 'stylesheet';
    style.href = '/ui/lib/uplot.css';
    const script = document.createElement('script');
    script.src = '/ui/lib/uplot.js';
    script.onload = () => resolve(/** @type {any} */ (window).uPlot);
    script.onerror = reject;
    document.head.append(style, script);
  });
}

function Chart({ rows, name, from, to }) {
  const box = useRef(/** @type {any} */ (null));
  useEffect(() => {
    let plot = null;
    let gone = false;
    let watch = null;
    plotter().then((UPlot) => {
      if (gone || !box.current) return;
      const ink = getComputedStyle(box.current).color;
      const line = { stroke: ink, grid: { stroke: 'rgba(128,128,128,.25)' }, ticks: { stroke: 'rgba(128,128,128,.25)' } };
      const width = () => Math.max(240, box.current.clientWidth);
      plot = new UPlot({
        width: width(), height: 240, legend: { show: false }, cursor: { show: false }, scales: { x: { range: () => [Date.parse(from) / 1000 - 43200, Date.parse(to) / 1000 + 43200] }, y: { range: (_, __, most) => [0, most > 0 ? most * 1.1 : 1] } },
        axes: [line, { ...line, size: 70 }],
        series: [{}, { label: t('usage.' + name), stroke: '#0b6e75', fill: 'rgba(11,110,117,.45)', paths: UPlot.paths.bars({ size: [0.7, 60] }), points: { show: false } }],
      }, [rows.map((row) => Date.parse(row.day) / 1000), rows.map((row) => value(row, name))], box.current);
      watch = new ResizeObserver(() => plot.setSize({ width: width(), height: 240 }));
      watch.observe(box.current);
    });
    return () => { gone = true; watch?.disconnect(); plot?.destroy(); };
  }, [rows, name, from, to]);
  return html`<div class="chart" ref=${box} role="img" aria-label=${t('usage.chart', { what: t('usage.' + name) })}></div>`;
}

export default function Usage() {
  const month = new Date(Date.now() - 29 * 86400000);
  const [from, begin] = useState(day(month));
  const [to, end] = useState(day(new Date()));
  const [by, group] = useState(['day', 'model']);
  const [name, measure] = useState('requests');
  const [report, set] = useState(/** @type {any} */ (null));
  const [days, draw] = useState(/** @type {any[]} */ ([]));
  const [wrong, say] = useState('');
  const [turn, again] = useState(0);
  // The end is excluded, and people mean the day itself.
  const until = day(new Date(Date.parse(to || day(new Date())) + 86400000));
  const query = `from=${from}&to=${until}`;
  const csv = `/admin/usage?by=${by.join(',')}&${query}&limit=10000&format=csv`;
  useEffect(() => {
    let gone = false;
    Promise.all([look(`/admin/usage?by=${by.join(',')}&${query}&limit=1000`), look(`/admin/usage?by=day&${query}`)]).then(([rows, daily]) => {
      if (gone) return;
      if (!rows.ok || !daily.ok) { say(why(rows.ok ? daily : rows)); return; }
      say('');
      set(rows.body);
      draw([...daily.body.rows].sort((a, b) => (a.day < b.day ? -1 : 1)));
    });
    return () => { gone = true; };
  }, [query, by.join(','), turn]);
  useEffect(() => { const timer = setInterval(() => again((n) => n + 1), 10000); return () => clearInterval(timer); }, []);
  const choose = (one) => group(by.includes(one) ? (by.length > 1 ? by.filter((other) => other !== one) : by) : GROUPS.filter((other) => by.includes(other) || other === one));
  const total = report?.total;
  return html`<div class="row"><h1>${t('view.usage')}</h1><a role="button" class="secondary" href=${csv} download="usage.csv">CSV</a></div>
    <form class="row" onSubmit=${(e) => e.preventDefault()}>
      <label>${t('usage.from')} <input type="date" value=${from} onInput=${(e) => begin(e.target.value)} /></label>
      <label>${t('usage.to')} <input type="date" value=${to} onInput=${(e) => end(e.target.value)} /></label>
      <label>${t('usage.show')} <select value=${name} onChange=${(e) => measure(e.target.value)}>${VALUES.map((one) => html`<option value=${one}>${t('usage.' + one)}</option>`)}</select></label>
    </form>
    <fieldset><legend>${t('usage.by')}</legend><div class="row">${GROUPS.map((one) => html`<label><input type="checkbox" checked=${by.includes(one)} onChange=${() => choose(one)} /> ${t('by.' + one)}</label>`)}</div></fieldset>
    ${wrong && html`<p class="note bad">${wrong}</p>`}
    ${total && html`<p class="facts"><span>${t('usage.requests')}: <strong>${number(total.requests)}</strong></span><span>${t('usage.failed')}: ${number(total.failed)}</span><span>${t('attempts')}: ${number(total.attempts)}</span>
      <span>${t('usage.tokens')}: ${number(value(total, 'tokens'))}</span><span>${t('usage.cost')}: <strong>${money(total.cost)}</strong></span><span>${t('usage.failed_cost')}: ${text(total, 'failed_cost')}</span><span>${t('usage.saved')}: ${text(total, 'saved')}</span><span>${t('usage.hits')}: ${number(total.cache_hits)}</span>
      ${total.unpriced > 0 && html`<span class="care">${t('usage.unpriced', { n: number(total.unpriced) })}</span>`}</p>`}
    ${days.length > 0 && html`<${Chart} rows=${days} name=${name} from=${from} to=${to} />`}
    ${report && html`<${Wide} label=${t('view.usage')}><table><thead><tr>${by.map((one) => html`<th scope="col">${t('by.' + one)}</th>`)}
        ${COLUMNS.map((one) => html`<th scope="col" class="num">${t('usage.' + one)}</th>`)}</tr></thead>
      <tbody>${report.rows.map((row, i) => html`<tr key=${i}>${by.map((one) => html`<td>${row[one] || '-'}</td>`)}
        ${COLUMNS.map((one) => html`<td class="num">${text(row, one)}</td>`)}</tr>`)}</tbody></table><//>`}
    ${report?.rows.length === 0 && html`<p>${t('usage.none')}</p>`}`;
}

// @ts-check
// The edit box: a file of pools or providers, checked as one types, with the difference to what is saved.
import { html, useEffect, useRef, useState } from './lib/preact.js';
import { call, look, why } from './api.js';
import { Said } from './parts.js';
import { t } from './text.js';

const PAUSE = 500;
const AROUND = 2;

/** The lines that differ, with some around them. @param {string} before @param {string} after */
export function difference(before, after) {
  const a = before.split('\n'), b = after.split('\n');
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const x = a.slice(head, a.length - tail), y = b.slice(head, b.length - tail);
  /** @type {{kind: string, text: string}[]} */
  const lines = a.slice(Math.max(0, head - AROUND), head).map((text) => ({ kind: ' ', text }));
  if (x.length * y.length > 1e6) {
    x.forEach((text) => lines.push({ kind: '-', text }));
    y.forEach((text) => lines.push({ kind: '+', text }));
  } else {
    const long = Array.from({ length: x.length + 1 }, () => new Uint32Array(y.length + 1));
    for (let i = x.length - 1; i >= 0; i--) for (let j = y.length - 1; j >= 0; j--) long[i][j] = x[i] === y[j] ? long[i + 1][j + 1] + 1 : Math.max(long[i + 1][j], long[i][j + 1]);
    for (let i = 0, j = 0; i < x.length || j < y.length;) {
      if (i < x.length && j < y.length && x[i] === y[j]) { lines.push({ kind: ' ', text: x[i++] }); j++; }
      else if (i < x.length && (j >= y.length || long[i + 1][j] >= long[i][j + 1])) lines.push({ kind: '-', text: x[i++] });
      else lines.push({ kind: '+', text: y[j++] });
    }
  }
  a.slice(a.length - tail, a.length - tail + AROUND).forEach((text) => lines.push({ kind: ' ', text }));
  return lines;
}

function Findings({ findings, go }) {
  if (!findings) return null;
  if (findings.length === 0) return html`<p class="good">${t('edit.fine')}</p>`;
  return html`<ul>${findings.map((one) => html`<li class=${one.warning ? 'care' : 'bad'}><button type="button" class="plain" onClick=${() => go(one.line)}>${one.file}${one.line ? ':' + one.line : ''}</button> ${one.message}</li>`)}</ul>`;
}

export function Edit({ opened }) {
  const [files, list] = useState(/** @type {string[]} */ ([]));
  const [name, choose] = useState('');
  const [saved, keep] = useState({ text: '', version: '' });
  const [text, type] = useState('');
  const [findings, find] = useState(/** @type {any} */ (null));
  const [said, say] = useState(/** @type {any} */ (null));
  const box = useRef(/** @type {any} */ (null));
  const line = useRef(0);
  const at = `/admin/routes/file?name=${encodeURIComponent(name)}`;
  useEffect(() => {
    look('/admin/routes/files').then((answer) => {
      if (!answer.ok) { say({ kind: 'bad', text: why(answer) }); return; }
      list(answer.body.files);
      choose((old) => old || answer.body.files.find((one) => one.includes('pools')) || answer.body.files[0] || '');
    });
  }, []);
  const load = async () => {
    const answer = await look(at);
    if (!answer.ok) { say({ kind: 'bad', text: why(answer) }); return; }
    keep(answer.body);
    type(answer.body.text);
    find(null);
    if (line.current) { const wanted = line.current; line.current = 0; setTimeout(() => go(wanted), 50); }
  };
  useEffect(() => { if (name) load(); }, [name]);
  useEffect(() => {
    if (!opened) return;
    line.current = opened.line;
    if (opened.file === name) { line.current = 0; go(opened.line); } else choose(opened.file);
  }, [opened]);
  const changed = text !== saved.text;
  useEffect(() => {
    if (!changed) { find(null); return undefined; }
    let gone = false;
    const timer = setTimeout(async () => {
      const answer = await call('POST', `/admin/routes/file/check?name=${encodeURIComponent(name)}`, { text });
      if (!gone) find(answer.ok ? answer.body.findings : null);
    }, PAUSE);
    return () => { gone = true; clearTimeout(timer); };
  }, [text, saved.text]);
  const go = (number) => {
    const field = box.current;
    if (!field || !number) return;
    const lines = field.value.split('\n');
    const start = lines.slice(0, number - 1).join('\n').length + (number > 1 ? 1 : 0);
    field.focus();
    field.setSelectionRange(start, start + (lines[number - 1] ?? '').length);
    field.scrollTop = Math.max(0, (field.scrollHeight / lines.length) * (number - 5));
  };
  const save = async () => {
    const answer = await call('PUT', at, { text, version: saved.version });
    if (answer.ok) {
      keep(answer.body);
      type(answer.body.text);
      say({ kind: 'good', text: t('routes.serves', { n: answer.body.revision }) });
    } else {
      say({ kind: 'bad', text: why(answer) });
      if (answer.body.findings) find(answer.body.findings);
    }
  };
  const wrong = findings?.some((one) => !one.warning);
  return html`<section aria-label=${t('edit.title')}><div class="row"><h2>${t('edit.title')}</h2>
      <select aria-label=${t('edit.file')} value=${name} onChange=${(e) => choose(e.target.value)} disabled=${changed}>${files.map((one) => html`<option value=${one}>${one}</option>`)}</select></div>
    <textarea class="code" ref=${box} spellcheck=${false} aria-label=${name} value=${text} onInput=${(e) => type(e.target.value)}></textarea>
    <div role="status"><${Findings} findings=${findings} go=${go} /></div>
    ${changed && html`<div class="diff" tabindex="0" role="region" aria-label=${t('edit.difference')}>${difference(saved.text, text).map((one) => (one.kind === '+' ? html`<ins>+ ${one.text}</ins>` : one.kind === '-' ? html`<del>- ${one.text}</del>` : html`<div>${'  ' + one.text}</div>`))}</div>`}
    <${Said} said=${said} />
    <div class="row"><button type="button" onClick=${save} disabled=${!changed || wrong}>${t('save')}</button><button type="button" class="secondary" onClick=${load}>${t('edit.discard')}</button></div></section>`;
}

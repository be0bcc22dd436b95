// @ts-check
// Live: the last requests as they end, each with its trail.
import { html, useEffect, useRef, useState } from './lib/preact.js';
import { call, look, on, why } from './api.js';
import { Tag, Wide } from './parts.js';
import { has, money, number, t, time } from './text.js';

const MOST = 200;
const kind = (status) => (status < 400 ? 'good' : status === 429 || status === 402 || status === 499 ? 'care' : 'bad');
const sum = (request, name) => request.attempts.reduce((all, attempt) => all + (attempt[name] ?? 0), 0);
/** All of it; if nobody knows the price of some attempt, what is known. */
const cost = (request) => money(request.cost ?? (request.attempts.some((attempt) => attempt.cost != null) ? sum(request, 'cost') : null));
const reason = (outcome) => (has('outcome.' + outcome) ? t('outcome.' + outcome) : /^\d+$/.test(outcome) ? t(outcome === '200' ? 'outcome.200' : 'outcome.status', { status: outcome }) : '');

function Explained({ request }) {
  const [told, set] = useState(/** @type {any} */ (null));
  const ask = async () => {
    const body = { model: request.model || 'auto', messages: [{ role: 'user', content: '?' }] };
    const answer = await call('POST', '/v1/route/explain', body, request.task ? { 'x-serai-task': request.task } : {});
    set(answer.ok ? answer.body : { wrong: why(answer) });
  };
  return html`<p><button type="button" class="secondary" onClick=${ask}>${t('live.explain')}</button></p>
    <div role="status">${told?.wrong && html`<p class="note bad">${told.wrong}</p>`}
    ${told && !told.wrong && html`<p>${t('live.now', { task: told.task, pool: told.pool ?? told.model, first: told.first ?? '-' })}
      ${told.refusal && html` <${Tag} kind="bad">${told.refusal.status} ${told.refusal.code}<//> ${told.refusal.message}`}
      ${told.failure && html` <${Tag} kind="bad">${told.failure.status} ${told.failure.code}<//>`}</p>
    <table><thead><tr><th scope="col">${t('target')}</th><th scope="col">${t('live.can')}</th><th scope="col" class="num">${t('live.share')}</th></tr></thead><tbody>
      ${told.candidates.map((one) => html`<tr key=${one.target}><td>${one.target}</td><td>${one.canAnswer ? html`<${Tag} kind="good">${t('yes')}<//>` : one.passedOver}</td><td class="num">${Math.round(one.quotaLeft * 100)} %</td></tr>`)}
    </tbody></table>`}</div>`;
}

function Trail({ request }) {
  return html`<p class="facts"><span>${t('id')}: <code>${request.id}</code></span><span>${t('live.way')}: ${request.ingress} ${request.dialect}</span><span>${t('task')}: ${request.task || '-'}</span>
    <span>${t('cache')}: ${request.cache}</span><span>${t('live.user')}: ${request.user || '-'}</span>${request.error && html`<span class="bad">${request.error}</span>`}</p>
    ${request.attempts.length > 0 && html`<table><thead><tr><th scope="col">${t('target')}</th><th scope="col">${t('live.outcome')}</th><th scope="col">${t('live.reason')}</th><th scope="col" class="num">ms</th><th scope="col" class="num">${t('tokens')}</th><th scope="col" class="num">${t('cost')}</th></tr></thead>
    <tbody>${request.attempts.map((one, i) => html`<tr key=${i}><td>${one.target}</td><td><${Tag} kind=${one.outcome === '200' ? 'good' : one.asked ? 'bad' : 'care'}>${one.outcome}<//></td><td>${reason(one.outcome)}</td><td class="num">${number(one.ms)}</td>
      <td class="num">${one.tokensIn != null ? `${number(one.tokensIn)} / ${number(one.tokensOut)}` : ''}</td><td class="num">${money(one.cost)}</td></tr>`)}</tbody></table>`}
    <${Explained} request=${request} />`;
}

/** A request, and below it its trail; known by its number, so that it stays itself when others come before it. */
function Row({ one, open, show }) {
  return html`<tr class=${open ? 'open' : ''}>
      <td><button type="button" class="plain" aria-expanded=${open} onClick=${() => show(open ? -1 : one.number)}>${time(one.time)}</button></td>
      <td>${one.key || '-'}</td><td>${one.model}</td><td>${one.cache === 'hit' ? t('live.cached') : one.target || '-'}</td><td class="num">${one.attempts.length}</td>
      <td><${Tag} kind=${kind(one.status)}>${one.status}<//></td><td class="num">${one.msToFirst != null ? number(one.msToFirst) : ''}</td><td class="num">${number(one.ms)}</td>
      <td class="num">${one.tokensIn != null ? `${number(one.tokensIn)} / ${number(one.tokensOut)}` : ''}</td><td class="num">${cost(one)}</td></tr>
    ${open && html`<tr><td colspan="10" class="inner"><${Trail} request=${one} /></td></tr>`}`;
}

export default function Live() {
  const [requests, set] = useState(/** @type {any[]} */ ([]));
  const [open, show] = useState(-1);
  const [paused, pause] = useState(false);
  const [filter, find] = useState('');
  const waiting = useRef(/** @type {any[]} */ ([]));
  const still = useRef(false);
  still.current = paused;
  const take = (more) => set((old) => {
    const known = new Set(old.map((one) => one.number));
    return [...more.filter((one) => !known.has(one.number)), ...old].sort((a, b) => b.number - a.number).slice(0, MOST);
  });
  useEffect(() => {
    const load = () => look('/admin/requests').then((answer) => { if (answer.ok) take(answer.body.requests); });
    load();
    const offs = [
      on('requests', (data) => {
        if (still.current) waiting.current = [...waiting.current, ...data.requests].slice(-MOST);
        else take(data.requests);
      }),
      // After a restart the numbers begin anew.
      on('back', () => { waiting.current = []; set([]); load(); }),
    ];
    return () => offs.forEach((off) => off());
  }, []);
  const toggle = () => {
    if (paused) { take(waiting.current); waiting.current = []; }
    pause(!paused);
  };
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const rows = requests.filter((one) => {
    const text = `${one.key} ${one.user} ${one.model} ${one.target} ${one.task} ${one.status} ${one.error} ${one.cache} ${one.id}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return html`<div class="row"><h1>${t('view.live')}</h1>
      <input type="search" aria-label=${t('filter')} placeholder=${t('live.filter')} value=${filter} onInput=${(e) => find(e.target.value)} />
      <button type="button" aria-pressed=${paused} onClick=${toggle}>${t(paused ? 'live.go' : 'live.pause')}</button></div>
    <p class="quiet">${t('live.count', { n: rows.length })}</p>
    <${Wide} label=${t('view.live')}><table>
      <thead><tr><th scope="col">${t('time')}</th><th scope="col">${t('client')}</th><th scope="col">${t('live.asked')}</th><th scope="col">${t('live.answered')}</th><th scope="col" class="num">${t('attempts')}</th><th scope="col">${t('status')}</th>
        <th scope="col" class="num">${t('first')}</th><th scope="col" class="num">ms</th><th scope="col" class="num">${t('tokens')}</th><th scope="col" class="num">${t('cost')}</th></tr></thead>
      <tbody>${rows.map((one) => html`<${Row} key=${one.number} one=${one} open=${open === one.number} show=${show} />`)}</tbody>
    </table><//>`;
}

// @ts-check
// Quotas: what is left of each limit of each key, and why something rests.
import { html, useState } from './lib/preact.js';
import { Bar, Said, Tag, Wide, useAction, useNow, useTopic } from './parts.js';
import { date, has, number, span, t, until } from './text.js';

const KINDS = { ok: 'good', cooling: 'care', exhausted: 'care', unwell: 'bad', refused: 'bad' };

const state = (name) => (has('state.' + name) ? t('state.' + name) : name);

function Window({ limit, key_, now }) {
  const used = limit.of != null ? limit.of - limit.left : null;
  const label = `${key_} ${limit.limit} ${limit.model ?? ''}`;
  return html`<tr>
    <th scope="row">${limit.limit}${limit.model && html` <span class="quiet">${limit.model}</span>`}</th>
    <td>${used != null ? html`<${Bar} used=${used} of=${limit.of} label=${label} />` : html`<span class="quiet">${t('quotas.told')}</span>`}</td>
    <td class="num">${used != null ? `${number(used)} / ${number(limit.of)}` : ''}</td>
    <td class="num">${number(limit.left)}</td>
    <td class="num">${used ? until(limit.allBackAt, now) : ''}</td>
  </tr>`;
}

function Key({ provider, one, now, act, may }) {
  const at = `/admin/providers/${encodeURIComponent(provider.name)}/keys/${encodeURIComponent(one.key)}`;
  const rests = Object.entries(one.models ?? {});
  return html`<section aria-label=${one.key}>
    <div class="row">
      <h3>${one.key} <${Tag} kind=${KINDS[one.state] ?? ''}>${state(one.state)}<//>
        ${one.why && html` <small>${one.why}</small>`}
        ${one.until && html` <small class="quiet">${t('quotas.until', { at: date(one.until), left: until(one.until, now) })}</small>`}
        ${one.balance && html` <small>${t('quotas.balance', { much: one.balance })}${one.balanceLastsSeconds != null && ', ' + t('quotas.lasts', { time: span(one.balanceLastsSeconds) })}</small>`}
        ${one.running > 0 && html` <small class="quiet">${t('quotas.running', { n: one.running })}</small>`}</h3>
      ${may && html`<button type="button" class="secondary outline" onClick=${() => act('POST', at + '/rest', { for: '10m' }, () => t('quotas.rested', { what: one.key }))} aria-label=${t('quotas.rest') + ' ' + one.key}>${t('quotas.rest')}</button>
        <button type="button" class="secondary outline" onClick=${() => act('POST', at + '/wake', undefined, () => t('quotas.woken', { what: one.key }))} aria-label=${t('quotas.wake') + ' ' + one.key}>${t('quotas.wake')}</button>`}
    </div>
    ${rests.map(([model, rest]) => html`<p><${Tag} kind=${KINDS[rest.state] ?? ''}>${state(rest.state)}<//> ${model}: ${rest.why} <small class="quiet">${t('quotas.until', { at: date(rest.until), left: until(rest.until, now) })}</small></p>`)}
    ${one.limits.length > 0 && html`<${Wide} label=${t('quotas.limits', { key: one.key })}><table>
      <thead><tr><th scope="col">${t('quotas.limit')}</th><th scope="col">${t('quotas.use')}</th><th scope="col" class="num">${t('quotas.used')}</th><th scope="col" class="num">${t('quotas.left')}</th><th scope="col" class="num">${t('quotas.reset')}</th></tr></thead>
      <tbody>${one.limits.map((limit) => html`<${Window} key=${limit.limit + limit.model} limit=${limit} key_=${one.key} now=${now} />`)}</tbody>
    </table><//>`}
  </section>`;
}

function Models({ provider, now }) {
  const asked = provider.models.filter((model) => model.calls > 0 || model.lastFailure || model.restsUntil);
  if (asked.length === 0) return null;
  return html`<details><summary>${t('quotas.models', { n: asked.length })}</summary><${Wide} label=${t('quotas.models', { n: asked.length })}><table>
    <thead><tr><th scope="col">${t('model')}</th><th scope="col" class="num">${t('calls')}</th><th scope="col" class="num">${t('quotas.rate')}</th><th scope="col" class="num">${t('first')}</th><th scope="col">${t('quotas.failure')}</th></tr></thead>
    <tbody>${asked.map((model) => html`<tr key=${model.id}><th scope="row">${model.id}</th><td class="num">${number(model.calls)}</td><td class="num">${model.successRate != null ? Math.round(model.successRate * 100) + ' %' : ''}</td>
      <td class="num">${model.firstMillis != null ? number(model.firstMillis) + ' ms' : ''}</td><td>${model.lastFailure && html`<${Tag} kind="bad">${model.lastFailure}<//>`} ${model.restsUntil && t('quotas.until', { at: date(model.restsUntil), left: until(model.restsUntil, now) })}</td></tr>`)}</tbody>
  </table><//></details>`;
}

function Learned({ refused }) {
  if (!refused) return null;
  return html`<details><summary>${t('quotas.learned', { n: refused.length })}</summary><ul>
    ${refused.map((one) => html`<li>${one.model}: ${one.sent} <small class="quiet">${t('quotas.until', { at: date(one.until), left: '' })}</small></li>`)}
  </ul></details>`;
}

function Provider({ provider, now, may }) {
  const [said, act] = useAction();
  const at = `/admin/providers/${encodeURIComponent(provider.name)}`;
  const probed = (body) => body.keys.map((one) => `${one.key}: ${one.status || one.error}`).join(', ');
  return html`<article aria-label=${provider.name}>
    <div class="row">
      <h2>${provider.name} ${provider.vendor !== provider.name && html`<small class="quiet">${provider.vendor}</small>`}
        ${provider.breaker !== 'closed' && html` <${Tag} kind="bad">${t('breaker.' + provider.breaker)}<//> <small class="quiet">${until(provider.breakerUntil, now)}</small>`}</h2>
      ${may && html`<button type="button" onClick=${() => act('POST', at + '/probe', undefined, probed)} aria-label=${t('quotas.probe') + ' ' + provider.name}>${t('quotas.probe')}</button>
        <button type="button" class="secondary" onClick=${() => act('POST', at + '/rest', { for: '10m' }, () => t('quotas.rested', { what: provider.name }))} aria-label=${t('quotas.rest') + ' ' + provider.name}>${t('quotas.rest')}</button>
        <button type="button" class="secondary" onClick=${() => act('POST', at + '/wake', undefined, () => t('quotas.woken', { what: provider.name }))} aria-label=${t('quotas.wake') + ' ' + provider.name}>${t('quotas.wake')}</button>`}
    </div>
    <${Said} said=${said} />
    ${provider.keys.map((one) => html`<${Key} key=${one.key} provider=${provider} one=${one} now=${now} act=${act} may=${may} />`)}
    <${Models} provider=${provider} now=${now} />
    <${Learned} refused=${provider.refused} />
  </article>`;
}

export default function Quotas({ who }) {
  const report = useTopic('providers');
  const now = useNow();
  const [filter, set] = useState('');
  const may = who.role === 'admin';
  if (!report) return html`<h1>${t('view.quotas')}</h1><p aria-busy="true">${t('loading')}</p>`;
  const on = report.providers.filter((one) => one.on && one.name.includes(filter));
  const off = report.providers.filter((one) => !one.on);
  return html`<div class="row"><h1>${t('view.quotas')}</h1><input type="search" aria-label=${t('filter')} placeholder=${t('filter')} value=${filter} onInput=${(e) => set(e.target.value)} /></div>
    ${on.length === 0 && html`<p>${t('quotas.none')}</p>`}
    ${on.map((one) => html`<${Provider} key=${one.name} provider=${one} now=${now} may=${may} />`)}
    ${off.length > 0 && html`<details><summary>${t('quotas.off', { n: off.length })}</summary><p>${off.map((one) => one.name).join(', ')}</p><p class="quiet">${t('quotas.how')}</p></details>`}`;
}

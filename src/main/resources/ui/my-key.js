// @ts-check
// My key: what the holder of a client key may know of it.
import { html, useEffect, useState } from './lib/preact.js';
import { look, why } from './api.js';
import { Limits } from './clients.js';
import { Wide } from './parts.js';
import { date, money, t } from './text.js';

export default function MyKey() {
  const [key, set] = useState(/** @type {any} */ (null));
  const [models, list] = useState(/** @type {string[]} */ ([]));
  const [wrong, say] = useState('');
  const load = async () => {
    const answer = await look('/v1/key');
    if (answer.ok) set(answer.body); else say(why(answer));
  };
  useEffect(() => {
    load();
    look('/v1/models').then((answer) => { if (answer.ok) list(answer.body.data.map((model) => model.id)); });
    const timer = setInterval(load, 5000);
    return () => clearInterval(timer);
  }, []);
  return html`<h1>${t('view.my-key')}</h1>
    ${wrong && html`<p class="note bad">${wrong}</p>`}
    ${!key && !wrong && html`<p aria-busy="true">${t('loading')}</p>`}
    ${key && html`<p class="facts"><span>${t('id')}: <code>${key.id}</code></span>${key.name && html`<span>${key.name}</span>`}<span>${t('clients.owner')}: ${key.owner || '-'}</span><span>${t('clients.team')}: ${key.team || '-'}</span>
        <span>${t('clients.expires')}: ${key.expires ? date(key.expires) : '-'}</span><span>${t('clients.spent')}: ${money(key.spent)}</span></p>
      <h2>${t('clients.limits')}</h2><${Wide} label=${t('clients.limits')}><${Limits} limits=${key.limits} name=${key.id} /><//>`}
    ${models.length > 0 && html`<h2>${t('my.models')}</h2><ul>${models.map((one) => html`<li><code>${one}</code></li>`)}</ul>`}`;
}

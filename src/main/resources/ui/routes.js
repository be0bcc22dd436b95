// @ts-check
// Routes: the pipeline that runs, the last edits, and the box for pools and providers.
import { html, useEffect, useState } from './lib/preact.js';
import { look, why } from './api.js';
import { Picture } from './picture.js';
import { Edit } from './edit.js';
import { Said, Tag, Wide, useAction, useTopic } from './parts.js';
import { date, number, t } from './text.js';

function Chosen({ node, picture, edit, editable }) {
  const arrows = picture.edges.filter((edge) => edge.from === node.id || edge.to === node.id);
  return html`<article aria-label=${node.label}><div class="row"><h2>${node.label}</h2>${editable && html`<button type="button" onClick=${() => edit(node.file, node.line)}>${t('routes.open')}</button>`}</div>
    <p>${node.description ?? ''}</p><p><code>${node.file}:${node.line}</code> ${node.on === false && html`<${Tag} kind="care">${t('routes.off')}<//>`}</p>
    ${node.steps?.length > 0 && html`<p class="quiet">${node.steps.join(' → ')}</p>`}
    <ul>${arrows.map((edge) => html`<li>${edge.from.replace(/^in:/, '')} → ${edge.to}: ${number(edge.count)}</li>`)}</ul></article>`;
}

export default function Routes({ who }) {
  const picture = useTopic('pipeline');
  const turn = useTopic('routes');
  const [state, set] = useState(/** @type {any} */ (null));
  const [wrong, say] = useState('');
  const [chosen, choose] = useState(/** @type {any} */ (null));
  const [opened, open] = useState(/** @type {any} */ (null));
  const [said, act] = useAction();
  const may = who.role === 'admin';
  const load = async () => {
    const answer = await look('/admin/routes');
    if (answer.ok) set(answer.body); else say(why(answer));
  };
  useEffect(() => { load(); }, [turn?.revision, turn?.edited]);
  const served = (body) => t('routes.serves', { n: body.revision });
  const change = async (path) => { await act('POST', path, undefined, served); load(); };
  const edit = (file, line) => open({ file, line, at: Date.now() });
  return html`<div class="row"><h1>${t('view.routes')}</h1>
      ${may && html`<button type="button" onClick=${() => change('/admin/routes/reload')}>${t('routes.reload')}</button><button type="button" class="secondary" onClick=${() => change('/admin/routes/rollback')}>${t('routes.back')}</button>`}</div>
    <${Said} said=${said} />
    ${wrong && html`<p class="note bad">${wrong}</p>`}
    ${state && html`<p class="facts"><span>${t('routes.revision')}: <strong>${state.revision}</strong></span><span>${t('routes.since')}: ${date(state.loadedAt)}</span>
      ${state.inFlightOnOlder > 0 && html`<span>${t('routes.older', { n: state.inFlightOnOlder })}</span>`}${state.afterRestart.length > 0 && html`<span class="care">${t('routes.restart', { what: state.afterRestart.join(', ') })}</span>`}</p>
      ${state.refused && html`<div class="note bad" role="alert"><strong>${t('routes.refused', { at: date(state.refused.at) })}</strong><ul>${state.refused.findings.map((one) => html`<li><code>${one}</code></li>`)}</ul></div>`}
      ${state.standing.length > 0 && html`<details><summary>${t('routes.standing', { n: state.standing.length })}</summary><ul>${state.standing.map((one) => html`<li><code>${one}</code></li>`)}</ul></details>`}`}
    ${picture ? html`<${Picture} picture=${picture} chosen=${chosen?.id} choose=${choose} />` : html`<p aria-busy="true">${t('loading')}</p>`}
    ${chosen && picture && html`<${Chosen} node=${chosen} picture=${picture} edit=${edit} editable=${may && who.edit && /^routes\/[^/]+$/.test(chosen.file)} />`}
    ${may && (who.edit ? html`<${Edit} opened=${opened} />` : html`<p class="quiet">${t('edit.off')}</p>`)}
    ${state && html`<h2>${t('routes.edits')}</h2><${Wide} label=${t('routes.edits')}><table><thead><tr><th scope="col">${t('time')}</th><th scope="col">${t('routes.result')}</th></tr></thead>
      <tbody>${state.edits.map((one) => html`<tr><td>${date(one.at)}</td><td>${one.revision ? html`<${Tag} kind="good">${t('routes.serves', { n: one.revision })}<//>` : html`<${Tag} kind="bad">${t('routes.no')}<//> ${one.findings.map((text) => html`<div><code>${text}</code></div>`)}`}</td></tr>`)}</tbody></table><//>`}`;
}

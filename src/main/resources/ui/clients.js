// @ts-check
// Clients: the keys of applications, what they have used of their limits, and their making.
import { html, useEffect, useState } from './lib/preact.js';
import { call, look, on, why } from './api.js';
import { Bar, Said, Tag, Wide, useAction, useChanges } from './parts.js';
import { date, money, number, t } from './text.js';

/** What stands in a field for an empty list, which lets a key ask nothing; without any list it may ask all. */
const NOTHING = '-';
const list = (text) => (text.trim() === '' ? undefined : text.split(',').map((one) => one.trim()).filter((one) => one && one !== NOTHING));
const shown = (value) => (value == null ? '' : Array.isArray(value) ? value.join(', ') : String(value));
const named = (value) => (Array.isArray(value) && value.length === 0 ? NOTHING : shown(value));
const allowed = (value) => (value == null ? t('clients.all') : value.length === 0 ? t('clients.nothing') : shown(value));

const MODES = ['prepend', 'append', 'replace', 'if-absent', 'off'];
/** A key's system prompt in few words. */
const instruction = (prompt) => (prompt ? `${prompt.file ?? (prompt.text ?? '').slice(0, 80)} (${t('clients.mode.' + prompt.mode)})` : '-');

/** What a limit of a key has left. */
export function Limits({ limits, name }) {
  if (!limits?.length) return html`<span class="quiet">${t('clients.unlimited')}</span>`;
  return html`<table><thead><tr><th scope="col">${t('quotas.limit')}</th><th scope="col">${t('quotas.use')}</th><th scope="col" class="num">${t('quotas.used')}</th><th scope="col" class="num">${t('quotas.left')}</th><th scope="col">${t('quotas.reset')}</th></tr></thead>
    <tbody>${limits.map((one, i) => {
      const much = (value) => (one.counts === 'dollars' || /\$/.test(one.limit) ? money(value) : number(value));
      const row = (key, head, is) => html`<tr key=${key}><th scope="row">${head}</th>
        <td><${Bar} used=${Number(is.used)} of=${Number(one.max)} label=${[name, one.limit, is.model].filter(Boolean).join(' ')} /></td>
        <td class="num">${much(is.used)} / ${much(one.max)}</td><td class="num">${much(is.left)}</td><td>${is.resets ? date(is.resets) : ''}</td></tr>`;
      return [
        row(i, html`${one.limit} <span class="quiet">${one.of}${one.mode === 'shadow' ? ' · ' + t('clients.shadow') : ''}</span>`, one),
        ...(one.models ?? []).map((is) => row(i + is.model, html`<span class="quiet">↳ ${is.model}</span>`, is)),
      ];
    })}</tbody></table>`;
}

function Form({ one, send, cancel }) {
  const submit = (event) => {
    event.preventDefault();
    const data = new FormData(event.target);
    const text = (name) => String(data.get(name) ?? '').trim();
    /** @type {Record<string, any>} */
    const fields = {};
    for (const name of ['name', 'owner', 'team']) if (one ? text(name) !== shown(one[name]) : text(name)) fields[name] = text(name);
    for (const name of ['models', 'pools']) {
      if (one ? text(name) !== named(one[name]) : text(name)) fields[name] = list(text(name)) ?? null;
    }
    if (one ? text('limits') !== shown(one.limits) : text('limits')) fields.limits = list(text('limits')) ?? null;
    if (one ? text('expires') !== shown(one.expires) : text('expires')) fields.expires = text('expires') || null;
    const prompts = { yes: true, no: false }[text('prompts')] ?? null;
    if (prompts !== (one?.prompts ?? null)) fields.prompts = prompts;
    const mode = text('mode');
    const said = { mode, ...(text('said') && { text: text('said').replace(/\r\n/g, '\n') }), ...(text('file') && { file: text('file') }) };
    const wanted = said.text || said.file || mode === 'off' ? said : null;
    if (JSON.stringify(wanted) !== JSON.stringify(one?.systemPrompt ?? null)) fields.systemPrompt = wanted;
    if (!one && text('id')) fields.id = text('id');
    send(fields);
  };
  const value = (name) => (name === 'models' || name === 'pools' ? named(one?.[name]) : shown(one?.[name]));
  const field = (name, hint) => html`<label>${t('clients.' + name)}<input name=${name} defaultValue=${value(name)} placeholder=${hint ?? ''} /></label>`;
  return html`<form onSubmit=${submit} aria-label=${one ? t('clients.edit') + ' ' + one.id : t('clients.new')}>
    <div class="grid">
      ${!one && field('id')}${field('name')}${field('owner')}${field('team')}
      ${field('limits', '500/day, $5/month')}${field('expires', '30d')}${field('models', 'gpt-*, groq/*')}${field('pools', 'code, light')}
      <label>${t('clients.prompts')}<select name="prompts" defaultValue=${one?.prompts === true ? 'yes' : one?.prompts === false ? 'no' : ''}>
        <option value="" selected=${one?.prompts == null}>${t('clients.default')}</option><option value="yes" selected=${one?.prompts === true}>${t('yes')}</option><option value="no" selected=${one?.prompts === false}>${t('no')}</option></select></label>
      <label>${t('clients.system.text')}<textarea name="said" rows="2" defaultValue=${one?.systemPrompt?.text ?? ''}></textarea></label>
      <label>${t('clients.system.file')}<input name="file" defaultValue=${one?.systemPrompt?.file ?? ''} placeholder="prompts/team.md" /></label>
      <label>${t('clients.system.mode')}<select name="mode">${MODES.map((mode) => html`<option value=${mode} selected=${(one?.systemPrompt?.mode ?? 'prepend') === mode}>${t('clients.mode.' + mode)}</option>`)}</select></label>
    </div>
    <div class="row"><button type="submit">${t(one ? 'save' : 'clients.create')}</button>${cancel && html`<button type="button" class="secondary" onClick=${cancel}>${t('cancel')}</button>`}</div>
  </form>`;
}

function Secret({ made, close }) {
  const [copied, set] = useState(false);
  const copy = async () => { await navigator.clipboard?.writeText(made.key); set(true); };
  return html`<article role="alert"><h2>${t('clients.secret', { id: made.id })}</h2><p>${t('clients.once')}</p><p class="secret" id="secret">${made.key}</p>
    <div class="row"><button type="button" onClick=${copy}>${t(copied ? 'copied' : 'copy')}</button><button type="button" class="secondary" onClick=${close}>${t('close')}</button></div></article>`;
}

function Key({ one, may, act, made }) {
  const [edits, edit] = useState(false);
  const [sure, ask] = useState('');
  const at = `/admin/keys/${encodeURIComponent(one.id)}`;
  const state = one.deleted ? 'deleted' : !one.on ? 'off' : one.expires && new Date(one.expires) < new Date() ? 'expired' : 'on';
  const really = async () => {
    ask('');
    if (sure === 'delete') await act('DELETE', at);
    else { const answer = await act('POST', at + '/rotate', {}); if (answer.ok) made(answer.body); }
  };
  return html`<article aria-label=${one.id}>
    <div class="row"><h2>${one.id} ${one.name && html`<small>${one.name}</small>`} <${Tag} kind=${state === 'on' ? 'good' : 'care'}>${t('clients.' + state)}<//></h2>
      ${may && !one.declared && html`
        <button type="button" class="secondary outline" onClick=${() => edit(!edits)} aria-expanded=${edits} aria-label=${t('clients.edit') + ' ' + one.id}>${t('clients.edit')}</button>
        <button type="button" class="secondary outline" onClick=${() => act('POST', at + (one.on ? '/off' : '/on'))} aria-label=${t(one.on ? 'clients.turnoff' : 'clients.turnon') + ' ' + one.id}>${t(one.on ? 'clients.turnoff' : 'clients.turnon')}</button>
        <button type="button" class="secondary outline" onClick=${() => ask('rotate')} aria-label=${t('clients.rotate') + ' ' + one.id}>${t('clients.rotate')}</button>
        <button type="button" class="secondary outline" onClick=${() => ask('delete')} aria-label=${t('clients.delete') + ' ' + one.id}>${t('clients.delete')}</button>`}</div>
    ${sure && html`<div class="note" role="alert"><p>${t('clients.sure.' + sure, { id: one.id })}</p><div class="row"><button type="button" onClick=${really}>${t('clients.' + sure)}</button><button type="button" class="secondary" onClick=${() => ask('')}>${t('cancel')}</button></div></div>`}
    <p class="facts"><span>${t('clients.owner')}: ${one.owner || '-'}</span><span>${t('clients.team')}: ${one.team || '-'}</span><span>${t('clients.models')}: ${allowed(one.models)}</span><span>${t('clients.pools')}: ${allowed(one.pools)}</span>
      <span>${t('clients.expires')}: ${one.expires ? date(one.expires) : '-'}</span><span>${t('clients.last')}: ${one.lastUsed ? date(one.lastUsed) : '-'}</span><span>${t('clients.spent')}: ${money(one.spent)}</span>
      <span>${t('clients.prompts')}: ${one.prompts == null ? t('clients.default') : t(one.prompts ? 'yes' : 'no')}</span><span>${t('clients.system')}: ${instruction(one.systemPrompt)}</span>${one.declared && html`<span class="quiet">clients.yaml</span>`}</p>
    <${Wide} label=${t('quotas.limits', { key: one.id })}><${Limits} limits=${one.used} name=${one.id} /><//>
    ${edits && html`<${Form} one=${one} cancel=${() => edit(false)} send=${async (fields) => { const answer = await act('PATCH', at, fields); if (answer.ok) edit(false); }} />`}
  </article>`;
}

export default function Clients({ who }) {
  const [keys, set] = useState(/** @type {any} */ (null));
  const [wrong, say] = useState('');
  const [fresh, keep] = useState(/** @type {any} */ (null));
  const [form, turn] = useState(false);
  const [said, act, tell] = useAction();
  const may = who.role === 'admin';
  const load = async () => {
    const answer = await look('/admin/keys?used=true');
    if (answer.ok) set(answer.body.keys); else say(why(answer));
  };
  useEffect(() => {
    let last = 0;
    // Requests may end twice a second; the table need not change as often.
    const soon = () => { if (Date.now() - last > 3000) { last = Date.now(); load(); } };
    load();
    const timer = setInterval(load, 5000);
    const off = on('requests', soon);
    return () => { clearInterval(timer); off(); };
  }, []);
  useChanges('/admin/keys', load);
  const create = async (fields) => {
    const answer = await call('POST', '/admin/keys', fields);
    if (!answer.ok) { tell({ kind: 'bad', text: why(answer) }); return; }
    tell(null);
    turn(false);
    keep(answer.body);
    load();
  };
  return html`<div class="row"><h1>${t('view.clients')}</h1>${may && html`<button type="button" onClick=${() => turn(!form)} aria-expanded=${form}>${t('clients.new')}</button>`}</div>
    <${Said} said=${said} />
    ${fresh && html`<${Secret} made=${fresh} close=${() => keep(null)} />`}
    ${form && html`<article><h2>${t('clients.new')}</h2><${Form} send=${create} cancel=${() => turn(false)} /></article>`}
    ${wrong && html`<p class="note bad">${wrong}</p>`}
    ${keys?.length === 0 && html`<p>${t('clients.none')}</p>`}
    ${keys?.map((one) => html`<${Key} key=${one.id} one=${one} may=${may} act=${act} made=${keep} />`)}`;
}

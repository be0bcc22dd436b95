// @ts-check
// The frame of the page: who is signed in, which view is shown, language and colours.
import { html, render, useEffect, useState } from './lib/preact.js';
import { call, deafen, listen, onSignedOut, why } from './api.js';
import { LANGUAGES, choose, current, t } from './text.js';
import { useTopic } from './parts.js';

const VIEWS = ['quotas', 'live', 'clients', 'usage', 'routes', 'jobs'];
const THEME = 'serai-theme';

/** @param {string} name */
function paint(name) {
  if (name === 'auto') document.documentElement.removeAttribute('data-theme');
  else document.documentElement.setAttribute('data-theme', name);
}
paint(localStorage.getItem(THEME) ?? 'auto');

const place = () => location.hash.replace(/^#\/?/, '').split('?')[0];

function SignIn({ done }) {
  const [key, set] = useState('');
  const [wrong, say] = useState('');
  const [busy, work] = useState(false);
  const send = async (event) => {
    event.preventDefault();
    work(true);
    const answer = await call('POST', '/admin/session', { key });
    work(false);
    if (answer.ok) done(answer.body);
    else say(answer.status === 401 ? t('signin.wrong') : why(answer));
  };
  return html`<article>
    <h1>${t('signin.title')}</h1>
    <p>${t('signin.words')}</p>
    <form onSubmit=${send}>
      <label>${t('signin.key')}
        <input type="password" name="key" autocomplete="current-password" required value=${key} onInput=${(e) => set(e.target.value)} aria-describedby="wrong" />
      </label>
      <p id="wrong" role="alert" class="bad">${wrong}</p>
      <button type="submit" disabled=${busy}>${t('signin.do')}</button>
    </form>
  </article>`;
}

function Switches({ again }) {
  const [theme, set] = useState(localStorage.getItem(THEME) ?? 'auto');
  const colour = (event) => {
    set(event.target.value);
    localStorage.setItem(THEME, event.target.value);
    paint(event.target.value);
  };
  const speak = (event) => { choose(event.target.value); again(); };
  return html`
    <li><select aria-label=${t('language')} value=${current()} onChange=${speak}>${LANGUAGES.map(([name, text]) => html`<option value=${name}>${text}</option>`)}</select></li>
    <li><select aria-label=${t('theme')} value=${theme} onChange=${colour}>${['auto', 'light', 'dark'].map((name) => html`<option value=${name}>${t('theme.' + name)}</option>`)}</select></li>`;
}

/** Loads a view when it is looked at for the first time. */
function View({ name, who }) {
  const [loaded, set] = useState(/** @type {any} */ (null));
  useEffect(() => {
    let gone = false;
    import(`./${name}.js`).then((module) => { if (!gone) set({ name, View: module.default }); });
    return () => { gone = true; };
  }, [name]);
  useEffect(() => { document.title = `${t('view.' + name)} - Serai`; });
  return loaded && loaded.name === name ? html`<${loaded.View} who=${who} />` : html`<p aria-busy="true">${t('loading')}</p>`;
}

function Page() {
  const [who, set] = useState(/** @type {any} */ (null));
  const [at, go] = useState(place());
  const [, turn] = useState(0);
  const again = () => turn((n) => n + 1);
  const ask = async () => {
    const answer = await call('GET', '/admin/session', undefined, { 'x-serai-page': 'look' });
    const body = answer.ok ? answer.body : { signedIn: false, refused: why(answer) };
    if (!body.signedIn) deafen();
    set(body);
  };
  useEffect(() => {
    onSignedOut(ask);
    ask();
    const moved = () => go(place());
    addEventListener('hashchange', moved);
    return () => removeEventListener('hashchange', moved);
  }, []);
  const holder = who?.role === 'client';
  useEffect(() => { if (who?.signedIn && !holder) listen(); }, [who]);
  const leave = async () => { await call('DELETE', '/admin/session'); deafen(); set({ signedIn: false }); };
  const views = holder ? ['my-key'] : VIEWS;
  const shown = views.includes(at) ? at : views[0];
  return html`
    <header>
      <nav aria-label=${t('nav')}>
        <ul><li><strong>Serai</strong></li>
          ${who?.signedIn && views.map((name) => html`<li><a href=${'#' + name} aria-current=${name === shown ? 'page' : undefined}>${t('view.' + name)}</a></li>`)}
        </ul>
        <ul><${Switches} again=${again} />
          ${who?.signedIn && !who.open && html`<li><button type="button" class="secondary outline" onClick=${leave}>${t('signout')}</button></li>`}
        </ul>
      </nav>
    </header>
    <main id="main">
      ${!who ? html`<p aria-busy="true">${t('loading')}</p>`
        : who.refused ? html`<h1>Serai</h1><p class="note bad">${who.refused}</p>`
        : !who.signedIn ? html`<${SignIn} done=${set} />`
        : html`<${View} key=${shown + current()} name=${shown} who=${who} />`}
    </main>
    <footer class="quiet">
      ${who?.signedIn && html`<small>Serai ${who.version} · ${who.open ? t('who.open') : t('who.' + who.role, { name: who.name })} <${Viewers} /></small>`}
    </footer>`;
}

function Viewers() {
  const viewers = useTopic('viewers');
  return viewers ? html` · ${t('viewers', { n: viewers.viewers })}` : null;
}

document.body.replaceChildren();
render(html`<${Page} />`, document.body);

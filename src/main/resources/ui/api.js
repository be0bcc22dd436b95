// @ts-check
// What the page asks of Serai: JSON by fetch, and what happens meanwhile by server-sent events.

/** @type {() => void} */
let whenOut = () => {};

/** Sets what is done when the session has ended. @param {() => void} action */
export function onSignedOut(action) { whenOut = action; }

/**
 * @param {string} method @param {string} path @param {any} [body] @param {Record<string, string>} [headers]
 * @returns {Promise<{ok: boolean, status: number, body: any}>}
 */
export async function call(method, path, body, headers = {}) {
  const options = { method, headers: { 'x-serai-page': 'act', accept: 'application/json', ...headers }, credentials: /** @type {const} */ ('same-origin') };
  if (body !== undefined) {
    options.headers['content-type'] = 'application/json';
    options.body = JSON.stringify(body);
  }
  try {
    const answer = await fetch(path, options);
    const text = await answer.text();
    let read = {};
    try { read = text ? JSON.parse(text) : {}; } catch { read = { error: text.slice(0, 200) }; }
    if (answer.status === 401 && path !== '/admin/session') whenOut();
    return { ok: answer.ok, status: answer.status, body: read };
  } catch (failure) {
    return { ok: false, status: 0, body: { error: String(failure) } };
  }
}

/** Looks by itself: that does not keep a session alive. @param {string} path */
export const look = (path) => call('GET', path, undefined, { 'x-serai-page': 'look' });

/** @param {{status: number, body: any}} answer */
export function why(answer) {
  const error = answer.body?.error;
  return typeof error === 'string' ? error : error?.message ?? `HTTP ${answer.status}`;
}

const NAMES = ['requests', 'providers', 'routes', 'pipeline', 'changed', 'viewers', 'jobs'];
/** What listeners hear when the connection is there again: something was missed, or another process answers. */
const BACK = 'back';
/** @type {Map<string, Set<(data: any) => void>>} */
const listeners = new Map([...NAMES, BACK].map((name) => [name, new Set()]));
/** @type {Map<string, any>} */
const last = new Map();
/** @type {EventSource | null} */
let source = null;

/** Begins to listen. */
export function listen() {
  if (source) return;
  source = new EventSource('/admin/events');
  for (const name of NAMES) {
    source.addEventListener(name, (event) => {
      const data = JSON.parse(event.data);
      last.set(name, data);
      listeners.get(name)?.forEach((listener) => listener(data));
    });
  }
  let opened = false;
  source.onopen = () => {
    if (opened) listeners.get(BACK)?.forEach((listener) => listener(null));
    opened = true;
  };
  source.addEventListener('end', () => { deafen(); whenOut(); });
  source.onerror = () => {
    // A browser comes back by itself, unless it was refused.
    if (source?.readyState === EventSource.CLOSED) { deafen(); whenOut(); }
  };
}

export function deafen() {
  source?.close();
  source = null;
  last.clear();
}

/** @param {string} name @param {(data: any) => void} listener @returns {() => void} what ends it */
export function on(name, listener) {
  listeners.get(name)?.add(listener);
  if (last.has(name) && name !== 'changed' && name !== 'requests') listener(last.get(name));
  return () => { listeners.get(name)?.delete(listener); };
}

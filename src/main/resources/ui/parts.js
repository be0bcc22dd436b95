// @ts-check
// What several views are made of.
import { html, useEffect, useRef, useState } from './lib/preact.js';
import { call, on, why } from './api.js';
import { number, t } from './text.js';

/** What was told last of a topic. @param {string} name @param {any} [first] */
export function useTopic(name, first = null) {
  const [state, set] = useState(first);
  useEffect(() => on(name, set), [name]);
  return state;
}

/** The time, again each second. */
export function useNow() {
  const [now, set] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => set(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** Runs when an operator, here or elsewhere, has changed something below a path. @param {string} path @param {() => void} action */
export function useChanges(path, action) {
  const latest = useRef(action);
  latest.current = action;
  useEffect(() => on('changed', (data) => {
    if (data.paths.some((/** @type {string} */ one) => one.startsWith(path))) latest.current();
  }), [path]);
}

/** How much of something is used, or, if it is plain, done. @param {{used: number, of: number, label: string, plain?: boolean}} what */
export function Bar({ used, of, label, plain }) {
  const share = of > 0 ? used / of : 0;
  const kind = plain ? '' : share >= 1 ? 'bad' : share >= 0.8 ? 'care' : '';
  return html`<progress class=${kind} max=${of} value=${Math.max(0, Math.min(used, of))} aria-label=${label}></progress>`;
}

/** @param {{kind: string, children?: any}} what */
export const Tag = ({ kind, children }) => html`<span class="tag ${kind}">${children}</span>`;

/** A table that scrolls by itself where it is too wide. @param {{label: string, children?: any}} what */
export const Wide = ({ label, children }) => html`<div class="scroll" tabindex="0" role="region" aria-label=${label}>${children}</div>`;

/** What came of an action, told to whoever cannot see it, too. @param {{said: {kind: string, text: string} | null}} what */
export const Said = ({ said }) => html`<div role="status">${said && html`<p class="note ${said.kind}">${said.text}</p>`}</div>`;

/** Lets an action run once at a time and tells what came of it. @returns {[any, (method: string, path: string, body?: any, done?: (body: any) => string) => Promise<any>, (said: any) => void]} */
export function useAction() {
  const [said, say] = useState(/** @type {any} */ (null));
  const act = async (/** @type {string} */ method, /** @type {string} */ path, /** @type {any} */ body, /** @type {any} */ done) => {
    const answer = await call(method, path, body);
    say(answer.ok ? { kind: 'good', text: done ? done(answer.body) : t('done') } : { kind: 'bad', text: why(answer) });
    return answer;
  };
  return [said, act, say];
}

/** A count with its thousands. @param {{value: any}} what */
export const Num = ({ value }) => html`<td class="num">${typeof value === 'number' ? number(value) : value ?? ''}</td>`;

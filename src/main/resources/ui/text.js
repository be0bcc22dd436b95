// @ts-check
// The words of the page in the language that its user has chosen, and numbers and times in that language.
import { en } from './en.js';
import { zh } from './zh.js';

const KEPT = 'serai-language';
/** @type {Record<string, Record<string, string>>} */
const ALL = { en, zh };
export const LANGUAGES = [['en', 'English'], ['zh', '中文']];

let language = localStorage.getItem(KEPT) ?? (navigator.language.startsWith('zh') ? 'zh' : 'en');
if (!ALL[language]) language = 'en';
document.documentElement.lang = language;

export const current = () => language;

/** @param {string} name */
export function choose(name) {
  language = name;
  localStorage.setItem(KEPT, name);
  document.documentElement.lang = name;
}

/** @param {string} key @param {Record<string, any>} [values] for words in braces */
export function t(key, values = {}) {
  const text = ALL[language][key] ?? en[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** Whether there are words for it. @param {string} key */
export const has = (key) => key in en;

/** @param {number | null | undefined} value */
export const number = (value) => (value == null ? '' : new Intl.NumberFormat(language).format(value));

/** @param {number | string | null | undefined} dollars */
export function money(dollars) {
  if (dollars == null || dollars === '') return '';
  const much = Number(dollars);
  return '$' + new Intl.NumberFormat(language, { maximumFractionDigits: much !== 0 && Math.abs(much) < 0.1 ? 6 : 2 }).format(much);
}

/** @param {string | null | undefined} moment */
export const time = (moment) => (moment ? new Intl.DateTimeFormat(language, { timeStyle: 'medium' }).format(new Date(moment)) : '');

/** @param {string | null | undefined} moment */
export const date = (moment) => (moment ? new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(moment)) : '');

/** How long until then, such as 3 min 20 s; empty if it is over. @param {string | null | undefined} moment @param {number} now */
export function until(moment, now) {
  if (!moment) return '';
  const seconds = Math.ceil((new Date(moment).getTime() - now) / 1000);
  return seconds > 0 ? span(seconds) : '';
}

/** @param {number} seconds */
export function span(seconds) {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
  if (seconds < 172800) return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
  return `${Math.floor(seconds / 86400)} d`;
}

// @ts-check
// Jobs: how far batches, files and messages are, and what failed in them.
import { html, useEffect, useState } from './lib/preact.js';
import { look, on, why } from './api.js';
import { Bar, Said, Tag, useAction, useChanges } from './parts.js';
import { date, has, money, number, span, t } from './text.js';

const KINDS = { in_progress: 'good', completed: 'good', failed: 'bad', expired: 'bad' };
const OVER = ['completed', 'cancelled', 'failed', 'expired'];
/** When a job may be what. */
const MAY = {
  pause: (job) => job.state === 'in_progress',
  resume: (job) => job.state === 'paused',
  cancel: (job) => ['validating', 'in_progress', 'paused'].includes(job.state),
  replay: (job) => ['completed', 'cancelled', 'expired'].includes(job.state) && job.done < job.total,
};

function Job({ job, may, act }) {
  const at = `/admin/jobs/${encodeURIComponent(job.id)}`;
  const name = job.name || job.id;
  const over = OVER.includes(job.state);
  return html`<article aria-label=${name}>
    <div class="row"><h2>${name} <${Tag} kind=${KINDS[job.state] ?? 'care'}>${has('job.' + job.state) ? t('job.' + job.state) : job.state}<//> ${job.reason && html`<small>${job.reason}</small>`}</h2>
      ${may && Object.keys(MAY).filter((verb) => MAY[verb](job)).map((verb) => html`<button type="button" class="secondary" onClick=${() => act('POST', `${at}/${verb}`)} aria-label=${`${t('jobs.' + verb)} ${name}`}>${t('jobs.' + verb)}</button>`)}</div>
    <${Bar} used=${job.done + job.failed} of=${job.total || 1} label=${t('jobs.progress', { name })} plain=${true} />
    <p class="facts"><span>${number(job.done)} / ${number(job.total)}</span><span class=${job.failed > 0 ? 'bad' : ''}>${t('jobs.failed')}: ${number(job.failed)}</span>
      ${!over && job.ratePerMinute > 0 && html`<span>${t('jobs.rate', { n: number(job.ratePerMinute) })}</span>`}${!over && job.etaSeconds != null && html`<span>${t('jobs.eta', { time: span(job.etaSeconds) })}</span>`}
      ${job.waitsUntil && html`<span class="care">${t('jobs.waits', { at: date(job.waitsUntil) })}</span>`}
      <span>${t('tokens')}: ${number(job.tokens)}</span><span>${t('cost')}: ${money(job.cost)}</span>${job.key && html`<span>${t('client')}: ${job.key}</span>`}
      ${job.created && html`<span>${t('jobs.begun')}: ${date(job.created)}</span>`}${job.ended && html`<span>${t('jobs.ended')}: ${date(job.ended)}</span>`}</p>
    ${job.failures?.length > 0 && html`<details><summary>${t('jobs.lines', { n: job.failures.length })}</summary><table><thead><tr><th scope="col" class="num">${t('jobs.line')}</th><th scope="col">${t('live.reason')}</th></tr></thead>
      <tbody>${job.failures.map((one) => html`<tr><td class="num">${number(one.line)}</td><td>${one.reason}</td></tr>`)}</tbody></table></details>`}
  </article>`;
}

export default function Jobs({ who }) {
  const [jobs, set] = useState(/** @type {any} */ (null));
  const [wrong, say] = useState('');
  const [said, act] = useAction();
  const load = async () => {
    const answer = await look('/admin/jobs');
    if (answer.ok) { set(Array.isArray(answer.body) ? answer.body : answer.body.jobs ?? answer.body.data ?? []); say(''); }
    else if (answer.status === 404) set([]);
    else say(why(answer));
  };
  useEffect(() => { load(); const timer = setInterval(load, 2000); return () => clearInterval(timer); }, []);
  useEffect(() => on('jobs', load), []);
  useChanges('/admin/jobs', load);
  return html`<h1>${t('view.jobs')}</h1><${Said} said=${said} />
    ${wrong && html`<p class="note bad">${wrong}</p>`}
    ${jobs === null && !wrong && html`<p aria-busy="true">${t('loading')}</p>`}
    ${jobs?.length === 0 && html`<p>${t('jobs.none')}</p>`}
    ${jobs?.map((job) => html`<${Job} key=${job.id} job=${job} may=${who.role === 'admin'} act=${act} />`)}`;
}

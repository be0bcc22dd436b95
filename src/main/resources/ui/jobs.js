// @ts-check
// Jobs: how far batches, files and messages are, and what failed in them.
import { html, useEffect, useState } from './lib/preact.js';
import { look, on, why } from './api.js';
import { Bar, Said, Tag, useAction, useChanges } from './parts.js';
import { money, number, span, t } from './text.js';

const KINDS = { running: 'good', done: 'good', completed: 'good', paused: 'care', cancelled: 'care', cancelling: 'care', failed: 'bad', expired: 'bad' };
const OVER = ['done', 'completed', 'cancelled', 'failed', 'expired'];
const tokens = (job) => (typeof job.tokens === 'object' && job.tokens ? Object.values(job.tokens).reduce((sum, one) => sum + Number(one), 0) : job.tokens);

function Job({ job, may, act }) {
  const at = `/admin/jobs/${encodeURIComponent(job.id)}`;
  const over = OVER.includes(job.state);
  const press = (verb) => html`<button type="button" class="secondary outline" onClick=${() => act('POST', `${at}/${verb}`)} aria-label=${`${t('jobs.' + verb)} ${job.name || job.id}`}>${t('jobs.' + verb)}</button>`;
  return html`<article aria-label=${job.name || job.id}>
    <div class="row"><h2>${job.name || job.id} <${Tag} kind=${KINDS[job.state] ?? ''}>${job.state}<//></h2>
      ${may && html`${!over && job.state !== 'paused' && press('pause')}${job.state === 'paused' && press('resume')}${!over && press('cancel')}${job.failed > 0 && press('replay')}`}</div>
    <${Bar} used=${job.done} of=${job.total} label=${t('jobs.progress', { name: job.name || job.id })} />
    <p class="facts"><span>${number(job.done)} / ${number(job.total)}</span><span class=${job.failed > 0 ? 'bad' : ''}>${t('jobs.failed')}: ${number(job.failed)}</span>
      ${job.ratePerMinute != null && html`<span>${t('jobs.rate', { n: number(job.ratePerMinute) })}</span>`}${!over && job.etaSeconds != null && html`<span>${t('jobs.eta', { time: span(job.etaSeconds) })}</span>`}
      <span>${t('tokens')}: ${number(tokens(job))}</span><span>${t('cost')}: ${money(job.cost)}</span></p>
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

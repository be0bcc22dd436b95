// @ts-check
// The pipeline as a picture: boxes in columns, from where requests come in to the providers, and arrows with their counts.
import { html } from './lib/preact.js';
import { number, t } from './text.js';

const WIDTH = 150;
const HEIGHT = 34;
const GAP = 96;
const STEP = 12;

/** In which column each box stands: one after the last that leads to it. */
function columns(nodes, edges) {
  const column = new Map(nodes.map((node) => [node.id, 0]));
  for (let round = 0; round < nodes.length; round++) {
    let moved = false;
    for (const edge of edges) {
      const next = (column.get(edge.from) ?? 0) + 1;
      // Routes may go round in a circle.
      if (column.has(edge.to) && next > (column.get(edge.to) ?? 0) && next < 12) { column.set(edge.to, next); moved = true; }
    }
    if (!moved) break;
  }
  const last = Math.max(0, ...column.values());
  const pools = Math.max(0, ...nodes.filter((node) => node.kind === 'pool').map((node) => column.get(node.id) ?? 0));
  nodes.forEach((node) => {
    if (node.kind === 'provider') column.set(node.id, last);
    if (node.kind === 'pool') column.set(node.id, Math.min(pools, last - 1));
  });
  return column;
}

/** @param {{picture: any, chosen: string, choose: (node: any) => void}} what */
export function Picture({ picture, chosen, choose }) {
  const used = new Set(picture.edges.flatMap((edge) => [edge.from, edge.to]));
  const nodes = picture.nodes.filter((node) => used.has(node.id));
  const column = columns(nodes, picture.edges);
  const rows = new Map();
  const at = new Map();
  for (const node of [...nodes].sort((a, b) => Number(b.on !== false) - Number(a.on !== false))) {
    const x = column.get(node.id) ?? 0;
    const y = rows.get(x) ?? 0;
    rows.set(x, y + 1);
    at.set(node.id, { x: 10 + x * (WIDTH + GAP), y: 10 + y * (HEIGHT + STEP) });
  }
  const width = 20 + (Math.max(0, ...column.values()) + 1) * (WIDTH + GAP) - GAP;
  const height = 20 + Math.max(1, ...rows.values()) * (HEIGHT + STEP);
  const arrows = picture.edges.filter((edge) => at.has(edge.from) && at.has(edge.to));
  return html`<div class="picture" tabindex="0" role="region" aria-label=${t('routes.picture')}>
    <svg width=${width} height=${height} viewBox="0 0 ${width} ${height}" role="group" aria-label=${t('routes.picture')}>
      <defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerUnits="userSpaceOnUse" markerWidth="8" markerHeight="8" orient="auto"><polygon points="0,0 8,4 0,8" fill="#7b8798" /></marker></defs>
      ${arrows.map((edge) => {
        const a = at.get(edge.from), b = at.get(edge.to);
        const x1 = a.x + WIDTH, y1 = a.y + HEIGHT / 2, x2 = b.x, y2 = b.y + HEIGHT / 2;
        return html`<path key=${edge.from + '>' + edge.to} class=${edge.count > 0 ? 'used' : ''} stroke-width=${edge.count > 0 ? 2 : 1} marker-end="url(#tip)" d="M${x1} ${y1} C${x1 + GAP / 2} ${y1} ${x2 - GAP / 2} ${y2} ${x2} ${y2}" />`;
      })}
      ${nodes.map((node) => {
        const { x, y } = at.get(node.id);
        const label = `${node.label}, ${node.file}:${node.line}`;
        const pick = (event) => { event.preventDefault(); choose(node); };
        return html`<a key=${node.id} href="#routes" onClick=${pick} class="${node.on === false ? 'off' : ''}" aria-label=${label} aria-current=${chosen === node.id ? 'true' : undefined}>
          <title>${label}</title><rect x=${x} y=${y} width=${WIDTH} height=${HEIGHT} rx="6" /><text x=${x + 8} y=${y + 21}>${node.label.length > 21 ? node.label.slice(0, 20) + '…' : node.label}</text></a>`;
      })}
      ${arrows.filter((edge) => edge.count > 0).map((edge) => {
        const a = at.get(edge.from), b = at.get(edge.to);
        // Half the way along the curve, where those that share an end are apart.
        const x = (a.x + WIDTH + b.x) / 2, y = (a.y + b.y + HEIGHT) / 2;
        return html`<text key=${edge.from + '#' + edge.to} class="count" x=${x} y=${y + 4} text-anchor="middle">${number(edge.count)}</text>`;
      })}
    </svg></div>`;
}

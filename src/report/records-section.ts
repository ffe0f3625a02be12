/** Shows what our records alone tell: poses, visibility, light, what was done to the image, and the schedule. */
import { distributionChart } from './distribution-chart.ts';
import { capital } from './findings-section.ts';
import { heatMap } from './heat-map.ts';
import { type Content, html, type Markup } from './html.ts';
import { percentText } from './numbers.ts';
import type { RecordDistribution, RecordGrid, RecordGroup, RecordShares, Report } from './report-data.ts';

/** Parts of a whole, from the first to the last. */
const PART_COLORS = ['#1d63ad', '#c9d3de', '#e0a15e', '#8a5a9e', '#6b8f4e', '#b3261e'];

export function recordsSection({ records }: Report): Content {
  return records.length > 0 && html`<section id="records"><h2>What the records tell</h2>
<p class="note">Photos do not tell this, so there is nothing beside it.</p>${records.map(groupPart)}</section>`;
}

function groupPart({ title, text, distributions, grids, shares }: RecordGroup): Markup {
  return html`<h3>${title}</h3>${text !== '' && html`<p>${text}</p>`}${shares.map(sharesPart)}
<div class="grid top">${grids.map(gridCell)}${distributions.map(distributionCell)}</div>`;
}

function gridCell({ title, note, aspect, below, beside, grid }: RecordGrid): Markup {
  return html`<figure class="cell"><header><h4>${capital(title)}</h4></header>${heatMap(grid, { tone: 'ours', title, aspect, below: below ?? undefined, beside: beside ?? undefined })}${note !== null && html`<p class="note">${note}</p>`}</figure>`;
}

function distributionCell({ title, axis, side, isCircular }: RecordDistribution): Markup {
  const row = { tone: 'ours', name: '', counts: side.bins, quantiles: isCircular ? null : side.quantiles } as const;
  return html`<figure class="cell"><header><h4>${capital(title)}</h4></header>${distributionChart(title, axis, [row])}</figure>`;
}

function sharesPart({ title, parts }: RecordShares): Markup {
  const color = (i: number): string => PART_COLORS[i % PART_COLORS.length]!;
  return html`<figure class="cell" style="max-width:640px;margin-bottom:22px"><h4>${capital(title)}</h4><div class="stack" role="img" aria-label="${parts.map(({ name, share }) => `${name} ${percentText(share)}`).join(', ')}">${parts.map(({ share }, i) => html`<span style="width:${(100 * share).toFixed(2)}%;background:${color(i)}"></span>`)}</div><ul class="keys">${parts.map(({ name, share }, i) => html`<li><i style="background:${color(i)}"></i>${name} ${percentText(share)}</li>`)}</ul></figure>`;
}

/** Shows the classes, and every statistic of the two sets side by side. */
import type { Tone } from './distribution-chart.ts';
import { capital, statisticChart } from './findings-section.ts';
import { heatMap, joinCells } from './heat-map.ts';
import { type Content, html, type Markup } from './html.ts';
import { lineChart } from './line-chart.ts';
import { distanceText, many, percentText, valueText, wholeText } from './numbers.ts';
import type { ComparedStatistic, Report, TwoCurves } from './report-data.ts';
import { shareOf } from './side-by-side.ts';

/** Classes on the page; the JSON has all. */
export const MOST_CLASSES = 40;
/** Heat maps of classes on the page. */
const MOST_MAPS = 16;
const CELLS_A_ROW = 3;

export function classesSection({ classes, real }: Report): Markup {
  const shown = classes.slice(0, MOST_CLASSES);
  const mostOf = (side: 'ours' | 'real'): number => Math.max(1, ...classes.map((row) => row[side] ?? 0));
  const most = { ours: mostOf('ours'), real: mostOf('real') };
  const bar = (tone: Tone, count: number | null): Content => count !== null && html`<span class="bar ${tone}" style="width:${((100 * count) / most[tone]).toFixed(1)}%"></span>`;
  return html`<section id="classes"><h2>Classes</h2>
<p class="note">Boxes of each class${real && html`: <span class="real-text">real</span> and <span class="ours-text">yours</span>`}.</p>
${shown.length < classes.length && html`<p class="note">The ${shown.length} most frequent of ${wholeText(classes.length)} classes; report.json has all.</p>`}
<ul class="classes">${shown.map(({ name, ours, real: theirs }) => html`<li><span class="name">${name}</span><span class="count">${real && theirs !== null && html`<span class="real-text">${wholeText(theirs)}</span>`}${real && theirs !== null && ours !== null && ' · '}${ours !== null && html`<span class="ours-text">${wholeText(ours)}</span>`}</span>${real && bar('real', theirs)}${bar('ours', ours)}</li>`)}</ul></section>`;
}

export function statisticsSection(report: Report): Markup {
  const { statistics, real, hue, spectrum } = report;
  const groups = [...new Set(statistics.map(({ group }) => group))];
  const furthest = (group: string): number => Math.max(0, ...statistics.filter((statistic) => statistic.group === group).map(({ steps }) => steps ?? 0));
  if (real) groups.sort((a, b) => furthest(b) - furthest(a));
  const cellsOf = (group: string): Content[] => {
    const own = statistics.filter((statistic) => statistic.group === group);
    if (real) own.sort((a, b) => (b.steps ?? 0) - (a.steps ?? 0));
    return [...own.map(statisticCell), ...(hue?.group === group ? [hueCell(hue)] : []), ...(spectrum?.group === group ? [spectrumCell(spectrum)] : [])];
  };
  // Neighbours that fill one row together share it.
  const blocks: { title: string; cells: Content[] }[] = [];
  for (const group of groups) {
    const [cells, last] = [cellsOf(group), blocks.at(-1)];
    if (last && last.cells.length + cells.length <= CELLS_A_ROW) blocks[blocks.length - 1] = { title: `${last.title}, ${group}`, cells: [...last.cells, ...cells] };
    else blocks.push({ title: capital(group), cells });
  }
  return html`<section id="statistics"><h2>${real ? 'Side by side' : 'Statistics'}</h2>
<p class="note">The range is that of 5 to 95 % of the values, the dashed line is the median. Each row is as high as its highest bar. Brightness, contrast, saturation and noise are shares of the full range; sharpness is the binary logarithm of the Laplacian's variance. ${measuredText(report)}</p>${blocks.map(({ title, cells }) => html`<h3>${title}</h3><div class="grid">${cells}</div>`)}${centersPart(report)}${real && distanceTable(report)}</section>`;
}

function measuredText({ ours, real }: Report): string {
  const sampled = [[ours, 'yours'], [real, 'the real set']] as const;
  const parts = sampled.flatMap(([set, name]) => (set && set.measured < set.images ? [`${wholeText(set.measured)} of ${many(set.images, 'image')} of ${name}`] : []));
  return parts.length > 0 ? `Pixels were measured in ${parts.join(', and in ')}, evenly spaced.` : '';
}

const cellHead = (title: string, steps: number | null): Markup => html`<header><h4>${capital(title)}</h4>${steps !== null && html`<span class="far${steps >= 1 && ' high'}">distance ${distanceText(steps)}</span>`}</header>`;

function statisticCell(statistic: ComparedStatistic): Markup {
  return html`<figure class="cell">${cellHead(statistic.title, statistic.steps)}${statisticChart(statistic)}</figure>`;
}

/** Bars in the hues that they count. The gaps between them keep equal ones apart. */
function hueCell({ title, steps, ours, real }: TwoCurves): Markup {
  const rows = [...(real ? [['real', 'real', real] as const] : []), ['ours', 'yours', ours] as const];
  const [width, rowHeight] = [320, 64];
  return html`<figure class="cell">${cellHead(title, steps)}<svg class="chart" viewBox="0 0 ${width} ${rows.length * rowHeight}" role="img"><title>${title}</title><desc>A bar for each part of the colour circle, from red over green and blue to red.</desc>${rows.map(([tone, name, counts], row) => {
    const most = Math.max(...counts, Number.MIN_VALUE);
    const step = (width - 12) / counts.length;
    const base = (row + 1) * rowHeight - 8;
    return html`<g class="${tone}"><text class="name" x="6" y="${base - 45}">${name}</text>${counts.map((count, i) => html`<rect x="${(6 + i * step).toFixed(2)}" y="${(base - (40 * count) / most).toFixed(2)}" width="${(step - 1).toFixed(2)}" height="${((40 * count) / most).toFixed(2)}" fill="hsl(${Math.round(((i + 0.5) * 360) / counts.length)} 70% 48%)"/>`)}<path class="base" d="M6 ${base}H${width - 6}"/></g>`;
  })}</svg></figure>`;
}

function spectrumCell({ title, steps, ours, real }: TwoCurves): Markup {
  const axes = { x: { scale: 'log2', label: 'cycles per pixel' }, y: { scale: 'linear', label: 'log2 of the power' } } as const;
  const points = (powers: readonly number[]): [number, number][] => powers.map((power, ring) => [(ring + 1) / (2 * powers.length), power]);
  const lines = [...(real ? [{ tone: 'real' as const, name: 'real', points: points(real) }] : []), { tone: 'ours' as const, name: 'yours', points: points(ours) }];
  return html`<figure class="cell">${cellHead(title, steps)}${lineChart(title, axes, lines)}</figure>`;
}

function centersPart({ centers, real, statistics }: Report): Content {
  if (centers.length === 0) return null;
  const shown = centers.slice(0, MOST_MAPS);
  const aspectOf = (side: 'ours' | 'real'): number => statistics.find(({ name }) => name === 'imageAspect')?.[side]?.quantiles[1] ?? 1;
  const map = (tone: Tone, name: string, grid: Report['centers'][number]['ours']): Content => grid && html`<figure class="cell"><h4>${name}${real && html` <span class="${tone}-text">${tone === 'ours' ? 'yours' : 'real'}</span>`}</h4>${heatMap(joinCells(grid), { tone, title: `Centres of the boxes, ${name}`, aspect: aspectOf(tone) })}</figure>`;
  return html`<h3>Where the centres of the boxes are</h3><p class="note">A map is the whole image; darker is more.${shown.length < centers.length && ` The ${shown.length - 1} most frequent classes; report.json has all.`}</p><div class="grid maps">${shown.map(({ name, ours, real: theirs }) => [map('real', name, theirs), map('ours', name, ours)])}</div>`;
}

function distanceTable({ statistics, hue, spectrum }: Report): Markup {
  const curves = [hue, spectrum].flatMap((curve) => (curve && curve.steps !== null ? [{ title: curve.title, steps: curve.steps, ours: null, real: null, unit: '' }] : []));
  const rows = [...statistics.flatMap(({ title, steps, ours, real, axis: { unit } }) => (steps === null ? [] : [{ title, steps, ours, real, unit }])), ...curves].sort((a, b) => b.steps - a.steps);
  const typical = (side: ComparedStatistic['ours'], unit: string): Content => (side && side.count > 0 ? (side.bins.length === 2 ? percentText(shareOf(side)) : valueText(side.quantiles[1], unit)) : '');
  return html`<h3>All distances</h3><table class="distances"><thead><tr><th>statistic</th><th class="number">real, median</th><th class="number">yours</th><th class="number">distance</th></tr></thead><tbody>${rows.map(({ title, unit, ours, real, steps }) => html`<tr><td>${title}</td><td class="number">${typical(real, unit)}</td><td class="number">${typical(ours, unit)}</td><td class="number">${distanceText(steps)}</td></tr>`)}</tbody></table>`;
}

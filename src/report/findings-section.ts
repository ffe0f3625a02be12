/** Shows what differs most between the two sets, in words, and the warnings. */
import { distributionChart, type DistributionRow } from './distribution-chart.ts';
import { type Content, html, type Markup } from './html.ts';
import { distanceText } from './numbers.ts';
import type { ComparedStatistic, Finding, Report } from './report-data.ts';
import { shareChart } from './share-chart.ts';
import { isYesOrNo, shareOf } from './side-by-side.ts';

export function differencesSection({ findings, statistics }: Report): Markup {
  const most = Math.max(...findings.map(({ steps }) => steps), 1);
  const row = (finding: Finding): Content => {
    const statistic = statistics.find(({ name }) => name === finding.statistic)!;
    return html`<tr><td><p class="theme">${capital(finding.group)}</p><p class="what">${capital(finding.text)}.</p>${finding.also.length > 0 && html`<p class="more note">${capital(finding.also.join('; '))}.</p>`}</td>
<td class="picture">${statisticChart(statistic)}</td>
<td class="distance"><span class="mobile-label">Distance </span><b>${distanceText(finding.steps)}</b><span class="bar" style="width:${Math.max(1, Math.round((100 * finding.steps) / most))}%"></span></td>
<td class="change">${finding.change?.yaml && html`<span class="mobile-label">What to change</span><code>${finding.change.yaml}</code>`}${finding.change?.text && html`<p class="note">${finding.change.text}</p>`}${!finding.change && html`<p class="note">No key is known that changes this.</p>`}</td></tr>`;
  };
  return html`<section id="differences"><h2>What differs most</h2>
${findings.length === 0 ? html`<p>No statistic differs by more than one sees at a glance.</p>` : html`<p class="note">Distance 1 is what one sees at a glance, such as a factor of 1.25 in size or 5 of 100 pixels with an edge. It is the earth mover's distance between the two distributions over that step. Each row is the largest distance of its theme. <code>scenemill fit</code> proposes a config for all of them.</p>
<table class="findings"><thead><tr><th>What differs</th><th class="picture">5 to 95 % of the values</th><th class="distance">Distance</th><th class="change">What to change</th></tr></thead><tbody>${findings.map(row)}</tbody></table>`}</section>`;
}

export function warningsSection({ warnings }: Report): Markup {
  return html`<section id="warnings"><h2>Warnings</h2>
${warnings.length === 0 ? html`<p>None. Looked for: classes without boxes, labels too small to learn from, hidden labels, images that come twice, unbalanced classes, and pictures that both sets have.</p>` : html`<ul class="warnings">${warnings.map(({ level, title, text }) => html`<li class="${level}"><strong>${title}</strong>${text}</li>`)}</ul>`}</section>`;
}

/** A distribution, or two bars for what is yes or no. */
export function statisticChart(statistic: ComparedStatistic): Markup {
  const { title, axis, ours, real } = statistic;
  if (!isYesOrNo(statistic)) return distributionChart(title, axis, rowsOf(statistic));
  const sides = [{ tone: 'real', name: 'real', side: real }, { tone: 'ours', name: 'yours', side: ours }] as const;
  return shareChart(title, sides.flatMap(({ tone, name, side }) => (side ? [{ tone, name, share: shareOf(side) }] : [])));
}

/** The real set first, because it is what the other one is measured by. */
export function rowsOf({ ours, real }: Pick<ComparedStatistic, 'ours' | 'real'>): DistributionRow[] {
  return [
    ...(real ? [{ tone: 'real' as const, name: 'real', counts: real.bins, quantiles: real.count > 0 ? real.quantiles : null }] : []),
    ...(ours ? [{ tone: 'ours' as const, name: 'yours', counts: ours.bins, quantiles: ours.count > 0 ? ours.quantiles : null }] : []),
  ];
}

/** The beginning of a sentence. Percent signs stay with their numbers. */
export const capital = (text: string): string => (text.charAt(0).toUpperCase() + text.slice(1)).replaceAll(/(\d) %/g, '$1\u00a0%');

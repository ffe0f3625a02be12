/** Lays the report out as one HTML page that loads nothing: what differs first, then warnings, numbers and pictures. */
import { classesSection, MOST_CLASSES, statisticsSection } from './statistics-section.ts';
import { differencesSection, warningsSection } from './findings-section.ts';
import { type Content, html, Markup } from './html.ts';
import { many, valueText } from './numbers.ts';
import { picturesSection } from './pictures-section.ts';
import { recordsSection } from './records-section.ts';
import type { Report, SetSummary } from './report-data.ts';
import type { PictureOverlay } from './sampled-pictures.ts';
import { STYLE } from './style.ts';

export interface Overlays { ours: readonly PictureOverlay[]; real: readonly PictureOverlay[] | null }

export function reportPage(report: Report, overlays: Overlays): string {
  const { ours, real, dataset, classes, notes } = report;
  const shownClasses = classes.slice(0, MOST_CLASSES).map(({ name }) => name);
  const records = recordsSection(report);
  const links: [id: string, label: string][] = [
    ...(real ? [['differences', 'What differs most']] as [string, string][] : []),
    ['warnings', 'Warnings'], ['classes', 'Classes'], ['statistics', real ? 'Side by side' : 'Statistics'], ...(records ? [['records', 'What the records tell']] as [string, string][] : []), ['pictures', 'Pictures'],
  ];
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${ours.name}: dataset report</title><style>${new Markup(STYLE)}</style></head><body>
<header><p class="kicker">Dataset report</p><h1>${ours.name}</h1><p class="lead">${setText(ours)}${real ? html`, beside <span class="real-text">${real.name}</span>: ${setText(real)}` : ''}.</p>
<nav>${links.map(([id, label]) => html`<a href="#${id}">${label}</a>`)}</nav></header>
<main>${real ? differencesSection(report) : glance(report)}${warningsSection(report)}${classesSection(report)}${statisticsSection(report)}${records}${picturesSection(overlays.ours, overlays.real, shownClasses)}
${notes.length > 0 && html`<section id="notes"><h2>Notes</h2><ul>${notes.map((note) => html`<li>${note}</li>`)}</ul></section>`}</main>
<footer><p>${dataset.dir}, made by ${dataset.generator}, config ${dataset.configSha256.slice(0, 12)}. Report by ${report.generator}. report.json beside this page has every number on it.</p></footer>
</body></html>
`;
  return page.text;
}

const setText = ({ images, boxes, classes }: SetSummary): string => `${many(images, 'image')} with ${many(boxes, 'box')} of ${many(classes, 'class')}`;

/** Without a real set, the page leads with the dataset's key figures. */
function glance({ ours, statistics }: Report): Content {
  const tiles: [string, string][] = [['images', valueText(ours.images, '')], ['boxes', valueText(ours.boxes, '')], ['classes', valueText(ours.classes, '')]];
  for (const name of ['boxSizePx', 'boxesPerImage', 'edgesOutside']) {
    const statistic = statistics.find((candidate) => candidate.name === name);
    if (statistic?.ours && statistic.ours.count > 0) tiles.push([`${statistic.title}, median`, valueText(statistic.ours.quantiles[1], statistic.axis.unit)]);
  }
  return html`<section id="glance"><h2>At a glance</h2><dl class="tiles">${tiles.map(([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl><p class="note" style="margin-top:18px">With <code>--real coco.json --images DIR</code> this page leads with what differs from real photos.</p></section>`;
}

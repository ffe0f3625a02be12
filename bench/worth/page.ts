/** The page of a worth run: tables and curves in one file that opens offline and prints. */
import { type AblationRow, effectOf } from './ablation-rows.ts';
import type { Curve, Row } from './table.ts';

export interface WorthResults { title: string; rows: readonly Row[]; curves: readonly Curve[]; ablations: readonly AblationRow[]; notes: readonly string[] }

const STYLE = `
:root { color-scheme: light; --ink: #1b1f24; --muted: #59636e; --rule: #dfe3e8; }
* { box-sizing: border-box; }
html { font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; color: var(--ink); background: #fff; }
body { margin: 0 auto; padding: 32px 24px 64px; max-width: 1000px; font-variant-numeric: tabular-nums; }
h1 { font-size: 2rem; line-height: 1.15; margin: 0 0 8px; letter-spacing: -.015em; }
h2 { font-size: 1.375rem; line-height: 1.25; margin: 44px 0 8px; }
p { margin: 0 0 10px; max-width: 76ch; } .note { color: var(--muted); font-size: .875rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; }
th { text-align: left; color: var(--muted); font-size: .8125rem; font-weight: 600; padding: 6px 12px 6px 0; border-bottom: 1px solid var(--ink); vertical-align: bottom; }
td { padding: 7px 12px 7px 0; border-bottom: 1px solid var(--rule); vertical-align: top; }
.number { text-align: right; white-space: nowrap; } td:first-child { min-width: 10em; }
tr.base td { border-top: 1px solid var(--muted); }
svg { display: block; width: 100%; height: auto; font-size: 12px; fill: var(--muted); }
svg path { fill: none; } svg .axis { stroke: #9aa3ad; } svg .grid { stroke: var(--rule); } svg .line { stroke-width: 2; stroke-linejoin: round; }
svg .leader { stroke-dasharray: 1 4; }
svg .name { font-weight: 600; }
@media (max-width: 600px) { body { padding: 20px 14px 40px; } h1 { font-size: 1.5rem; } }
@media print { body { padding: 0; max-width: none; } svg { break-inside: avoid; } }`;

/** Colours that stay apart for readers who see red and green alike. */
const COLOURS = ['#1d63ad', '#b5530b', '#3f8f5b', '#8250a8', '#7a6a00', '#0f7d86', '#c2417c', '#5b6670'];

export function worthPage({ title, rows, curves, ablations, notes }: WorthResults): string {
  const parts = [
    rows.length > 0 ? `<h2>Trainings</h2>\n${trainings(rows)}` : '',
    curves.length > 0 ? `<h2>While training</h2>\n<p>AP50:95 on the photos that are judged, over the images seen. Nothing was chosen by it.</p>\n${chart(curves)}` : '',
    ablations.length > 0 ? `<h2>What each part is worth</h2>\n<p>AP50:95 on the photos that are judged: the mean of the seeds, and half of their range. A difference is to the row that is named. The paper's figures are mAP on its own 250 photos.</p>\n${ablationTable(ablations)}` : '',
  ].filter((part) => part !== '');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escape(title)}</title><style>${STYLE}</style></head>
<body><h1>${escape(title)}</h1>
${notes.map((note) => `<p>${escape(note)}</p>`).join('\n')}
${parts.join('\n')}
</body></html>
`;
}

const trainings = (rows: readonly Row[]): string => table(
  ['trained on', 'synthetic images', 'real photos', 'images seen', 'AP50', 'AP50:95', 'AP75'],
  rows.map(({ name, synthetic, real, seen, result }) => ({ cells: [name, count(synthetic), count(real), count(seen), score(result.AP50), score(result.AP), score(result.AP75)] })),
);

const ablationTable = (rows: readonly AblationRow[]): string => table(
  ['variant', 'compared with', 'paper mAP', 'difference', 'here AP50:95', 'AP50', 'difference', 'sign'],
  rows.map((row) => {
    const effect = effectOf(row, rows);
    const base = row.against === null;
    if (effect === null) return { base, cells: [`${row.name}: ${(row.results as { skipped: string }).skipped}`, row.against ?? '', score(row.paper), '', '', '', '', ''] };
    const { meanAP, meanAP50, halfRange, difference, paperDifference, sameSign } = effect;
    return { base, cells: [row.name, row.against ?? '', score(row.paper), signed(paperDifference), `${score(meanAP)} ± ${score(halfRange)}`, score(meanAP50), signed(difference), sameSign === null ? '' : sameSign ? 'same' : 'other'] };
  }), 2,
);

/** A table whose first columns are text. */
function table(head: readonly string[], rows: readonly { base?: boolean; cells: readonly string[] }[], texts = 1): string {
  const number = (i: number) => (i < texts ? '' : ' class="number"');
  const line = ({ base = false, cells }: { base?: boolean; cells: readonly string[] }) => `<tr${base ? ' class="base"' : ''}>${cells.map((cell, i) => `<td${number(i)}>${escape(cell)}</td>`).join('')}</tr>`;
  return `<div class="scroll"><table><thead><tr>${head.map((cell, i) => `<th${number(i)}>${escape(cell)}</th>`).join('')}</tr></thead>\n<tbody>${rows.map(line).join('\n')}</tbody></table></div>`;
}

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [760, 320, 44, 230, 24, 40];

/** Curves over the images seen, named at their right ends. */
function chart(curves: readonly Curve[]): string {
  const largest = Math.max(...curves.flatMap(({ points }) => points.map(({ seen }) => seen)));
  const top = Math.max(0.1, Math.ceil(Math.max(...curves.flatMap(({ points }) => points.map(({ AP }) => AP))) * 10) / 10);
  const x = (seen: number) => LEFT + (WIDTH - LEFT - RIGHT) * seen / largest;
  const y = (AP: number) => HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * AP / top;
  const ends = apart(curves.map(({ points }) => y(points.at(-1)!.AP)));
  const ticks = Array.from({ length: Math.round(top * 10) + 1 }, (_, i) => i / 10);
  const grid = ticks.map((tick) => `<path class="grid" d="M${LEFT} ${fixed(y(tick))}H${WIDTH - RIGHT}"/><text x="${LEFT - 6}" y="${fixed(y(tick) + 4)}" text-anchor="end">${tick.toFixed(1)}</text>`);
  const marks = [0, 0.25, 0.5, 0.75, 1].map((share) => `<text x="${fixed(x(share * largest))}" y="${HEIGHT - BOTTOM + 17}" text-anchor="middle">${Math.round(share * largest).toLocaleString('en-US')}</text>`);
  const lines = curves.map(({ name, points }, i) => {
    const colour = COLOURS[i % COLOURS.length]!;
    return `<path class="line" stroke="${colour}" d="${points.map(({ seen, AP }, at) => `${at === 0 ? 'M' : 'L'}${fixed(x(seen))} ${fixed(y(AP))}`).join('')}"/><path class="leader" stroke="${colour}" d="M${fixed(x(points.at(-1)!.seen))} ${fixed(y(points.at(-1)!.AP))}L${WIDTH - RIGHT + 4} ${fixed(ends[i]!)}"/><text class="name" fill="${colour}" x="${WIDTH - RIGHT + 8}" y="${fixed(ends[i]! + 4)}">${escape(name)}</text>`;
  });
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img"><title>AP50:95 over images seen</title>${grid.join('')}<path class="axis" d="M${LEFT} ${HEIGHT - BOTTOM}H${WIDTH - RIGHT}"/>${marks.join('')}<text x="${LEFT}" y="12">AP50:95</text><text x="${WIDTH - RIGHT}" y="${HEIGHT - 4}" text-anchor="end">images seen</text>${lines.join('')}</svg>`;
}

/** Moves labels apart that would overlap, and keeps their order. */
function apart(heights: readonly number[]): number[] {
  const order = heights.map((_, i) => i).sort((a, b) => heights[a]! - heights[b]!);
  const moved = [...heights];
  let lowest = HEIGHT - BOTTOM;
  for (const index of [...order].reverse()) {
    moved[index] = Math.min(moved[index]!, lowest);
    lowest = moved[index]! - 15;
  }
  return moved;
}

const fixed = (value: number): string => String(Number(value.toFixed(1)));
const count = (value: number): string => (value === 0 ? '–' : value.toLocaleString('en-US'));
const score = (value: number): string => value.toFixed(3).replace(/^0/, '');
const signed = (value: number | null): string => (value === null ? '' : `${value < 0 ? '−' : '+'}${score(Math.abs(value))}`);
const escape = (text: string): string => text.replace(/[&<>"]/g, (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[char]!);

/** Draws counts on a grid as SVG: the darker a cell, the more there is in it. */
import { html, type Markup } from './html.ts';
import { clamp, type Tone } from './distribution-chart.ts';

export interface Grid {
  columns: number;
  rows: number;
  /** Row after row, from the top. */
  counts: readonly number[];
}

/** Shades, from a cell that has the least to one that has the most. Cells of a shade are one path. */
const SHADES = 8;

export interface HeatMapOptions {
  tone: Tone;
  title: string;
  /** Width over height of the whole grid. */
  aspect: number;
  /** Below the left end, the middle and the right end. */
  below?: readonly [string, string, string] | undefined;
  /** To the right of the upper and the lower end. */
  beside?: readonly [string, string] | undefined;
}

/** Of the whole chart, and of the labels beside the grid. */
const [CHART_WIDTH, BESIDE_WIDTH] = [320, 40];

/** Cells that stretch to the aspect. The darkest has the largest count of this grid. */
export function heatMap({ columns, rows, counts }: Grid, { tone, title, aspect, below, beside }: HeatMapOptions): Markup {
  const width = CHART_WIDTH - (beside ? BESIDE_WIDTH : 0);
  const height = Math.round(width / clamp(aspect, 0.4, 4));
  const most = Math.max(...counts, 0);
  const [cellWidth, cellHeight] = [width / columns, height / rows];
  const paths = Array.from({ length: SHADES }, () => '');
  counts.forEach((count, i) => {
    if (count <= 0) return;
    const shade = Math.min(SHADES - 1, Math.floor((count / most) * SHADES));
    paths[shade] += `M${i % columns} ${Math.floor(i / columns)}h1v1h-1z`;
  });
  const total = counts.reduce((sum, count) => sum + count, 0);
  const spread = total === 0 ? 'No values.' : `${counts.filter((count) => count > 0).length} of ${counts.length} cells have values; the fullest has ${((100 * most) / total).toFixed(1)} % of all.`;
  const labels = below && html`<text x="0" y="${height + 14}">${below[0]}</text><text x="${width / 2}" y="${height + 14}" text-anchor="middle">${below[1]}</text><text x="${width}" y="${height + 14}" text-anchor="end">${below[2]}</text>`;
  const sides = beside && html`<text x="${width + 6}" y="10">${beside[0]}</text><text x="${width + 6}" y="${height}">${beside[1]}</text>`;
  return html`<svg class="chart heat ${tone}" viewBox="-1 -1 ${CHART_WIDTH + 2} ${height + (below ? 18 : 2)}" role="img"><title>${title}</title><desc>${spread}</desc>
<rect class="frame" width="${width}" height="${height}"/><g transform="scale(${Number(cellWidth.toFixed(4))} ${Number(cellHeight.toFixed(4))})">${paths.map((d, shade) => d !== '' && html`<path class="shade" fill-opacity="${Number(((shade + 1) / SHADES).toFixed(3))}" d="${d}"/>`)}</g><g class="axis">${labels}${sides}</g></svg>`;
}

/** Cells of a grid joined until there are a few values a cell, because single values show no pattern. */
export function joinCells(grid: Grid, leastPerCell = 1): Grid {
  const { columns, rows, counts } = grid;
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total >= leastPerCell * columns * rows || columns % 2 !== 0 || rows % 2 !== 0 || columns <= 8) return grid;
  const joined = Array.from({ length: (columns * rows) / 4 }, (_, i) => {
    const at = 2 * Math.floor(i / (columns / 2)) * columns + 2 * (i % (columns / 2));
    return counts[at]! + counts[at + 1]! + counts[at + columns]! + counts[at + columns + 1]!;
  });
  return joinCells({ columns: columns / 2, rows: rows / 2, counts: joined }, leastPerCell);
}

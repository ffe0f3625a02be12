/** Draws one share of each set as a bar from 0 to 100 %. */
import { fixed, type Tone } from './distribution-chart.ts';
import { html, type Markup } from './html.ts';
import { percentText } from './numbers.ts';

/** As high as a chart of distributions, so that charts beside each other align. */
const [WIDTH, SIDE, ROW_HEIGHT, BAR_HEIGHT, BELOW] = [320, 6, 60, 18, 12];

export function shareChart(title: string, rows: readonly { tone: Tone; name: string; share: number }[]): Markup {
  const height = rows.length * ROW_HEIGHT + BELOW;
  const bars = rows.map(({ tone, name, share }, i) => {
    const top = (i + 1) * ROW_HEIGHT - BAR_HEIGHT - 6;
    return html`<g class="${tone}"><text class="name" x="${SIDE}" y="${top - 5}">${name}</text><text class="value" x="${WIDTH - SIDE}" y="${top - 5}" text-anchor="end">${percentText(share)}</text><rect class="track" x="${SIDE}" y="${top}" width="${WIDTH - 2 * SIDE}" height="${BAR_HEIGHT}"/><rect class="area" x="${SIDE}" y="${top}" width="${fixed((WIDTH - 2 * SIDE) * share)}" height="${BAR_HEIGHT}"/></g>`;
  });
  return html`<svg class="chart" viewBox="0 0 ${WIDTH} ${height}" role="img"><title>${title}</title><desc>${rows.map(({ name, share }) => `${name}: ${percentText(share)}`).join('; ')}.</desc>${bars}</svg>`;
}

/** Arranges what our records alone tell into groups of charts. */
import { shownUnit, sideOfHistogram } from './side-by-side.ts';
import type { Grid } from './heat-map.ts';
import { many, percentText } from './numbers.ts';
import type { SideOfStatistic, RecordDistribution, RecordGrid, RecordGroup, RecordShares } from './report-data.ts';
import { Histogram } from '../stats/histogram.ts';
import { RECORD_STATISTICS } from '../stats/record-statistics.ts';
import type { RecordStats } from '../stats/record-stats.ts';
import { SPHERE_COLUMNS, SPHERE_ROWS, type SphereBins } from '../stats/sphere-bins.ts';

/** Parts beyond that are joined. */
const MOST_PARTS = 6;

/** Groups without a value are left out. */
export function recordGroups(stats: RecordStats): RecordGroup[] {
  const distributions = (...names: string[]): RecordDistribution[] => names.flatMap((name) => distributionOf(name, stats));
  const groups: RecordGroup[] = [
    {
      title: 'Visibility, and what hides the objects', text: '', shares: hidingShares(stats), grids: [],
      distributions: distributions('visibility', 'visiblePixels', 'hiddenByFrame', 'hiddenByForeground', 'hiddenByOccluder', 'overlap', 'coverage', 'hidden'),
    },
    {
      title: 'Poses', text: '', shares: [],
      grids: [sphereGrid('views', 'from which side the objects are seen', stats.views, false)].flatMap((grid) => grid ?? []),
      distributions: [...inPlane(stats), ...distributions('distance', 'scale', 'angleX', 'angleY', 'fieldOfView')],
    },
    {
      title: 'Light', text: stats.pointLights > 0 ? `${many(stats.pointLights, 'point light')}, whose directions are not shown.` : '', shares: [],
      grids: [sphereGrid('lightDirections', 'where the light comes from', stats.lightDirections, true)].flatMap((grid) => grid ?? []),
      distributions: distributions('lights', 'lightIntensity', 'ambient', 'lightRed', 'lightGreen', 'lightBlue'),
    },
    { title: 'What was done to the image', text: '', shares: [], grids: [], distributions: distributions('noiseSigma', 'blurKernel', 'blurSigma') },
    {
      title: 'Behind and beside the objects', text: '', grids: [], shares: [...nameShares('backgrounds', 'kinds of background', stats.counts.backgroundKind), ...nameShares('distractorGroups', 'groups of distractors', stats.counts.distractorGroup)],
      distributions: distributions('clutter', ...(distributions('clutter').length > 0 ? ['clutterRatio'] : []), 'uncovered', 'occluders', 'distractors'),
    },
    { title: 'Materials', text: '', shares: [], grids: [], distributions: distributions('materialHue', 'materialSaturation', 'materialValue', 'materialRoughness') },
    scheduleGroup(stats, distributions('unplaced')),
  ];
  return groups.filter(({ distributions: drawn, grids, shares }) => drawn.length + grids.length + shares.length > 0);
}

/** A statistic that is 0 throughout the dataset says nothing. On a log2 scale, 0 counts as the lower end. */
function distributionOf(name: string, stats: RecordStats): RecordDistribution[] {
  const { title, unit } = RECORD_STATISTICS.find((row) => row.name === name)!;
  const histogram = stats.histogram(name);
  const { from, to, scale } = histogram.bins;
  const zero = scale === 'log2' ? from : 0;
  if (histogram.total === 0 || (histogram.min === zero && histogram.max === zero)) return [];
  const side = sideOfHistogram(histogram);
  return [{ name, title, axis: { from, to, scale, unit: shownUnit({ title, unit }) }, side: WHOLE.has(name) ? inWholes(side) : side, isCircular: false }];
}

/** What is counted has no parts. */
const WHOLE = new Set(['hidden', 'unplaced', 'clutter', 'occluders', 'distractors', 'lights', 'blurKernel', 'visiblePixels']);
const inWholes = (side: SideOfStatistic): SideOfStatistic => ({ ...side, quantiles: side.quantiles.map(Math.round) as SideOfStatistic['quantiles'] });

function inPlane({ inPlane: histogram }: RecordStats): RecordDistribution[] {
  if (histogram.total === 0) return [];
  const { from, to, scale } = histogram.bins;
  return [{ name: 'inPlane', title: 'rotation about the viewing ray', axis: { from, to, scale, unit: '°' }, side: sideOfHistogram(histogram), isCircular: true }];
}

/** Means over the visible objects; what is left is seen. */
function hidingShares(stats: RecordStats): RecordShares[] {
  if (stats.visible === 0) return [];
  const [frame, foreground, occluder] = ['hiddenByFrame', 'hiddenByForeground', 'hiddenByOccluder'].map((name) => stats.histogram(name).mean()) as [number, number, number];
  const parts = [
    { name: 'visible', share: stats.histogram('visibility').mean() }, { name: 'outside the image', share: frame },
    { name: 'hidden by labelled objects', share: foreground }, { name: 'hidden by occluders and background', share: occluder },
  ];
  return [{ name: 'hiding', title: 'an object\'s silhouette, on average', parts: parts.filter(({ share }) => share > 0) }];
}

function nameShares(name: string, title: string, counts: ReadonlyMap<string, number>): RecordShares[] {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (counts.size < 2) return [];
  const sorted = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([part, count]) => ({ name: part, share: count / total }));
  const rest = sorted.slice(MOST_PARTS - 1);
  return [{ name, title, parts: rest.length > 1 ? [...sorted.slice(0, MOST_PARTS - 1), { name: many(rest.length, 'other'), share: rest.reduce((sum, { share }) => sum + share, 0) }] : sorted }];
}

/**
 * Unrolls the sphere: cells have equal areas. The top of the map is above the object, its middle is the model's front.
 * @param isTravel directions in which light travels, camera frame: the map shows where it comes from, with the camera in the middle
 */
function sphereGrid(name: string, title: string, { counts }: SphereBins, isTravel: boolean): RecordGrid | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const half = SPHERE_COLUMNS / 2;
  const grid: Grid = { columns: SPHERE_COLUMNS, rows: SPHERE_ROWS, counts: Array.from({ length: counts.length }, (_, i) => {
    const [row, column] = [Math.floor(i / SPHERE_COLUMNS), i % SPHERE_COLUMNS];
    // Light from the right travels to the left; seen from the camera, azimuths from +z towards +x run from the right to the left.
    const from = isTravel ? (SPHERE_COLUMNS - column) % SPHERE_COLUMNS : (column + half) % SPHERE_COLUMNS;
    return counts[(SPHERE_ROWS - 1 - row) * SPHERE_COLUMNS + (isTravel ? (from + half) % SPHERE_COLUMNS : from)]!;
  }) };
  const empty = counts.filter((count) => count === 0).length;
  return {
    name, title, aspect: 2, grid,
    below: isTravel ? ['behind', 'camera', 'behind'] : ['back', 'front', 'back'], beside: ['above', 'below'],
    note: `All cells are equal parts of the sphere. ${empty === 0 ? 'Every one has values.' : `${percentText(empty / counts.length)} of them are empty.`}`,
  };
}

/** Objects by level, and by level and view: the paper's schedule shows each entry once. */
function scheduleGroup({ schedule, counts, images }: RecordStats, distributions: RecordDistribution[]): RecordGroup {
  const { shown, repeated, distinct } = schedule;
  const title = 'Schedule';
  if (shown.size === 0) return { title, text: '', distributions: [], grids: [], shares: [] };
  const levels = Math.max(...[...shown.values()].map((rows) => rows.length));
  const views = Math.max(...[...shown.values()].flatMap((rows) => rows.map((row) => row.length)));
  const cells = new Array<number>(levels * views).fill(0);
  for (const rows of shown.values()) rows.forEach((row, level) => row.forEach((count, view) => { cells[level * views + view]! += count; }));
  const models = [...shown].map(([, rows]) => rows.reduce((sum, row) => sum + row.reduce((part, count) => part + count, 0), 0));
  const perModel = new Histogram({ from: 0, to: Math.max(1, ...models) * 1.0001, count: 40, scale: 'linear' });
  for (const count of models) perModel.add(count);
  const retried = images - (counts.attempt.get('0') ?? 0);
  return {
    title,
    text: `${many(distinct, 'entry')} of the curriculum came${repeated === 0 ? ', each once' : `; ${many(repeated, 'object')} came again`}. ${retried === 0 ? 'No image needed a second attempt.' : `${percentText(retried / images)} of the images needed more than one attempt.`}`,
    shares: [], distributions: [
      { name: 'objectsPerModel', title: 'objects of a model', axis: { from: perModel.bins.from, to: perModel.bins.to, scale: 'linear', unit: '' }, side: inWholes(sideOfHistogram(perModel)), isCircular: false },
      ...distributions,
    ],
    grids: [{
      name: 'levelsAndViews', title: 'objects by level and view', aspect: 2, grid: { columns: views, rows: levels, counts: cells }, below: ['view 0', '', `view ${views - 1}`], beside: ['near', 'far'],
      note: evenness(cells),
    }],
  };
}

function evenness(cells: readonly number[]): string {
  const [least, most] = [Math.min(...cells), Math.max(...cells)];
  return least === most ? `Every level and view has ${many(most, 'object')}.` : `A level and view has ${least} to ${many(most, 'object')}.`;
}

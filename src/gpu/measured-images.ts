/** Converts the counters of a batch to the `MeasuredImage` of each of its images. */
import type { MeasuredImage, MeasuredInstance } from '../scene/measured.ts';
import type { Box } from '../geometry/boxes.ts';
import type { Batch } from './batch.ts';
import type { SceneLayouts } from './scene-rows.ts';
import { StructRows } from './wgsl.ts';

export interface BatchCounts {
  /** Rows of WGSL's Counters, one per labelled instance of the batch. */
  counters: Uint32Array;
  /** Shared pixels of each pair of the batch. */
  pairShared: Uint32Array;
  /** Pixels of each image where nothing is drawn. */
  uncovered: Uint32Array;
}

export function measuredImages({ counters, pairShared, uncovered }: BatchCounts, batch: Batch, { counters: layout, coordinateBias }: Pick<SceneLayouts, 'counters' | 'coordinateBias'>): MeasuredImage[] {
  const rows = new StructRows(layout, counters.buffer, counters.byteOffset, batch.info.foregrounds);
  return Array.from({ length: batch.info.images }, (_, image) => {
    const firstForeground = batch.first.foregrounds[image]!;
    const instances: MeasuredInstance[] = [];
    for (let row = firstForeground; row < batch.first.foregrounds[image + 1]!; row++) instances.push(measuredInstance(rows, row, coordinateBias));
    const overlaps: MeasuredImage['overlaps'] = [];
    for (let pair = batch.first.pairs[image]!; pair < batch.first.pairs[image + 1]!; pair++) {
      const sharedPx = pairShared[pair]!;
      const [a, b] = [batch.rows.pairs![2 * pair]! - firstForeground, batch.rows.pairs![2 * pair + 1]! - firstForeground];
      if (sharedPx > 0) overlaps.push({ a, b, sharedPx });
    }
    return { instances, overlaps, uncoveredPx: uncovered[image]! };
  });
}

function measuredInstance(rows: StructRows, row: number, bias: number): MeasuredInstance {
  const word = (field: string) => rows.u32[rows.at(row, field)]!;
  const box = (kind: string, pixels: number): Box | null => {
    if (pixels === 0) return null;
    const [x0, y0, x1, y1] = [~word(`${kind}NotX0`) >>> 0, ~word(`${kind}NotY0`) >>> 0, word(`${kind}X1`), word(`${kind}Y1`)];
    return [x0 - bias, y0 - bias, x1 - x0 + 1, y1 - y0 + 1];
  };
  const [visible, inFrame, full] = [word('visible'), word('inFrame'), word('full')];
  return {
    visible,
    inFrame,
    full,
    hiddenByForeground: word('hiddenByForeground'),
    hiddenByOther: word('hiddenByOther'),
    boxVisible: box('visible', visible),
    boxAmodal: box('amodal', inFrame),
    boxFull: box('full', full),
  };
}

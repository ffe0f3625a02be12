/** Makes reports of made-up numbers, with a part of every kind, for tests of the page. */
import type { Overlays } from '../../src/report/page.ts';
import { recordGroups } from '../../src/report/record-groups.ts';
import type { Report } from '../../src/report/report-data.ts';
import { sideBySide } from '../../src/report/side-by-side.ts';
import { compareSets } from '../../src/stats/compare.ts';
import { findingsOf } from '../../src/report/findings.ts';
import { configFacts } from '../../src/report/config-facts.ts';
import type { PictureMeasures, RegionMeasures } from '../../src/stats/measure-picture.ts';
import { RecordStats } from '../../src/stats/record-stats.ts';
import { SetStats } from '../../src/stats/set-stats.ts';

/** What a made-up set looks like: its images are 640 x 480. */
export interface MadeUpSet {
  images?: number;
  /** Sizes of the boxes of each image, pixels; they lie in a row. */
  sizesPx: number[];
  /** Between neighbours, over the size; half a size by default. */
  gap?: number;
  /** Share of the background's pixels with an edge. */
  edges?: number;
  brightness?: number;
  category?: string;
}

export function madeUpSet({ images = 10, sizesPx, edges = 0.2, brightness = 0.5, category = 'die', gap = 0.5 }: MadeUpSet): SetStats {
  const stats = new SetStats();
  for (let i = 0; i < images; i++) {
    let x = 4;
    const boxes = sizesPx.map((size) => {
      const box: [number, number, number, number] = [x, 100, size, size];
      x += (1 + gap) * size;
      return { category, box, ignore: false };
    });
    const region: RegionMeasures = { pixels: 1000, brightness, contrast: 0.2, saturation: 0.3, warmth: 0, tint: 0, edges, sharpness: 6 };
    const pixels: PictureMeasures = { whole: region, inside: { ...region, brightness: 0.5, edges: 0.3 }, outside: region, hue: new Array<number>(36).fill(5), coloredShare: 0.3, noiseSigma: 0.004, spectrum: Array.from({ length: 32 }, (_, ring) => 10 - 0.3 * ring) };
    stats.add({ width: 640, height: 480, boxes, pixels, file: { bytes: 60_000, pixels: 640 * 480, jpegQuality: 90 } });
  }
  return stats;
}

export function madeUpReport({ hasReal, className }: { hasReal: boolean; className: string }): Report {
  const [ours, real] = [madeUpSet({ sizesPx: [60, 120, 160], edges: 0.6, category: className }), hasReal ? madeUpSet({ sizesPx: [25, 33, 43], edges: 0.09, category: className }) : null];
  const differences = real ? compareSets(ours, real) : [];
  const statistics = sideBySide(ours, real, differences);
  const records = new RecordStats();
  records.add({
    key: '000000000', index: 0, width: 640, height: 480, attempt: 0, camera: { fx: 600, fy: 600, cx: 320, cy: 240 }, hidden: [], overlaps: [], lights: [{ direction: [0, 1, 0], intensity: 1, color: [1, 1, 1] }], ambient: 0.3,
    post: { noiseSigma: 0.01, blurKernel: 3, blurSigma: 1 }, schedule: { epoch: 0, level: 0, unplaced: [] }, background: { objects: 4, uncovered: 0 }, occluders: [], distractors: [{ model: 'a', group: className }, { model: 'b', group: 'other' }],
    instances: [{
      id: 1, model: className, category: className, categoryId: 1, bbox: [10, 10, 40, 40], bboxAmodal: [10, 10, 40, 40], bboxFull: [10, 10, 40, 40], area: 900, areaAmodal: 1000, areaFull: 1100, visibility: 0.8, inFrame: 0.9,
      occludedBy: { frame: 0.1, foreground: 0.05, occluder: 0.05 }, pose: { rotation: [1, 0, 0, 0], translation: [0, 0, 1], scale: 1 }, box3d: { center: [0, 0, 1], size: [0.1, 0.1, 0.1], rotation: [1, 0, 0, 0] }, entry: 3, view: 1,
    }],
  });
  const summary = (name: string) => ({ name, images: 10, measured: 8, boxes: 30, classes: 1 });
  const grid = { columns: 32, rows: 32, counts: Array.from({ length: 1024 }, (_, i) => i % 7) };
  return {
    format: 1, generator: 'scenemill 9.8.7', dataset: { dir: `out/${className}`, generator: 'scenemill 9.8.7', configSha256: 'c0ffee'.padEnd(64, '0') },
    ours: summary(className), real: real && summary(`${className}.json`), statistics,
    findings: findingsOf(statistics, configFacts({})),
    warnings: [{ kind: 'unbalanced', level: 'warning', title: className, text: `${className} is rare.` }, { kind: 'emptyImages', level: 'note', title: 'empty', text: 'empty' }],
    notes: [className], classes: [{ name: className, ours: 30, real: real ? 30 : null }, { name: `${className} 2`, ours: null, real: real ? 4 : null }],
    hue: { title: 'hue', group: 'light and colour', ours: [...ours.hue], real: real && [...real.hue], steps: real && 0.5 },
    spectrum: { title: 'power', group: 'background', ours: ours.spectrum()!, real: real && real.spectrum(), steps: real && 0.5 },
    centers: [{ name: className, ours: grid, real: real && grid }], records: recordGroups(records), samples: { ours: [], real: [] },
  };
}

/** One picture of each set with marks of every kind; its JPEG is no picture. */
export function madeUpOverlays(className: string, hasReal: boolean): Overlays {
  const objects = [{ category: className, box: [1, 2, 30, 40] as [number, number, number, number], tightBox: [3, 4, 20, 30] as [number, number, number, number], ignore: true, visibility: 0.5 }];
  const picture = { key: className, width: 64, height: 48, objects, jpeg: Buffer.from([1, 2, 3]) };
  return {
    ours: [{ ...picture, marks: [{ maskPath: 'M1 2h3v4h-3z', solidPath: 'M1 2L3 4', keypoints: [{ x: 5, y: 6, isVisible: true }, { x: 7, y: 8, isVisible: false }] }] }],
    real: hasReal ? [{ ...picture, marks: [] }] : null,
  };
}

/** Checks the lists of runs against their reference: random masks, columns that touch, masks across the border, lists beyond the capacity. */
import { beforeAll, describe, expect, test } from 'vitest';
import { runBlocks, RunsPass } from '../../src/gpu/passes/runs.ts';
import { readShaders } from '../../src/run/shaders.ts';
import { silhouettePixels } from '../reference/measure.ts';
import { runs } from '../reference/runs.ts';
import { openDevice, passContext, runAndRead, scratch, upload } from '../support/gpu.ts';
import { foregroundsOf, seeded, uploadScene, type TestCanvas, type TestScene } from '../support/raster-scene.ts';

let device: GPUDevice;
beforeAll(async () => { device = await openDevice(); });

/** The runs of labelled instances with these canvases; `bit` is the content of the canvases. */
async function listed(width: number, height: number, canvases: TestCanvas[], bit: (foreground: number, x: number, y: number) => boolean, capacity = 1 << 16) {
  const scene: TestScene = {
    width, height, cameras: [{ fx: 1, fy: 1, cx: 0, cy: 0, near: 1 }], materials: [],
    meshes: [{ positions: [0, 0, 0], uvs: [0, 0], triangles: [] }],
    instances: canvases.map((canvas) => ({ mesh: 0, image: 0, layer: 2, rows: new Array<number>(12).fill(0), canvas })),
  };
  const bits = new Uint32Array(Math.max(4, ...foregroundsOf(scene).map(({ canvas, firstWord }) => firstWord + canvas.widthWords * canvas.height)));
  foregroundsOf(scene).forEach(({ canvas, firstWord }, i) => {
    for (let y = 0; y < canvas.height; y++) {
      for (let x = 0; x < canvas.widthWords * 32; x++) if (bit(i, canvas.x0 + x, canvas.y0 + y)) bits[firstWord + y * canvas.widthWords + (x >> 5)]! |= 1 << (x & 31);
    }
  });
  const { info, resources } = uploadScene(device, passContext(device), scene, { clipped: 1, tiles: 1 });
  const format = runBlocks(readShaders());
  const results = [];
  for (const amodal of [false, true]) {
    // What the other buffer holds must not matter.
    const [own, other] = [upload(device, bits), upload(device, bits.map((word) => ~word))];
    const outputs = {
      ...resources, shown: amodal ? other : own, silhouettes: amodal ? own : other,
      runBlocks: scratch(device, format.bytes(info) / 4), runs: scratch(device, 1 + capacity),
    };
    const pass = new RunsPass(passContext(device), { amodal });
    const { runBlocks: blocks, runs: list } = await runAndRead(device, outputs, ['runBlocks', 'runs'], (encoder) => {
      pass.bind(outputs);
      pass.record(encoder, info);
    });
    results.push({ wanted: list[0]!, ...(list[0]! <= capacity ? format.collect({ blocks, runs: list, amodal }, info, [0, canvases.length]) : { positions: new Uint32Array(0), ends: [] }) });
  }
  expect(results[1]).toEqual(results[0]);
  return { ...results[0]!, expected: canvases.map((_, i) => runs(silhouettePixels(scene, i, bits), width, height)) };
}

/** Joins runs: where one column ends and the next begins at the same position, no run ends. */
function joined(positions: readonly number[]): number[] {
  const out: number[] = [];
  for (const position of positions) if (out.at(-1) === position) out.pop(); else out.push(position);
  return out;
}

/** Canvases on the whole image, within it, across each border, beyond the image, and without a row. */
const CANVASES: TestCanvas[] = [
  { x0: 0, y0: 0, widthWords: 3, height: 50 }, { x0: 32, y0: 7, widthWords: 1, height: 9 }, { x0: -64, y0: -20, widthWords: 7, height: 100 },
  { x0: 64, y0: 40, widthWords: 4, height: 30 }, { x0: 320, y0: 0, widthWords: 1, height: 5 }, { x0: 0, y0: 200, widthWords: 2, height: 3 }, { x0: 0, y0: 3, widthWords: 2, height: 0 },
];

describe.each([[75, 50], [96, 64], [33, 31], [64, 49]])('%i x %i', (width, height) => {
  test.each([[0, 'nothing'], [1, 'everything'], [0.5, 'noise'], [0.02, 'specks'], [0.97, 'holes']])('%f of the pixels: %s', async (share) => {
    const random = seeded(5);
    const { positions, ends, expected, wanted } = await listed(width, height, CANVASES, () => random() < share);
    expect(wanted).toBe(positions.length);
    expect(ends.map((end, i) => joined([...positions.subarray(ends[i - 1] ?? 0, end)]))).toEqual(expected);
    if (share > 0) expect(positions.length).toBeGreaterThan(5);
  });
});

test('a mask of one pixel, in each corner', async () => {
  const corners = [[0, 0], [74, 0], [0, 49], [74, 49]] as const;
  const { positions, ends } = await listed(75, 50, corners.map(() => CANVASES[0]!), (i, x, y) => x === corners[i]![0] && y === corners[i]![1]);
  expect([...positions]).toEqual([0, 1, 74 * 50, 74 * 50 + 1, 49, 50, 74 * 50 + 49, 75 * 50]);
  expect(ends).toEqual([2, 4, 6, 8]);
});

test('an image without a labelled instance has no runs', async () => {
  expect(await listed(75, 50, [], () => true)).toMatchObject({ wanted: 0, ends: [], positions: new Uint32Array(0) });
});

test('a list that is too short says how long it should be', async () => {
  const { wanted } = await listed(75, 50, CANVASES.slice(0, 1), (_, x, y) => (x + y) % 2 === 0, 100);
  expect(wanted).toBe(75 * 50);
});

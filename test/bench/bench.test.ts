/** Checks that a small bench fills every field with a plausible value. Times are not checked. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bench } from '../../bench/bench.ts';
import { appendResult, reportText } from '../../bench/report.ts';
import { chooseImages, paperConfig } from '../../bench/workload.ts';
import { makeOutputs } from '../../src/gpu/outputs.ts';
import { framePasses } from '../../src/gpu/renderer.ts';
import { openDevice, passContext } from '../support/gpu.ts';
import { type Config, makePlanner } from '../support/paper.ts';
import { temporaryFolder } from '../support/folder.ts';

const small = () => {
  const config = paperConfig();
  return { ...config, count: 12, image: { ...config.image, width: 96, height: 64 } };
};

/** Of a frame without outputs, each once. */
async function passNames(): Promise<Set<string>> {
  const context = passContext(await openDevice('backend=null', 'enable-dawn-features=allow_unsafe_apis'));
  return new Set(framePasses(context, makeOutputs(context, [])).map(({ name }) => name));
}

test('every stretch of the workload shows each level as often', async () => {
  const { workload: { config, indices }, library } = await chooseImages(paperConfig());
  const { schedule } = makePlanner(config as Config, library);
  expect(indices).toHaveLength(144);
  expect(new Set(indices).size).toBe(144);
  expect(indices.map((index) => schedule.locate(index).level)).toEqual(Array.from({ length: 144 }, (_, i) => i % 12));
  expect(Math.max(...indices)).toBeLessThan(config.output.imagesPerShard);
});

test('a small bench with the raw peer emits every field', async () => {
  const report = await bench(small(), { peers: ['raw'], quick: true });
  const numbers = (value: object): number[] => Object.values(value).flatMap((inner: unknown) => (typeof inner === 'number' ? [inner] : typeof inner === 'object' ? numbers(inner!) : []));
  expect(report.firstImageSeconds).toEqual({ cold: null, warm: expect.any(Number) as number });
  expect(numbers({ ...report, firstImageSeconds: {} }).filter((value) => !(value >= 0 && Number.isFinite(value)))).toEqual([]);
  expect(report.workload).toEqual({ images: 12, widthPx: 96, heightPx: 64, levels: 12, models: 104 });
  expect(Object.keys(report.stages.hostMs)).toEqual(['plan', 'pack', 'upload', 'readBack', 'record', 'encode', 'write']);
  const { deviceMs, trianglesDrawn, trianglesSubmitted, instances } = report.stages;
  expect(Object.keys(deviceMs)).toEqual(['clear', ...await passNames(), 'copy']);
  expect(instances).toBeGreaterThan(20);
  expect(trianglesSubmitted).toBeGreaterThan(instances);
  expect(trianglesDrawn).toBeGreaterThan(0);
  expect(trianglesDrawn).toBeLessThan(trianglesSubmitted);
  expect(report.bytesReadBackPerImage).toBeGreaterThan(96 * 64 * 3);
  expect(report.bytesWrittenPerImage).toBeGreaterThan(1000);
  expect(report.ratios.raw).toBeGreaterThan(0);

  const folder = temporaryFolder();
  appendResult(report, 'abc', folder);
  const path = appendResult({ ...report, ratios: { ...report.ratios, more: 2 } as typeof report.ratios }, 'def', folder);
  const rows = readFileSync(path, 'utf8').trimEnd().split('\n').map((line) => line.split(','));
  expect(rows.map((cells) => cells[0])).toEqual(['commit', 'abc', 'def']);
  expect(new Set(rows.map((cells) => cells.length))).toEqual(new Set([rows[0]!.length]));
  expect(rows.map((cells) => cells.at(-1))).toEqual(['ratios.more', '', '2']);
  expect(reportText(report)).toMatch(/^end to end +[\d.e+-]+ images\/s/m);
});

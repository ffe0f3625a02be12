/** Checks a surface of a scene written by hand, and that the scene which comes with the image draws the same bytes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { sphereSoup } from '../support/compiled-shapes.ts';
import { folderOfFile } from '../support/folder.ts';
import { writeModel } from '../support/models.ts';
import { rendered } from '../support/rendered.ts';

const folder = folderOfFile();
beforeAll(async () => {
  process.env.SCENEMILL_CACHE = join(folder, 'cache');
  await writeModel(join(folder, 'ball.glb'), sphereSoup(0.08, 12), [40, 200, 60]);
});

const BALL = { model: 'ball.glb', pose: { translation: [0, 0, 0.5] } };
const CAMERA = { fx: 70, fy: 70 };

test('a surface has its colour beside the object, and nothing is uncovered', async () => {
  const scene = { width: 64, height: 64, camera: CAMERA, instances: [BALL], unlit: true, antialias: false, backdrop: { kind: 'surface', colorLinear: [0.2, 0.5, 1] } };
  const { rgb, instanceIds, record } = await rendered(scene, folder, 'plain');
  expect(record.background.uncovered).toBe(0);
  const colors = (id: number) => new Set([...instanceIds].flatMap((one, pixel) => (one === id ? [[...rgb.subarray(pixel * 3, pixel * 3 + 3)].join(' ')] : [])));
  expect(colors(0)).toEqual(new Set(['124 188 255'])); // sRGB codes of 0.2, 0.5, 1
  expect(colors(1)).toEqual(new Set(['40 200 60']));
});

test('the scene beside the image draws the same image, whatever is behind and of what material', async () => {
  const scene = {
    width: 67, height: 64, camera: CAMERA, instances: [{ ...BALL, saturation: 0.3, value: 1.2, roughness: 0.1 }],
    lights: [{ type: 'point', position: [0.2, -0.2, 0.3], intensity: 0.02 }, { type: 'directional', direction: [0, 1, 1], intensity: 0.4 }], ambient: 0.2,
    backdrop: {
      kind: 'surface', colorLinear: [0.1234567, 0.5, 1], gradient: { angleRad: 2, amount: 0.3 }, grain: { amount: 0.05, sizePx: 1.7 }, folds: { amount: 0.2, sizePx: 12, angleRad: 1 },
      seams: [{ angleRad: 1, offsetPx: 3, widthPx: 2, darkness: 0.4, step: 0.1 }],
      shadows: [{ xPx: 30.1234567, yPx: 40, halfPx: [9, 8], angleRad: 1, roundPx: 2, softPx: 7, darkness: 0.5 }], key: 0xffffffff,
    },
  };
  const first = await rendered(scene, folder, 'first');
  const written = JSON.parse(readFileSync(join(folder, 'first', 'scene.json'), 'utf8')) as typeof scene;
  expect(written.backdrop).toEqual(scene.backdrop);
  expect(written.instances[0]).toMatchObject({ saturation: 0.3, value: 1.2, roughness: 0.1 });
  const again = await rendered(written, folder, 'again');
  expect(again.rgb).toEqual(first.rgb);
  expect(again.record).toEqual(first.record);
});

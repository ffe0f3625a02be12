/** Checks the per-pixel outputs for labels and `render` against their reference. */
import { expect, test } from 'vitest';
import { emptyFrame } from '../../src/gpu/frame.ts';
import { INSPECT_PLANES, InspectPass, inspectImageWords } from '../../src/gpu/passes/inspect.ts';
import { inspect } from '../reference/inspect.ts';
import { emptyImage, PLAIN, quadMesh, sphereMesh, UPRIGHT, uploadDrawing, type Drawing, type DrawnInstance } from '../support/drawing.ts';
import { StructRows, structLayout } from '../../src/gpu/wgsl.ts';
import { openDevice, passContext, runAndRead, scratch, upload } from '../support/gpu.ts';
import { visible } from '../support/visible.ts';

const at = (mesh: number, x: number, y: number, z: number, scale = 1, rotation = UPRIGHT): DrawnInstance => ({ mesh, rotation, scale, translation: [x, y, z], hue: 0 });
const TURNED_OVER = [1, 0, 0, 0, -1, 0, 0, 0, -1];
const image = emptyImage(37, 21, 30);

const drawing: Drawing = {
  width: 37, height: 21, meshes: [sphereMesh(0.5, 8), quadMesh(1)], materials: [PLAIN], textures: [],
  images: [
    { ...image, instances: [{ ...at(0, -0.5, 0, 2), foreground: 1 }, { ...at(1, 0.5, 0, 2, 1, TURNED_OVER), foreground: 2 }, at(0, 0, -24, 90, 20)] },
    { ...image, instances: [] },
    // A floor that crosses the near plane, and a speck.
    { ...image, instances: [at(1, 0, 0.3, 1, 9, [1, 0, 0, 0, 0.1, -0.995, 0, 0.995, 0.1]), { ...at(0, 0, -0.2, 1, 0.01), foreground: 3 }] },
  ],
};

/** The first is not visible, so the ids of the others differ from their indices. */
const FOREGROUNDS = [
  { image: 0, visible: 0, category: 9, id: 0 }, { image: 0, visible: 5, category: 300, id: 1 }, { image: 0, visible: 7, category: 2, id: 2 },
  { image: 2, visible: 1, category: 9, id: 1 },
];

test('ids, depth and normals equal their reference', async () => {
  const device = await openDevice();
  const { visibility, vertices } = visible(drawing);
  const context = passContext(device);
  const rows = (struct: string, list: Record<string, number>[]) => {
    const out = StructRows.allocate(structLayout(context.shaders, 'counters', struct), list.length);
    list.forEach((fields, row) => Object.entries(fields).forEach(([field, value]) => { out.u32[out.at(row, field)] = value; }));
    return upload(device, out.u32);
  };
  const frame = new StructRows(structLayout(context.shaders, 'frame', 'Frame'), new ArrayBuffer(256));
  Object.entries({ width: 37, height: 21, images: 3, foregrounds: 4 }).forEach(([field, value]) => { frame.u32[frame.at(0, field)] = value; });
  const resources = {
    ...uploadDrawing(device, drawing, visibility, vertices), frame: upload(device, frame.u32), recordIdOf: scratch(device, 4),
    foregrounds: rows('Foreground', FOREGROUNDS.map(({ image, category }) => ({ image, category }))), counters: rows('Counters', FOREGROUNDS.map(({ visible }) => ({ visible }))),
  };
  const passes = INSPECT_PLANES.map((name) => new InspectPass(context, name));
  const info = { ...emptyFrame(37, 21, 3), foregrounds: 4 };
  const actual = await runAndRead(device, resources, INSPECT_PLANES, (encoder) => passes.forEach((pass) => {
    pass.bind(resources);
    pass.record(encoder, info);
  }));
  const wanted = inspect(drawing, visibility, FOREGROUNDS);

  const words = (name: (typeof INSPECT_PLANES)[number]) => inspectImageWords(name, 37, 21) * 3;
  for (const name of ['instanceIds', 'recordIds', 'categoryIds'] as const) {
    expect([...new Uint16Array(actual[name].buffer, 0, words(name) * 2)], name).toEqual([...wanted[name]]);
  }
  expect(new Set(wanted.instanceIds)).toEqual(new Set([0, 1, 2, 3]));
  expect(new Set(wanted.recordIds)).toEqual(new Set([0, 1, 2]));
  expect(new Set(wanted.categoryIds)).toEqual(new Set([0, 300, 2, 9]));

  const depth = new Float32Array(actual.depth.buffer);
  const depthMm = new Uint16Array(actual.depthMm.buffer);
  wanted.depth.forEach((z, i) => {
    expect(Math.abs(depth[i]! - z), `depth of pixel ${i}: ${depth[i]}, wanted ${z}`).toBeLessThanOrEqual(2e-5 * z);
    const index = Math.floor(i / (37 * 21)) * words('depthMm') / 3 * 2 + (i % (37 * 21));
    const mm = z === 0 ? 0 : Math.min(65535, Math.round(depth[i]! * 1000));
    expect(Math.abs(depthMm[index]! - mm), `pixel ${i}: ${depthMm[index]} mm, wanted ${mm}`).toBeLessThanOrEqual(mm % 65535 === 0 ? 0 : 1);
  });
  expect(new Set(depthMm)).toContain(65535);
  const normals = new Uint8Array(actual.normals.buffer, 0, words('normals') * 4);
  wanted.normals.forEach((level, i) => expect(Math.abs(normals[i]! - level), `normals, byte ${i}`).toBeLessThanOrEqual(1));
  expect(new Set(normals).size).toBeGreaterThan(20);
});

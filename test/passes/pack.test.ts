/** Checks the packed bytes against their reference, for pixel counts that do and do not fill the last word. */
import { beforeAll, expect, test } from 'vitest';
import { emptyFrame } from '../../src/gpu/frame.ts';
import { PackPass, packedImageBytes } from '../../src/gpu/passes/pack.ts';
import { roundUp } from '../../src/gpu/resources.ts';
import { pack } from '../reference/pack.ts';
import { openDevice, passContext, runAndRead, scratch, upload } from '../support/gpu.ts';
import { emptyImage, uploadDrawing } from '../support/drawing.ts';

let device: GPUDevice;
let pass: PackPass;
beforeAll(async () => {
  device = await openDevice();
  pass = new PackPass(passContext(device));
});

test.each([[37, 21, 3], [1, 1, 2], [2, 1, 2], [3, 1, 2], [8, 4, 1], [5, 1, 2]])('%i x %i pixels, %i images', async (width, height, images) => {
  const rgba = Uint8Array.from({ length: width * height * images * 4 }, (_, i) => (i * 2654435761) >>> 24);
  // The buffer ends on a whole vec4, as all buffers of the renderer do: a GPU does not read a part of one.
  const color2 = new Uint8Array(roundUp(rgba.length, 16));
  color2.set(rgba);
  const drawing = { width, height, meshes: [], materials: [], textures: [], images: Array.from({ length: images }, () => emptyImage(width, height, 1)) };
  const bytes = packedImageBytes(width, height) * images;
  // One word too many, which must stay as it is.
  const resources = { ...uploadDrawing(device, drawing, new Uint32Array(4), new Int32Array(4)), color2: upload(device, color2), rgb: scratch(device, bytes / 4 + 4) };
  pass.bind(resources);
  const { rgb } = await runAndRead(device, resources, ['rgb'], (encoder) =>
    pass.record(encoder, emptyFrame(width, height, images)));
  const actual = new Uint8Array(rgb.buffer);
  expect([...actual.subarray(0, bytes)]).toEqual([...pack(width, height, rgba)]);
  expect([...actual.subarray(bytes)]).toEqual(Array.from({ length: actual.length - bytes }, () => 0));
});

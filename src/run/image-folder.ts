/** Writes one rendered image into a folder: its planes, its labels, its record and its scene. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { foregroundIds } from '../labels/ids.ts';
import { buildRecord, recordJson } from '../labels/record.ts';
import { sceneJson, type SceneSettings } from '../scene/scene-json.ts';
import type { AssetLibrary } from '../assets/library.ts';
import { drawBoxes } from '../encode/overlay.ts';
import { encodeLabelFile } from '../encode/label-file.ts';
import { encodeJpeg } from '../encode/jpeg.ts';
import { encodeNpy } from '../encode/npy.ts';
import { encodePng16, encodePng8 } from '../encode/png.ts';
import type { Canvas } from '../gpu/canvases.ts';
import type { Planes } from '../gpu/outputs.ts';
import { layerCodes } from '../gpu/scene-rows.ts';
import { filesOf, type Labels } from '../labels/labels.ts';
import type { Facts } from '../scenarios/scenario.ts';
import type { MadeImage } from './engine.ts';
import { readShaders } from './shaders.ts';

const LAYERS = layerCodes(readShaders());

interface Made extends MadeImage { facts: Facts | undefined }

/** Writes the files of `render`. Files of the same names are replaced; the folder is made where it does not exist. */
export async function writeImageFolder(dir: string, made: Made, library: AssetLibrary, settings: SceneSettings, labels: Labels): Promise<void> {
  const { plan, image, facts, leastBad } = made;
  const { width, height, instances } = plan.scene;
  const planes = image.planes as Required<Planes>;
  const record = buildRecord(plan, library, image.measured, { labels, facts, leastBad });
  const scene = () => sceneJson(plan, library, settings);
  const instanceIds = new Uint16Array(planes.instanceIds.buffer);

  // Silhouettes of an earlier image may have other names, and would stay beside this image's.
  await rm(join(dir, 'silhouettes'), { recursive: true, force: true });
  await mkdir(join(dir, 'silhouettes'), { recursive: true });
  const files: Record<string, Uint8Array | string> = {
    'image.jpg': await encodeJpeg(planes.rgb, width, height, settings.jpegQuality),
    'image.png': await encodePng8(planes.rgb, width, height, 3),
    'color.png': await encodePng8(withoutAlpha(planes.color), width, height, 3),
    'record.json': recordJson(record),
    'scene.json': scene(),
    'instances.png': await encodePng16(new Uint16Array(planes.recordIds.buffer), width, height),
    'scene-instances.png': await encodePng16(instanceIds, width, height),
    'layers.png': await encodePng8(Uint8Array.from(instanceIds, (id) => (id === 0 ? 0 : LAYERS[instances[id - 1]!.layer])), width, height, 1),
    // z in the scene. Divided by the pose.scale of the instance at the pixel, it is in metres.
    'depth.npy': encodeNpy(new Float32Array(planes.depth.buffer), [height, width]),
    'alpha.png': await encodePng8(planes.alpha, width, height, 4),
    'normals.png': await encodePng8(planes.normals, width, height, 3),
    'boxes.png': await drawBoxes(planes.rgb, width, height, record),
  };
  // A label's file of a name from above has the same content, so it is not made again.
  for (const file of filesOf(labels, { planes, width, height, sceneJson: scene })) files[file.suffix] ??= await encodeLabelFile(file);
  const ids = foregroundIds(image.measured);
  for (const [index, { boxFull }] of image.measured.instances.entries()) {
    if (!boxFull) continue;
    const pixels = cropCanvas(planes.silhouettes, image.canvases[index]!, boxFull);
    files[`silhouettes/${ids[index]}.png`] = await encodePng8(pixels, boxFull[2], boxFull[3], 1);
  }
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(dir, name), bytes);
}

function withoutAlpha(rgba: Uint8Array): Uint8Array {
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    rgb[to] = rgba[from]!;
    rgb[to + 1] = rgba[from + 1]!;
    rgb[to + 2] = rgba[from + 2]!;
  }
  return rgb;
}

/** The pixels of a box, 0 or 255, from a canvas of one bit per pixel. The box is x, y, width and height on the image's grid. */
function cropCanvas(bits: Uint8Array, canvas: Canvas, [x0, y0, width, height]: readonly [number, number, number, number]): Uint8Array {
  const pixels = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = canvas.firstByte + ((y0 - canvas.y0 + y) * canvas.widthPx) / 8;
    for (let x = 0; x < width; x++) {
      const bit = x0 - canvas.x0 + x;
      if ((bits[row + (bit >> 3)]! >> (bit & 7)) & 1) pixels[y * width + x] = 255;
    }
  }
  return pixels;
}

/** Exports to KITTI's object benchmark: training/image_2, label_2, calib, and ImageSets. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { matrixOf } from '../geometry/poses.ts';
import { taughtBox } from '../labels/box.ts';
import type { ImageRecord, RecordInstance } from '../labels/record.ts';
import { type ExportSource, imageOf } from './export-source.ts';
import { meshOf, type ModelMesh, openMeshes } from './model-meshes.ts';
import { TextFile } from './text-file.ts';
import { halfTurns, yawBox } from './yaw-box.ts';

/**
 * Format: readme of the object development kit, https://www.cvlibs.net/datasets/kitti/eval_object.php. Pixel centres are integers: a 2D
 * box runs from the first column to the last, and the principal point is half a pixel less than the record's. 3D boxes are metric and
 * stand upright around the mesh. `ignore` becomes DontCare.
 */
export async function exportKitti({ dataset, out, splits, samples, images, assets }: ExportSource): Promise<void> {
  const meshes = await openMeshes(dataset.datasets, assets);
  const [labelDir, calibDir, imageDir] = ['label_2', 'calib', 'image_2'].map((name) => join(out, 'training', name)) as [string, string, string];
  for (const dir of [labelDir, calibDir, join(out, 'ImageSets'), ...(images ? [imageDir] : [])]) mkdirSync(dir, { recursive: true });
  for (const split of splits) {
    const list = new TextFile(join(out, 'ImageSets', `${split.name ?? 'trainval'}.txt`));
    for (const sample of samples(split)) {
      const { key, record } = sample;
      list.write(`${key}\n`);
      writeFileSync(join(labelDir, `${key}.txt`), record.instances.map((instance) => `${label(instance, meshes.of(sample))}\n`).join(''));
      writeFileSync(join(calibDir, `${key}.txt`), calibration(record));
      if (images) writeFileSync(join(imageDir, `${key}.jpg`), imageOf(sample));
    }
    list.close();
  }
}

/** Rounds to micrometres and microradians. */
const short = (value: number): number => Math.round(value * 1e6) / 1e6;

function label(instance: RecordInstance, meshes: Map<string, ModelMesh>): string {
  const { category, inFrame, occludedBy, ignore, pose, model } = instance;
  const [x, y, width, height] = taughtBox(instance);
  const box2d = [x, y, x + width - 1, y + height - 1].map(short);
  if (ignore === true) return `DontCare -1 -1 -10 ${box2d.join(' ')} -1 -1 -1 -1000 -1000 -1000 -10`;
  const [tx, ty, tz] = pose.translation;
  const box = yawBox(meshOf(meshes, model).hull, matrixOf(pose.rotation), [tx / pose.scale, ty / pose.scale, tz / pose.scale]);
  const [boxX, , boxZ] = box.location;
  const alpha = halfTurns(box.rotationY - Math.atan2(boxX, boxZ));
  // The occluded share of the part inside the image. Below 5 % the object counts as fully visible, from 50 % on as largely occluded.
  const hidden = inFrame === 0 ? 0 : (occludedBy.foreground + occludedBy.occluder) / inFrame;
  const occluded = hidden < 0.05 ? 0 : hidden < 0.5 ? 1 : 2;
  const numbers = [1 - inFrame, occluded, alpha, ...box2d, box.height, box.width, box.length, ...box.location, box.rotationY];
  return `${typeName(category)} ${numbers.map(short).join(' ')}`;
}

/** Spaces separate columns, so white space, `%` and control characters are escaped as in a URL. So is the D of a class named DontCare. */
export function typeName(category: string): string {
  return category.replace(/[\s%\x00-\x1f\x7f]/g, (letter) => encodeURIComponent(letter)).replace(/^DontCare$/i, (name) => `%${name.charCodeAt(0).toString(16)}${name.slice(1)}`);
}

/** All four cameras are the same one. Lidar and vehicle have identity transforms, because there are none. */
function calibration({ camera: { fx, fy, cx, cy } }: ImageRecord): string {
  const projection = [fx, 0, cx - 0.5, 0, 0, fy, cy - 0.5, 0, 0, 0, 1, 0].join(' ');
  const identity = '1 0 0 0 0 1 0 0 0 0 1 0';
  return `${['P0', 'P1', 'P2', 'P3'].map((name) => `${name}: ${projection}\n`).join('')}R0_rect: 1 0 0 0 1 0 0 0 1\nTr_velo_to_cam: ${identity}\nTr_imu_to_velo: ${identity}\n`;
}

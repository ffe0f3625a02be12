/** Exports to the tables of nuScenes: v1.0-<split>/*.json, samples/CAM_FRONT, maps. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodePng8 } from '../encode/png.ts';
import { multiply } from '../geometry/poses.ts';
import type { Quaternion, Vec3 } from '../geometry/vectors.ts';
import type { RecordInstance } from '../labels/record.ts';
import type { Split } from '../dataset/splits.ts';
import { type ExportSource, imageOf } from './export-source.ts';
import { TextFile } from './text-file.ts';
import { tokenOf } from './tokens.ts';

const CHANNEL = 'CAM_FRONT';
/** Microseconds from one image to the next, so that no two images have the same timestamp. */
const STEP_US = 500_000;

/** A table's index is part of its rows' tokens. */
const TABLES = ['log', 'scene', 'sample', 'sample_data', 'ego_pose', 'calibrated_sensor', 'sensor', 'instance', 'category', 'attribute', 'visibility', 'sample_annotation', 'map'] as const;
type Table = (typeof TABLES)[number];

const VISIBILITY = [
  { token: '1', level: 'v0-40', description: 'visibility of whole object is between 0 and 40%' },
  { token: '2', level: 'v40-60', description: 'visibility of whole object is between 40 and 60%' },
  { token: '3', level: 'v60-80', description: 'visibility of whole object is between 60 and 80%' },
  { token: '4', level: 'v80-100', description: 'visibility of whole object is between 80 and 100%' },
];

/** Rotates the camera's frame (x right, y down, z forward) to the vehicle's (x forward, y left, z up). The vehicle's frame is the world's. */
const CAMERA_ROTATION: Quaternion = [0.5, -0.5, 0.5, -0.5];
/** Rotates a box's frame (x along its length, y along its width, z up) to the model's (z to the front, x to the left, y up). */
const BOX_ROTATION: Quaternion = [0.5, -0.5, -0.5, -0.5];

/**
 * Format: https://github.com/nutonomy/nuscenes-devkit/blob/master/docs/schema_nuscenes.md. An image is a scene of one sample, because
 * images share no object. An object is an instance with one annotation. Boxes are metric. Pixel centres are integers. `ignore` becomes an
 * attribute.
 */
export async function exportNuscenes(source: ExportSource): Promise<void> {
  const { out, splits, images } = source;
  if (images) mkdirSync(join(out, 'samples', CHANNEL), { recursive: true });
  mkdirSync(join(out, 'maps'));
  writeFileSync(join(out, 'maps', 'empty.png'), await encodePng8(new Uint8Array(1), 1, 1, 1)); // readers open the map's file
  for (const split of splits) writeSplit(source, split);
}

function writeSplit({ dataset, out, images, samples }: ExportSource, split: Split): void {
  const { generator, configSha256, categories } = dataset;
  const dir = join(out, `v1.0-${split.name ?? 'trainval'}`);
  mkdirSync(dir);
  const files = new Map(TABLES.map((table) => [table, new TextFile(join(dir, `${table}.json`))]));
  for (const file of files.values()) file.write('[');
  const add = (table: Table, row: object) => files.get(table)!.row(JSON.stringify(row));
  const token = (table: Table, index = 0, id = 0) => tokenOf(configSha256, TABLES.indexOf(table), index, id);

  add('log', { token: token('log'), logfile: `config ${configSha256}`, vehicle: generator, date_captured: '1970-01-01', location: 'synthetic' });
  add('map', { token: token('map'), log_tokens: [token('log')], category: 'semantic_prior', filename: 'maps/empty.png' });
  add('sensor', { token: token('sensor'), channel: CHANNEL, modality: 'camera' });
  add('attribute', { token: token('attribute'), name: 'ignore', description: 'Too little is visible to count' });
  for (const row of VISIBILITY) add('visibility', row);
  for (const { id, name } of categories) add('category', { token: token('category', id), name, description: '', index: id });

  for (const sample of samples(split)) {
    const { key, record: { index, width, height, camera: { fx, fy, cx, cy }, instances } } = sample;
    const timestamp = index * STEP_US;
    const filename = `samples/${CHANNEL}/${key}.jpg`;
    if (images) writeFileSync(join(out, filename), imageOf(sample));
    const self = { sample: token('sample', index), scene: token('scene', index), ego: token('ego_pose', index), camera: token('calibrated_sensor', index) };
    add('scene', { token: self.scene, log_token: token('log'), nbr_samples: 1, first_sample_token: self.sample, last_sample_token: self.sample, name: `scene-${key}`, description: '' });
    add('sample', { token: self.sample, timestamp, prev: '', next: '', scene_token: self.scene });
    add('ego_pose', { token: self.ego, timestamp, rotation: [1, 0, 0, 0], translation: [0, 0, 0] });
    add('calibrated_sensor', {
      token: self.camera, sensor_token: token('sensor'), translation: [0, 0, 0], rotation: CAMERA_ROTATION, camera_intrinsic: [[fx, 0, cx - 0.5], [0, fy, cy - 0.5], [0, 0, 1]],
    });
    add('sample_data', {
      token: token('sample_data', index), sample_token: self.sample, ego_pose_token: self.ego, calibrated_sensor_token: self.camera, timestamp,
      fileformat: 'jpg', is_key_frame: true, height, width, filename, prev: '', next: '',
    });
    for (const instance of instances) {
      const { id, categoryId, ignore } = instance;
      const [instanceToken, annotation] = [token('instance', index, id), token('sample_annotation', index, id)];
      add('instance', { token: instanceToken, category_token: token('category', categoryId), nbr_annotations: 1, first_annotation_token: annotation, last_annotation_token: annotation });
      add('sample_annotation', {
        token: annotation, sample_token: self.sample, instance_token: instanceToken, visibility_token: visibilityToken(instance), attribute_tokens: ignore === true ? [token('attribute')] : [],
        ...worldBox(instance), prev: '', next: '', num_lidar_pts: 0, num_radar_pts: 0,
      });
    }
  }
  for (const file of files.values()) {
    file.write('\n]\n');
    file.close();
  }
}

const visibilityToken = ({ visibility }: RecordInstance): string => VISIBILITY[visibility < 0.4 ? 0 : visibility < 0.6 ? 1 : visibility < 0.8 ? 2 : 3]!.token;

/** The size is width (across), length (to the front), height. */
function worldBox({ box3d: { center: [x, y, z], size: [across, up, front], rotation }, pose: { scale } }: RecordInstance): { translation: Vec3; size: Vec3; rotation: Quaternion } {
  return {
    translation: [z / scale, -x / scale, -y / scale],
    size: [across / scale, front / scale, up / scale],
    rotation: multiply(CAMERA_ROTATION, multiply(rotation, BOX_ROTATION)),
  };
}

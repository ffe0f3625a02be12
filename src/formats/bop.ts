/** Exports to BOP: <split>/<scene>/{rgb,depth,mask,mask_visib}, poses in mm, and the models as PLY. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodePly } from '../encode/ply.ts';
import { encodePng16, encodePng8 } from '../encode/png.ts';
import type { Symmetry } from '../config/asset-rules.ts';
import { UserError } from '../config/errors.ts';
import { matrixOf } from '../geometry/poses.ts';
import { closeSymmetries } from '../geometry/symmetries.ts';
import type { RecordInstance } from '../labels/record.ts';
import type { JoinedSample } from '../dataset/joined-dataset.ts';
import type { DatasetSample } from '../dataset/reader.ts';
import { datasetOf, type ExportSource, imageOf } from './export-source.ts';
import { idPlane, MASK_MEMBERS, maskOf, noMasks, readPlane } from './masks.ts';
import { meshOf, type ModelMesh, openMeshes } from './model-meshes.ts';
import { TextFile } from './text-file.ts';

const MM = 1000;
const LARGEST_16 = 65535;
/** A quarter turn leaves so much of a 0 in its matrix. */
const ROUNDING = 1e-12;

/** Scenes, images and objects have numbers of six digits in BOP. */
const sixDigits = (value: number | string): string => String(value).padStart(6, '0');

/**
 * Format: https://github.com/thodan/bop_toolkit/blob/master/docs/bop_datasets_format.md. A shard is a scene. Pixel centres are integers.
 * Poses are metric: translation / scale. Depths of labelled pixels are divided by the same scale; other pixels keep the scene's depth.
 * `depth` and `mask` (whole silhouettes) are written where the dataset has them.
 */
export async function exportBop(source: ExportSource): Promise<void> {
  const { dataset, out, splits, assets } = source;
  const meshes = await openMeshes(dataset.datasets, assets);
  writeModels(out, meshes.all, [dataset.generator, `config ${dataset.configSha256}`]);
  writeFileSync(join(out, 'dataset_info.md'), `# Dataset\n\nMade with ${dataset.generator}, config ${dataset.configSha256}.\n`);
  for (const split of splits) {
    let scene = null as SceneFolder | null;
    mkdirSync(join(out, split.name ?? 'train'));
    for (const sample of source.samples(split, [...MASK_MEMBERS, 'depth.png', 'depth.npy'])) {
      if (scene?.shard !== sample.shard.name) {
        scene?.close();
        scene = new SceneFolder(join(out, split.name ?? 'train', sixDigits(sample.shard.name)), sample.shard.name, source.images);
      }
      await scene.add(sample, meshes.of(sample));
      if (!sample.members.has('depth.png') && !sample.members.has('depth.npy')) source.note(`bop: ${datasetOf(source, sample)} has no depth, so there is none; labels.depth makes it.`);
      if (sample.record.instances.some(({ amodalRle }) => !amodalRle)) source.note(`bop: ${datasetOf(source, sample)} has no whole silhouettes, so there are no files in mask; labels.amodalRle makes them.`);
    }
    scene?.close();
  }
}

function writeModels(out: string, meshes: readonly ModelMesh[], comments: string[]): void {
  mkdirSync(join(out, 'models'));
  const infos: Record<string, object> = {};
  for (const { id, name, category, positions, triangles, hull, symmetries } of meshes) {
    writeFileSync(join(out, 'models', `obj_${sixDigits(id)}.ply`), encodePly(positions.map((value) => value * MM), triangles, comments));
    const [low, high] = [[Infinity, Infinity, Infinity], [-Infinity, -Infinity, -Infinity]] as [number[], number[]];
    hull.forEach((value, i) => {
      low[i % 3] = Math.min(low[i % 3]!, value * MM);
      high[i % 3] = Math.max(high[i % 3]!, value * MM);
    });
    const [x, y, z] = low;
    const [width, height, depth] = high.map((value, axis) => value - low[axis]!);
    infos[id] = { diameter: diameterOf(hull) * MM, min_x: x, min_y: y, min_z: z, size_x: width, size_y: height, size_z: depth, ...symmetriesOf(symmetries), name, category };
  }
  writeFileSync(join(out, 'models', 'models_info.json'), `${JSON.stringify(infos, null, 1)}\n`);
}

/**
 * `symmetries_discrete`: every motion that whole folds make together, as rows of a 4 x 4 matrix, millimetres; `symmetries_continuous`: axes.
 * Readers multiply the one by the other. Keys without an entry are left out.
 */
function symmetriesOf(symmetries: readonly Symmetry[]): object {
  const discrete = (closeSymmetries(symmetries) ?? []).map(({ rotation, translation }) => {
    const m = matrixOf(rotation).map((value) => (Math.abs(value) < ROUNDING ? 0 : value));
    const [x, y, z] = translation.map((metres) => MM * metres);
    return [...m.slice(0, 3), x, ...m.slice(3, 6), y, ...m.slice(6), z, 0, 0, 0, 1];
  });
  const continuous = symmetries.filter(({ fold }) => fold === 'continuous').map(({ axis, offset }) => ({ axis, offset: offset.map((metres) => MM * metres) }));
  return { ...(discrete.length > 0 && { symmetries_discrete: discrete }), ...(continuous.length > 0 && { symmetries_continuous: continuous }) };
}

/** Largest distance between two vertices. */
function diameterOf(hull: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < hull.length; i += 3)
    for (let k = 0; k < i; k += 3) largest = Math.max(largest, (hull[i]! - hull[k]!) ** 2 + (hull[i + 1]! - hull[k + 1]!) ** 2 + (hull[i + 2]! - hull[k + 2]!) ** 2);
  return Math.sqrt(largest);
}

/** One scene of BOP: a folder of images with three tables, which grow with each image. */
class SceneFolder {
  readonly shard: string;
  readonly #dir: string;
  readonly #hasImages: boolean;
  readonly #camera: TextFile;
  readonly #poses: TextFile;
  readonly #infos: TextFile;

  constructor(dir: string, shard: string, hasImages: boolean) {
    for (const name of ['mask_visib', ...(hasImages ? ['rgb'] : [])]) mkdirSync(join(dir, name), { recursive: true });
    this.shard = shard;
    this.#dir = dir;
    this.#hasImages = hasImages;
    [this.#camera, this.#poses, this.#infos] = ['scene_camera', 'scene_gt', 'scene_gt_info'].map((name) => new TextFile(join(dir, `${name}.json`))) as [TextFile, TextFile, TextFile];
    for (const file of [this.#camera, this.#poses, this.#infos]) file.write('{');
  }

  async add(sample: JoinedSample, meshes: Map<string, ModelMesh>): Promise<void> {
    const { record, position } = sample;
    const { instances, width, height, camera: { fx, fy, cx, cy } } = record;
    const name = sixDigits(position);
    if (this.#hasImages) writeFileSync(join(this.#dir, 'rgb', `${name}.jpg`), imageOf(sample));
    const ids = instances.length === 0 ? new Uint16Array(width * height) : await idPlane(sample);
    if (!ids) throw noMasks(sample, 'bop');
    const depthScale = await this.#writeDepth(sample, ids, name);
    this.#camera.row(`"${position}":${JSON.stringify({ cam_K: [fx, 0, cx - 0.5, 0, fy, cy - 0.5, 0, 0, 1], depth_scale: depthScale ?? 1 })}`);
    this.#poses.row(`"${position}":${JSON.stringify(instances.map((instance) => poseOf(instance, meshes)))}`);
    this.#infos.row(`"${position}":${JSON.stringify(instances.map(infoOf))}`);
    // `map` of a typed array is used instead of `from`, which uses the iterator and takes longer than encoding the plane.
    for (const [index, { id, amodalRle }] of instances.entries()) {
      const file = `${name}_${sixDigits(index)}.png`;
      writeFileSync(join(this.#dir, 'mask_visib', file), await encodePng8(new Uint8Array(ids.map((seen) => (seen === id ? 255 : 0))), width, height, 1));
      if (!amodalRle) continue;
      mkdirSync(join(this.#dir, 'mask'), { recursive: true });
      writeFileSync(join(this.#dir, 'mask', file), await encodePng8(maskOf(amodalRle).map((inside) => 255 * inside), width, height, 1));
    }
  }

  close(): void {
    for (const file of [this.#camera, this.#poses, this.#infos]) {
      file.write('\n}\n');
      file.close();
    }
  }

  /**
   * Writes depth in steps of 0.1 mm, or of 1 mm where a labelled pixel is too far for that. Pixels beyond 16 bits get 0, no depth.
   * @returns mm per step; null where the dataset has no depth
   */
  async #writeDepth(sample: DatasetSample, ids: Uint16Array, name: string): Promise<number | null> {
    const depthMm = await readDepthMm(sample);
    if (!depthMm) return null;
    const { width, height, instances } = sample.record;
    const scales = new Float64Array(LARGEST_16 + 1).fill(1);
    for (const { id, pose } of instances) scales[id] = pose.scale;
    let farthest = 0;
    ids.forEach((id, at) => {
      depthMm[at]! /= scales[id]!;
      if (id > 0) farthest = Math.max(farthest, depthMm[at]!);
    });
    const step = farthest <= LARGEST_16 / 10 ? 0.1 : 1;
    const steps = new Uint16Array(depthMm.map((mm) => (mm / step <= LARGEST_16 ? Math.round(mm / step) : 0)));
    mkdirSync(join(this.#dir, 'depth'), { recursive: true });
    writeFileSync(join(this.#dir, 'depth', `${name}.png`), await encodePng16(steps, width, height));
    return step;
  }
}

function poseOf({ model, pose: { rotation, translation, scale } }: RecordInstance, meshes: Map<string, ModelMesh>): object {
  return { cam_R_m2c: matrixOf(rotation), cam_t_m2c: translation.map((metres) => (metres / scale) * MM), obj_id: meshOf(meshes, model).id };
}

/** Counts and boxes of the whole object include what lies outside the image, as BOP's toolkit has them. Every pixel inside has a depth. */
function infoOf({ bbox, bboxFull, area, areaAmodal, areaFull, visibility }: RecordInstance): object {
  return { bbox_obj: bboxFull, bbox_visib: bbox, px_count_all: areaFull, px_count_valid: areaAmodal, px_count_visib: area, visib_fract: visibility };
}

/** Depth in the scene, millimetres; 0 where nothing is drawn or the PNG is saturated; null where the dataset has no depth. */
async function readDepthMm(sample: DatasetSample): Promise<Float64Array | null> {
  const millimetres = await readPlane(sample, 'depth.png');
  if (millimetres) return new Float64Array(millimetres).map((mm) => (mm === LARGEST_16 ? 0 : mm));
  const npy = sample.members.get('depth.npy');
  if (!npy) return null;
  const { width, height } = sample.record;
  const start = 10 + npy.readUInt16LE(8);
  if (npy.length !== start + 4 * width * height) throw new UserError(`export: ${sample.key}.depth.npy has ${npy.length - start} bytes of values; wanted ${width} x ${height} floats`);
  return new Float64Array(width * height).map((_, at) => npy.readFloatLE(start + 4 * at) * MM);
}

/** Packs one scene into the rows that the renderer uploads: levels of detail chosen, work cut into chunks, canvases sized. */
import { asin, atan2, hypot, pow2, tan } from '../geometry/math.ts';
import { projectPoint } from '../geometry/projection.ts';
import { keypointToleranceM } from './keypoint-rows.ts';
import type { CompiledModel, Lod } from '../assets/compiled-model.ts';
import type { AssetLibrary, LibraryModel } from '../assets/library.ts';
import { UserError } from '../config/errors.ts';
import type { Layer, Light, Scene, SceneInstance } from '../scene/scene.ts';
import type { Pose } from '../geometry/vectors.ts';
import { guardBandPx } from './frame.ts';
import { blurWeightsRow } from './passes/blur.ts';
import { matrixOf, rotate } from '../geometry/poses.ts';
import { oncePerShaders, shaderConstant } from './shader-constants.ts';
import { structLayout, StructRows, type ShaderTexts, type StructLayout } from './wgsl.ts';

/** A level is used when its error projects to at most this many pixels; `slim`: of a labelled object that is at most SLIM_PX wide somewhere. */
const LOD_ERROR_PX = { foreground: 0.1, slim: 0.05, background: 0.5, occluder: 0.5 };
/**
 * With 0.1 px throughout, slim objects 60 px long and more lost up to 1.6 % of their pixels at the outline. With 0.05 throughout, scans of 16,000
 * triangles are drawn with 1.5 times as many in the foreground, those of 260,000 with 2.6 times.
 */
const SLIM_PX = 60;

/** Of Instance.layer. */
export const layerCodes = oncePerShaders((shaders): Record<Layer, number> => {
  const code = (layer: Layer) => shaderConstant(shaders, 'shared/instance', `LAYER_${layer.toUpperCase()}`);
  return { background: code('background'), foreground: code('foreground'), occluder: code('occluder') };
});
/** The plane keeps ~id, and 0 there means nothing is drawn. */
const MAX_ID = 0xffffffff;

/** Labelled instances per image; `pairs` grows with its square. */
export const MAX_FOREGROUND = 1024;

/** Layouts of the rows that one scene is made of, and how many lights it may have. */
export interface SceneLayouts {
  image: StructLayout;
  light: StructLayout;
  instance: StructLayout;
  chunk: StructLayout;
  foreground: StructLayout;
  pair: StructLayout;
  counters: StructLayout;
  keypoint: StructLayout;
  mostLights: number;
  chunkSize: number;
  none: number;
  layerCodes: Record<Layer, number>;
  coordinateBias: number;
}

export function sceneLayouts(shaders: ShaderTexts): SceneLayouts {
  return {
    image: structLayout(shaders, 'image', 'Image'),
    light: structLayout(shaders, 'image', 'Light'),
    instance: structLayout(shaders, 'instance', 'Instance'),
    chunk: structLayout(shaders, 'instance', 'Chunk'),
    foreground: structLayout(shaders, 'counters', 'Foreground'),
    pair: structLayout(shaders, 'counters', 'Pair'),
    counters: structLayout(shaders, 'counters', 'Counters'),
    keypoint: structLayout(shaders, 'keypoint', 'Keypoint'),
    mostLights: shaderConstant(shaders, 'shared/image', 'MOST_LIGHTS'),
    chunkSize: shaderConstant(shaders, 'shared/instance', 'CHUNK_SIZE'),
    none: shaderConstant(shaders, 'shared/instance', 'NONE'),
    layerCodes: layerCodes(shaders),
    coordinateBias: shaderConstant(shaders, 'shared/counters', 'COORDINATE_BIAS'),
  };
}

/** One scene in WGSL rows. Everything that counts from the batch's start (image, firstVertex, ...) counts from the scene's here. */
export interface PackedScene {
  image: ArrayBuffer;
  lights: ArrayBuffer;
  instances: ArrayBuffer;
  vertexChunks: ArrayBuffer;
  /** Triangles, those of the background apart: cull takes them in a round of their own. */
  nearChunks: ArrayBuffer;
  farChunks: ArrayBuffer;
  foregrounds: ArrayBuffer;
  pairs: ArrayBuffer;
  /** Of the labelled instances, in their order. */
  keypoints: ArrayBuffer;
  blurWeights: Float32Array<ArrayBuffer>;
  /** Vertices and triangles of all instances, each counted anew; words of their silhouettes. */
  vertices: number;
  triangles: number;
  silhouetteWords: number;
  /** Counters of what hides what: a row for each labelled instance, in it one for each of them, for each occluder, and for the background. */
  occlusionCounters: number;
}

/** The buffers to hand over when a packed scene is posted to another thread. */
export function transferList(scene: PackedScene): ArrayBuffer[] {
  return [scene.image, scene.lights, scene.instances, scene.vertexChunks, scene.nearChunks, scene.farChunks, scene.foregrounds, scene.pairs, scene.keypoints, scene.blurWeights.buffer];
}

/**
 * `meshOf[model]` is the first row of `meshes` of a library model in the pack that will be bound, -1 when it is not in it.
 * Throws when the scene passes a limit of the id format or names a model that is not packed.
 */
export function packScene(scene: Scene, library: AssetLibrary, meshOf: Int32Array, layouts: SceneLayouts): PackedScene {
  const { chunkSize, none, layerCodes } = layouts;
  const guardPx = guardBandPx(scene);
  const placed = scene.instances.map((instance, ordinal) => place(instance, ordinal, scene, library));
  const foreground = placed.filter((p) => p.instance.layer === 'foreground');
  if (foreground.length > MAX_FOREGROUND) throw new UserError(`scene: ${foreground.length} foreground instances; wanted at most ${MAX_FOREGROUND}`);

  if (scene.lights.length > layouts.mostLights) throw new UserError(`scene: ${scene.lights.length} lights; wanted at most ${layouts.mostLights}`);

  const triangleBits = Math.max(1, ...placed.map((p) => bitsFor(p.lod.triangleCount)));
  if (placed.length * pow2(triangleBits) > MAX_ID) {
    throw new UserError(`scene: ${placed.length} instances with meshes of up to ${pow2(triangleBits)} triangles; wanted fewer than 2^32 both multiplied`);
  }

  const vertexChunkCount = sum(placed, (p) => Math.ceil(p.lod.vertexCount / chunkSize));
  const instances = StructRows.allocate(layouts.instance, placed.length);
  const vertexChunks = new Uint32Array(vertexChunkCount * layouts.chunk.words);
  const nearChunks: number[] = [];
  const farChunks: number[] = [];
  const foregrounds = StructRows.allocate(layouts.foreground, foreground.length);

  const at = layouts.instance.offset as Record<string, number>;
  let firstVertex = 0;
  let firstTriangle = 0;
  let vertexChunk = 0;
  let foregroundRow = 0;
  let occluder = 0;
  const occluders = placed.filter((p) => p.instance.layer === 'occluder').length;
  const occlusionColumns = foreground.length + occluders + 1;
  placed.forEach((p, ordinal) => {
    const row = ordinal * layouts.instance.words;
    const mesh = meshOf[p.instance.model] ?? -1;
    if (mesh < 0) throw new Error(`scene: model "${p.model.name}" is not in the pack that is bound.`);
    const m = matrixOf(p.instance.pose.rotation);
    const s = p.instance.pose.scale;
    instances.f32.set([m[0] * s, m[1] * s, m[2] * s, p.center[0], m[3] * s, m[4] * s, m[5] * s, p.center[1], m[6] * s, m[7] * s, m[8] * s, p.center[2]], row + at.row0!);
    instances.u32[row + at.mesh!] = mesh + p.lodLevel;
    instances.u32[row + at.ordinal!] = ordinal;
    instances.u32[row + at.firstId!] = ordinal * pow2(triangleBits);
    instances.u32[row + at.firstVertex!] = firstVertex;
    instances.u32[row + at.firstSetupPlace!] = firstTriangle;
    instances.f32[row + at.hue!] = p.instance.hue;
    instances.u32[row + at.layer!] = layerCodes[p.instance.layer];
    const { layer } = p.instance;
    instances.u32[row + at.occlusionColumn!] = layer === 'foreground' ? foregroundRow : foreground.length + (layer === 'occluder' ? occluder++ : occluders);
    instances.u32[row + at.foreground!] = layer === 'foreground' ? foregroundRow++ : none;
    for (let first = 0; first < p.lod.vertexCount; first += chunkSize) {
      vertexChunks[vertexChunk++] = ordinal;
      vertexChunks[vertexChunk++] = first;
    }
    const triangleChunks = layer === 'background' ? farChunks : nearChunks;
    for (let first = 0; first < p.lod.triangleCount; first += chunkSize) triangleChunks.push(ordinal, first);
    firstVertex += p.lod.vertexCount;
    firstTriangle += p.lod.triangleCount;
  });

  const canvases = foreground.map((p) => canvasOf(p, scene, guardPx));
  let silhouetteWords = 0;
  canvases.forEach((canvas, i) => {
    const widthWords = (canvas.x1 - canvas.x0) / 32;
    foregrounds.u32[foregrounds.at(i, 'instance')] = foreground[i]!.ordinal;
    foregrounds.i32[foregrounds.at(i, 'x0')] = canvas.x0;
    foregrounds.i32[foregrounds.at(i, 'y0')] = canvas.y0;
    foregrounds.u32[foregrounds.at(i, 'widthWords')] = widthWords;
    foregrounds.u32[foregrounds.at(i, 'height')] = canvas.y1 - canvas.y0;
    foregrounds.u32[foregrounds.at(i, 'firstWord')] = silhouetteWords;
    foregrounds.u32[foregrounds.at(i, 'category')] = library.categories.indexOf(foreground[i]!.model.category ?? '') + 1;
    foregrounds.u32[foregrounds.at(i, 'firstOcclusion')] = i * occlusionColumns;
    silhouetteWords += widthWords * (canvas.y1 - canvas.y0);
  });

  return {
    image: packImage(scene, triangleBits, layouts).buffer,
    lights: packLights(scene, layouts).buffer,
    instances: instances.u32.buffer as ArrayBuffer,
    vertexChunks: vertexChunks.buffer,
    nearChunks: Uint32Array.from(nearChunks).buffer,
    farChunks: Uint32Array.from(farChunks).buffer,
    foregrounds: foregrounds.u32.buffer as ArrayBuffer,
    pairs: meetingPairs(canvases).buffer,
    keypoints: packKeypoints(foreground, scene, layouts).buffer,
    blurWeights: blurWeightsRow(scene.post.blurKernel, scene.post.blurSigma),
    vertices: firstVertex,
    triangles: firstTriangle,
    silhouetteWords,
    occlusionCounters: foreground.length * occlusionColumns,
  };
}

interface Placed {
  instance: SceneInstance;
  ordinal: number;
  model: LibraryModel;
  /** Camera position of the box's centre and radius around it, in the scene's scale, metres. */
  center: [number, number, number];
  radiusM: number;
  lodLevel: number;
  lod: LibraryModel['compiled']['lods'][number];
}

function place(instance: SceneInstance, ordinal: number, scene: Scene, library: AssetLibrary): Placed {
  const model = library.models[instance.model];
  if (!model) throw new Error(`scene: model ${instance.model} is not in the library of ${library.models.length}.`);
  const { compiled } = model;
  const center = centerOf(instance.pose, compiled.center);
  const radiusM = compiled.radiusM * instance.pose.scale;
  const lodLevel = instance.lod === 'auto' ? chooseLod(compiled, instance, center[2] - radiusM, scene) : instance.lod;
  const lod = compiled.lods[lodLevel];
  if (!lod) throw new Error(`scene: model "${model.name}" has no level of detail ${lodLevel}; it has ${compiled.lods.length}.`);
  return { instance, ordinal, model, center, radiusM, lodLevel, lod };
}

function centerOf(pose: Pose, modelCenter: readonly [number, number, number]): [number, number, number] {
  const [x, y, z] = rotate(pose.rotation, [modelCenter[0] * pose.scale, modelCenter[1] * pose.scale, modelCenter[2] * pose.scale]);
  return [x + pose.translation[0], y + pose.translation[1], z + pose.translation[2]];
}

/** The coarsest level whose error, at the instance's nearest point, projects to at most what its layer allows; labels need true outlines too. */
function chooseLod({ lods, widthM }: CompiledModel, { layer, pose }: SceneInstance, nearestM: number, { camera }: Scene): number {
  const pxPerMetre = (pose.scale * Math.max(camera.fx, camera.fy)) / Math.max(nearestM, camera.near);
  const isLabelled = layer === 'foreground';
  const errorPx = (lod: Lod) => (isLabelled ? Math.max(lod.errorM, lod.outlineErrorM) : lod.errorM) * pxPerMetre;
  const widePx = Math.max(widthM * pxPerMetre, SLIM_PX);
  const allowedPx = isLabelled ? Math.min((LOD_ERROR_PX.slim * widePx) / SLIM_PX, LOD_ERROR_PX.foreground) : LOD_ERROR_PX[layer];
  let level = 0;
  while (level + 1 < lods.length && errorPx(lods[level + 1]!) <= allowedPx) level++;
  return level;
}

interface Canvas { x0: number; y0: number; x1: number; y1: number }

/** Whole words of pixels around everything that the instance can cover, never beyond the guard band. */
function canvasOf(p: Placed, { width, height, camera }: Scene, guardPx: number): Canvas {
  const [x, y, z] = p.center;
  let [x0, y0, x1, y1] = [-guardPx, -guardPx, width + guardPx, height + guardPx];
  if (z - p.radiusM > camera.near) {
    const [left, right] = sphereExtent(x, z, p.radiusM, camera.fx, camera.cx);
    const [top, bottom] = sphereExtent(y, z, p.radiusM, camera.fy, camera.cy);
    [x0, x1] = [clamp(Math.floor(left) - 1, x0, x1), clamp(Math.ceil(right) + 1, x0, x1)];
    [y0, y1] = [clamp(Math.floor(top) - 1, y0, y1), clamp(Math.ceil(bottom) + 1, y0, y1)];
  }
  return { x0: Math.floor(x0 / 32) * 32, y0, x1: Math.max(Math.floor(x0 / 32) * 32, Math.ceil(x1 / 32) * 32), y1: Math.max(y0, y1) };
}

/** Where the two tangents from the camera to a sphere meet the picture plane, along one axis. */
function sphereExtent(offset: number, z: number, radius: number, focalPx: number, centerPx: number): [number, number] {
  const direction = atan2(offset, z);
  const half = asin(Math.min(1, radius / hypot(offset, z)));
  return [focalPx * tan(direction - half) + centerPx, focalPx * tan(direction + half) + centerPx];
}

function meetingPairs(canvases: Canvas[]): Uint32Array<ArrayBuffer> {
  const pairs: number[] = [];
  canvases.forEach((a, i) => {
    for (let j = i + 1; j < canvases.length; j++) {
      const b = canvases[j]!;
      if (a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1) pairs.push(i, j);
    }
  });
  return new Uint32Array(pairs);
}

function packKeypoints(foreground: Placed[], { camera }: Scene, layouts: SceneLayouts): Uint32Array<ArrayBuffer> {
  const points = foreground.flatMap(({ instance, ordinal, model, radiusM }) => (model.keypoints ?? []).map(({ at }) => ({ ordinal, radiusM, projected: projectPoint(at, instance.pose, camera) })));
  const rows = StructRows.allocate(layouts.keypoint, points.length);
  points.forEach(({ ordinal, radiusM, projected }, row) => {
    const { x, y, z } = projected ?? { x: -1, y: -1, z: 0 };
    const floats = { x, y, z, toleranceM: keypointToleranceM(z, radiusM, camera) };
    for (const [name, value] of Object.entries(floats)) rows.f32[rows.at(row, name)] = value;
    rows.u32[rows.at(row, 'instance')] = ordinal;
  });
  return rows.u32 as Uint32Array<ArrayBuffer>;
}

function packImage(scene: Scene, triangleBits: number, layouts: SceneLayouts): Uint32Array<ArrayBuffer> {
  const rows = StructRows.allocate(layouts.image, 1);
  const { camera, post } = scene;
  const floats = { fx: camera.fx, fy: camera.fy, cx: camera.cx, cy: camera.cy, near: camera.near, ambient: scene.ambient, noiseSigma: post.noiseSigma };
  const words = {
    directionalLights: lightsOf(scene, 'directional').length, pointLights: lightsOf(scene, 'point').length, triangleBits,
    unlit: Number(scene.unlit), antialias: Number(scene.antialias), noiseKey: scene.noiseKey, blurRadius: (post.blurKernel - 1) / 2,
  };
  for (const [name, value] of Object.entries(floats)) rows.f32[rows.at(0, name)] = value;
  for (const [name, value] of Object.entries(words)) rows.u32[rows.at(0, name)] = value;
  return rows.u32 as Uint32Array<ArrayBuffer>;
}

const lightsOf = ({ lights }: Scene, type: Light['type']) => lights.filter((light) => light.type === type);

/** The directional ones first, as Image in shaders/shared/image.wgsl counts them. */
function packLights(scene: Scene, layouts: SceneLayouts): Uint32Array<ArrayBuffer> {
  const rows = StructRows.allocate(layouts.light, scene.lights.length);
  [...lightsOf(scene, 'directional'), ...lightsOf(scene, 'point')].forEach((light, i) => {
    rows.f32.set(light.type === 'point' ? light.position : light.direction, rows.at(i, 'vector'));
    rows.f32.set(light.color.map((c) => c * light.intensity), rows.at(i, 'colorLinear'));
  });
  return rows.u32 as Uint32Array<ArrayBuffer>;
}

/** Bits that hold 0..count-1. */
const bitsFor = (count: number) => Math.max(1, 32 - Math.clz32(count - 1));
const clamp = (value: number, least: number, most: number) => Math.min(Math.max(value, least), most);
const sum = <T>(items: T[], of: (item: T) => number) => items.reduce((total, item) => total + of(item), 0);

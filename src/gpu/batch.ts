/** Joins packed scenes into one batch. Indices relative to a scene become indices relative to the batch. */
import type { FrameInfo } from './frame.ts';
import { ROW_KINDS, TOTALS, type Counted, type PackedScene, type SceneLayouts } from './scene-rows.ts';

export interface Batch {
  info: FrameInfo;
  /** The rows of all scenes, by the names of their buffers in WGSL. */
  rows: Record<string, Uint32Array<ArrayBuffer>>;
  /** The pixels of each image's backdrop, as `packBackdrop` returns them. */
  backdropTexels: Uint8Array<ArrayBuffer>[];
  /** The first index of each image's own rows, then the end of the last image's. */
  first: Record<Counted, number[]>;
}

/** Joins scenes of one image size. `blurTaps` is the length of a row of weights: half of the longest kernel that the config allows. */
export function joinScenes(scenes: PackedScene[], width: number, height: number, blurTaps: number, layouts: SceneLayouts): Batch {
  const first = startsOf(scenes, layouts);
  const rows: Batch['rows'] = {};
  for (const { buffer } of ROW_KINDS) rows[buffer] ??= joinRows(buffer, scenes, first, layouts);

  const weights = new Float32Array(scenes.length * blurTaps);
  scenes.forEach(({ blurWeights }, image) => weights.set(blurWeights, image * blurTaps));
  rows.blurWeights = new Uint32Array(weights.buffer);

  const count = (counted: Counted) => first[counted].at(-1)!;
  const info: FrameInfo = {
    width, height, images: count('images'), instances: count('instances'), vertexChunks: count('vertexChunks'),
    triangleChunks: count('nearChunks') + count('farChunks'), nearChunks: count('nearChunks'), foregrounds: count('foregrounds'),
    pairs: count('pairs'), keypoints: count('keypoints'), backdrops: count('backdrops'),
    vertices: count('vertices'), triangles: count('triangles'), silhouetteWords: count('silhouetteWords'), occlusionCounters: count('occlusionCounters'),
    transparentInstances: count('transparentInstances'),
  };
  return { info, rows, backdropTexels: scenes.filter(({ backdrops }) => backdrops.byteLength > 0).map(({ backdropTexels }) => backdropTexels), first };
}

function startsOf(scenes: PackedScene[], layouts: SceneLayouts): Batch['first'] {
  const first = {} as Batch['first'];
  const sum = (counted: Counted, countOf: (scene: PackedScene) => number) => {
    let end = 0;
    first[counted] = [0, ...scenes.map((scene) => (end += countOf(scene)))];
  };
  for (const { kind } of ROW_KINDS) sum(kind, (scene) => scene[kind].byteLength / 4 / layouts[kind].words);
  for (const total of TOTALS) sum(total, (scene) => scene[total]);
  return first;
}

/** The rows of a buffer: kind after kind, and within a kind scene after scene. */
function joinRows(buffer: string, scenes: PackedScene[], first: Batch['first'], layouts: SceneLayouts): Uint32Array<ArrayBuffer> {
  const kinds = ROW_KINDS.filter((rows) => rows.buffer === buffer);
  const out = new Uint32Array(kinds.reduce((words, { kind }) => words + first[kind].at(-1)! * layouts[kind].words, 0));
  let at = 0;
  for (const { kind, from } of kinds) {
    const { words, offset } = layouts[kind];
    const columns = from.map(([column, counted]) => ({ offset: offset[column]!, starts: first[counted] }));
    scenes.forEach((scene, image) => {
      const own = new Uint32Array(scene[kind]);
      const end = at + own.length;
      out.set(own, at);
      for (const { offset: column, starts } of columns) shift(out, at + column, end, words, starts[image]!, layouts.none);
      at = end;
    });
  }
  return out;
}

/** Adds `by` to every `step`th word that is not `none`. */
function shift(words: Uint32Array, from: number, end: number, step: number, by: number, none: number): void {
  if (by === 0) return;
  for (let at = from; at < end; at += step) if (words[at] !== none) words[at]! += by;
}

/** Joins packed scenes into one batch: what counts from a scene's start now counts from the batch's. */
import type { PackedScene, SceneLayouts } from './scene-pack.ts';
import type { FrameInfo } from './frame.ts';
import { StructRows } from './wgsl.ts';

/** Rows of a whole batch, ready to upload under the names they have in WGSL. */
export interface Batch {
  info: FrameInfo;
  rows: Record<'images' | 'lights' | 'instances' | 'vertexChunks' | 'triangleChunks' | 'foregrounds' | 'pairs' | 'keypoints' | 'blurWeights', Uint32Array<ArrayBuffer>>;
  /** Per image: its first labelled instance, pair, word of `silhouettes`, counter of `occlusion` and keypoint, and the end of the last image's. */
  firstForeground: number[];
  firstPair: number[];
  firstSilhouetteWord: number[];
  firstOcclusion: number[];
  firstKeypoint: number[];
}

/** `blurTaps` is the row length of the weights: the longest kernel the config allows. */
export function joinScenes(scenes: PackedScene[], width: number, height: number, blurTaps: number, layouts: SceneLayouts): Batch {
  const join = (pick: (scene: PackedScene) => ArrayBuffer) => concatenate(scenes.map((scene) => new Uint32Array(pick(scene))));
  const rows: Batch['rows'] = {
    images: join((s) => s.image),
    lights: join((s) => s.lights),
    instances: join((s) => s.instances),
    vertexChunks: join((s) => s.vertexChunks),
    triangleChunks: concatenate([join((s) => s.nearChunks), join((s) => s.farChunks)]),
    foregrounds: join((s) => s.foregrounds),
    pairs: join((s) => s.pairs),
    keypoints: join((s) => s.keypoints),
    blurWeights: new Uint32Array(scenes.length * blurTaps),
  };
  const count = (buffer: ArrayBuffer, layout: { words: number }) => buffer.byteLength / 4 / layout.words;
  const first = { instance: 0, light: 0, vertex: 0, triangle: 0, vertexChunk: 0, nearChunk: 0, farChunk: 0, foreground: 0, pair: 0, word: 0, occlusion: 0, keypoint: 0 };
  const nearChunks = scenes.reduce((total, scene) => total + count(scene.nearChunks, layouts.chunk), 0);
  const firstForeground: number[] = [];
  const firstPair: number[] = [];
  const firstSilhouetteWord: number[] = [];
  const firstOcclusion: number[] = [];
  const firstKeypoint: number[] = [];
  const weights = new Float32Array(rows.blurWeights.buffer);

  scenes.forEach((scene, image) => {
    const images = new StructRows(layouts.image, rows.images.buffer);
    images.u32[images.at(image, 'firstInstance')] = first.instance;
    images.u32[images.at(image, 'firstLight')] = first.light;
    weights.set(scene.blurWeights, image * blurTaps);

    const { offset, words } = layouts.instance;
    const instanceCount = count(scene.instances, layouts.instance);
    for (let i = 0; i < instanceCount; i++) {
      const row = (first.instance + i) * words;
      rows.instances[row + offset.image!] = image;
      rows.instances[row + offset.firstVertex!]! += first.vertex;
      rows.instances[row + offset.firstSetupPlace!]! += first.triangle;
      if (rows.instances[row + offset.foreground!] !== layouts.none) rows.instances[row + offset.foreground!]! += first.foreground;
    }
    const shiftChunks = (chunks: Uint32Array, from: number, chunkCount: number) => {
      const at = layouts.chunk.offset.instance!;
      for (let i = from; i < from + chunkCount; i++) chunks[i * layouts.chunk.words + at]! += first.instance;
    };
    const vertexChunkCount = count(scene.vertexChunks, layouts.chunk);
    const nearChunkCount = count(scene.nearChunks, layouts.chunk);
    const farChunkCount = count(scene.farChunks, layouts.chunk);
    shiftChunks(rows.vertexChunks, first.vertexChunk, vertexChunkCount);
    shiftChunks(rows.triangleChunks, first.nearChunk, nearChunkCount);
    shiftChunks(rows.triangleChunks, nearChunks + first.farChunk, farChunkCount);

    const foregrounds = new StructRows(layouts.foreground, rows.foregrounds.buffer);
    const foregroundCount = count(scene.foregrounds, layouts.foreground);
    for (let i = first.foreground; i < first.foreground + foregroundCount; i++) {
      foregrounds.u32[foregrounds.at(i, 'instance')]! += first.instance;
      foregrounds.u32[foregrounds.at(i, 'image')] = image;
      foregrounds.u32[foregrounds.at(i, 'firstWord')]! += first.word;
      foregrounds.u32[foregrounds.at(i, 'firstOcclusion')]! += first.occlusion;
    }
    const pairCount = count(scene.pairs, layouts.pair);
    for (let i = first.pair * layouts.pair.words; i < (first.pair + pairCount) * layouts.pair.words; i++) rows.pairs[i]! += first.foreground;

    const keypoints = new StructRows(layouts.keypoint, rows.keypoints.buffer);
    const keypointCount = count(scene.keypoints, layouts.keypoint);
    for (let i = first.keypoint; i < first.keypoint + keypointCount; i++) keypoints.u32[keypoints.at(i, 'instance')]! += first.instance;

    firstForeground.push(first.foreground);
    firstPair.push(first.pair);
    firstSilhouetteWord.push(first.word);
    firstOcclusion.push(first.occlusion);
    firstKeypoint.push(first.keypoint);
    first.instance += instanceCount;
    first.light += count(scene.lights, layouts.light);
    first.vertex += scene.vertices;
    first.triangle += scene.triangles;
    first.vertexChunk += vertexChunkCount;
    first.nearChunk += nearChunkCount;
    first.farChunk += farChunkCount;
    first.foreground += foregroundCount;
    first.pair += pairCount;
    first.word += scene.silhouetteWords;
    first.occlusion += scene.occlusionCounters;
    first.keypoint += keypointCount;
  });

  return {
    info: {
      width, height, images: scenes.length, instances: first.instance, vertexChunks: first.vertexChunk,
      triangleChunks: nearChunks + first.farChunk, nearChunks, foregrounds: first.foreground, pairs: first.pair, keypoints: first.keypoint,
      vertices: first.vertex, triangles: first.triangle, silhouetteWords: first.word, occlusionCounters: first.occlusion,
    },
    rows,
    firstForeground: [...firstForeground, first.foreground],
    firstPair: [...firstPair, first.pair],
    firstSilhouetteWord: [...firstSilhouetteWord, first.word],
    firstOcclusion: [...firstOcclusion, first.occlusion],
    firstKeypoint: [...firstKeypoint, first.keypoint],
  };
}

function concatenate(parts: Uint32Array[]): Uint32Array<ArrayBuffer> {
  const out = new Uint32Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

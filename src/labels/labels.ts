/** Says what the labels of a config ask of the renderer, and encodes those that are files beside the image. */
import type { Config } from '../config/schema.ts';
import { encodeNpy } from '../encode/npy.ts';
import { encodePng16, encodePng8 } from '../encode/png.ts';
import { UserError } from '../config/errors.ts';
import type { Plane, PlaneName, Planes, RenderOutputs } from '../gpu/outputs.ts';

export type Labels = Config['labels'];

/** Everything that a picture can have: what a scene written by hand gets, which has no config. */
export const ALL_LABELS: Labels = {
  instances: true, semantic: true, depth: 'png', normals: true, rle: true, amodalRle: true, occlusionPairs: true, keypoints: true,
  minVisibility: 0, minArea: 0, plan: false,
};

/** The plane of each label that is one. */
const planesOf = ({ instances, semantic, depth, normals }: Labels): PlaneName[] => [
  ...(instances ? ['recordIds'] as const : []),
  ...(semantic ? ['categoryIds'] as const : []),
  ...(depth === 'png' ? ['depthMm'] as const : []),
  ...(depth === 'npy' ? ['depth'] as const : []),
  ...(normals ? ['normals'] as const : []),
];

export function outputsOf(labels: Labels): RenderOutputs {
  const { rle, amodalRle, occlusionPairs, keypoints } = labels;
  return { planes: planesOf(labels), runs: rle, amodalRuns: amodalRle, hiders: occlusionPairs, keypoints };
}

/** @throws UserError where a limit is of a class that there is not */
export function checkLimits(labels: Labels, categories: readonly string[]): void {
  for (const name of ['minVisibility', 'minArea'] as const) {
    const limit = labels[name];
    const unknown = typeof limit === 'number' ? [] : Object.keys(limit).filter((category) => category !== 'default' && !categories.includes(category));
    if (unknown.length > 0) throw new UserError(`labels: ${name} names ${unknown.map((category) => JSON.stringify(category)).join(', ')}, which is no class; wanted default, ${categories.join(', ')}`);
  }
}

export interface Member { suffix: string; bytes: Uint8Array }

/** The files that the labels ask for, encoded side by side off the calling thread. */
export function labelMembers({ instances, semantic, depth, normals }: Labels, planes: Planes, width: number, height: number): Promise<Member[]> {
  const ids = (plane: Plane) => encodePng16(new Uint16Array(plane.buffer), width, height);
  const members: [string, () => Promise<Uint8Array> | Uint8Array][] = [];
  if (instances) members.push(['instances.png', () => ids(planes.recordIds!)]);
  if (semantic) members.push(['semantic.png', () => ids(planes.categoryIds!)]);
  if (depth === 'png') members.push(['depth.png', () => ids(planes.depthMm!)]);
  if (depth === 'npy') members.push(['depth.npy', () => encodeNpy(new Float32Array(planes.depth!.buffer), [height, width])]);
  if (normals) members.push(['normals.png', () => encodePng8(planes.normals!, width, height, 3)]);
  return Promise.all(members.map(async ([suffix, encode]) => ({ suffix, bytes: await encode() })));
}

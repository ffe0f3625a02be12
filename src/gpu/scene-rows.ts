/** Lists the kinds of rows that a scene is packed into, and which of their columns count from the scene's start. */
import type { Layer } from '../scene/scene.ts';
import { shaderConstant } from './shader-constants.ts';
import { oncePerShaders } from './shader-texts.ts';
import { structLayout, type StructLayout } from './wgsl.ts';
import type { ShaderTexts } from './shader-texts.ts';

/** What a scene has so many of, beside its rows: vertices and triangles of all instances, each counted anew; see FrameInfo. */
export const TOTALS = ['vertices', 'triangles', 'silhouetteWords', 'occlusionCounters'] as const;
type Total = (typeof TOTALS)[number];

interface RowFormat {
  /** File of shaders/shared, and the struct in it. */
  struct: readonly [file: string, name: string];
  /** In WGSL, where it is not the kind's own name. */
  buffer?: string;
  /** Columns that count from the scene's start, and what they count: in a batch, what the scenes before have of it is added. */
  from?: Readonly<Record<string, string>>;
}

const CHUNKS = { struct: ['instance', 'Chunk'], from: { instance: 'instances' } } as const;

/** Kinds of one buffer lie in it one after the other. */
const KINDS = {
  images: { struct: ['image', 'Image'], from: { firstInstance: 'instances', firstLight: 'lights' } },
  lights: { struct: ['image', 'Light'] },
  instances: { struct: ['instance', 'Instance'], from: { image: 'images', firstVertex: 'vertices', firstSetupIndex: 'triangles', foreground: 'foregrounds' } },
  vertexChunks: CHUNKS,
  /** Triangles, those of the background apart: cull takes them in a round of their own. */
  nearChunks: { ...CHUNKS, buffer: 'triangleChunks' },
  farChunks: { ...CHUNKS, buffer: 'triangleChunks' },
  foregrounds: { struct: ['counters', 'Foreground'], from: { instance: 'instances', image: 'images', firstWord: 'silhouetteWords', firstOcclusion: 'occlusionCounters' } },
  pairs: { struct: ['counters', 'Pair'], from: { a: 'foregrounds', b: 'foregrounds' } },
  keypoints: { struct: ['keypoint', 'Keypoint'], from: { instance: 'instances' } },
} as const satisfies Record<string, RowFormat>;

export type RowKind = keyof typeof KINDS;
/** What a batch counts from image to image. */
export type Counted = RowKind | Total;
export const ROW_KINDS = Object.entries(KINDS).map(([kind, { struct, buffer = kind, from = {} }]: [string, RowFormat]) => ({
  kind: kind as RowKind, struct, buffer, from: Object.entries(from) as [column: string, counted: Counted][],
}));

/** One scene in WGSL rows. */
export type PackedScene = Record<RowKind, ArrayBuffer> & Record<Total, number> & { blurWeights: Float32Array<ArrayBuffer> };

/** The buffers to hand over when a packed scene is posted to another thread. */
export function transferList(scene: PackedScene): ArrayBuffer[] {
  return [...ROW_KINDS.map(({ kind }) => scene[kind]), scene.blurWeights.buffer];
}

/** Layouts of the rows that one scene is made of, and what else the shaders say of them. */
export interface SceneLayouts extends Record<RowKind, StructLayout> {
  counters: StructLayout;
  mostLights: number;
  chunkSize: number;
  none: number;
  layerCodes: Record<Layer, number>;
  coordinateBias: number;
}

export const sceneLayouts = oncePerShaders((shaders): SceneLayouts => ({
  ...rowLayouts(shaders),
  counters: structLayout(shaders, 'counters', 'Counters'),
  mostLights: shaderConstant(shaders, 'shared/image', 'MOST_LIGHTS'),
  chunkSize: shaderConstant(shaders, 'shared/instance', 'CHUNK_SIZE'),
  none: shaderConstant(shaders, 'shared/instance', 'NONE'),
  layerCodes: layerCodes(shaders),
  coordinateBias: shaderConstant(shaders, 'shared/counters', 'COORDINATE_BIAS'),
}));

function rowLayouts(shaders: ShaderTexts): Record<RowKind, StructLayout> {
  const layouts: Partial<Record<RowKind, StructLayout>> = {};
  for (const { kind, struct: [file, name], from } of ROW_KINDS) {
    const layout = layouts[kind] = structLayout(shaders, file, name);
    for (const [column] of from) if (layout.offset[column] === undefined) throw new Error(`scene: ${name} has no "${column}" to shift; wanted one of ${Object.keys(layout.offset).join(', ')}`);
  }
  return layouts as Record<RowKind, StructLayout>;
}

/** Of Instance.layer. */
export function layerCodes(shaders: ShaderTexts): Record<Layer, number> {
  const code = (layer: Layer) => shaderConstant(shaders, 'shared/instance', `LAYER_${layer.toUpperCase()}`);
  return { background: code('background'), foreground: code('foreground'), occluder: code('occluder') };
}

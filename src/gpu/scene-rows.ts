/** Lists the kinds of rows that a scene is packed into, and the columns that hold an index relative to the scene. */
import type { Layer } from '../scene/scene.ts';
import { shaderConstant } from './shader-constants.ts';
import { oncePerShaders, type ShaderTexts } from './shader-texts.ts';
import { structLayout, type StructLayout } from './wgsl.ts';

/** The counts of a scene that are not counts of rows; FrameInfo describes them. */
export const TOTALS = ['vertices', 'triangles', 'silhouetteWords', 'occlusionCounters', 'transparentInstances'] as const;
type Total = (typeof TOTALS)[number];

interface RowFormat {
  /** The file in shaders/shared and the name of the struct in it. */
  struct: readonly [file: string, name: string];
  /** The buffer's name in WGSL; default: the kind's name. */
  buffer?: string;
  /** The columns that hold an index relative to the scene, and what the index counts. In a batch, the count of the earlier scenes is added. */
  from?: Readonly<Record<string, string>>;
}

const CHUNKS = { struct: ['instance', 'Chunk'], from: { instance: 'instances' } } as const;

/** A buffer of several kinds holds them one after the other. */
const KINDS = {
  images: { struct: ['image', 'Image'], from: { firstInstance: 'instances', firstLight: 'lights', backdrop: 'backdrops' } },
  lights: { struct: ['image', 'Light'] },
  backdrops: { struct: ['backdrop', 'Backdrop'], from: { image: 'images', firstSeam: 'seams', firstShadow: 'contactShadows' } },
  seams: { struct: ['backdrop', 'Seam'] },
  contactShadows: { struct: ['backdrop', 'ContactShadow'] },
  instances: { struct: ['instance', 'Instance'], from: { image: 'images', firstVertex: 'vertices', firstSetupIndex: 'triangles', foreground: 'foregrounds' } },
  vertexChunks: CHUNKS,
  /** Chunks of triangles. Those that are drawn last are apart, because cull takes them in a round of their own. */
  nearChunks: { ...CHUNKS, buffer: 'triangleChunks' },
  farChunks: { ...CHUNKS, buffer: 'triangleChunks' },
  foregrounds: { struct: ['counters', 'Foreground'], from: { instance: 'instances', image: 'images', firstWord: 'silhouetteWords', firstOcclusion: 'occlusionCounters' } },
  pairs: { struct: ['counters', 'Pair'], from: { a: 'foregrounds', b: 'foregrounds' } },
  keypoints: { struct: ['keypoint', 'Keypoint'], from: { instance: 'instances' } },
} as const satisfies Record<string, RowFormat>;

export type RowKind = keyof typeof KINDS;
/** Everything that has a start index per image in a batch. */
export type Counted = RowKind | Total;
export const ROW_KINDS = Object.entries(KINDS).map(([kind, { struct, buffer = kind, from = {} }]: [string, RowFormat]) => ({
  kind: kind as RowKind, struct, buffer, from: Object.entries(from) as [column: string, counted: Counted][],
}));

/** One scene, packed into the rows that the shaders read. */
export type PackedScene = Record<RowKind, ArrayBuffer> & Record<Total, number> & {
  blurWeights: Float32Array<ArrayBuffer>;
  /** RGBA of a picture that fills the image, rows from the top; empty where the backdrop shows none. */
  backdropTexels: Uint8Array<ArrayBuffer>;
};

/** The buffers to transfer when a packed scene is posted to another thread. */
export function transferList(scene: PackedScene): ArrayBuffer[] {
  return [...ROW_KINDS.map(({ kind }) => scene[kind]), scene.blurWeights.buffer, scene.backdropTexels.buffer];
}

/** The layouts of a scene's rows, and the constants of the shaders about them. */
export interface SceneLayouts extends Record<RowKind, StructLayout> {
  counters: StructLayout;
  mostLights: number;
  mostShadows: number;
  chunkSize: number;
  none: number;
  layerCodes: Record<Layer, number>;
  imageFlags: { unlit: number; antialias: number };
  backdropFlags: { surface: number; textured: number };
  coordinateBias: number;
}

export const sceneLayouts = oncePerShaders((shaders): SceneLayouts => ({
  ...rowLayouts(shaders),
  counters: structLayout(shaders, 'counters', 'Counters'),
  mostLights: shaderConstant(shaders, 'shared/image', 'MOST_LIGHTS'),
  mostShadows: shaderConstant(shaders, 'shared/backdrop', 'MOST_SHADOWS'),
  chunkSize: shaderConstant(shaders, 'shared/instance', 'CHUNK_SIZE'),
  none: shaderConstant(shaders, 'shared/instance', 'NONE'),
  layerCodes: layerCodes(shaders),
  imageFlags: { unlit: shaderConstant(shaders, 'shared/image', 'IMAGE_UNLIT'), antialias: shaderConstant(shaders, 'shared/image', 'IMAGE_ANTIALIAS') },
  backdropFlags: { surface: shaderConstant(shaders, 'shared/backdrop', 'BACKDROP_SURFACE'), textured: shaderConstant(shaders, 'shared/backdrop', 'BACKDROP_TEXTURED') },
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

/** The code of each layer in Instance.layer. */
export function layerCodes(shaders: ShaderTexts): Record<Layer, number> {
  const code = (layer: Layer) => shaderConstant(shaders, 'shared/instance', `LAYER_${layer.toUpperCase()}`);
  return { background: code('background'), foreground: code('foreground'), occluder: code('occluder'), distractor: code('distractor') };
}

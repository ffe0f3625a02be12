/** Makes small scenes for the passes that decide ids: random triangles, packed as WGSL rows, and runs the passes on them. */
import { emptyFrame, guardBandPx, type FrameInfo } from '../../src/gpu/frame.ts';
import type { Pass, PassContext, Resources } from '../../src/gpu/pass.ts';
import { MeasurePass } from '../../src/gpu/passes/measure.ts';
import { imageBlocks } from '../../src/gpu/passes/blocks.ts';
import { planQueues, queueFormat } from '../../src/gpu/queues.ts';
import { visibilityPasses } from '../../src/gpu/visibility.ts';
import { StructRows, structLayout, type Defines } from '../../src/gpu/wgsl.ts';
import { BLENDED, CHUNK_SIZE, LAYER, NO_TEXTURE, NONE } from './constants.ts';
import { passContext, runAndRead, scratch, upload } from './gpu.ts';

export interface TestCamera { fx: number; fy: number; cx: number; cy: number; near: number }

export interface TestMesh {
  /** x, y, z a vertex. */
  positions: number[];
  /** u, v a vertex. */
  uvs: number[];
  /** Three vertices, and the material with its flags. */
  triangles: [number, number, number, number][];
}

export interface TestCanvas { x0: number; y0: number; widthWords: number; height: number }

export interface TestInstance {
  mesh: number;
  image: number;
  layer: number;
  /** Three rows of four: camera = rows * (x, y, z, 1). */
  rows: number[];
  /** Of a foreground instance. */
  canvas?: TestCanvas;
}

export interface TestMaterial {
  alphaSizeLog2: number;
  bits: Uint32Array;
  wrap: [number, number];
  uvScale: [number, number];
}

export interface TestScene {
  width: number;
  height: number;
  cameras: TestCamera[];
  meshes: TestMesh[];
  /** In order of their images. */
  instances: TestInstance[];
  materials: TestMaterial[];
}

export const TRIANGLE_BITS = 12;

/** Numbers from 0 to 1 that a seed decides (mulberry32). */
export function seeded(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export const ordinalOf = (scene: TestScene, instance: number): number =>
  instance - scene.instances.findIndex((i) => i.image === scene.instances[instance]!.image);

export const foregroundsOf = (scene: TestScene): { instance: number; image: number; canvas: TestCanvas; firstWord: number }[] => {
  let firstWord = 0;
  return scene.instances.flatMap(({ canvas, image }, instance) => {
    if (!canvas) return [];
    const row = { instance, image, canvas, firstWord };
    firstWord += canvas.widthWords * canvas.height;
    return [row];
  });
};

/** Pairs of foregrounds of one image. */
export const pairsOf = (scene: TestScene): [number, number][] => {
  const all = foregroundsOf(scene);
  return all.flatMap((a, i) => all.flatMap((b, j): [number, number][] => (i < j && a.image === b.image ? [[i, j]] : [])));
};

/** Where hidden pixels are counted: the column of each instance, the start of each foreground's row, and the counters of all. */
export function occlusionOf(scene: TestScene): { column: number[]; firstOcclusion: number[]; counters: number } {
  const inImage = (image: number, layer: number) => scene.instances.flatMap((instance, i) => (instance.image === image && instance.layer === layer ? [i] : []));
  const column = scene.instances.map(({ image, layer }, i) => {
    const [foregrounds, occluders] = [inImage(image, LAYER.foreground), inImage(image, LAYER.occluder)];
    return layer === LAYER.foreground ? foregrounds.indexOf(i) : foregrounds.length + (layer === LAYER.occluder ? occluders.indexOf(i) : occluders.length);
  });
  let counters = 0;
  const firstOcclusion = foregroundsOf(scene).map(({ image }) => {
    const first = counters;
    counters += inImage(image, LAYER.foreground).length + inImage(image, LAYER.occluder).length + 1;
    return first;
  });
  return { column, firstOcclusion, counters };
}

const READ = ['vertices', 'queues', 'visibility', 'behind', 'second', 'third', 'fourth', 'blocks', 'silhouettes', 'counters', 'pairShared'] as const;

export interface Run {
  info: FrameInfo;
  resources: Resources;
  read: Record<(typeof READ)[number], Uint32Array>;
}

const made = new WeakMap<GPUDevice, Map<Defines | undefined, Pass[]>>();

const makePasses = (context: PassContext): Pass[] => [...visibilityPasses(context), new MeasurePass(context)];

/** The passes of a device, made once. */
function passesOf(device: GPUDevice, variant?: Defines) {
  const ofDevice = made.get(device) ?? new Map<Defines | undefined, Pass[]>();
  made.set(device, ofDevice);
  const passes = ofDevice.get(variant) ?? makePasses(passContext(device, variant));
  ofDevice.set(variant, passes);
  return passes;
}

/** Runs the passes from transform to measure over the scene, and reads back what they wrote. */
export async function runPasses(device: GPUDevice, scene: TestScene, variant?: Defines, capacity = { clipped: 4096, tiles: 16384 }): Promise<Run> {
  const { info, resources } = uploadScene(device, passContext(device), scene, capacity);
  const passes = passesOf(device, variant);
  for (const pass of passes) pass.bind(resources);
  const read = await runAndRead(device, resources as Record<(typeof READ)[number], GPUBuffer>, READ, (encoder) => {
    for (const pass of passes) pass.record(encoder, info);
  });
  return { info, resources, read };
}

export function uploadScene(device: GPUDevice, { shaders }: PassContext, scene: TestScene, capacity: { clipped: number; tiles: number }) {
  const { width, height } = scene;
  const rows = (file: string, struct: string, count: number) => StructRows.allocate(structLayout(shaders, file, struct), Math.max(1, count));
  const set = (to: StructRows, row: number, values: Record<string, number | number[]>, floats: readonly string[] = []) => {
    for (const [field, value] of Object.entries(values)) (floats.includes(field) ? to.f32 : to.u32).set([value].flat(), to.at(row, field));
  };
  const floats = ['fx', 'fy', 'cx', 'cy', 'near', 'row0', 'row1', 'row2', 'baseUvScale'];

  const images = rows('image', 'Image', scene.cameras.length);
  scene.cameras.forEach((camera, i) => {
    const firstInstance = Math.max(0, scene.instances.findIndex((instance) => instance.image === i));
    set(images, i, { ...camera, triangleBits: TRIANGLE_BITS, firstInstance }, floats);
  });

  const meshes = rows('mesh', 'Mesh', scene.meshes.length);
  const positions: number[] = [];
  const attributes: number[] = [];
  const triangles: number[] = [];
  scene.meshes.forEach((mesh, i) => {
    set(meshes, i, {
      firstVertex: positions.length / 3, vertexCount: mesh.positions.length / 3, firstTriangle: triangles.length / 4, triangleCount: mesh.triangles.length,
    });
    positions.push(...mesh.positions);
    for (let v = 0; v < mesh.uvs.length; v += 2) attributes.push(0, mesh.uvs[v]!, mesh.uvs[v + 1]!, 0);
    triangles.push(...mesh.triangles.flat());
  });

  const alphaBits: number[] = [];
  const materials = rows('material', 'Material', scene.materials.length);
  scene.materials.forEach((material, i) => {
    const alphaMask = material.bits.length > 0 ? alphaBits.length : NO_TEXTURE;
    set(materials, i, { alphaMask, alphaSizeLog2: material.alphaSizeLog2, wrap: material.wrap[0] | (material.wrap[1] << 2), baseUvScale: material.uvScale }, floats);
    alphaBits.push(...material.bits);
  });

  const foregrounds = foregroundsOf(scene);
  const occlusion = occlusionOf(scene);
  const foregroundRows = rows('counters', 'Foreground', foregrounds.length);
  foregrounds.forEach(({ instance, image, canvas, firstWord }, i) => set(foregroundRows, i, { instance, image, ...canvas, firstWord, firstOcclusion: occlusion.firstOcclusion[i]! }));

  const instances = rows('instance', 'Instance', scene.instances.length);
  const vertexChunks: number[] = [];
  const nearChunks: number[] = [];
  const farChunks: number[] = [];
  let firstVertex = 0;
  scene.instances.forEach(({ mesh, image, layer, rows: matrix }, i) => {
    const foreground = foregrounds.findIndex((f) => f.instance === i);
    set(instances, i, {
      row0: matrix.slice(0, 4), row1: matrix.slice(4, 8), row2: matrix.slice(8, 12), mesh, image, layer, firstVertex,
      ordinal: ordinalOf(scene, i), firstId: ordinalOf(scene, i) * 2 ** TRIANGLE_BITS, occlusionColumn: occlusion.column[i]!, foreground: foreground < 0 ? NONE : foreground,
    }, floats);
    const { positions: points, triangles: faces } = scene.meshes[mesh]!;
    for (let first = 0; first < points.length / 3; first += CHUNK_SIZE) vertexChunks.push(i, first);
    for (let first = 0; first < faces.length; first += CHUNK_SIZE) (layer === LAYER.background ? farChunks : nearChunks).push(i, first);
    firstVertex += points.length / 3;
  });

  const info: FrameInfo = {
    ...emptyFrame(width, height, scene.cameras.length), instances: scene.instances.length, vertexChunks: vertexChunks.length / 2,
    triangleChunks: (nearChunks.length + farChunks.length) / 2, nearChunks: nearChunks.length / 2, foregrounds: foregrounds.length, pairs: pairsOf(scene).length,
    transparentInstances: scene.instances.filter(({ mesh }) => scene.meshes[mesh]!.triangles.some(([, , , word]) => (word & BLENDED) !== 0)).length,
  };
  const frame = rows('frame', 'Frame', 1);
  for (const [field, value] of Object.entries({ ...info, guardPx: guardBandPx(info) })) if (field in frame.layout.offset) set(frame, 0, { [field]: value });

  const most = info.triangleChunks * CHUNK_SIZE;
  const { clipped, tiles } = capacity;
  const { bytes, header } = planQueues(shaders, {
    pictureSmall: 8 * (most + clipped), silhouetteSmall: 8 * (most + clipped), pictureTile: tiles, silhouetteTile: tiles, toClip: most, clipped, visible: 0,
  });
  const queues = scratch(device, bytes / 4);
  device.queue.writeBuffer(queues, 0, header);
  const last = foregrounds.at(-1);
  const words = (numbers: number[]) => upload(device, Uint32Array.from(numbers));
  const resources: Resources = {
    frame: upload(device, frame.u32), images: upload(device, images.u32), meshes: upload(device, meshes.u32),
    materials: upload(device, materials.u32), instances: upload(device, instances.u32), foregrounds: upload(device, foregroundRows.u32),
    positions: upload(device, Float32Array.from(positions)), attributes: upload(device, Float32Array.from(attributes)),
    triangles: words(triangles), alphaBits: words(alphaBits), vertexChunks: words(vertexChunks), triangleChunks: words([...nearChunks, ...farChunks]),
    pairs: words(pairsOf(scene).flat()),
    queues, queueArgs: scratch(device, queueFormat(shaders).argsBytes / 4),
    vertices: scratch(device, firstVertex * 3),
    ...Object.fromEntries(['visibility', 'behind', 'second', 'third', 'fourth'].map((name) => [name, scratch(device, 2 * width * height * info.images)])),
    blocks: scratch(device, imageBlocks(shaders, width, height) * info.images),
    silhouettes: scratch(device, last ? last.firstWord + last.canvas.widthWords * last.canvas.height : 0),
    counters: scratch(device, structLayout(shaders, 'counters', 'Counters').words * Math.max(1, foregrounds.length)),
    pairShared: scratch(device, info.pairs),
  };
  return { info, resources };
}

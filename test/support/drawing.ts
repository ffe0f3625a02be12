/** Describes small scenes for the colour passes, and puts them into the buffers and textures that the shaders name. */
import { packNormal } from '../../src/assets/compile/vertex-format.ts';
import { textureSizesPx } from '../../src/gpu/pack-format.ts';
import type { Resources } from '../../src/gpu/pass.ts';
import type { InspectPlane } from '../../src/gpu/passes/inspect.ts';
import { planQueues, queueFormat } from '../../src/gpu/queues.ts';
import { shaderConstant } from '../../src/gpu/shader-constants.ts';
import { structLayout, StructRows } from '../../src/gpu/wgsl.ts';
import { readShaders } from '../../src/run/shaders.ts';
import { BLENDED, IMAGE_FLAGS, LAYER, NONE, NO_TEXTURE } from './constants.ts';
import { scratch, upload } from './gpu.ts';
import { normalized } from './vectors.ts';

export type Vec3 = [number, number, number];

export interface DrawnMaterial {
  baseColorFactor: Vec3;
  /** Of a blended material; absent: not blended. */
  alpha?: number;
  metallic: number;
  roughness: number;
  normalScale: number;
  /** Places in `Drawing.textures`, or -1. */
  baseTexture: number;
  surfaceTexture: number;
  hasNormalMap: boolean;
  baseWrap: [number, number];
  surfaceWrap: [number, number];
  baseUvScale: [number, number];
  surfaceUvScale: [number, number];
  emissiveFactor: Vec3;
  emissiveTexture: number;
  emissiveWrap: [number, number];
  emissiveUvScale: [number, number];
  isUnlit: boolean;
}

export const PLAIN: DrawnMaterial = {
  baseColorFactor: [1, 1, 1], metallic: 0, roughness: 1, normalScale: 1, baseTexture: -1, surfaceTexture: -1, hasNormalMap: false,
  baseWrap: [0, 0], surfaceWrap: [0, 0], baseUvScale: [1, 1], surfaceUvScale: [1, 1],
  emissiveFactor: [0, 0, 0], emissiveTexture: -1, emissiveWrap: [0, 0], emissiveUvScale: [1, 1], isUnlit: false,
};

export interface DrawnTexture {
  kind: 'color' | 'data';
  sizePx: number;
  /** RGBA8, largest level first. */
  levels: Uint8Array<ArrayBuffer>[];
}

export interface DrawnMesh {
  positions: Vec3[];
  normals: Vec3[];
  uvs: [number, number][];
  /** sRGB codes 0 to 255. */
  colors: Vec3[];
  /** 0 to 255 a vertex; default: 255. */
  alphas?: number[];
  triangles: Vec3[];
  material: number;
}

export interface DrawnInstance {
  mesh: number;
  /** Row by row; camera = rotation * scale * point + translation. */
  rotation: number[];
  scale: number;
  translation: Vec3;
  hue: number;
  /** Factors; default: 1. */
  saturation?: number;
  value?: number;
  roughness?: number;
  /** Of the layer background; default: of the foreground's. */
  isBackground?: boolean;
  /** Index among the labelled instances of the drawing. */
  foreground?: number;
}

export interface DrawnLight {
  kind: 'directional' | 'point';
  vector: Vec3;
  colorLinear: Vec3;
}

export interface DrawnImage {
  fx: number;
  fy: number;
  cx: number;
  cy: number;
  ambient: number;
  lights: DrawnLight[];
  unlit: boolean;
  antialias: boolean;
  noiseKey: number;
  noiseSigma: number;
  /** Half a kernel, the centre first; one weight: no blur. */
  blurWeights: Float32Array;
  /** RGBA bytes of what is behind the instances; absent: nothing. */
  backdrop?: Uint8Array;
  instances: DrawnInstance[];
}

export interface Drawing {
  width: number;
  height: number;
  images: DrawnImage[];
  meshes: DrawnMesh[];
  materials: DrawnMaterial[];
  textures: DrawnTexture[];
  /** Several lookups a pixel where it spans more texels one way than the other. */
  anisotropic?: boolean;
}

export const UPRIGHT = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/** An unlit image whose camera looks along z from the middle, with nothing in it. */
export function emptyImage(width: number, height: number, focalPx: number): DrawnImage {
  return {
    fx: focalPx, fy: focalPx, cx: width / 2, cy: height / 2, ambient: 1, lights: [], unlit: true, antialias: true,
    noiseKey: 1, noiseSigma: 0, blurWeights: Float32Array.of(1), instances: [],
  };
}

/** Bits of the triangle part of an id in these tests. */
export const TRIANGLE_BITS = 14;

/** The visibility buffers of what lies behind transparent surfaces. */
export const BEHIND = ['behind', 'second', 'third', 'fourth'] as const;

export type DrawnResources = Resources & Record<'visibility' | (typeof BEHIND)[number] | 'backdropColor' | 'queues' | 'setupIndices' | 'setups' | 'color' | 'color2' | 'rgb' | 'uncovered' | InspectPlane, GPUBuffer>;

const lightsOf = ({ lights }: DrawnImage, kind: DrawnLight['kind']) => lights.filter((light) => light.kind === kind);

/** Everything but the outputs, which are empty; `setups` holds those of so many triangles. */
export function uploadDrawing(device: GPUDevice, drawing: Drawing, visibility: Uint32Array, vertices: Int32Array, setupCapacity = 4096): DrawnResources {
  const shaders = readShaders();
  const pixels = drawing.width * drawing.height * drawing.images.length;
  const rows = (file: string, struct: string, list: object[], least = 1): GPUBuffer => {
    const out = StructRows.allocate(structLayout(shaders, file, struct), Math.max(least, list.length));
    list.forEach((fields, row) => Object.entries(fields).forEach(([field, value]) => {
      // Whole numbers are the shader's u32 fields, unless they were marked as f32.
      if (value instanceof Float32Array) out.f32.set(value, out.at(row, field));
      else out.u32[out.at(row, field)] = value as number;
    }));
    return upload(device, out.u32);
  };
  const f32 = (...values: number[]) => Float32Array.from(values);

  const blurTaps = Math.max(...drawing.images.map((image) => image.blurWeights.length));
  const blurWeights = new Float32Array(blurTaps * drawing.images.length);
  drawing.images.forEach((image, i) => blurWeights.set(image.blurWeights, i * blurTaps));

  const withBackdrop = drawing.images.filter(({ backdrop }) => backdrop);
  const firstOf = <T>(lists: readonly T[][]): number[] => lists.map((_, i) => lists.slice(0, i).reduce((total, list) => total + list.length, 0));
  const firstVertex = firstOf(drawing.meshes.map((mesh) => mesh.positions));
  const firstTriangle = firstOf(drawing.meshes.map((mesh) => mesh.triangles));
  const firstInstance = firstOf(drawing.images.map((image) => image.instances));
  const firstLight = firstOf(drawing.images.map((image) => image.lights));
  const ownVertex = firstOfOwn(drawing, (mesh) => mesh.positions);
  const ownTriangle = firstOfOwn(drawing, (mesh) => mesh.triangles);
  const textureWord = (place: number): number => {
    const texture = drawing.textures[place];
    if (!texture) return NO_TEXTURE;
    const layer = drawing.textures.slice(0, place).filter((t) => t.kind === texture.kind && t.sizePx === texture.sizePx).length;
    return (Math.log2(texture.sizePx) - 6) * 65536 + layer;
  };

  const { bytes, header } = planQueues(shaders, { pictureSmall: 0, silhouetteSmall: 0, pictureTile: 0, silhouetteTile: 0, toClip: 0, clipped: 0, visible: setupCapacity });
  const queues = scratch(device, bytes / 4);
  device.queue.writeBuffer(queues, 0, header);

  return {
    frame: rows('frame', 'Frame', [{ width: drawing.width, height: drawing.height, images: drawing.images.length, blurTaps }]),
    images: rows('image', 'Image', drawing.images.map((image, i) => ({
      fx: f32(image.fx), fy: f32(image.fy), cx: f32(image.cx), cy: f32(image.cy), ambient: f32(image.ambient),
      firstLight: firstLight[i]!, directionalLights: lightsOf(image, 'directional').length, pointLights: lightsOf(image, 'point').length,
      triangleBits: TRIANGLE_BITS, firstInstance: firstInstance[i]!, flags: (image.unlit ? IMAGE_FLAGS.unlit : 0) | (image.antialias ? IMAGE_FLAGS.antialias : 0), backdrop: image.backdrop ? withBackdrop.indexOf(image) : NONE,
      noiseKey: image.noiseKey, noiseSigma: f32(image.noiseSigma), blurRadius: image.blurWeights.length - 1,
    })), shaderConstant(shaders, 'shared/image', 'MOST_IMAGES')),
    lights: rows('image', 'Light', drawing.images.flatMap((image) => [...lightsOf(image, 'directional'), ...lightsOf(image, 'point')].map((light) => ({
      vector: f32(...(light.kind === 'point' ? light.vector : normalized(light.vector))), colorLinear: f32(...light.colorLinear),
    }))), shaderConstant(shaders, 'shared/image', 'MOST_LIGHTS')),
    instances: rows('instance', 'Instance', drawing.images.flatMap((image, i) => image.instances.map((instance, ordinal) => {
      const row = (r: number) => f32(...instance.rotation.slice(r * 3, r * 3 + 3).map((x) => x * instance.scale), instance.translation[r]!);
      return { row0: row(0), row1: row(1), row2: row(2), mesh: instance.mesh, image: i, ordinal, firstVertex: ownVertex[i]![ordinal]!, firstSetupIndex: ownTriangle[i]![ordinal]!, layer: instance.isBackground ? LAYER.background : LAYER.foreground, hue: f32(instance.hue), saturation: f32(instance.saturation ?? 1), value: f32(instance.value ?? 1), roughness: f32(instance.roughness ?? 1), foreground: instance.foreground ?? NONE };
    }))),
    meshes: rows('mesh', 'Mesh', drawing.meshes.map((mesh, i) => ({
      firstVertex: firstVertex[i]!, vertexCount: mesh.positions.length, firstTriangle: firstTriangle[i]!, triangleCount: mesh.triangles.length,
    }))),
    positions: upload(device, Float32Array.from(drawing.meshes.flatMap((mesh) => mesh.positions.flat()))),
    attributes: upload(device, Uint32Array.from(drawing.meshes.flatMap((mesh) => mesh.normals.flatMap((n, i) => [
      packNormal(...n), ...new Uint32Array(Float32Array.from(mesh.uvs[i]!).buffer), (mesh.colors[i]![0] | (mesh.colors[i]![1] << 8) | (mesh.colors[i]![2] << 16) | ((mesh.alphas?.[i] ?? 255) << 24)) >>> 0,
    ])))),
    triangles: upload(device, Uint32Array.from(drawing.meshes.flatMap((mesh) => mesh.triangles.flatMap((t) => [...t, mesh.material + (drawing.materials[mesh.material]!.alpha === undefined ? 0 : BLENDED)])))),
    neighbors: upload(device, Uint32Array.from(drawing.meshes.flatMap((mesh) => neighborsOf(mesh)))),
    materials: rows('material', 'Material', drawing.materials.map((m) => ({
      baseColorFactor: f32(...m.baseColorFactor, m.alpha ?? 1), blended: Number(m.alpha !== undefined), metallic: f32(m.metallic), roughness: f32(m.roughness), normalScale: f32(m.normalScale),
      baseTexture: textureWord(m.baseTexture), surfaceTexture: textureWord(m.surfaceTexture), hasNormalMap: Number(m.hasNormalMap),
      wrap: m.baseWrap[0] | (m.baseWrap[1] << 2) | (m.surfaceWrap[0] << 4) | (m.surfaceWrap[1] << 6) | (m.emissiveWrap[0] << 8) | (m.emissiveWrap[1] << 10),
      baseUvScale: f32(...m.baseUvScale), surfaceUvScale: f32(...m.surfaceUvScale),
      emissiveFactor: f32(...m.emissiveFactor), emissiveTexture: textureWord(m.emissiveTexture), emissiveUvScale: f32(...m.emissiveUvScale), unlit: Number(m.isUnlit),
    }))),
    vertices: upload(device, vertices),
    visibility: upload(device, visibility),
    ...(Object.fromEntries(BEHIND.map((name) => [name, scratch(device, visibility.length)])) as Record<(typeof BEHIND)[number], GPUBuffer>),
    blurWeights: upload(device, blurWeights),
    backdropColor: upload(device, Uint8Array.from(withBackdrop.flatMap(({ backdrop }) => [...backdrop!]))),
    queues,
    queueArgs: scratch(device, queueFormat(shaders).argsBytes / 4),
    setupIndices: scratch(device, drawing.images.flatMap((image) => image.instances).reduce((total, { mesh }) => total + drawing.meshes[mesh]!.triangles.length, 0)),
    setups: scratch(device, setupCapacity * structLayout(shaders, 'setup', 'Setup').words),
    color: scratch(device, pixels),
    color2: scratch(device, pixels),
    rgb: scratch(device, pixels),
    uncovered: scratch(device, drawing.images.length),
    instanceIds: scratch(device, pixels),
    recordIds: scratch(device, pixels),
    categoryIds: scratch(device, pixels),
    depthMm: scratch(device, pixels),
    depth: scratch(device, pixels),
    normals: scratch(device, pixels),
    textureSampler: device.createSampler({ addressModeU: 'repeat', addressModeV: 'repeat', magFilter: 'linear', minFilter: 'linear', mipmapFilter: 'linear' }),
    ...textureArrays(device, drawing.textures),
  };
}

/** Per image and instance: the first of what its mesh has, where every instance has its own. */
export function firstOfOwn(drawing: Drawing, pick: (mesh: DrawnMesh) => readonly unknown[]): number[][] {
  let next = 0;
  return drawing.images.map((image) => image.instances.map((instance) => {
    const first = next;
    next += pick(drawing.meshes[instance.mesh]!).length;
    return first;
  }));
}

/** Three per triangle, for its edges 01, 12, 20: the place in this list of the same edge in the triangle across; 0xffffffff where the mesh ends. Vertices at one place count as one. */
export function neighborsOf(mesh: DrawnMesh): number[] {
  const key = (a: number, b: number) => `${mesh.positions[a]} ${mesh.positions[b]}`;
  const edges = (t: Vec3): [number, number][] => [[t[0], t[1]], [t[1], t[2]], [t[2], t[0]]];
  const owner = new Map(mesh.triangles.flatMap((t, i) => edges(t).map(([a, b], k) => [key(a, b), i * 3 + k] as const)));
  return mesh.triangles.flatMap((t) => edges(t).map(([a, b]) => owner.get(key(b, a)) ?? NONE));
}

function textureArrays(device: GPUDevice, textures: readonly DrawnTexture[]): Resources {
  const out: Record<string, GPUTextureView> = {};
  for (const kind of ['color', 'data'] as const) {
    for (const sizePx of textureSizesPx(readShaders())) {
      const layers = textures.filter((t) => t.kind === kind && t.sizePx === sizePx);
      const texture = device.createTexture({
        size: [layers.length ? sizePx : 1, layers.length ? sizePx : 1, Math.max(1, layers.length)], mipLevelCount: layers[0]?.levels.length ?? 1,
        format: kind === 'color' ? 'rgba8unorm-srgb' : 'rgba8unorm', usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST,
      });
      layers.forEach((layer, z) => layer.levels.forEach((texels, mipLevel) => {
        const side = sizePx >> mipLevel;
        device.queue.writeTexture({ texture, mipLevel, origin: [0, 0, z] }, texels, { bytesPerRow: side * 4, rowsPerImage: side }, [side, side, 1]);
      }));
      out[kind + sizePx] = texture.createView({ dimension: '2d-array' });
    }
  }
  return out;
}

/** A texture with its mip chain from a function of the texel's place; levels are averages of four codes. */
export function paintTexture(kind: DrawnTexture['kind'], sizePx: number, texel: (x: number, y: number) => [number, number, number, number]): DrawnTexture {
  const levels = [new Uint8Array(sizePx * sizePx * 4)];
  for (let y = 0; y < sizePx; y++) for (let x = 0; x < sizePx; x++) levels[0]!.set(texel(x, y), (y * sizePx + x) * 4);
  for (let side = sizePx >> 1; side >= 1; side >>= 1) {
    const fine = levels.at(-1)!;
    levels.push(Uint8Array.from({ length: side * side * 4 }, (_, i) => {
      const [x, y, k] = [Math.floor(i / 4) % side, Math.floor(i / 4 / side), i % 4];
      const at = (dx: number, dy: number) => fine[((2 * y + dy) * 2 * side + 2 * x + dx) * 4 + k]!;
      return Math.round((at(0, 0) + at(1, 0) + at(0, 1) + at(1, 1)) / 4);
    }));
  }
  return { kind, sizePx, levels };
}

/** A square in the plane z = 0 facing the camera (its normal is -z), `size` metres wide, uv 0 to `repeats` from its upper left corner. */
export function quadMesh(size: number, repeats = 1, material = 0): DrawnMesh {
  const h = size / 2;
  return {
    positions: [[-h, -h, 0], [h, -h, 0], [h, h, 0], [-h, h, 0]],
    normals: Array.from({ length: 4 }, () => [0, 0, -1] as Vec3),
    uvs: [[0, 0], [repeats, 0], [repeats, repeats], [0, repeats]],
    colors: Array.from({ length: 4 }, () => [255, 255, 255] as Vec3),
    triangles: [[0, 2, 1], [0, 3, 2]],
    material,
  };
}

/** A sphere of `rings` x 2 `rings` quads with smooth normals, without shared vertices at its seam. */
export function sphereMesh(radius: number, rings: number, material = 0): DrawnMesh {
  const mesh: DrawnMesh = { positions: [], normals: [], uvs: [], colors: [], triangles: [], material };
  const around = 2 * rings;
  for (let i = 0; i <= rings; i++) {
    for (let j = 0; j <= around; j++) {
      const [polar, turn] = [(Math.PI * i) / rings, (2 * Math.PI * (j % around)) / around];
      // The poles are one place each, to the bit, so that triangles there find their neighbours.
      const s = i % rings === 0 ? 0 : Math.sin(polar);
      const n: Vec3 = [s * Math.cos(turn), -Math.cos(polar), s * Math.sin(turn)];
      mesh.positions.push(n.map((x) => Math.fround(x * radius)) as Vec3);
      mesh.normals.push(n);
      mesh.uvs.push([j / around, i / rings]);
      mesh.colors.push([255, 255, 255]);
      const a = i * (around + 1) + j;
      if (i < rings && j < around) {
        if (i > 0) mesh.triangles.push([a, a + around + 2, a + 1]);
        if (i < rings - 1) mesh.triangles.push([a, a + around + 1, a + around + 2]);
      }
    }
  }
  return mesh;
}

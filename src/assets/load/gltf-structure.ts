/** Checks what a glTF's JSON says of itself: the types and ranges of what is read, references, and the tree of nodes. */
import type { GLTF } from '@gltf-transform/core';
import { flag, indexOf, isObject, listOf, number, numbers, object, oneOf, recordOf, text, that, whole, type Check } from './check-json.ts';

/** More than the corners of the most triangles that a model may have. */
const MAX_ELEMENTS = 2 ** 22;
/** Of nodes, of accessors, ... each: reading takes a fifth of a millisecond for one. */
const MAX_ENTRIES = 50_000;
/** The tree of nodes is walked by functions that call themselves. */
const MAX_DEPTH = 1000;

const textureRef = object({ index: indexOf('textures') }, {
  texCoord: whole(0, 31),
  scale: number,
  extensions: object({}, { KHR_texture_transform: object({}, { offset: numbers(2), scale: numbers(2), rotation: number, texCoord: whole(0, 31) }) }),
});
const imageSource = object({ source: indexOf('images') });
const attributes = recordOf(indexOf('accessors'));
const componentTypes = oneOf(5120, 5121, 5122, 5123, 5125, 5126);

const view = object({ buffer: indexOf('buffers'), byteLength: whole(0) }, {
  byteOffset: whole(0),
  byteStride: whole(0, 255),
  extensions: object({}, {
    EXT_meshopt_compression: object(
      { buffer: indexOf('buffers'), byteLength: whole(0), byteStride: whole(1, 256), count: whole(0, MAX_ELEMENTS), mode: oneOf('ATTRIBUTES', 'TRIANGLES', 'INDICES') },
      { byteOffset: whole(0), filter: oneOf('NONE', 'OCTAHEDRAL', 'QUATERNION', 'EXPONENTIAL') },
    ),
  }),
});

const accessor = object({ componentType: componentTypes, count: whole(0, MAX_ELEMENTS), type: oneOf('SCALAR', 'VEC2', 'VEC3', 'VEC4', 'MAT2', 'MAT3', 'MAT4') }, {
  bufferView: indexOf('bufferViews'),
  byteOffset: whole(0),
  normalized: flag,
  sparse: object({
    count: whole(0, MAX_ELEMENTS),
    indices: object({ bufferView: indexOf('bufferViews'), componentType: oneOf(5121, 5123, 5125) }, { byteOffset: whole(0) }),
    values: object({ bufferView: indexOf('bufferViews') }, { byteOffset: whole(0) }),
  }),
});

const material = object({}, {
  name: text,
  pbrMetallicRoughness: object({}, { baseColorFactor: numbers(4), baseColorTexture: textureRef, metallicFactor: number, roughnessFactor: number, metallicRoughnessTexture: textureRef }),
  normalTexture: textureRef,
  occlusionTexture: textureRef,
  emissiveTexture: textureRef,
  emissiveFactor: numbers(3),
  alphaMode: oneOf('OPAQUE', 'MASK', 'BLEND'),
  alphaCutoff: number,
  doubleSided: flag,
  extensions: recordOf(that('an object', isObject)),
});

const primitive = object({ attributes }, {
  indices: indexOf('accessors'),
  material: indexOf('materials'),
  mode: whole(0, 6),
  targets: listOf(attributes),
  extensions: object({}, { KHR_draco_mesh_compression: object({ bufferView: indexOf('bufferViews'), attributes: recordOf(whole(0)) }) }),
});

const node = object({}, {
  children: listOf(indexOf('nodes')),
  mesh: indexOf('meshes'),
  skin: indexOf('skins'),
  matrix: numbers(16),
  translation: numbers(3),
  rotation: numbers(4),
  scale: numbers(3),
  weights: listOf(number),
  extensions: object({}, { EXT_mesh_gpu_instancing: object({ attributes }) }),
});

/** Cameras, animations and what unknown extensions hold are not read, so that they may be anything. */
const LISTS: Record<string, Check> = {
  buffers: object({}, { uri: text, byteLength: whole(0) }),
  bufferViews: view,
  accessors: accessor,
  images: object({}, { uri: text, bufferView: indexOf('bufferViews'), mimeType: text, name: text }),
  samplers: object({}, { magFilter: whole(0), minFilter: whole(0), wrapS: oneOf(33071, 33648, 10497), wrapT: oneOf(33071, 33648, 10497) }),
  textures: object({}, {
    sampler: indexOf('samplers'),
    source: indexOf('images'),
    name: text,
    extensions: object({}, { EXT_texture_webp: imageSource, EXT_texture_avif: imageSource, KHR_texture_basisu: imageSource }),
  }),
  materials: material,
  meshes: object({ primitives: listOf(primitive) }, { weights: listOf(number) }),
  skins: object({ joints: listOf(indexOf('nodes')) }, { inverseBindMatrices: indexOf('accessors'), skeleton: indexOf('nodes') }),
  nodes: node,
  scenes: object({}, { nodes: listOf(indexOf('nodes')) }),
};

const version = that('"2.0"', (value) => typeof value === 'string' && /^2\.\d+$/.test(value));
const list = that(`a list of at most ${MAX_ENTRIES}`, (value) => Array.isArray(value) && value.length <= MAX_ENTRIES);
const HEAD: Check[] = [
  object({ asset: object({ version: version }) }, { extensionsUsed: listOf(text), extensionsRequired: listOf(text) }),
  // That they are lists comes first, because other parts refer to them.
  object({}, Object.fromEntries(Object.keys(LISTS).map((name) => [name, list]))),
  object({}, Object.fromEntries(Object.entries(LISTS).map(([name, check]) => [name, listOf(check)]))),
  object({}, { scene: indexOf('scenes') }),
];

/** @throws Error that names the field: `accessors[3].count is -5; wanted a whole number from 0 to 4194304` */
export function checkStructure(json: unknown): asserts json is GLTF.IGLTF {
  if (!isObject(json) || !('asset' in json)) throw new Error('not a glTF: it has no "asset"');
  for (const check of HEAD) {
    const fault = check(json, json);
    if (fault) throw new Error(`${fault.at.slice(1)} ${fault.problem}`);
  }
  const gltf = json as unknown as GLTF.IGLTF;
  checkAccessorUses(gltf);
  checkTree(gltf.nodes ?? []);
}

const TYPES: [RegExp, string[]][] = [[/^(POSITION|NORMAL)$/, ['VEC3']], [/^TEXCOORD_\d+$/, ['VEC2']], [/^COLOR_\d+$/, ['VEC3', 'VEC4']], [/^(JOINTS|WEIGHTS)_\d+$/, ['VEC4']]];
const INSTANCE_TYPES: [RegExp, string[]][] = [[/^(TRANSLATION|SCALE)$/, ['VEC3']], [/^ROTATION$/, ['VEC4']]];

/** Checks that accessors have the type and the count that their use asks for. */
function checkAccessorUses({ accessors = [], meshes = [], nodes = [], skins = [] }: GLTF.IGLTF): void {
  const want = (at: string, index: number, types: string[], count: number | undefined, least = count): void => {
    const { type, count: has } = accessors[index]!;
    if (!types.includes(type)) throw new Error(`${at} is an accessor of type ${type}; wanted ${types.join(' or ')}`);
    if (count !== undefined && (has < least! || has > count)) throw new Error(`${at} has ${has} elements; wanted ${least === count ? count : `at least ${least}`}`);
  };
  const wantAll = (at: string, uses: Record<string, number>, types: [RegExp, string[]][], count: number | undefined): void => {
    for (const [name, index] of Object.entries(uses)) {
      const wanted = types.find(([pattern]) => pattern.test(name))?.[1];
      if (wanted) want(`${at}.${name}`, index, wanted, count);
    }
  };
  meshes.forEach(({ primitives }, m) => primitives.forEach(({ attributes, indices, targets = [] }, p) => {
    const at = `meshes[${m}].primitives[${p}]`;
    const vertices = attributes['POSITION'] === undefined ? undefined : accessors[attributes['POSITION']]!.count;
    wantAll(`${at}.attributes`, attributes, TYPES, vertices);
    targets.forEach((target, t) => wantAll(`${at}.targets[${t}]`, target, TYPES, vertices));
    if (indices === undefined) return;
    want(`${at}.indices`, indices, ['SCALAR'], undefined);
    if (![5121, 5123, 5125].includes(accessors[indices]!.componentType)) throw new Error(`${at}.indices has components of type ${accessors[indices]!.componentType}; wanted 5121, 5123 or 5125`);
  }));
  skins.forEach(({ joints, inverseBindMatrices }, s) => {
    if (inverseBindMatrices !== undefined) want(`skins[${s}].inverseBindMatrices`, inverseBindMatrices, ['MAT4'], Infinity, joints.length);
  });
  nodes.forEach(({ extensions }, n) => {
    const instances = extensions?.['EXT_mesh_gpu_instancing'] as { attributes: Record<string, number> } | undefined;
    const [first] = Object.values(instances?.attributes ?? {});
    if (first !== undefined) wantAll(`nodes[${n}].extensions.EXT_mesh_gpu_instancing.attributes`, instances!.attributes, INSTANCE_TYPES, accessors[first]!.count);
  });
}

/** Checks that every node has one parent at most, that there is no ring, and that the nodes are not nested without end. */
function checkTree(nodes: GLTF.INode[]): void {
  const parents = new Map<number, number>();
  nodes.forEach(({ children = [] }, parent) => children.forEach((child) => {
    const other = parents.get(child);
    if (other !== undefined) throw new Error(`nodes[${child}] is a child of ${other === parent ? `nodes[${parent}] twice` : `nodes[${other}] and of nodes[${parent}]`}; wanted one parent`);
    parents.set(child, parent);
  }));
  const depths = new Map<number, number>();
  nodes.forEach((_, start) => {
    const way: number[] = [];
    let at: number | undefined = start;
    while (at !== undefined && !depths.has(at)) {
      way.push(at);
      // A ring has no node of known depth, so that the way becomes longer than all nodes.
      if (way.length > nodes.length) throw new Error(`nodes[${start}] is its own ancestor, or below a node that is`);
      at = parents.get(at);
    }
    for (let depth = at === undefined ? 0 : depths.get(at)!; way.length > 0; ) depths.set(way.pop()!, ++depth);
    if (depths.get(start)! > MAX_DEPTH) throw new Error(`nodes[${start}] is nested ${depths.get(start)} deep; at most ${MAX_DEPTH}`);
  });
}

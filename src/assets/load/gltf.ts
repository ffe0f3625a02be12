/** Loads glTF and GLB models: their meshes in the scene's frame, and the materials that they use. */
import { Logger, MathUtils, NodeIO } from '@gltf-transform/core';
import type { Document, GLTF, Mesh as GltfMesh, Node as GltfNode, Skin, mat4, vec3, vec4 } from '@gltf-transform/core';
import { ALL_EXTENSIONS, type InstancedMesh, type Visibility } from '@gltf-transform/extensions';
import { checkTriangleCount } from './check-model.ts';
import { checkBounds } from './gltf-bounds.ts';
import type { GltfFiles } from './gltf-files.ts';
import { bakePrimitive, multiplyMatrices, skinTransform, trianglesOf, type VertexTransform } from './gltf-geometry.ts';
import { readMaterials } from './gltf-materials.ts';
import { notDrawn } from './gltf-notes.ts';
import { withFirstSources } from './gltf-texture-sources.ts';
import { roundPositions } from './model-frame.ts';
import { shorten } from './model-files.ts';
import type { SourceModel } from '../source-model.ts';

/** Reads the default scene (the first where none is named; all nodes where there is no scene). Animations stay at rest. */
export async function parseGltf({ json: file, resources }: GltfFiles): Promise<SourceModel> {
  checkBounds(file, resources);
  const { json, others } = withFirstSources(file, image => {
    const uri = file.images?.[image]?.uri;
    return uri === undefined || uri.startsWith('data:') || uri in resources;
  });
  const document = await readDocument(json, resources);
  const uses = listMeshUses(document, json);

  // Counted while they are listed, because nodes, instances and primitives can repeat a mesh any number of times.
  let triangles = 0;
  const drawn = uses.flatMap(use => use.mesh.listPrimitives().map(primitive => {
    const indices = trianglesOf(primitive);
    triangles += (indices.length / 3) * use.transforms.length;
    checkTriangleCount(triangles);
    return { ...use, primitive, indices };
  })).filter(({ indices }) => indices.length > 0);

  const used = drawn.map(({ primitive }) => primitive.getMaterial());
  const { materials, indexOf, uvMapOf, notes } = await readMaterials(document, used, others);
  const all = document.getRoot().listMaterials();
  const license = rightsOf(json.asset);
  return {
    ...(license !== undefined && { license }),
    materials,
    notes: [...notDrawn(used.map(material => (material ? json.materials?.[all.indexOf(material)] : undefined))), ...notes],
    ...roundPositions(drawn.flatMap(({ primitive, indices, transforms, skin, weights }) => {
      const material = primitive.getMaterial();
      const shape = { indices, weights, uvMap: uvMapOf(material), material: indexOf(material) };
      const all = skin ? [skinTransform(primitive, skin)] : transforms.map((matrix): VertexTransform => () => matrix);
      return all.map(transform => bakePrimitive(primitive, transform, shape));
    })),
  };
}

/** Characters of a licence that are kept. */
const MOST_LICENSE = 1000;

/** `asset.copyright`, and the licence and the author that download sites write into `asset.extras`. */
function rightsOf({ copyright, extras }: GLTF.IAsset): string | undefined {
  const { license, author } = (extras ?? {}) as Record<string, unknown>;
  const texts = [license, author, copyright].filter((text): text is string => typeof text === 'string' && text.trim() !== '');
  return texts.length === 0 ? undefined : texts.join('; ').slice(0, MOST_LICENSE);
}

async function readDocument(json: GLTF.IGLTF, resources: GltfFiles['resources']): Promise<Document> {
  const io = new NodeIO().setLogger(new Logger(Logger.Verbosity.SILENT)).registerExtensions(ALL_EXTENSIONS);
  const used = json.extensionsUsed ?? [];
  // The decoders are WebAssembly, and are started only for files that need them.
  if (used.includes('KHR_draco_mesh_compression')) {
    const { default: draco } = await import('draco3dgltf');
    io.registerDependencies({ 'draco3d.decoder': await draco.createDecoderModule() });
  }
  if (used.includes('EXT_meshopt_compression')) {
    const { MeshoptDecoder } = await import('meshoptimizer/decoder');
    await MeshoptDecoder.ready;
    io.registerDependencies({ 'meshopt.decoder': MeshoptDecoder });
  }
  const known = ALL_EXTENSIONS.map(({ EXTENSION_NAME }) => EXTENSION_NAME);
  const unknown = json.extensionsRequired?.find(name => !known.includes(name));
  if (unknown !== undefined) throw new Error(`extensionsRequired names ${JSON.stringify(shorten(unknown))}, which is not supported`);
  return io.readJSON({ json: withoutUnused(json), resources }).catch((error: Error) => {
    const compressed = used.filter(name => /compression$/.test(name));
    throw new Error(`broken file: it is damaged, or breaks the rules of glTF${compressed.length > 0 ? `, perhaps in what ${shorten(compressed.join(' and '))} compresses` : ''}`, { cause: error });
  });
}

/** Without the parts that do not show, whose faults then do no harm. Indices of what is left stay. */
function withoutUnused({ animations: _animations, cameras: _cameras, ...json }: GLTF.IGLTF): GLTF.IGLTF {
  return { ...json, nodes: json.nodes?.map(({ camera: _camera, ...node }) => node) ?? [] };
}

interface MeshUse {
  mesh: GltfMesh;
  /** To the model frame: one, or one per instance of EXT_mesh_gpu_instancing. */
  transforms: mat4[];
  skin: { joints: mat4[] } | null;
  /** Of the mesh's morph targets. */
  weights: number[];
}

function listMeshUses(document: Document, json: GLTF.IGLTF): MeshUse[] {
  const root = document.getRoot();
  const world = worldMatrices(document, json);
  const scene = root.getDefaultScene() ?? root.listScenes()[0];
  const tops = scene ? scene.listChildren() : root.listNodes().filter(node => !node.getParentNode());
  const uses: MeshUse[] = [];
  const visit = (node: GltfNode): void => {
    if (node.getExtension<Visibility>('KHR_node_visibility')?.getVisible() === false) return;
    const mesh = node.getMesh();
    const skin = node.getSkin();
    if (mesh) {
      const weights = node.getWeights().length > 0 ? node.getWeights() : mesh.getWeights();
      uses.push({ mesh, weights, skin: skin && { joints: jointMatrices(skin, world) }, transforms: instanceMatrices(node, world(node)) });
    }
    node.listChildren().forEach(visit);
  };
  tops.forEach(visit);
  return uses;
}

/** Node to model frame. A node's matrix is taken from the file, because glTF-Transform's decomposition loses shear and zero scales. */
function worldMatrices(document: Document, json: GLTF.IGLTF): (node: GltfNode) => mat4 {
  const local = new Map(document.getRoot().listNodes().map((node, index) => [node, (json.nodes?.[index]?.matrix as mat4 | undefined) ?? node.getMatrix()]));
  const cache = new Map<GltfNode, mat4>();
  const world = (node: GltfNode): mat4 => {
    const known = cache.get(node);
    if (known) return known;
    const parent = node.getParentNode();
    const matrix = parent ? multiplyMatrices(world(parent), local.get(node)!) : local.get(node)!;
    cache.set(node, matrix);
    return matrix;
  };
  return world;
}

/** From the bind pose to the model frame. The mesh node's own transform does not count (glTF 2.0, section 3.7.3.3). */
function jointMatrices(skin: Skin, world: (node: GltfNode) => mat4): mat4[] {
  const inverseBind = skin.getInverseBindMatrices();
  return skin.listJoints().map((joint, index) => {
    const bind = inverseBind ? (inverseBind.getElement(index, new Array<number>(16).fill(0)) as mat4) : null;
    return bind ? multiplyMatrices(world(joint), bind) : world(joint);
  });
}

function instanceMatrices(node: GltfNode, world: mat4): mat4[] {
  const batch = node.getExtension<InstancedMesh>('EXT_mesh_gpu_instancing');
  if (!batch) return [world];
  const [translation, rotation, scale] = ['TRANSLATION', 'ROTATION', 'SCALE'].map(name => batch.getAttribute(name));
  const count = (translation ?? rotation ?? scale)?.getCount() ?? 0;
  return Array.from({ length: count }, (_, index) => {
    const t: vec3 = translation ? translation.getElement(index, [0, 0, 0]) : [0, 0, 0];
    const r: vec4 = rotation ? rotation.getElement(index, [0, 0, 0, 1]) : [0, 0, 0, 1];
    const s: vec3 = scale ? scale.getElement(index, [1, 1, 1]) : [1, 1, 1];
    return multiplyMatrices(world, MathUtils.compose(t, r, s, new Array<number>(16).fill(0) as mat4));
  });
}

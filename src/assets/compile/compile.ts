/** Compiles a source model: one welded mesh with levels of detail, materials, textures and silhouettes. */
import { measureSilhouettes } from '../silhouettes/silhouettes.ts';
import type { SilhouetteMesh, Silhouettes } from '../silhouettes/silhouettes.ts';
import { closeCracks } from './cracks.ts';
import type { Lod, WholeModel } from '../compiled-model.ts';
import { lodChain } from './lod.ts';
import type { Level } from './lod.ts';
import { alphaTest, compileMaterials, isVisible } from './materials.ts';
import type { CompiledMaterials } from './materials.ts';
import { findBounds, weldMesh } from './welded-mesh.ts';
import { findNeighbors } from './neighbors.ts';
import { fillNormals } from './fill-normals.ts';
import { measureOutlines } from '../silhouettes/outline-error.ts';
import type { SourceModel } from '../source-model.ts';
import { triangleSoup } from './triangle-soup.ts';

export interface CompileOptions {
  /** Largest side of a texture: a power of two, 64 to 1024. */
  textureSizePx: number;
  /** Icosphere subdivision of the silhouettes' views. */
  viewLevel: number;
}

/** Of the radius: silhouettes are measured on the coarsest level within this, a sixth of a pixel at 160 px. */
const SILHOUETTE_ERROR = 0.002;
/** Of the radius: gaps of levels within this are known to the background, half a pixel at 25 px. */
const GAP_ERROR = 0.02;

/**
 * @param sha256 of everything the source was read from
 * @throws Error when no triangle is left to draw
 */
export async function compile(source: SourceModel, sha256: string, options: CompileOptions): Promise<WholeModel> {
  const visible = source.materials.map(isVisible);
  const soup = triangleSoup(source, (material) => visible[material]!);
  const used = [...new Set(soup.materials)].sort((a, b) => a - b);
  soup.materials = soup.materials.map((material) => used.indexOf(material));
  const bounds = findBounds(soup.positions);
  closeCracks(soup.positions, bounds.radiusM);
  fillNormals(soup);
  const levels = await lodChain(weldMesh(soup, bounds.center), bounds.radiusM);
  const materials = compileMaterials(used.map((m) => source.materials[m]!), options.textureSizePx);
  const outlines = measureOutlines(levels.map((level) => silhouetteMesh(level, bounds.radiusM, materials)));
  return {
    sha256,
    triangles: levels[0]!.mesh.indices.length / 3,
    ...bounds,
    ...layOut(levels, outlines.errors.map((error) => error * bounds.radiusM)),
    ...materials,
    widthM: outlines.width * bounds.radiusM,
    silhouettes: silhouettes(levels, outlines.hasGaps, bounds.radiusM, materials, options.viewLevel),
  };
}

/** All levels one after the other. */
function layOut(levels: Level[], outlineErrorsM: number[]): Pick<WholeModel, 'lods' | 'positions' | 'attributes' | 'triangleWords' | 'neighbors'> {
  const vertices = levels.reduce((sum, { mesh }) => sum + mesh.positions.length / 3, 0);
  const triangles = levels.reduce((sum, { mesh }) => sum + mesh.indices.length / 3, 0);
  const positions = new Float32Array(vertices * 3);
  const attributes = new Uint32Array(vertices * 4);
  const words = new Uint32Array(triangles * 4);
  const neighbors = new Uint32Array(triangles * 3);
  const lods: Lod[] = [];
  let firstVertex = 0, firstTriangle = 0;
  for (const [level, { mesh, errorM }] of levels.entries()) {
    const vertexCount = mesh.positions.length / 3, triangleCount = mesh.indices.length / 3;
    positions.set(mesh.positions, firstVertex * 3);
    attributes.set(mesh.attributes, firstVertex * 4);
    words.set(triangleWords(mesh.indices, mesh.materials), firstTriangle * 4);
    neighbors.set(findNeighbors(mesh.positions, mesh.indices), firstTriangle * 3);
    lods.push({ firstVertex, vertexCount, firstTriangle, triangleCount, errorM, outlineErrorM: outlineErrorsM[level]! });
    firstVertex += vertexCount;
    firstTriangle += triangleCount;
  }
  return { lods, positions, attributes, triangleWords: words, neighbors };
}

function triangleWords(indices: Uint32Array, materials: Uint32Array): Uint32Array {
  const words = new Uint32Array((indices.length / 3) * 4);
  for (let t = 0; t * 3 < indices.length; t++) {
    words.set(indices.subarray(t * 3, t * 3 + 3), t * 4);
    words[t * 4 + 3] = materials[indices[t * 3]!]!;
  }
  return words;
}

function silhouettes(levels: Level[], hasGaps: boolean[], radiusM: number, materials: CompiledMaterials, viewLevel: number): Silhouettes {
  const place = levels.findLastIndex(({ errorM }) => errorM <= radiusM * SILHOUETTE_ERROR);
  const gappy = levels.filter(({ errorM }, i) => i > place && hasGaps[i] && errorM <= radiusM * GAP_ERROR);
  const mesh = (level: Level) => silhouetteMesh(level, radiusM, materials);
  return measureSilhouettes(mesh(levels[place]!), viewLevel, gappy.map(mesh));
}

function silhouetteMesh({ mesh }: Level, radiusM: number, compiled: CompiledMaterials): SilhouetteMesh {
  const floats = new Float32Array(mesh.attributes.buffer);
  return {
    positions: mesh.positions,
    uvs: Float32Array.from({ length: (mesh.positions.length / 3) * 2 }, (_, i) => floats[(i >> 1) * 4 + 1 + (i & 1)]!),
    triangleWords: triangleWords(mesh.indices, mesh.materials),
    radiusM,
    doubleSided: compiled.materials.map((material) => material.doubleSided),
    isKept: compiled.materials.map((material) => {
      const mask = compiled.alphaMasks[material.alphaMask];
      return mask ? alphaTest(material, mask) : null;
    }),
  };
}

/** Compiles a source model: one welded mesh with levels of detail, materials, textures and silhouettes. */
import { completeOptions, type CompileOptions, type WholeModel } from '../compiled-model.ts';
import { measureOutlineErrors } from '../silhouettes/outline-error.ts';
import { levelMesh, type LevelRange, type SilhouetteMesh } from '../silhouettes/silhouette-mesh.ts';
import { measureSilhouettes } from '../silhouettes/silhouettes.ts';
import type { SourceModel } from '../source-model.ts';
import { closeCracks } from './cracks.ts';
import { fillNormals } from './fill-normals.ts';
import { lodChain, type Level } from './lod.ts';
import { compileMaterials, isVisible } from './materials.ts';
import { findNeighbors } from './neighbors.ts';
import { withSides } from './sides.ts';
import { withTransparency } from './transparency.ts';
import { triangleSoup } from './triangle-soup.ts';
import { type Bounds, findBounds, weldMesh } from './welded-mesh.ts';

/** Silhouettes are measured on the coarsest level whose deviation over radius is at most this: 1/6 px on an object 160 px across. */
const SILHOUETTE_ERROR_OVER_RADIUS = 0.002;
/** Silhouettes have the gaps of levels whose deviation over radius is at most this: 1/2 px on an object 50 px across, drawn as clutter. */
const GAP_ERROR_OVER_RADIUS = 0.02;

/**
 * @param sha256 of everything the source was read from
 * @throws Error when no triangle is left to draw
 */
export async function compile(read: SourceModel, sha256: string, options: CompileOptions): Promise<WholeModel> {
  const { textureSizePx, viewLevel, transparency, doubleSided } = completeOptions(options);
  const source = withTransparency(read, transparency);
  const visible = source.materials.map(isVisible);
  const soup = triangleSoup(source, (material) => visible[material]!);
  const used = [...new Set(soup.materials)].sort((a, b) => a - b);
  soup.materials = soup.materials.map((material) => used.indexOf(material));
  const bounds = findBounds(soup.positions);
  const { radiusM } = bounds;
  closeCracks(soup.positions, radiusM);
  fillNormals(soup);
  const levels = await lodChain(weldMesh(soup, bounds.center), radiusM);
  const { lods, ...arrays } = layOut(levels);
  const authored = compileMaterials(used.map((index) => source.materials[index]!), textureSizePx);
  const { materials, note } = withSides({ ...arrays, ...authored }, lods, radiusM, doubleSided);
  const meshes = lods.map((lod) => levelMesh({ ...arrays, ...authored, materials }, lod, radiusM));
  const outlines = measureOutlineErrors(meshes);
  const { measured, gappy } = silhouetteMeshes(meshes, lods, outlines.hasGaps, radiusM);
  return {
    sha256,
    triangles: lods[0]!.triangleCount,
    parts: read.primitives.length,
    ...bounds,
    center: inModelFrame(bounds.center, source),
    lods: lods.map((lod, level) => ({ ...lod, outlineErrorM: outlines.errorsOverRadius[level]! * radiusM })),
    ...arrays,
    ...authored,
    materials,
    widthM: outlines.widthOverRadius * radiusM,
    silhouettes: measureSilhouettes(measured, viewLevel, gappy),
    isTransparent: materials.some(({ isBlended }) => isBlended),
    notes: [...source.notes ?? [], ...note],
    ...(source.missing && source.missing.length > 0 && { missing: source.missing }),
    ...(source.license !== undefined && { license: source.license }),
  };
}

function inModelFrame([x, y, z]: Bounds['center'], { origin = [0, 0, 0] }: SourceModel): Bounds['center'] {
  return [x + origin[0], y + origin[1], z + origin[2]];
}

/** All levels one after the other. */
function layOut(levels: Level[]): Pick<WholeModel, 'positions' | 'attributes' | 'triangleWords' | 'neighbors'> & { lods: LevelRange[] } {
  const vertices = levels.reduce((sum, { mesh }) => sum + mesh.positions.length / 3, 0);
  const triangles = levels.reduce((sum, { mesh }) => sum + mesh.indices.length / 3, 0);
  const positions = new Float32Array(vertices * 3);
  const attributes = new Uint32Array(vertices * 4);
  const triangleWords = new Uint32Array(triangles * 4);
  const neighbors = new Uint32Array(triangles * 3);
  const lods: LevelRange[] = [];
  let firstVertex = 0, firstTriangle = 0;
  for (const { mesh, errorM } of levels) {
    const vertexCount = mesh.positions.length / 3, triangleCount = mesh.indices.length / 3;
    positions.set(mesh.positions, firstVertex * 3);
    attributes.set(mesh.attributes, firstVertex * 4);
    for (let t = 0; t < triangleCount; t++) {
      const to = (firstTriangle + t) * 4;
      for (let k = 0; k < 3; k++) triangleWords[to + k] = mesh.indices[t * 3 + k]!;
      triangleWords[to + 3] = mesh.materials[mesh.indices[t * 3]!]!;
    }
    neighbors.set(findNeighbors(mesh.positions, mesh.indices), firstTriangle * 3);
    lods.push({ firstVertex, vertexCount, firstTriangle, triangleCount, errorM });
    firstVertex += vertexCount;
    firstTriangle += triangleCount;
  }
  return { lods, positions, attributes, triangleWords, neighbors };
}

/** The mesh whose silhouettes are measured, and the coarser ones whose gaps become holes of the outlines. */
function silhouetteMeshes(
  meshes: SilhouetteMesh[], lods: LevelRange[], hasGaps: boolean[], radiusM: number,
): { measured: SilhouetteMesh; gappy: SilhouetteMesh[] } {
  const finest = lods.findLastIndex(({ errorM }) => errorM <= radiusM * SILHOUETTE_ERROR_OVER_RADIUS);
  const gappy = meshes.filter((_, level) => level > finest && hasGaps[level] && lods[level]!.errorM <= radiusM * GAP_ERROR_OVER_RADIUS);
  return { measured: meshes[finest]!, gappy };
}

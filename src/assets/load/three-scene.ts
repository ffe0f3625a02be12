/** Turns a scene that one of three's loaders made into a source model. */
import type { BufferAttribute, BufferGeometry, InstancedMesh, InterleavedBufferAttribute, Material, Mesh, Object3D, SkinnedMesh } from 'three';
import { Matrix4, Vector3 } from 'three';
import { hypot } from '../../geometry/math.ts';
import { checkTriangleCount } from './check-model.ts';
import { asFound, type Findings } from './findings.ts';
import { roundPositions } from './model-frame.ts';
import { readThreeMaterial, type ThreeMaterial } from './three-materials.ts';
import type { ImageOf } from './three-textures.ts';
import type { SourceModel, SourcePrimitive } from '../source-model.ts';

type Part = Omit<SourcePrimitive, 'positions'> & { positions: Float64Array };
type Attribute = BufferAttribute | InterleavedBufferAttribute;

/**
 * All meshes that are visible, in the scene's frame, in the pose of the file; animations do not play.
 * @param unitM metres per unit of the scene
 * @param imageOf decodes the image of a texture, or notes why it is not drawn
 */
export async function readThreeScene(scene: Object3D, unitM: number, imageOf: ImageOf, findings: Findings): Promise<SourceModel> {
  scene.updateMatrixWorld(true);
  const materials = new Map<Material, ThreeMaterial>();
  const parts: Part[] = [];
  for (const mesh of meshesOf(scene, findings.notes)) {
    const list = [mesh.material].flat();
    for (const { start, count, materialIndex = 0 } of groupsOf(mesh.geometry)) {
      const material = list[materialIndex] ?? list[0];
      if (!material || count < 3) continue;
      let known = materials.get(material);
      if (!known) materials.set(material, (known = { ...await readThreeMaterial(material, imageOf, findings.notes), index: materials.size }));
      for (const world of worldMatrices(mesh)) parts.push(bakePart(mesh, cornersOf(mesh.geometry, start, count), world, unitM, known));
      checkTriangleCount(parts.reduce((sum, { indices }) => sum + indices.length / 3, 0));
    }
  }
  return { ...asFound(findings), materials: [...materials.values()].map(({ material }) => material), ...roundPositions(parts) };
}

function meshesOf(scene: Object3D, notes: string[]): Mesh[] {
  const meshes: Mesh[] = [];
  scene.traverseVisible((object) => {
    if ((object as Mesh).isMesh) meshes.push(object as Mesh);
    else if ('isLine' in object || 'isPoints' in object) notes.push('lines and points are not drawn');
  });
  return meshes;
}

function groupsOf({ groups, index, attributes }: BufferGeometry): BufferGeometry['groups'] {
  return groups.length > 0 ? groups : [{ start: 0, count: index?.count ?? attributes.position?.count ?? 0, materialIndex: 0 }];
}

/** The vertices of whole triangles in a range of a geometry. */
function cornersOf({ index, attributes }: BufferGeometry, start: number, count: number): number[] {
  const end = Math.min(start + count, index?.count ?? attributes.position?.count ?? 0);
  return Array.from({ length: Math.max(0, 3 * Math.floor((end - start) / 3)) }, (_, i) => (index ? index.getX(start + i) : start + i));
}

/** One, or one for each instance. */
function worldMatrices(mesh: Mesh): Matrix4[] {
  const instanced = mesh as InstancedMesh;
  if (!instanced.isInstancedMesh) return [mesh.matrixWorld];
  return Array.from({ length: instanced.count }, (_, i) => {
    const matrix = new Matrix4();
    instanced.getMatrixAt(i, matrix);
    return matrix.premultiply(mesh.matrixWorld);
  });
}

/** Each vertex that the corners use once, transformed in double precision. */
function bakePart(mesh: Mesh, corners: number[], world: Matrix4, unitM: number, { index: material, usesColors, uvs: uvMap }: ThreeMaterial): Part {
  const { attributes } = mesh.geometry;
  const vertices = [...new Set(corners)];
  const at = new Map(vertices.map((vertex, i) => [vertex, i]));
  const point = new Vector3();
  const read = (attribute: Attribute | undefined, components: number): Float32Array | null =>
    attribute ? Float32Array.from({ length: vertices.length * components }, (_, i) => (i % components < attribute.itemSize ? attribute.getComponent(vertices[Math.floor(i / components)]!, i % components) : 1)) : null;

  const positions = new Float64Array(vertices.length * 3);
  vertices.forEach((vertex, i) => {
    if ((mesh as SkinnedMesh).isSkinnedMesh) mesh.getVertexPosition(vertex, point);
    else point.fromBufferAttribute(attributes.position!, vertex);
    point.applyMatrix4(world).multiplyScalar(unitM).toArray(positions, i * 3);
  });

  // A skin turns normals as it turns positions; the compiler makes them from those.
  const normals = (mesh as SkinnedMesh).isSkinnedMesh ? null : read(attributes.normal, 3);
  if (normals) transformNormals(normals, world);
  const uvs = read(attributes[uvMap.attribute], 2);
  for (let i = 0; uvs && i < uvs.length; i += 2) {
    const [u, v] = [uvs[i]!, uvs[i + 1]!];
    const { elements: m } = uvMap.matrix;
    uvs[i] = m[0]! * u + m[3]! * v + m[6]!;
    uvs[i + 1] = 1 - (m[1]! * u + m[4]! * v + m[7]!); // three has v up.
  }
  const indices = Uint32Array.from(corners, (vertex) => at.get(vertex)!);
  if (world.determinant() < 0) flip(indices);
  return { positions, normals, uvs, colors: usesColors ? read(attributes.color, 4) : null, indices, material };
}

/** By the inverse transpose, which keeps them on the outer side where the matrix mirrors, too. */
function transformNormals(normals: Float32Array, world: Matrix4): void {
  const { elements: m } = world.clone().invert();
  for (let i = 0; i < normals.length; i += 3) {
    const [x, y, z] = [normals[i]!, normals[i + 1]!, normals[i + 2]!];
    const turned = [0, 4, 8].map((column) => m[column]! * x + m[column + 1]! * y + m[column + 2]! * z);
    const length = hypot(turned[0]!, turned[1]!, turned[2]!);
    normals.set(turned.map((value) => value / length), i);
  }
}

/** Mirrored triangles run the other way around. */
function flip(indices: Uint32Array): void {
  for (let i = 0; i < indices.length; i += 3) [indices[i + 1], indices[i + 2]] = [indices[i + 2]!, indices[i + 1]!];
}

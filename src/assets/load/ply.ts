/** Loads PLY models: faces of any number of corners and triangle strips, with colours and a texture where the file has them. */
import { checkTriangleCount } from './check-model.ts';
import { decodeImage } from './decode-image.ts';
import type { ModelFile } from './model-files.ts';
import { plainMaterial } from './plain-material.ts';
import type { PlyFiles } from './ply-files.ts';
import type { PlyType } from './ply-header.ts';
import { readPlyRows, type PlyTable } from './ply-rows.ts';
import { triangulatePolygon } from './polygon.ts';
import type { SourceModel, SourcePrimitive } from '../source-model.ts';
import { decodeSrgb } from '../srgb.ts';

/**
 * Parses the mesh and decodes the texture. Colours are taken as sRGB-coded, as scanners write them.
 * @param unitM metres per unit
 * @throws Error whose message is the reason alone
 */
export async function parsePly({ files, header, notes, missing }: PlyFiles, unitM: number): Promise<SourceModel> {
  const [{ bytes }, texture] = files as [ModelFile, ModelFile?];
  const tables = readPlyRows(bytes, header);
  const vertices = tables.get('vertex');
  const xyz = ['x', 'y', 'z'].map((name) => vertices?.scalars.get(name));
  if (!vertices || !xyz.every((column) => column !== undefined)) throw new Error('no element "vertex" with x, y and z');
  const points = Float64Array.from({ length: vertices.rows * 3 }, (_, i) => xyz[i % 3]![Math.floor(i / 3)]!);
  const faces = tables.get('face');
  const corners = trianglesOf(points, faces, tables.get('tristrips'));
  const image = texture && (await decodeImage(texture.bytes, texture.name));
  const mesh = { positions: Float32Array.from(points, (value) => value * unitM), normals: interleave(vertices, [['nx', 'ny', 'nz']]), uvs: uvsOf(vertices), colors: colorsOf(vertices) };
  return {
    notes,
    missing,
    materials: [{ ...plainMaterial(), baseColorTexture: image ? { image, wrapU: 'repeat', wrapV: 'repeat' } : null }],
    primitives: [{ ...perCorner(mesh, corners, faces), material: 0 }],
  };
}

type Mesh = Omit<SourcePrimitive, 'indices' | 'material'>;

/** With the faces' own colours and texture coordinates, where they have such: each corner of a triangle is then a vertex. */
function perCorner(mesh: Mesh, corners: Corners, faces: PlyTable | undefined): Mesh & { indices: Uint32Array } {
  const colors = faces && !mesh.colors ? colorsOf(faces) : null;
  const uvs = faces?.lists.get('texcoord');
  const isOfFaces = corners.faces.length === corners.vertices.length;
  if ((!colors && !uvs) || !isOfFaces) return { ...mesh, indices: Uint32Array.from(corners.vertices) };
  const gather = (values: Float32Array, components: number, rows: number[]): Float32Array =>
    Float32Array.from({ length: rows.length * components }, (_, i) => values[rows[Math.floor(i / components)]! * components + (i % components)]!);
  const cornerUvs = uvs && Float32Array.from({ length: corners.faces.length * 2 }, (_, i) => {
    const value = uvs.values[uvs.starts[corners.faces[i >> 1]!]! + corners.ofFace[i >> 1]! * 2 + (i % 2)]!;
    return i % 2 === 1 ? 1 - value : value;
  });
  return {
    positions: gather(mesh.positions, 3, corners.vertices),
    normals: mesh.normals && gather(mesh.normals, 3, corners.vertices),
    uvs: cornerUvs ?? (mesh.uvs && gather(mesh.uvs, 2, corners.vertices)),
    colors: colors ? gather(colors, 4, corners.faces) : mesh.colors && gather(mesh.colors, 4, corners.vertices),
    indices: Uint32Array.from(corners.vertices, (_, i) => i),
  };
}

/** By corner of the triangles: its vertex, its face, and which corner of the face it is. */
interface Corners { vertices: number[]; faces: number[]; ofFace: number[] }

function trianglesOf(points: Float64Array, faces: PlyTable | undefined, strips: PlyTable | undefined): Corners {
  const corners: Corners = { vertices: [], faces: [], ofFace: [] };
  const polygons = faces && (faces.lists.get('vertex_indices') ?? faces.lists.get('vertex_index'));
  const strip = strips && (strips.lists.get('vertex_indices') ?? strips.lists.get('vertex_index'));
  if (!polygons && !strip) throw new Error('no element "face" with a list "vertex_indices": points without faces cannot be drawn; wanted a mesh');
  const vertexCount = points.length / 3;
  const check = (vertex: number, what: string): void => {
    if (!(Number.isInteger(vertex) && vertex >= 0 && vertex < vertexCount)) throw new Error(`${what} names vertex ${vertex}; the file has ${vertexCount} of them, from 0`);
  };
  checkTriangleCount(polygons ? polygons.values.length - 2 * faces.rows : 0);
  for (let face = 0; polygons && face < faces.rows; face++) {
    const polygon = polygons.values.slice(polygons.starts[face], polygons.starts[face + 1]);
    for (const vertex of polygon) check(vertex, `face ${face}`);
    for (const corner of triangulatePolygon(points, polygon)) {
      corners.vertices.push(polygon[corner]!);
      corners.faces.push(face);
      corners.ofFace.push(corner);
    }
  }
  for (const triangle of strip ? stripTriangles(strip.values) : []) {
    for (const vertex of triangle) {
      check(vertex, 'a triangle strip');
      corners.vertices.push(vertex);
    }
  }
  return corners;
}

/** A strip's triangles share an edge with the one before, and every second one is turned over; -1 begins the next strip. */
function* stripTriangles(values: number[]): Generator<[number, number, number]> {
  let start = 0;
  for (let at = 0; at < values.length; at++) {
    if (values[at] === -1) start = at + 1;
    else if (at - start >= 2) yield (at - start) % 2 === 0 ? [values[at - 2]!, values[at - 1]!, values[at]!] : [values[at - 1]!, values[at - 2]!, values[at]!];
  }
}

/** The first of the groups of properties of which the rows have all, row by row; or null. */
function interleave(table: PlyTable, groups: string[][]): Float32Array | null {
  const names = groups.find((group) => group.every((name) => table.scalars.has(name)));
  if (!names) return null;
  const columns = names.map((name) => table.scalars.get(name)!);
  return Float32Array.from({ length: table.rows * names.length }, (_, i) => columns[i % names.length]![Math.floor(i / names.length)]!);
}

/** PLY has v up. */
function uvsOf(vertices: PlyTable): Float32Array | null {
  const uvs = interleave(vertices, [['s', 't'], ['u', 'v'], ['texture_u', 'texture_v'], ['texture_s', 'texture_t']]);
  return uvs && uvs.map((value, i) => (i % 2 === 1 ? 1 - value : value));
}

/** Linear red, green, blue, and alpha; or null. */
function colorsOf(table: PlyTable): Float32Array | null {
  const rgb = interleave(table, [['red', 'green', 'blue'], ['diffuse_red', 'diffuse_green', 'diffuse_blue'], ['r', 'g', 'b']]);
  if (!rgb) return null;
  const alpha = interleave(table, [['alpha'], ['a']]);
  const type = ['red', 'diffuse_red', 'r'].map((name) => table.types.get(name)).find((known) => known !== undefined)!;
  return Float32Array.from({ length: table.rows * 4 }, (_, i) => (i % 4 === 3
    ? alpha ? alpha[i >> 2]! / FULL[type] : 1
    : decodeSrgb((255 * rgb[(i >> 2) * 3 + (i % 4)]!) / FULL[type])));
}

/** The number that stands for full light. Wider whole numbers hold the range of bytes in the files of most writers. */
const FULL: Record<PlyType, number> = { int8: 127, uint8: 255, int16: 255, uint16: 65535, int32: 255, uint32: 255, float32: 1, float64: 1 };

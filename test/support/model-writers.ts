/** Writes one coloured mesh in every format that is read. Each part has a colour of its own, by whatever means the format has. */
import { Document, NodeIO } from '@gltf-transform/core';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { zipSync } from 'three/addons/libs/fflate.module.js';
import { decodeSrgb } from '../../src/assets/srgb.ts';
import { doubles, fbxBinary, ints, property, record } from './fbx.ts';

/** A convex part, or a sheet: corners of triangles, 9 numbers each, metres; its colour in sRGB code. */
export interface Part { soup: number[]; color: [number, number, number] }

type Vec3 = [number, number, number];
const cornersOf = ({ soup }: Part): Vec3[] => Array.from({ length: soup.length / 3 }, (_, i) => soup.slice(3 * i, 3 * i + 3) as Vec3);
const trianglesOf = (parts: Part[]): { part: number; corners: [Vec3, Vec3, Vec3] }[] => parts.flatMap((part, p) => {
  const corners = cornersOf(part);
  return Array.from({ length: corners.length / 3 }, (_, t) => ({ part: p, corners: corners.slice(3 * t, 3 * t + 3) as [Vec3, Vec3, Vec3] }));
});

function obj(parts: Part[]): Record<string, string> {
  const lines = parts.flatMap((part, p) => [
    `usemtl part${p}`, ...cornersOf(part).map((corner) => `v ${corner.join(' ')}`),
    // Negative indices count back from the vertices so far.
    ...Array.from({ length: part.soup.length / 9 }, (_, t) => `f ${[0, 1, 2].map((k) => 3 * t + k - part.soup.length / 3).join(' ')}`),
  ]);
  return { '.obj': `mtllib model.mtl\n${lines.join('\n')}\n`, '.mtl': parts.map(({ color }, p) => `newmtl part${p}\nKd ${color.map((code) => code / 255).join(' ')}\n`).join('') };
}

/** Binary, with a colour a vertex. */
function ply(parts: Part[]): Record<string, Uint8Array> {
  const vertices = parts.flatMap((part) => cornersOf(part).map((corner) => ({ corner, color: part.color })));
  const header = `ply\nformat binary_little_endian 1.0\nelement vertex ${vertices.length}\nproperty float x\nproperty float y\nproperty float z\nproperty uchar red\nproperty uchar green\nproperty uchar blue\n`
    + `element face ${vertices.length / 3}\nproperty list uchar int vertex_indices\nend_header\n`;
  const rows = Buffer.alloc(vertices.length * 15);
  vertices.forEach(({ corner, color }, v) => {
    corner.forEach((value, k) => rows.writeFloatLE(value, 15 * v + 4 * k));
    rows.set(color, 15 * v + 12);
  });
  const faces = Buffer.alloc((vertices.length / 3) * 13);
  for (let v = 0; v < vertices.length; v++) {
    if (v % 3 === 0) faces.writeUInt8(3, (v / 3) * 13);
    faces.writeInt32LE(v, Math.floor(v / 3) * 13 + 1 + 4 * (v % 3));
  }
  return { '.ply': Buffer.concat([Buffer.from(header), rows, faces]) };
}

/** Binary, with colours of 5 bits a channel as Magics writes them. */
function stl(parts: Part[]): Record<string, Uint8Array> {
  const triangles = trianglesOf(parts);
  const bytes = Buffer.alloc(84 + 50 * triangles.length);
  bytes.write('made by hand COLOR=\xff\xff\xff\xff,', 'latin1');
  bytes.writeUInt32LE(triangles.length, 80);
  triangles.forEach(({ part, corners }, t) => {
    corners.flat().forEach((value, i) => bytes.writeFloatLE(value, 96 + 50 * t + 4 * i));
    const [r, g, b] = parts[part]!.color.map((code) => Math.round((code * 31) / 255)) as Vec3;
    bytes.writeUInt16LE(r | (g << 5) | (b << 10), 132 + 50 * t);
  });
  return { '.stl': bytes };
}

/** Binary, in metres, with a material a part. */
function fbx(parts: Part[]): Record<string, Uint8Array> {
  const triangles = trianglesOf(parts);
  const byPolygon = record('LayerElementMaterial', [0], [
    record('MappingInformationType', ['ByPolygon']), record('ReferenceInformationType', ['IndexToDirect']), record('Materials', [ints(...triangles.map(({ part }) => part))]),
  ]);
  return { '.fbx': fbxBinary([
    record('GlobalSettings', [], [record('Version', [1000]), record('Properties70', [], [property('UpAxis', 'int', 1), property('UnitScaleFactor', 'double', 100)])]),
    record('Objects', [], [
      record('Geometry', [1, 'Geometry::thing', 'Mesh'], [
        record('Vertices', [doubles(...triangles.flatMap(({ corners }) => corners.flat()))]),
        record('PolygonVertexIndex', [ints(...triangles.flatMap((_, t) => [3 * t, 3 * t + 1, -(3 * t + 3)]))]), byPolygon,
      ]),
      record('Model', [2, 'Model::thing', 'Mesh'], [record('Version', [232]), record('Properties70', [], [])]),
      ...parts.map(({ color: [r, g, b] }, p) => record('Material', [3 + p, `Material::part${p}`, ''], [
        record('ShadingModel', ['phong']), record('Properties70', [], [property('DiffuseColor', 'Color', r / 255, g / 255, b / 255)]),
      ])),
    ]),
    record('Connections', [], [['OO', 2, 0], ['OO', 1, 2], ...parts.map((_, p) => ['OO', 3 + p, 2])].map((values) => record('C', values as (string | number)[]))),
  ]) };
}

function usda(parts: Part[]): string {
  const list = (vectors: number[][]) => `[${vectors.map((vector) => `(${vector.join(', ')})`).join(', ')}]`;
  const prims = parts.map((part, p) => {
    const corners = cornersOf(part);
    return `    def Mesh "part${p}" (\n        prepend apiSchemas = ["MaterialBindingAPI"]\n    )\n    {
        int[] faceVertexCounts = [${Array.from({ length: corners.length / 3 }, () => 3).join(', ')}]
        int[] faceVertexIndices = [${corners.map((_, v) => v).join(', ')}]
        point3f[] points = ${list(corners)}
        uniform token subdivisionScheme = "none"
        rel material:binding = </root/paint${p}>
    }
    def Material "paint${p}"
    {
        token outputs:surface.connect = </root/paint${p}/surface.outputs:surface>
        def Shader "surface"
        {
            uniform token info:id = "UsdPreviewSurface"
            color3f inputs:diffuseColor = (${part.color.map((code) => decodeSrgb(code)).join(', ')})
            token outputs:surface
        }
    }
`;
  });
  return `#usda 1.0\n(\n    defaultPrim = "root"\n    metersPerUnit = 1\n    upAxis = "Y"\n)\n\ndef Xform "root"\n{\n${prims.join('')}}\n`;
}

/** The files of a mesh by what stands behind `model`, by the format's name. */
export const WRITERS: Record<string, (parts: Part[]) => Record<string, string | Uint8Array>> = {
  obj, ply, stl, fbx,
  usda: (parts) => ({ '.usda': usda(parts) }),
  usdz: (parts) => ({ '.usdz': zipSync({ 'model.usda': Buffer.from(usda(parts)) }, { level: 0 }) }),
};

/** How a glTF shows a colour. */
export type Look = 'single-sided' | 'double-sided' | 'transparent' | 'emissive';

/** @param path ends in .glb or .gltf */
export async function writeGltf(path: string, parts: Part[], look: Look): Promise<void> {
  const document = new Document();
  const buffer = document.createBuffer();
  const mesh = document.createMesh();
  for (const { soup, color } of parts) {
    const linear = color.map((code) => decodeSrgb(code)) as Vec3;
    const material = document.createMaterial().setMetallicFactor(0).setDoubleSided(look !== 'single-sided');
    if (look === 'emissive') material.setBaseColorFactor([0, 0, 0, 1]).setEmissiveFactor(linear);
    else material.setBaseColorFactor([...linear, look === 'transparent' ? 0.4 : 1]).setAlphaMode(look === 'transparent' ? 'BLEND' : 'OPAQUE');
    const positions = document.createAccessor().setType('VEC3').setArray(new Float32Array(soup)).setBuffer(buffer);
    mesh.addPrimitive(document.createPrimitive().setAttribute('POSITION', positions).setMaterial(material));
  }
  document.createScene().addChild(document.createNode().setMesh(mesh));
  mkdirSync(dirname(path), { recursive: true });
  await new NodeIO().write(path, document);
}

/** Writes the files of a format into a folder of their own. Returns the model's path in `folder`. */
export function writeFormat(folder: string, format: string, parts: Part[]): string {
  const files = WRITERS[format]!(parts);
  mkdirSync(`${folder}/${format}`, { recursive: true });
  for (const [extension, content] of Object.entries(files)) writeFileSync(`${folder}/${format}/model${extension}`, content);
  return `${format}/model${Object.keys(files)[0]}`;
}

// Checks 3MF models against numbers worked out by hand.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { zipSync } from 'three/addons/libs/fflate.module.js';
import { expect, test } from 'vitest';
import { loadModel } from '../../../src/assets/load/load.ts';
import type { SourceModel } from '../../../src/assets/source-model.ts';
import { temporaryFolder } from '../../support/folder.ts';

const RELS = (target: string, type: string) => `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Target="${target}" Id="r" Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/${type}"/></Relationships>`;
const MODEL = `<?xml version="1.0" encoding="UTF-8"?>
<model unit="inch" xml:lang="en-US" xmlns="http://schemas.microsoft.com/3dmanufacturing/core/2015/02" xmlns:m="http://schemas.microsoft.com/3dmanufacturing/material/2015/02">
<resources>
  <basematerials id="5"><base name="PLA" displaycolor="#8000FFFF"/></basematerials>
  <m:colorgroup id="2"><m:color color="#FF0000"/><m:color color="#00FF00"/></m:colorgroup>
  <m:texture2d id="6" path="/3D/Textures/skin.png" contenttype="image/png"/>
  <m:texture2dgroup id="7" texid="6"><m:tex2coord u="0" v="0"/><m:tex2coord u="1" v="0"/><m:tex2coord u="1" v="0.75"/></m:texture2dgroup>
  <object id="1" type="model" pid="5" pindex="0"><mesh>
    <vertices><vertex x="0" y="0" z="0"/><vertex x="10" y="0" z="0"/><vertex x="0" y="20" z="0"/><vertex x="0" y="0" z="30"/></vertices>
    <triangles><triangle v1="0" v2="2" v3="1"/><triangle v1="0" v2="1" v3="3" pid="2" p1="0" p2="1" p3="0"/><triangle v1="1" v2="2" v3="3" pid="7" p1="0" p2="1" p3="2"/></triangles>
  </mesh></object>
</resources>
<build><item objectid="1" transform="1 0 0 0 1 0 0 0 1 5 0 0"/></build></model>`;

async function packageOf(model: string): Promise<Uint8Array> {
  const skin = await sharp({ create: { width: 1, height: 1, channels: 3, background: { r: 9, g: 99, b: 199 } } }).png().toBuffer();
  return zipSync({
    '_rels/.rels': Buffer.from(RELS('/3D/3dmodel.model', '3dmodel')), '3D/_rels/3dmodel.model.rels': Buffer.from(RELS('/3D/Textures/skin.png', '3dtexture')),
    '3D/3dmodel.model': Buffer.from(model), '3D/Textures/skin.png': skin,
  });
}

async function load(bytes: Uint8Array): Promise<SourceModel> {
  const path = join(temporaryFolder(), 'part.3mf');
  writeFileSync(path, bytes);
  return (await loadModel(path, { unitM: 1 })).source;
}

test('unit, up axis and the place in the build; colours of the object, of corners, and a texture', async () => {
  const { primitives, materials } = await load(await packageOf(MODEL));
  const corners = primitives.flatMap(({ positions, indices }) => [...indices].map((vertex) => [...positions.subarray(vertex * 3, vertex * 3 + 3)]));
  // 5 inches along x; z of the file is y, y is -z.
  const inches = (x: number, y: number, z: number) => [x, y, z].map((value) => expect.closeTo(value * 0.0254, 6));
  expect(corners).toHaveLength(9);
  for (const point of [inches(5, 0, 0), inches(15, 0, 0), inches(5, 0, -20), inches(5, 30, 0)]) expect(corners).toContainEqual(point);
  const byMaterial = new Map(primitives.map((primitive) => [materials[primitive.material]!, primitive]));
  const plain = materials.find(({ baseColorTexture, baseColorFactor }) => !baseColorTexture && baseColorFactor[1] === 0)!;
  expect(plain.baseColorFactor).toEqual([expect.closeTo(((128 / 255 + 0.055) / 1.055) ** 2.4, 5), 0, 1, 1]);
  const textured = materials.find(({ baseColorTexture }) => baseColorTexture)!;
  expect([...textured.baseColorTexture!.image.rgba]).toEqual([9, 99, 199, 255]);
  expect([...byMaterial.get(textured)!.uvs!]).toEqual([0, 1, 1, 1, 1, 0.25]);
  const colored = materials.find((material) => material !== plain && material !== textured)!;
  expect([...byMaterial.get(colored)!.colors!]).toEqual([1, 0, 0, 1, 0, 1, 0, 1, 1, 0, 0, 1]);
});

test('what is no 3MF, of no unit, or damaged is refused', async () => {
  const reasonOf = (bytes: Uint8Array): Promise<string> => load(bytes).then(() => 'loaded', (error: Error) => error.message);
  expect(await reasonOf(Buffer.from('solid x'))).toBe('truncated or damaged: its package (zip) cannot be unpacked');
  expect(await reasonOf(zipSync({ 'a.txt': Buffer.from('x') }))).toBe('truncated or not a 3MF: its package has no 3D/*.model');
  expect(await reasonOf(await packageOf(MODEL.replace('inch', 'furlong')))).toMatch(/^its unit is "furlong"; wanted micron, /);
  expect(await reasonOf(await packageOf(MODEL.slice(0, 900)))).toBe('truncated or damaged: its parts cannot be read as a 3MF');
  expect(await reasonOf(await packageOf(MODEL.replaceAll('v1="1"', 'v1="99"')))).not.toBe('loaded');
});

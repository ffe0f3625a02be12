// Checks COLLADA models against numbers worked out by hand.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { hashModel, loadModel } from '../../../src/assets/load/load.ts';
import { temporaryFolder } from '../../support/folder.ts';

const source = (id: string, values: string, stride: number) =>
  `<source id="${id}"><float_array id="${id}a" count="${values.split(' ').length}">${values}</float_array><technique_common><accessor source="#${id}a" count="${values.split(' ').length / stride}" stride="${stride}"><param name="X" type="float"/></accessor></technique_common></source>`;
const DAE = `<?xml version="1.0" encoding="utf-8"?>
<COLLADA xmlns="http://www.collada.org/2005/11/COLLADASchema" version="1.4.1">
<asset><unit name="centimeter" meter="0.01"/><up_axis>Z_UP</up_axis></asset>
<library_images><image id="img"><init_from>maps/red%20&amp; skin.png</init_from></image></library_images>
<library_effects>
  <effect id="e"><profile_COMMON>
    <newparam sid="s"><surface type="2D"><init_from>img</init_from></surface></newparam><newparam sid="t"><sampler2D><source>s</source></sampler2D></newparam>
    <technique sid="common"><lambert><diffuse><texture texture="t" texcoord="UV"/></diffuse></lambert></technique>
  </profile_COMMON></effect>
  <effect id="f"><profile_COMMON><technique sid="common"><phong><diffuse><color>0.5 0.25 0 1</color></diffuse></phong></technique></profile_COMMON></effect>
</library_effects>
<library_materials><material id="m"><instance_effect url="#e"/></material><material id="n"><instance_effect url="#f"/></material></library_materials>
<library_geometries><geometry id="g"><mesh>${source('p', '0 0 0 1 0 0 0 2 0 0 0 3', 3)}${source('u', '0 0 1 0 1 0.75', 2)}<vertices id="v"><input semantic="POSITION" source="#p"/></vertices>
  <triangles material="textured" count="1"><input semantic="VERTEX" source="#v" offset="0"/><input semantic="TEXCOORD" source="#u" offset="1"/><p>0 0 1 1 2 2</p></triangles>
  <polylist material="plain" count="1"><input semantic="VERTEX" source="#v" offset="0"/><vcount>3</vcount><p>0 1 3</p></polylist>
</mesh></geometry></library_geometries>
<library_visual_scenes><visual_scene id="vs"><node id="n"><matrix>1 0 0 4 0 1 0 0 0 0 1 0 0 0 0 1</matrix><instance_geometry url="#g"><bind_material><technique_common>
  <instance_material symbol="textured" target="#m"/><instance_material symbol="plain" target="#n"/>
</technique_common></bind_material></instance_geometry></node></visual_scene></library_visual_scenes>
<scene><instance_visual_scene url="#vs"/></scene></COLLADA>`;

async function write(text: string, image = 'maps/red & skin.png'): Promise<string> {
  const path = join(temporaryFolder(), 'part.dae');
  writeFileSync(path, text);
  mkdirSync(dirname(join(dirname(path), image)), { recursive: true });
  writeFileSync(join(dirname(path), image), await sharp({ create: { width: 1, height: 1, channels: 3, background: { r: 9, g: 99, b: 199 } } }).png().toBuffer());
  return path;
}

test('unit, up axis and transform; a texture beside the model, which counts for the hash, and a colour', async () => {
  const path = await write(DAE);
  const { source: { primitives, materials, missing }, sha256 } = await loadModel(path, { unitM: 1 });
  const corners = primitives.flatMap(({ positions, indices }) => [...indices].map((vertex) => [...positions.subarray(vertex * 3, vertex * 3 + 3)]));
  const centimetres = (x: number, y: number, z: number) => [x, y, z].map((value) => expect.closeTo(value / 100, 6));
  expect(corners).toEqual([centimetres(4, 0, 0), centimetres(5, 0, 0), centimetres(4, 0, -2), centimetres(4, 0, 0), centimetres(5, 0, 0), centimetres(4, 3, 0)]);
  expect([...materials[0]!.baseColorTexture!.image.rgba]).toEqual([9, 99, 199, 255]);
  expect([...primitives[0]!.uvs!]).toEqual([0, 1, 1, 1, 1, 0.25]);
  expect(materials[1]!.baseColorTexture).toBeNull();
  expect(missing).toEqual([]);
  writeFileSync(join(dirname(path), 'maps/red & skin.png'), '');
  expect(await hashModel(path)).not.toBe(sha256);
});

test('x may point up, and no unit is metres', async () => {
  const { source: { primitives } } = await loadModel(await write(DAE.replace('Z_UP', 'X_UP').replace('<unit name="centimeter" meter="0.01"/>', '')), { unitM: 7 });
  expect([...primitives[0]!.positions.subarray(3, 9)]).toEqual([0, 5, 0, -2, 4, 0].map((value) => expect.closeTo(value, 5)));
});

test('a missing texture is noted once, and an address is not fetched', async () => {
  const { source } = await loadModel(await write(DAE, 'other.png'), { unitM: 1 });
  expect(source).toMatchObject({ notes: ['texture file "maps/red%20& skin.png" is missing; drawn without it'], missing: ['texture file "maps/red%20& skin.png" is missing'] });
  const { source: { notes } } = await loadModel(await write(DAE.replace('maps/', 'http://localhost:9/')), { unitM: 1 });
  expect(notes).toEqual([expect.stringMatching(/ is an address, and nothing is fetched; .*; drawn without it$/)]);
});

test('what is no COLLADA or damaged is refused', async () => {
  const reasonOf = async (text: string): Promise<string> => loadModel(await write(text), { unitM: 1 }).then(() => 'loaded', (error: Error) => error.message);
  expect(await reasonOf('<html></html>')).toBe('truncated or not a COLLADA: it has no element COLLADA');
  expect(await reasonOf(DAE.slice(0, 1500))).toBe('truncated or damaged: its elements cannot be read as a COLLADA');
  expect(await reasonOf(DAE.replace('0 1 3</p>', '0 1 99</p>'))).not.toBe('loaded');
  // A node within itself, nodes without end, and text that stands for ever more text.
  expect(await reasonOf(DAE.replace('<node id="n">', '<node id="n"><instance_node url="#n"/>'))).toMatch(/^truncated or damaged: /);
  expect(await reasonOf(DAE.replace('<node id="n">', '<node>'.repeat(20_000)))).toBe('its elements lie more than 1000 deep in each other');
  const entities = Array.from({ length: 9 }, (_, i) => `<!ENTITY e${i + 1} "${`&e${i};`.repeat(10)}">`).join('');
  expect(await reasonOf(DAE.replace('<COLLADA', `<!DOCTYPE x [<!ENTITY e0 "ha">${entities}]><COLLADA`).replace('Z_UP', '&e9;'))).not.toMatch(/ha/);
});

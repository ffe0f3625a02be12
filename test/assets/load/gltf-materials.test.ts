// Checks that glTF materials and their textures come out as the file means them.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Document, NodeIO, type GLTF, type Material } from '@gltf-transform/core';
import { ALL_EXTENSIONS, EXTTextureWebP, KHRMaterialsPBRSpecularGlossiness } from '@gltf-transform/extensions';
import sharp, { type Sharp } from 'sharp';
import { expect, test } from 'vitest';
import { loadModel } from '../../../src/assets/load/load.ts';
import type { SourceModel } from '../../../src/assets/source-model.ts';
import { temporaryFolder } from '../../support/folder.ts';

/** A triangle with one material, dressed by the test; `edit` writes what glTF-Transform would not. */
async function loadWith(dress: (document: Document, material: Material) => void, edit: (json: GLTF.IGLTF) => void = () => {}): Promise<SourceModel> {
  const document = new Document();
  const buffer = document.createBuffer();
  const array = (type: 'VEC2' | 'VEC3', values: number[]) => document.createAccessor().setType(type).setArray(new Float32Array(values)).setBuffer(buffer);
  const material = document.createMaterial();
  const primitive = document.createPrimitive().setMaterial(material);
  primitive.setAttribute('POSITION', array('VEC3', [0, 0, 0, 1, 0, 0, 0, 1, 0])).setAttribute('TEXCOORD_0', array('VEC2', [0, 0, 1, 0, 0, 1]));
  document.createScene().addChild(document.createNode().setMesh(document.createMesh().addPrimitive(primitive)));
  dress(document, material);
  const folder = temporaryFolder();
  const { json, resources } = await new NodeIO().registerExtensions(ALL_EXTENSIONS).writeJSON(document, { basename: 'model' });
  edit(json);
  writeFileSync(join(folder, 'model.gltf'), JSON.stringify(json));
  for (const [name, bytes] of Object.entries(resources)) writeFileSync(join(folder, name), bytes);
  return (await loadModel(join(folder, 'model.gltf'), { unitM: 1 })).source;
}

/** One colour, 2 x 1. */
function picture(rgba: [number, number, number, number]): Sharp {
  return sharp(new Uint8Array([...rgba, ...rgba]), { raw: { width: 2, height: 1, channels: 4 } });
}

test('factors, wrap modes, sides and the packing of maps', async () => {
  const image = await picture([10, 20, 30, 255]).png().toBuffer();
  const { materials } = await loadWith((document, material) => {
    const texture = document.createTexture().setImage(image).setMimeType('image/png');
    material.setBaseColorFactor([0.1, 0.2, 0.3, 0.4]).setMetallicFactor(0.5).setRoughnessFactor(0.6).setNormalScale(0.7).setDoubleSided(true);
    material.setBaseColorTexture(texture).setMetallicRoughnessTexture(texture).setNormalTexture(texture);
    material.getBaseColorTextureInfo()!.setWrapS(33071).setWrapT(33648);
  });
  const rgba = new Uint8Array([10, 20, 30, 255, 10, 20, 30, 255]);
  const texture = { image: { widthPx: 2, heightPx: 1, rgba }, wrapU: 'repeat', wrapV: 'repeat' };
  expect(materials).toEqual([{
    baseColorFactor: [0.1, 0.2, 0.3, 0.4], baseColorTexture: { ...texture, wrapU: 'clamp', wrapV: 'mirror' },
    metallic: 0.5, roughness: 0.6, metallicRoughnessTexture: texture, normalTexture: texture, normalScale: 0.7,
    alphaMode: 'opaque', alphaCutoff: 0.5, doubleSided: true,
  }]);
  // Decoded once.
  expect(materials[0]!.normalTexture!.image).toBe(materials[0]!.baseColorTexture!.image);
});

test('a map on another uv set than the base colour is left out', async () => {
  const image = await picture([10, 20, 30, 255]).png().toBuffer();
  const { materials } = await loadWith((document, material) => {
    const texture = document.createTexture().setImage(image).setMimeType('image/png');
    material.setBaseColorTexture(texture).setMetallicRoughnessTexture(texture).setNormalTexture(texture);
    material.getNormalTextureInfo()!.setTexCoord(1);
  });
  expect(materials[0]!.normalTexture).toBeNull();
  expect(materials[0]!.metallicRoughnessTexture).not.toBeNull();
});

test.for([
  ['OPAQUE', 'opaque', 0.25],
  ['MASK', 'mask', 0.25],
  ['BLEND', 'blend', 0.25],
] as const)('alpha mode %s is %s at %d', async ([mode, alphaMode, alphaCutoff]) => {
  const { materials } = await loadWith((_, material) => material.setAlphaMode(mode), json => (json.materials![0]!.alphaCutoff = 0.25));
  expect(materials[0]).toMatchObject({ alphaMode, alphaCutoff });
});

test('specular-glossiness becomes roughness without metal', async () => {
  const image = await picture([200, 100, 50, 64]).png().toBuffer();
  const { materials } = await loadWith((document, material) => {
    const specular = document.createExtension(KHRMaterialsPBRSpecularGlossiness).createPBRSpecularGlossiness();
    const texture = document.createTexture().setImage(image).setMimeType('image/png');
    specular.setDiffuseFactor([0.5, 0.25, 0.125, 1]).setSpecularGlossinessTexture(texture).setGlossinessFactor(0.5);
    material.setExtension('KHR_materials_pbrSpecularGlossiness', specular);
  });
  expect(materials[0]).toMatchObject({ baseColorFactor: [0.5, 0.25, 0.125, 1], metallic: 0, roughness: 1 });
  expect(materials[0]!.metallicRoughnessTexture!.image.rgba[1]).toBe(255 - 64 / 2);
});

test('JPEG and WebP textures are decoded', async () => {
  const jpeg = await picture([100, 150, 200, 255]).jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer();
  const webp = await picture([100, 150, 200, 128]).webp({ lossless: true }).toBuffer();
  const { materials } = await loadWith((document, material) => {
    document.createExtension(EXTTextureWebP).setRequired(true);
    material.setBaseColorTexture(document.createTexture().setImage(jpeg).setMimeType('image/jpeg'));
    material.setNormalTexture(document.createTexture().setImage(webp).setMimeType('image/webp'));
  });
  [100, 150, 200, 255].forEach((value, channel) => expect(Math.abs(materials[0]!.baseColorTexture!.image.rgba[channel]! - value)).toBeLessThanOrEqual(2));
  expect([...materials[0]!.normalTexture!.image.rgba.subarray(0, 4)]).toEqual([100, 150, 200, 128]);
});

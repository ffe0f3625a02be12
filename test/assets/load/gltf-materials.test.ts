// Checks that glTF materials and their textures come out as the file means them.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Document, NodeIO, type GLTF, type Material, type vec3, type vec4 } from '@gltf-transform/core';
import { ALL_EXTENSIONS, EXTTextureWebP, KHRMaterialsEmissiveStrength, KHRMaterialsPBRSpecularGlossiness, KHRMaterialsUnlit, type PBRSpecularGlossiness } from '@gltf-transform/extensions';
import sharp, { type Sharp } from 'sharp';
import { expect, test } from 'vitest';
import { loadModel } from '../../../src/assets/load/load.ts';
import type { SourceImage, SourceModel } from '../../../src/assets/source-model.ts';
import { temporaryFolder } from '../../support/folder.ts';

/** A triangle with one material, dressed by the test; `edit` writes what glTF-Transform would not. */
async function loadWith(dress: (document: Document, material: Material) => void, edit: (json: GLTF.IGLTF, folder: string) => void = () => {}): Promise<SourceModel> {
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
  edit(json, folder);
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

/** A material of KHR_materials_pbrSpecularGlossiness. */
function glossy(document: Document, material: Material, [diffuse, specular, glossiness]: [vec4, vec3, number]): PBRSpecularGlossiness {
  const extension = document.createExtension(KHRMaterialsPBRSpecularGlossiness).createPBRSpecularGlossiness();
  material.setExtension('KHR_materials_pbrSpecularGlossiness', extension.setDiffuseFactor(diffuse).setSpecularFactor(specular).setGlossinessFactor(glossiness));
  return extension;
}

const GOLD: vec3 = [1, 0.766, 0.336];

test('specular-glossiness: gold is a metal of the colour of its specular light, plastic keeps its diffuse colour', async () => {
  const gold = (await loadWith((document, material) => glossy(document, material, [[0, 0, 0, 0.75], GOLD, 0.8]))).materials[0]!;
  expect(gold).toMatchObject({ metallic: expect.closeTo(1, 9) as number, roughness: expect.closeTo(0.2, 6) as number, baseColorTexture: null, metallicRoughnessTexture: null });
  [...GOLD, 0.75].forEach((value, k) => expect(gold.baseColorFactor[k]).toBeCloseTo(value, 5));
  const plastic = (await loadWith((document, material) => glossy(document, material, [[0.5, 0.25, 0.125, 1], [0.04, 0.04, 0.04], 0]))).materials[0]!;
  expect(plastic.roughness).toBe(1);
  expect(plastic.metallic).toBeCloseTo(0, 5);
  [0.5, 0.25, 0.125, 1].forEach((value, k) => expect(plastic.baseColorFactor[k]).toBeCloseTo(value, 3));
});

test('specular-glossiness with textures is converted texel by texel', async () => {
  // The left half is red plastic, the right half gold; the specular map has twice the pixels in each direction.
  const side = async (width: number, left: number[], right: number[]) => sharp(
    new Uint8Array(Array.from({ length: width * width }, (_, i) => (i % width < width / 2 ? left : right)).flat()), { raw: { width, height: width, channels: 4 } },
  ).png().toBuffer();
  const [diffuse, specular] = [await side(8, [180, 20, 20, 255], [0, 0, 0, 200]), await side(16, [56, 56, 56, 0], [255, 226, 156, 255])];
  const { baseColorFactor, baseColorTexture, metallic, roughness, metallicRoughnessTexture } = (await loadWith((document, material) => {
    const texture = (bytes: Uint8Array) => document.createTexture().setImage(bytes).setMimeType('image/png');
    glossy(document, material, [[1, 1, 1, 0.5], [1, 1, 1], 0.5]).setDiffuseTexture(texture(diffuse)).setSpecularGlossinessTexture(texture(specular));
  })).materials[0]!;
  expect([baseColorFactor, metallic, roughness, baseColorTexture!.image.widthPx]).toEqual([[1, 1, 1, 0.5], 1, 1, 16]);
  const at = (image: SourceImage, x: number) => [...image.rgba.subarray((16 * 8 + x) * 4, (16 * 8 + x + 1) * 4)];
  const [color, surface] = [baseColorTexture!.image, metallicRoughnessTexture!.image];
  at(color, 1).forEach((value, k) => expect(Math.abs(value - [180, 20, 20, 255][k]!), `${at(color, 1)}`).toBeLessThanOrEqual(8));
  at(color, 14).forEach((value, k) => expect(Math.abs(value - [255, 226, 156, 200][k]!), `${at(color, 14)}`).toBeLessThanOrEqual(8));
  expect([at(surface, 1)[1], at(surface, 14)[1], at(surface, 14)[2]]).toEqual([255, 128, 255]);
  expect(at(surface, 1)[2]).toBeLessThan(10);
});

test('emission is factor times strength, with its texture; an unlit material has none', async () => {
  const image = await picture([10, 20, 30, 255]).png().toBuffer();
  const dress = (isUnlit: boolean, set: number) => (document: Document, material: Material) => {
    const texture = document.createTexture().setImage(image).setMimeType('image/png');
    material.setBaseColorTexture(texture).setEmissiveTexture(texture).setEmissiveFactor([1, 0.5, 0]);
    material.getEmissiveTextureInfo()!.setWrapS(33071).setTexCoord(set);
    material.setExtension('KHR_materials_emissive_strength', document.createExtension(KHRMaterialsEmissiveStrength).createEmissiveStrength().setEmissiveStrength(4));
    if (isUnlit) material.setExtension('KHR_materials_unlit', document.createExtension(KHRMaterialsUnlit).createUnlit());
  };
  const lit = await loadWith(dress(false, 0));
  expect(lit.materials[0]!.emission).toMatchObject({ factor: [4, 2, 0], texture: { wrapU: 'clamp', wrapV: 'repeat' } });
  expect(lit.materials[0]!.emission!.texture!.image).toBe(lit.materials[0]!.baseColorTexture!.image);
  expect([lit.materials[0]!.isUnlit, lit.notes]).toEqual([undefined, []]);
  const unlit = (await loadWith(dress(true, 0))).materials[0]!;
  expect([unlit.isUnlit, unlit.emission]).toEqual([true, undefined]);
  // The factor alone would light up the whole surface.
  const left = await loadWith(dress(false, 1));
  expect(left.materials[0]!.emission).toBeUndefined();
  expect(left.notes).toEqual(["the emissive texture of some material is not drawn: its texture coordinates are not those of the material's first texture"]);
});

test('what a material has and is not drawn is said once', async () => {
  const { notes } = await loadWith(() => {}, (json) => {
    json.extensionsUsed = ['KHR_materials_clearcoat', 'KHR_materials_transmission', 'KHR_materials_diffuse_transmission', 'KHR_materials_unlit'];
    json.materials![0]!.extensions = { KHR_materials_transmission: { transmissionFactor: 1 }, KHR_materials_clearcoat: {}, KHR_materials_diffuse_transmission: {}, KHR_materials_unlit: {} };
    json.materials!.push({ extensions: { KHR_materials_sheen: {} } });
  });
  expect(notes).toEqual(['clearcoat, diffuse transmission and transmission are not drawn: such materials show their base colour, and are opaque where their alpha is']);
});

test('a texture is drawn from the image of an extension, from the plain one beside it, or from whichever can be read', async () => {
  const [blue, red] = [await picture([0, 0, 255, 255]).png().toBuffer(), await picture([255, 0, 0, 255]).avif({ lossless: true }).toBuffer()];
  const load = (extension: string, file: string, bytes: Uint8Array | null, plain = 'blue.png') => loadWith((document, material) => {
    material.setBaseColorTexture(document.createTexture().setImage(blue).setMimeType('image/png'));
  }, (json, folder) => {
    json.images = [{ uri: plain }, { uri: file }];
    json.textures = [{ source: 0, extensions: { [extension]: { source: 1 } } }];
    json.extensionsUsed = [extension];
    writeFileSync(join(folder, 'blue.png'), blue);
    if (bytes) writeFileSync(join(folder, file), bytes);
  }).then(({ materials }) => [...materials[0]!.baseColorTexture!.image.rgba.subarray(0, 4)]);
  expect(await load('KHR_texture_basisu', 'a.ktx2', Buffer.from('not a KTX2'))).toEqual([0, 0, 255, 255]);
  expect(await load('KHR_texture_basisu', 'a.ktx2', null)).toEqual([0, 0, 255, 255]);
  expect(await load('MSFT_texture_dds', 'a.dds', Buffer.from('DDS |'))).toEqual([0, 0, 255, 255]);
  const [r, g, b] = await load('EXT_texture_avif', 'a.avif', red);
  expect(r! - Math.max(g!, b!)).toBeGreaterThan(240);
  expect(await load('EXT_texture_avif', 'a.avif', red.subarray(0, 100))).toEqual([0, 0, 255, 255]);
  await expect(load('EXT_texture_avif', 'a.avif', null, 'none.png')).rejects.toThrow('texture file "none.png" is missing');
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

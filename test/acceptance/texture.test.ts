/** Checks that an unlit render at one texel per pixel returns the texture's codes, for every size and wrap mode. */
import { join } from 'node:path';
import { Document, NodeIO } from '@gltf-transform/core';
import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import { wrapTexel } from '../../src/assets/compile/resample.ts';
import type { WrapMode } from '../../src/assets/source-model.ts';
import { folderOfFile } from '../support/folder.ts';
import { rendered } from '../support/rendered.ts';

const folder = folderOfFile();
beforeAll(() => {
  process.env.SCENEMILL_CACHE = join(folder, 'cache');
});

/** glTF's numbers of the wrap modes. */
const GLTF_WRAP = { repeat: 10497, mirror: 33648, clamp: 33071 } as const;
/** Neighbours that have nothing in common, so that every mix of two shows. */
const texel = (x: number, y: number) => [(x * 37 + y * 91) & 255, (x * 151 + y * 13) & 255, (x * 5 + y * 67) & 255];

/** A quad of `width` x `height` mm whose texture runs over `repeats` of itself, its middle in the quad's middle. */
async function writeQuad(name: string, width: number, height: number, wrap: WrapMode, repeats: number): Promise<void> {
  const pixels = Uint8Array.from({ length: width * height * 3 }, (_, i) => texel(Math.floor(i / 3) % width, Math.floor(i / 3 / width))[i % 3]!);
  const document = new Document();
  const buffer = document.createBuffer();
  const accessor = (type: 'VEC2' | 'VEC3', values: number[]) => document.createAccessor().setType(type).setArray(new Float32Array(values)).setBuffer(buffer);
  const texture = document.createTexture().setMimeType('image/png').setImage(await sharp(pixels, { raw: { width, height, channels: 3 } }).png().toBuffer());
  const material = document.createMaterial().setMetallicFactor(0).setBaseColorTexture(texture);
  material.getBaseColorTextureInfo()!.setWrapS(GLTF_WRAP[wrap]).setWrapT(GLTF_WRAP[wrap]);
  const [x, y] = [width * repeats / 1000, height * repeats / 1000];
  const [low, high] = [0.5 - repeats / 2, 0.5 + repeats / 2];
  const primitive = document.createPrimitive().setMaterial(material)
    .setAttribute('POSITION', accessor('VEC3', [0, 0, 0, x, 0, 0, x, y, 0, 0, y, 0]))
    .setAttribute('TEXCOORD_0', accessor('VEC2', [low, high, high, high, high, low, low, low]))
    .setIndices(document.createAccessor().setType('SCALAR').setArray(new Uint16Array([0, 1, 2, 0, 2, 3])).setBuffer(buffer));
  document.createScene().addChild(document.createNode().setMesh(document.createMesh().addPrimitive(primitive)));
  await new NodeIO().write(join(folder, name), document);
}

const QUADS = [[90, 70, 'repeat', 2], [66, 130, 'mirror', 2], [100, 64, 'clamp', 2], [128, 64, 'repeat', 1]] as const;

test('textures of any size come back texel for texel, beyond 0 and 1 too, however they are filtered', async () => {
  // A millimetre at one metre is a pixel; half a turn about x makes the file's y point down.
  const camera = { fx: 1000, fy: 1000, cx: 0, cy: 0 };
  const instances = [];
  const places: [number, number][] = [];
  let left = 0;
  for (const [i, [width, height, wrap, repeats]] of QUADS.entries()) {
    await writeQuad(`quad${i}.glb`, width, height, wrap, repeats);
    const top = 3 * i;
    instances.push({ model: `quad${i}.glb`, pose: { rotation: [0, 1, 0, 0], translation: [left / 1000, (top + height * repeats) / 1000, 1] } });
    places.push([left, top]);
    left += width * repeats;
  }
  // Below the others, one that leans far back: there alone the two ways to filter differ.
  instances.push({ model: 'quad3.glb', pose: { rotation: [0.64, 0.77, 0, 0], translation: [0.2, 0.3, 1] } });
  const scene = { width: left, height: 330, camera, instances, unlit: true, antialias: false };
  const { rgb } = await rendered(scene, folder, 'quads');
  const anisotropic = (await rendered({ ...scene, assets: { textureFilter: 'anisotropic' } }, folder, 'anisotropic')).rgb;
  const rows = 263 * left * 3;
  expect(anisotropic.subarray(0, rows)).toEqual(rgb.subarray(0, rows));
  expect(anisotropic.subarray(rows).filter((code, i) => Math.abs(code - rgb[rows + i]!) > 10).length).toBeGreaterThan(500);
  const worst = QUADS.map(([width, height, wrap, repeats], i) => {
    const [x0, y0] = places[i]!;
    const [beforeX, beforeY] = [width, height].map((size) => (size * repeats - size) / 2) as [number, number];
    let most = 0;
    for (let y = 0; y < height * repeats; y++) {
      for (let x = 0; x < width * repeats; x++) {
        const wanted = texel(wrapTexel(x - beforeX, width, wrap), wrapTexel(y - beforeY, height, wrap));
        for (let k = 0; k < 3; k++) most = Math.max(most, Math.abs(rgb[((y0 + y) * left + x0 + x) * 3 + k]! - wanted[k]!));
      }
    }
    return most;
  });
  for (const levels of worst) expect(levels, `${worst}`).toBeLessThanOrEqual(2);
});

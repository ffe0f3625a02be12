/** Checks runs with photos and textures, from files to a dataset: right pixels, bad files, a second run, and scenes that are rendered again. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import { decodeCrop } from '../../src/assets/pictures/decode-crop.ts';
import { listPictures } from '../../src/assets/pictures/list-pictures.ts';
import { checkPicture } from '../../src/assets/pictures/check-picture.ts';
import { UserError } from '../../src/config/errors.ts';
import { type DatasetSample, openDataset, readSamples } from '../../src/dataset/reader.ts';
import { generate } from '../../src/run/generate.ts';
import { render } from '../../src/run/render.ts';
import { folderOfFile, temporaryFolder } from '../support/folder.ts';
import { writeSmallAssets } from '../support/models.ts';
import { type Config, ConfigSchema } from '../support/paper.ts';
import { smoothImage, writePictures } from '../support/picture-files.ts';

const assets = folderOfFile();
beforeAll(async () => {
  process.env.SCENEMILL_CACHE = join(assets, 'cache');
  await writeSmallAssets(assets);
});

const writePhotos = () => writePictures(temporaryFolder(), {
  'wide.png': smoothImage(300, 70, 1), 'in/small.webp': smoothImage(31, 40, 2), 'turned.jpg': smoothImage(120, 200, 3).withMetadata({ orientation: 6 }),
});

interface Photo { name: string; crop: [number, number, number, number]; flip: boolean }
type Record = { background: { photo?: Photo; surface?: { texture?: Photo } } };

function configOf(dir: string, folders: { photos?: string; textures?: string }, changes: object = {}): Config {
  return ConfigSchema.parse({
    seed: 3, count: 4, image: { width: 99, height: 65 }, assets: { foreground: join(assets, 'foreground'), ...folders },
    background: { kind: 'photos' }, foreground: { maxPerImage: 3 }, occluders: { enabled: false }, noise: { enabled: false }, blur: { enabled: false },
    labels: { plan: true }, output: { dir, imagesPerShard: 2 }, ...changes,
  });
}

async function recordsOf(dir: string): Promise<Record[]> {
  return [...readSamples(await openDataset(dir), [])].map(({ record }) => record as unknown as Record);
}

test('behind the objects are the pixels of the photo that the record names', async () => {
  const photos = await writePhotos(), out = temporaryFolder();
  const config = configOf(out, { photos });
  await render({ config, index: [0, 3] }, out);
  const shown = new Set<string>();
  for (const key of readdirSync(out)) {
    const { background: { photo } } = JSON.parse(readFileSync(join(out, key, 'record.json'), 'utf8')) as Record;
    const path = join(photos, photo!.name);
    const wanted = await decodeCrop({ path, ...await checkPicture(path) }, photo!.crop, photo!.flip, 99, 65);
    const pixels = await sharp(join(out, key, 'image.png')).raw().toBuffer();
    const ids = await sharp(join(out, key, 'scene-instances.png')).toColourspace('grey16').raw({ depth: 'ushort' }).toBuffer();
    const idAt = new Uint16Array(ids.buffer, ids.byteOffset, ids.length / 2);
    let [compared, wrong] = [0, 0];
    for (let y = 1; y < 64; y++) {
      for (let x = 1; x < 98; x++) {
        // Antialiasing blends pixels beside an object.
        if ([-99, -1, 0, 1, 99].some((step) => idAt[y * 99 + x + step] !== 0)) continue;
        compared++;
        for (let k = 0; k < 3; k++) if (Math.abs(pixels[3 * (y * 99 + x) + k]! - wanted[4 * (y * 99 + x) + k]!) > 1) wrong++;
      }
    }
    expect(wrong).toBe(0);
    expect(compared).toBeGreaterThan(1000);
    shown.add(photo!.name);
  }
  expect(shown.size).toBeGreaterThan(1);
}, 300_000);

test('a dataset counts its pictures, depends on no folder, thread or batch, and goes on only with the same pictures', async () => {
  const photos = await writePhotos(), dir = temporaryFolder(), other = temporaryFolder();
  const [wood] = [await writePictures(temporaryFolder(), { 'wood.png': smoothImage(150, 150, 9) })];
  const kind = { background: { kind: [{ kind: 'photos', weight: 1 }, { kind: 'surface', weight: 1 }] } };
  const config = configOf(dir, { photos, textures: wood }, kind);
  expect((await generate(config, { shards: [0, 0], batch: 1, workers: 1 })).complete).toBe(false);
  expect((await generate(config, {})).images).toBe(2);
  const text = readFileSync(join(dir, 'dataset.json'), 'utf8');
  const index = JSON.parse(text) as object;
  const list = { count: 3, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string };
  expect(index).toMatchObject({ pictures: { photos: list, textures: { ...list, count: 1 } } });
  expect(text).not.toContain(photos);
  for (const { background: { photo, surface } } of await recordsOf(dir)) expect((photo ?? surface?.texture)!.name).toMatch(photo ? /^(wide|in.small|turned)/ : /^wood\.png$/);

  // The same pictures in another folder give the same bytes.
  const moved = await writePictures(temporaryFolder(), Object.fromEntries(listPictures(photos).map(({ name, path }) => [name, readFileSync(path)])));
  await generate(configOf(other, { photos: moved, textures: wood }, kind), { batch: 4 });
  for (const name of ['000000.tar', '000001.tar']) expect(readFileSync(join(other, 'shards', name)).equals(readFileSync(join(dir, 'shards', name)))).toBe(true);
  expect(readFileSync(join(other, 'dataset.json'), 'utf8')).toBe(text);

  await writePictures(photos, { 'wide.png': smoothImage(300, 70, 8) });
  await expect(generate(config, {})).rejects.toThrow(/made from another config/);
  expect(readFileSync(join(dir, 'dataset.json'), 'utf8')).toBe(text);
}, 300_000);

test('bad pictures are named beside bad models in one error, or left out and recorded', async () => {
  const folder = temporaryFolder(), dir = temporaryFolder();
  await writeSmallAssets(folder);
  writeFileSync(join(folder, 'foreground/bad.glb'), 'not a model');
  const photos = await writePictures(join(folder, 'photos'), { 'good.png': smoothImage(120, 90), 'in/cut.png': (await smoothImage(90, 90).png().toBuffer()).subarray(0, 400) });
  const config = configOf(dir, { photos }, { count: 1 });
  config.assets.foreground = join(folder, 'foreground');
  const failure = await generate(config).catch((error: unknown) => error) as Error;
  expect(failure).toBeInstanceOf(UserError);
  expect(failure.message).toContain(`${join(folder, 'foreground/bad.glb')}: `);
  expect(failure.message).toContain(`${join(photos, 'in/cut.png')}: cannot be decoded: `);
  expect(failure.message.split('\n')).toHaveLength(3);
  expect(readdirSync(dir)).toEqual([]);
  await generate(config, { skipBadAssets: true });
  expect(JSON.parse(readFileSync(join(dir, 'dataset.json'), 'utf8'))).toMatchObject({ skipped: [{ file: 'foreground/bad.glb' }, { file: 'photos/in/cut.png' }], pictures: { photos: { count: 1 } } });
  rmSync(join(photos, 'good.png'));
  await expect(generate(config, { skipBadAssets: true })).rejects.toThrow(`${photos}: no image that can be used`);
}, 300_000);

test('a photo that vanishes during the run ends it with its name', async () => {
  const photos = await writePhotos(), dir = temporaryFolder();
  const vanish = () => { for (const { path } of listPictures(photos)) rmSync(path); };
  const outcome = generate(configOf(dir, { photos }), { onAsset: (done, total) => { if (done === total) vanish(); } });
  await expect(outcome).rejects.toThrow(/^assets: .*(wide\.png|small\.webp|turned\.jpg) can no longer be read \(ENOENT\)/);
  expect(readdirSync(join(dir, 'shards'))).toEqual([]);
}, 300_000);

test('a scene of the dataset is rendered again from the folders of its assets, to the byte', async () => {
  const photos = await writePhotos(), dir = temporaryFolder(), out = temporaryFolder();
  await generate(configOf(dir, { photos }, { count: 1 }));
  const [{ members }] = [...readSamples(await openDataset(dir), 'all')] as [DatasetSample];
  writeFileSync(join(out, 'scene.json'), members.get('scene.json')!);
  const again = join(out, 'again');
  await render({ scene: join(out, 'scene.json'), assets: [join(assets, 'foreground'), photos] }, again);
  expect(readFileSync(join(again, 'image.jpg')).equals(members.get('jpg')!)).toBe(true);
  for (const { name } of listPictures(photos)) await writePictures(photos, { [name]: smoothImage(310, 310, 5) });
  await expect(render({ scene: join(out, 'scene.json'), assets: [join(assets, 'foreground'), photos] }, again)).rejects.toThrow(/another picture than the scene was made with/);
}, 300_000);

// Compares decoded parts of pictures with those that PIL makes of the same files.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { checkPicture } from '../../../src/assets/pictures/check-picture.ts';
import { decodeCrop } from '../../../src/assets/pictures/decode-crop.ts';
import { enlarge } from '../../../src/assets/pictures/enlarge.ts';
import { UserError } from '../../../src/config/errors.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { smoothImage, smoothPixels, writePictures } from '../../support/picture-files.ts';
import { askPython, findPython } from '../../support/python.ts';

const python = findPython('PIL', 'numpy');

type Crop = readonly [number, number, number, number];

async function decode(path: string, crop: Crop, flip: boolean, widthPx: number, heightPx: number) {
  return decodeCrop({ path, ...await checkPicture(path) }, crop, flip, widthPx, heightPx);
}

/** Writes photos of all kinds from one source, by PIL, and says which. */
const WRITE_PHOTOS = `
import json, sys
import numpy as np
from PIL import Image
folder, width, height = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
rgb = np.fromfile(folder + '/source.rgb', np.uint8).reshape(height, width, 3)
image, names = Image.fromarray(rgb), []
def save(picture, name, **options):
    picture.save(folder + '/' + name, **options)
    names.append(name)
for turn in range(1, 9):
    exif = Image.Exif(); exif[274] = turn
    save(image, f'turn{turn}.jpg', quality=95, exif=exif)
save(image, 'progressive.jpg', quality=90, progressive=True)
save(image.convert('CMYK'), 'cmyk.jpg', quality=95)
save(image.convert('CMYK'), 'cmyk.tif')
save(image.convert('L'), 'grey.jpg', quality=95)
save(image.convert('LA'), 'grey-alpha.png')
save(image.convert('RGBA'), 'opaque.png')
save(image.quantize(200), 'palette.png')
save(image.quantize(200), 'frames.gif', save_all=True, append_images=[image.transpose(Image.ROTATE_180).quantize(200)])
save(image, 'photo.webp', quality=95)
save(image, 'photo.tif')
print(json.dumps(names))`;

/** The PSNR of each decoded part against PIL's, bicubic and Lanczos. */
const JUDGE = `
import json, sys
import numpy as np
from PIL import Image, ImageOps
folder = sys.argv[1]
answer = []
for name, crop, flip, (width, height) in json.load(open(folder + '/parts.json')):
    image = ImageOps.exif_transpose(Image.open(folder + '/' + name))
    if image.mode.startswith('I'): image = Image.fromarray((np.array(image) / 257).round().astype(np.uint8))
    x, y, w, h = crop
    part = image.convert('RGB').crop((x, y, x + w, y + h))
    if flip: part = ImageOps.mirror(part)
    got = np.fromfile(f'{folder}/{name}.{width}.rgba', np.uint8).reshape(height, width, 4)
    assert (got[..., 3] == 255).all()
    errors = [((got[..., :3].astype(float) - np.array(part.resize((width, height), filter))) ** 2).mean() for filter in (Image.BICUBIC, Image.LANCZOS)]
    answer.append([name, width, min(99 if e == 0 else 10 * np.log10(65025 / e) for e in errors)])
print(json.dumps(answer))`;

test.skipIf(!python)('parts of photos of all kinds agree with PIL: turned, CMYK, grey, palette, 16 bits, animated', async () => {
  const folder = temporaryFolder();
  const [width, height] = [157, 118];
  writeFileSync(join(folder, 'source.rgb'), smoothPixels(width, height, 3));
  const names = askPython<string[]>(python!, WRITE_PHOTOS, folder, String(width), String(height));
  const deep = { raw: { width, height, channels: 3 as const } };
  const wide = Uint16Array.from(smoothPixels(width, height, 4), (value, i) => value * 257 - (i % 100));
  await sharp(wide, deep).toColourspace('rgb16').png().toFile(join(folder, 'deep.png'));
  await sharp(wide, deep).toColourspace('grey16').png().toFile(join(folder, 'deep-grey.png'));
  names.push('deep.png', 'deep-grey.png');
  expect(names).toHaveLength(20);
  const parts: [string, Crop, boolean, [number, number]][] = [];
  for (const [i, name] of names.entries()) {
    const { widthPx } = await checkPicture(join(folder, name));
    const crop: Crop = widthPx === width ? [13, 5, 132, 99] : [3, 40, 100, 75];
    // Smaller, larger, and the part's own size.
    for (const size of [[64, 48], [320, 240], [crop[2], crop[3]]] as [number, number][]) {
      const flip = i % 2 === 1;
      writeFileSync(join(folder, `${name}.${size[0]}.rgba`), await decode(join(folder, name), crop, flip, ...size));
      parts.push([name, crop, flip, size]);
    }
  }
  writeFileSync(join(folder, 'parts.json'), JSON.stringify(parts));
  const below = askPython<[string, number, number][]>(python!, JUDGE, folder).filter(([, , decibel]) => decibel < 40);
  expect(below).toEqual([]);
}, 300_000);

test('what shows through an alpha is white', async () => {
  const folder = temporaryFolder();
  const rgba = Uint8Array.from({ length: 4 * 8 * 8 }, (_, i) => [200, 20, 60, (i >> 2) % 8 < 4 ? 0 : 255][i % 4]!);
  await sharp(rgba, { raw: { width: 8, height: 8, channels: 4 } }).png().toFile(join(folder, 'cut-out.png'));
  const row = (await decode(join(folder, 'cut-out.png'), [0, 0, 8, 8], false, 8, 8)).subarray(0, 32);
  expect([...row]).toEqual([...Array<number>(16).fill(255), ...Array<number[]>(4).fill([200, 20, 60, 255]).flat()]);
});

test('an embedded profile counts, and one that is sRGB changes nothing', async () => {
  const folder = temporaryFolder();
  const pixels = new Uint8Array(3 * 64).map((_, i) => [220, 40, 30][i % 3]!);
  const image = () => sharp(pixels, { raw: { width: 8, height: 8, channels: 3 } });
  await writePictures(folder, { 'bare.png': image(), 'srgb.png': image().withIccProfile('srgb'), 'p3.png': image().withIccProfile('p3') });
  const stored = await sharp(readFileSync(join(folder, 'p3.png')), { ignoreIcc: true }).raw().toBuffer();
  const [bare, srgb, p3] = await Promise.all(['bare', 'srgb', 'p3'].map((name) => decode(join(folder, `${name}.png`), [0, 0, 8, 8], false, 8, 8)));
  expect(srgb).toEqual(bare);
  // Display P3 codes this red with less red.
  expect(stored[0]).toBeLessThan(215);
  for (let k = 0; k < 3; k++) expect(Math.abs(p3![k]! - bare![k]!)).toBeLessThanOrEqual(2);
});

test('a file that is gone, has changed or can no longer be decoded is named', async () => {
  const folder = await writePictures(temporaryFolder(), { 'a.png': smoothImage(9, 7) });
  const path = join(folder, 'a.png');
  const picture = { path, ...await checkPicture(path) };
  const decodeIt = () => decodeCrop(picture, [0, 0, 9, 7], false, 9, 7);
  await writePictures(folder, { 'a.png': smoothImage(9, 7, 2) });
  await expect(decodeIt()).rejects.toThrow(new UserError(`assets: ${path} has changed since the run began; wanted pictures that stay as they are until the run ends`));
  rmSync(path);
  await expect(decodeIt()).rejects.toThrow(new UserError(`assets: ${path} can no longer be read (ENOENT); wanted pictures that stay as they are until the run ends`));
});

test('enlarging keeps one colour, and a flip before it is a flip after it', () => {
  fc.assert(fc.property(
    fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 255 }), fc.nat(),
    (width, height, newWidth, newHeight, value, seed) => {
      const plain = enlarge(new Uint8Array(4 * width * height).fill(value), width, height, newWidth, newHeight);
      expect(plain.every((byte, i) => byte === (i % 4 === 3 ? 255 : value))).toBe(true);
      const rgba = Uint8Array.from({ length: 4 * width * height }, (_, i) => (seed * (i + 1) * 2654435761) >>> 24);
      const mirrored = (pixels: Uint8Array, side: number) => pixels.map((_, i) => pixels[4 * (Math.floor(i / 4 / side) * side + side - 1 - (Math.floor(i / 4) % side)) + (i % 4)]!);
      const [before, after] = [enlarge(mirrored(rgba, width), width, height, newWidth, newHeight), mirrored(enlarge(rgba, width, height, newWidth, newHeight), newWidth)];
      before.forEach((byte, i) => expect(Math.abs(byte - after[i]!)).toBeLessThanOrEqual(1));
    },
  ), { numRuns: 60 });
});

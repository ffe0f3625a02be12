/** Checks every built-in model: closed, facing outwards, of sane size, told apart by its label, and made alike twice. */
import { beforeAll, expect, test } from 'vitest';
import { BUILTIN_GROUPS, builtinModel, builtinNames } from '../../../src/assets/procedural/builtin-models.ts';
import type { SourceModel } from '../../../src/assets/source-model.ts';
import { digest } from '../../support/digest.ts';

const foreground = builtinNames('foreground');
const background = builtinNames('background');
const grouped = Object.values(BUILTIN_GROUPS).flatMap(({ models: ofGroup }) => Object.keys(ofGroup));
const names = [...foreground, ...background, ...grouped];
const models = new Map<string, SourceModel>();

beforeAll(() => {
  for (const name of names) models.set(name, builtinModel(name));
});

/** Welds the corners of all triangles by their positions. `corners` holds an index into `positions` per corner. */
function weld(model: SourceModel): { corners: number[]; places: number[][] } {
  const seen = new Map<string, number>();
  const places: number[][] = [];
  const corners: number[] = [];
  for (const primitive of model.primitives) {
    for (const index of primitive.indices) {
      const at = [...primitive.positions.subarray(index * 3, index * 3 + 3)];
      const key = at.join();
      if (!seen.has(key)) {
        seen.set(key, places.length);
        places.push(at);
      }
      corners.push(seen.get(key)!);
    }
  }
  return { corners, places };
}

/** Signed volume, m^3, of every connected body of the mesh. */
function bodyVolumes({ corners, places }: ReturnType<typeof weld>): number[] {
  const parent = places.map((_, i) => i);
  const root = (i: number): number => {
    while (parent[i] !== i) i = parent[i] = parent[parent[i]!]!;
    return i;
  };
  for (let i = 0; i < corners.length; i += 3) {
    parent[root(corners[i]!)] = root(corners[i + 1]!);
    parent[root(corners[i + 1]!)] = root(corners[i + 2]!);
  }
  const volumes = new Map<number, number>();
  for (let i = 0; i < corners.length; i += 3) {
    const [a, b, c] = [places[corners[i]!]!, places[corners[i + 1]!]!, places[corners[i + 2]!]!];
    const [ax, ay, az, bx, by, bz, cx, cy, cz] = [...a, ...b, ...c] as [number, number, number, number, number, number, number, number, number];
    const volume = (ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx)) / 6;
    const body = root(corners[i]!);
    volumes.set(body, (volumes.get(body) ?? 0) + volume);
  }
  return [...volumes.values()];
}

function size(model: SourceModel): number[] {
  const { places } = weld(model);
  return [0, 1, 2].map(k => Math.max(...places.map(p => p[k]!)) - Math.min(...places.map(p => p[k]!)));
}

/** Mean colour of an 8 x 8 grid over the largest printed texture, sRGB-coded. */
function thumbnail(model: SourceModel): number[] {
  const images = model.materials.flatMap(material => (material.baseColorTexture ? [material.baseColorTexture.image] : []));
  const image = images.reduce((a, b) => (b.widthPx > a.widthPx ? b : a));
  const out = new Array<number>(8 * 8 * 3).fill(0);
  const block = image.widthPx / 8;
  for (let y = 0; y < image.heightPx; y++) {
    for (let x = 0; x < image.widthPx; x++) {
      for (let k = 0; k < 3; k++) out[(Math.floor(y / block) * 8 + Math.floor(x / block)) * 3 + k]! += image.rgba[(y * image.widthPx + x) * 4 + k]! / block ** 2;
    }
  }
  return out;
}

test('there are enough of both layers and no name is used twice', () => {
  expect(foreground.length).toBeGreaterThanOrEqual(12);
  expect(background.length).toBeGreaterThanOrEqual(40);
  expect(new Set(names).size).toBe(names.length);
});

test('an unknown name is refused with the known ones', () => {
  expect(() => builtinModel('cereal')).toThrow(/procedural: no built-in model cereal; wanted one of battery/);
});

test('a model depends on its name alone: the same bytes, whatever was made in between', () => {
  for (const name of names.filter((_, i) => i % 4 === 0).reverse()) expect(digest(builtinModel(name)), name).toBe(digest(models.get(name)!));
});

test.each(names)('%s is closed and every body of it faces outwards', name => {
  const mesh = weld(models.get(name)!);
  const edges = new Map<number, number>();
  const count = mesh.places.length;
  for (let i = 0; i < mesh.corners.length; i++) {
    const from = mesh.corners[i]!;
    const to = mesh.corners[i % 3 === 2 ? i - 2 : i + 1]!;
    const [key, sign] = from < to ? [from * count + to, 1] : [to * count + from, -1];
    edges.set(key, (edges.get(key) ?? 0) + sign);
  }
  expect([...edges.values()].filter(balance => balance !== 0)).toEqual([]);
  expect(bodyVolumes(mesh).filter(volume => volume <= 0)).toEqual([]);
});

test.each(names)('%s has finite uvs, and unit normals on the side that its triangles face', name => {
  const model = models.get(name)!;
  const triangles = model.primitives.reduce((sum, primitive) => sum + primitive.indices.length / 3, 0);
  expect(triangles).toBeGreaterThanOrEqual(4);
  expect(triangles).toBeLessThanOrEqual(4000);
  for (const { positions, normals, uvs, indices, material } of model.primitives) {
    expect(model.materials[material]).toBeDefined();
    expect(uvs!.every(Number.isFinite) && positions.every(Number.isFinite)).toBe(true);
    expect(uvs!.length * 3).toBe(positions.length * 2);
    for (let i = 0; i < indices.length; i += 3) {
      const [a, b, c] = [0, 1, 2].map(k => indices[i + k]! * 3) as [number, number, number];
      const u = [0, 1, 2].map(k => positions[b + k]! - positions[a + k]!) as [number, number, number];
      const v = [0, 1, 2].map(k => positions[c + k]! - positions[a + k]!) as [number, number, number];
      const face = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]] as const;
      for (const corner of [a, b, c]) {
        const [x, y, z] = normals!.subarray(corner, corner + 3) as unknown as [number, number, number];
        if (Math.abs(x * x + y * y + z * z - 1) > 1e-5) throw new Error(`triangle ${i / 3}: normal ${[x, y, z]}`);
        if (!(x * face[0] + y * face[1] + z * face[2] > 0)) throw new Error(`triangle ${i / 3}: normal ${[x, y, z]} against face ${face}`);
      }
    }
  }
});

test('every texture is a square power of two, opaque', () => {
  for (const [name, model] of models) {
    for (const { baseColorTexture } of model.materials) {
      if (!baseColorTexture) continue;
      const { widthPx, heightPx, rgba } = baseColorTexture.image;
      expect([widthPx, rgba.length], name).toEqual([heightPx, widthPx * heightPx * 4]);
      expect([256, 512], name).toContain(widthPx);
      let cut = 0;
      for (let i = 3; i < rgba.length; i += 4) if (rgba[i] !== 255) cut++;
      expect(cut, name).toBe(0);
    }
  }
});

test('printed uvs stay within their texture', () => {
  for (const name of foreground) {
    const model = models.get(name)!;
    for (const { uvs, material } of model.primitives) {
      if (model.materials[material]!.baseColorTexture) expect(uvs!.every(u => u > -1e-6 && u < 1 + 1e-6), name).toBe(true);
    }
  }
});

const printedGroups = ['boxes', 'cards', 'dice'].flatMap((group) => Object.keys(BUILTIN_GROUPS[group]!.models));

test('print is never mirrored', () => {
  for (const name of [...foreground, ...printedGroups]) {
    const model = models.get(name)!;
    for (const { uvs, indices, material } of model.primitives) {
      if (!model.materials[material]!.baseColorTexture) continue;
      let [upright, mirrored] = [0, 0]; // areas in uv
      for (let i = 0; i < indices.length; i += 3) {
        const [a, b, c] = [0, 1, 2].map(k => indices[i + k]! * 2) as [number, number, number];
        const area = (uvs![b]! - uvs![a]!) * (uvs![c + 1]! - uvs![a + 1]!) - (uvs![c]! - uvs![a]!) * (uvs![b + 1]! - uvs![a + 1]!);
        if (area < 0) upright -= area; // counter-clockwise with v down
        else mirrored += area;
      }
      expect(mirrored, name).toBeLessThanOrEqual(0.02 * upright);
    }
  }
});

test('foreground models have the size of things in a shop, clutter about 0.2 m', () => {
  for (const name of foreground) {
    const largest = Math.max(...size(models.get(name)!));
    expect(largest, name).toBeGreaterThan(0.02);
    expect(largest, name).toBeLessThan(0.5);
  }
  for (const name of background) {
    const largest = Math.max(...size(models.get(name)!));
    expect(largest, name).toBeGreaterThan(0.1);
    expect(largest, name).toBeLessThan(0.4);
  }
});

test('no two foreground labels look alike', () => {
  const thumbnails = foreground.map(name => thumbnail(models.get(name)!));
  thumbnails.forEach((a, i) => {
    thumbnails.slice(0, i).forEach((b, j) => {
      const distance = a.reduce((sum, value, k) => sum + Math.abs(value - b[k]!), 0) / a.length;
      expect(distance, `${foreground[i]} and ${foreground[j]}`).toBeGreaterThan(12);
    });
  });
});

test('groups have the size of what they are; trays are low and open', () => {
  const [least, most] = [{ boxes: 0.05, cards: 0.03, dice: 0.016, discs: 0.015, feet: 0.015, trays: 0.2 }, { boxes: 0.2, cards: 0.12, dice: 0.017, discs: 0.035, feet: 0.03, trays: 0.4 }] as Record<string, number>[];
  for (const [group, { models: ofGroup }] of Object.entries(BUILTIN_GROUPS)) {
    expect(Object.keys(ofGroup).length, group).toBeGreaterThanOrEqual(7);
    for (const name of Object.keys(ofGroup)) {
      const [x, y, z] = size(models.get(name)!) as [number, number, number];
      expect(Math.max(x, z), name).toBeGreaterThanOrEqual(least![group]! * 0.999);
      expect(Math.max(x, z), name).toBeLessThan(most![group]!);
      if (group !== 'dice') expect(y, name).toBeLessThan(Math.max(x, z) * 0.75);
    }
  }
});

/** Islands of pips on a side of a die: the sides are a row of four, and two below it, in the texture. */
function pipsOf(model: SourceModel, column: number, row: number): number {
  const { widthPx, rgba } = model.materials[0]!.baseColorTexture!.image;
  const [width, height] = [widthPx / 4, widthPx / 2];
  const isPip = (x: number, y: number) => x >= 0 && y >= 0 && x < width && y < height && rgba[4 * ((row * height + y) * widthPx + column * width + x)]! < 128;
  const seen = new Set<number>();
  let pips = 0;
  for (let at = 0; at < width * height; at++) {
    if (seen.has(at) || !isPip(at % width, Math.floor(at / width))) continue;
    pips++;
    for (const queue = [at]; queue.length > 0;) {
      const next = queue.pop()!;
      const [x, y] = [next % width, Math.floor(next / width)];
      if (seen.has(next) || !isPip(x, y)) continue;
      seen.add(next);
      queue.push(next - 1, next + 1, next - width, next + width);
    }
  }
  return pips;
}

test('opposite sides of a die add up to 7, and 1, 2, 3 run counter-clockwise around their corner', () => {
  const model = models.get('die_white_black')!;
  const [front, right, back, left] = [0, 1, 2, 3].map((column) => pipsOf(model, column, 0)) as [number, number, number, number];
  const [top, bottom] = [pipsOf(model, 0, 1), pipsOf(model, 1, 1)];
  expect([front + back, right + left, top + bottom]).toEqual([7, 7, 7]);
  // +z, +x and +y are counter-clockwise around their corner as seen from outside.
  expect([front, right, top]).toEqual([1, 2, 3]);
});

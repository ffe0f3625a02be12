/** Checks every format, and glTFs of every look, in one picture: masks and colours are those of an independent projection of the source mesh. */
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { decodeRleString } from '../../src/labels/coco-rle.ts';
import { boxSoup, sphereSoup } from '../support/compiled-shapes.ts';
import { folderOfFile } from '../support/folder.ts';
import { type Look, type Part, writeFormat, writeGltf, WRITERS } from '../support/model-writers.ts';
import { rendered, type RenderedFolder } from '../support/rendered.ts';

const folder = folderOfFile();
const [WIDTH, HEIGHT] = [600, 380];
const CAMERA = { fx: 430, fy: 410, cx: 296, cy: 187 };

/** A soup moved, its triangles wound so that they face away from the middle; coordinates as single precision has them, as all files do. */
function part(color: Part['color'], soup: number[], [dx, dy, dz]: number[]): Part {
  const wound = Array.from({ length: soup.length / 9 }, (_, t) => {
    const [a, b, c] = [0, 3, 6].map((k) => soup.slice(9 * t + k, 9 * t + k + 3)) as [number[], number[], number[]];
    const [u, v] = [b, c].map((p) => p.map((value, k) => value - a[k]!)) as [number[], number[]];
    const outward = (u[1]! * v[2]! - u[2]! * v[1]!) * (a[0]! + b[0]! + c[0]!) + (u[2]! * v[0]! - u[0]! * v[2]!) * (a[1]! + b[1]! + c[1]!) + (u[0]! * v[1]! - u[1]! * v[0]!) * (a[2]! + b[2]! + c[2]!);
    return outward < 0 ? [...a, ...c, ...b] : [...a, ...b, ...c];
  }).flat();
  return { color, soup: wound.map((value, i) => Math.fround(value + [dx!, dy!, dz!][i % 3]!)) };
}

/** A foot, a post, an arm and a ball: neither convex nor symmetric. */
const THING: Part[] = [
  part([210, 60, 40], boxSoup(0.16, 0.03, 0.1), [0, -0.08, 0]),
  part([50, 140, 220], boxSoup(0.04, 0.13, 0.05), [-0.05, 0, 0.01]),
  part([240, 200, 60], boxSoup(0.1, 0.035, 0.03), [0.01, 0.06, 0.022]),
  part([90, 190, 90], sphereSoup(0.04, 18), [0.05, -0.02, 0.03]),
];
/** Half a ball, open: most of what is seen of it is its inside. */
const BOWL: Part[] = [part([200, 120, 180], sphereSoup(0.09, 24).filter((_, i, soup) => [1, 4, 7].every((k) => soup[9 * Math.floor(i / 9) + k]! < 1e-9)), [0, 0.03, 0])];

const LOOKS: Look[] = ['single-sided', 'double-sided', 'transparent', 'emissive'];
const NAMES = [...Object.keys(WRITERS), ...LOOKS, 'bowl'];
const MESHES = NAMES.map((name) => (name === 'bowl' ? BOWL : THING));
const POSES = NAMES.map((_, i) => ({
  rotation: [0.9 - 0.13 * i, 0.3 + 0.1 * i, 0.5 - 0.07 * i * i, 0.2] as const,
  translation: [-0.5 + 0.17 * (i % 6) + (i > 5 ? 0.07 : 0), -0.16 + (i > 5 ? 0.27 : 0.05 * (i % 2)), 0.95 + 0.11 * ((i * 5) % 4)] as const,
}));

type Point = readonly [x: number, y: number, depth: number];
/** The depth and the part of the nearest surface of one object at each pixel of the image; 0 where there is none. */
interface Projected { depth: Float64Array; part: Uint8Array; mask: Uint8Array; area: number }

function project(parts: Part[], { rotation: [w, x, y, z], translation }: (typeof POSES)[number]): Projected {
  const out = { depth: new Float64Array(WIDTH * HEIGHT), part: new Uint8Array(WIDTH * HEIGHT), mask: new Uint8Array(WIDTH * HEIGHT), area: 0 };
  const s = 2 / (w * w + x * x + y * y + z * z);
  const rows = [
    [1 - s * (y * y + z * z), s * (x * y - w * z), s * (x * z + w * y)],
    [s * (x * y + w * z), 1 - s * (x * x + z * z), s * (y * z - w * x)],
    [s * (x * z - w * y), s * (y * z + w * x), 1 - s * (x * x + y * y)],
  ];
  parts.forEach(({ soup }, p) => {
    for (let t = 0; t < soup.length; t += 9) {
      const [a, b, c] = [0, 3, 6].map((k): Point => {
        const [px, py, pz] = rows.map((row, r) => row[0]! * soup[t + k]! + row[1]! * soup[t + k + 1]! + row[2]! * soup[t + k + 2]! + translation[r]!) as [number, number, number];
        return [CAMERA.fx * px / pz + CAMERA.cx, CAMERA.fy * py / pz + CAMERA.cy, pz];
      }) as [Point, Point, Point];
      const area = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
      if (area === 0) continue;
      for (let v = Math.max(0, Math.ceil(Math.min(a[1], b[1], c[1]) - 0.5)); v < HEIGHT && v + 0.5 <= Math.max(a[1], b[1], c[1]); v++) {
        for (let u = Math.max(0, Math.ceil(Math.min(a[0], b[0], c[0]) - 0.5)); u < WIDTH && u + 0.5 <= Math.max(a[0], b[0], c[0]); u++) {
          const [qx, qy] = [u + 0.5, v + 0.5];
          const wb = ((qx - a[0]) * (c[1] - a[1]) - (qy - a[1]) * (c[0] - a[0])) / area;
          const wc = ((b[0] - a[0]) * (qy - a[1]) - (b[1] - a[1]) * (qx - a[0])) / area;
          if (wb < 0 || wc < 0 || wb + wc > 1) continue;
          const depth = 1 / ((1 - wb - wc) / a[2] + wb / b[2] + wc / c[2]);
          const at = v * WIDTH + u;
          if (!out.mask[at]) out.area++;
          else if (out.depth[at]! <= depth) continue;
          out.mask[at] = 1;
          out.depth[at] = depth;
          out.part[at] = p;
        }
      }
    }
  });
  return out;
}

/** The pixels of a mask in column order, from its run lengths. */
function maskOf(counts: string): Uint8Array {
  const mask = new Uint8Array(WIDTH * HEIGHT);
  let at = 0;
  decodeRleString(counts).forEach((count, i) => {
    for (const end = at + count; at < end; at++) mask[(at % HEIGHT) * WIDTH + Math.floor(at / HEIGHT)] = i % 2;
  });
  return mask;
}

let drawn: RenderedFolder;
let projected: Projected[];
beforeAll(async () => {
  process.env.SCENEMILL_CACHE = join(folder, 'cache');
  const paths = await Promise.all(NAMES.map(async (name, i) => {
    if (WRITERS[name]) return writeFormat(folder, name, MESHES[i]!);
    const path = name === 'emissive' ? `${name}/model.gltf` : `${name}/model.glb`;
    await writeGltf(join(folder, path), MESHES[i]!, LOOKS.find((look) => look === name) ?? 'double-sided');
    return path;
  }));
  const instances = paths.map((model, i) => ({ model, category: NAMES[i], pose: POSES[i] }));
  drawn = await rendered({ width: WIDTH, height: HEIGHT, camera: CAMERA, instances, unlit: true, antialias: false }, folder, 'scene');
  projected = MESHES.map((parts, i) => project(parts, POSES[i]!));
});

test('amodal masks have an IoU of 0.99 and better with the projection of the whole source mesh', () => {
  const { instances, hidden } = drawn.record;
  expect([...instances, ...hidden].map(({ category }: { category: string }) => category).sort()).toEqual([...NAMES].sort());
  for (const { category, amodalRle, area, areaAmodal } of instances) {
    const { mask: wanted, area: wantedArea } = projected[NAMES.indexOf(category)]!;
    expect(wantedArea).toBeGreaterThan(1500);
    const mask = maskOf(amodalRle.counts);
    const shared = mask.reduce((sum, value, i) => sum + (value & wanted[i]!), 0);
    expect(mask.reduce((sum, value) => sum + value, 0)).toBe(areaAmodal);
    expect(shared / (areaAmodal + wantedArea - shared), category).toBeGreaterThanOrEqual(0.99);
    expect(area).toBeGreaterThan(500);
  }
  // Some are hidden in part, so that the masks are whole ones indeed.
  expect(instances.filter(({ area, areaAmodal }: { area: number; areaAmodal: number }) => area < 0.97 * areaAmodal).length).toBeGreaterThanOrEqual(3);
});

test('each part has its colour: the mean over its pixels is within 5 levels, of an STL within 12 by its 5 bits', () => {
  const transparent = NAMES.indexOf('transparent');
  const sums = NAMES.map((_, i) => MESHES[i]!.map(() => ({ pixels: 0, off: [0, 0, 0] })));
  for (let at = 0; at < WIDTH * HEIGHT; at++) {
    let nearest = -1;
    projected.forEach(({ mask, depth }, i) => { if (mask[at] && (nearest < 0 || depth[at]! < projected[nearest]!.depth[at]!)) nearest = i; });
    if (nearest < 0 || nearest === transparent || drawn.instanceIds[at] !== nearest + 1) continue;
    const ofPart = projected[nearest]!.part[at]!;
    const sum = sums[nearest]![ofPart]!;
    sum.pixels++;
    MESHES[nearest]![ofPart]!.color.forEach((code, k) => { sum.off[k]! += Math.abs(drawn.rgb[3 * at + k]! - code); });
  }
  sums.forEach((ofParts, i) => {
    if (i === transparent) return;
    // Others hide some parts, or what is beside them does.
    const seen = ofParts.filter(({ pixels }) => pixels >= 30);
    expect(seen.length, NAMES[i]).toBeGreaterThanOrEqual(Math.min(2, ofParts.length));
    for (const { pixels, off } of seen) for (const channel of off) expect(channel / pixels, `${NAMES[i]}, part ${ofParts.findIndex((part) => part.off === off)}`).toBeLessThan(NAMES[i] === 'stl' ? 12 : 5);
  });
});

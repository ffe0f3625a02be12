/** Makes random scenes for the raster tests: triangles of all sizes, inside, across and outside every clipping plane. */
import { DOUBLE_SIDED, LAYER, MASKED } from './constants.ts';
import { seeded, type TestCamera, type TestCanvas, type TestInstance, type TestMaterial, type TestMesh, type TestScene } from './raster-scene.ts';

/** Rows of a turn by `angle` about a random axis and a shift. */
export function randomRows(random: () => number, shift: [number, number, number]): number[] {
  const axis = [random() - 0.5, random() - 0.5, random() - 0.5];
  const length = Math.hypot(...axis) || 1;
  const [x, y, z] = axis.map((a) => a / length) as [number, number, number];
  const angle = random() * 2 * Math.PI;
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const t = 1 - c;
  return [
    t * x * x + c, t * x * y - s * z, t * x * z + s * y, shift[0],
    t * x * y + s * z, t * y * y + c, t * y * z - s * x, shift[1],
    t * x * z - s * y, t * y * z + s * x, t * z * z + c, shift[2],
  ];
}

export const IDENTITY = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0];

export function camera(width: number, height: number): TestCamera {
  return { fx: 64, fy: 64, cx: width / 2, cy: height / 2, near: 0.25 };
}

const MATERIALS = (random: () => number): TestMaterial[] => {
  const bits = (sizeLog2: number) => Uint32Array.from({ length: Math.ceil(4 ** sizeLog2 / 32) }, () => (random() * 2 ** 32) >>> 0);
  return [
    { alphaSizeLog2: 0, bits: new Uint32Array(0), wrap: [0, 0], uvScale: [1, 1] },
    { alphaSizeLog2: 4, bits: bits(4), wrap: [0, 2], uvScale: [1, 1] },
    { alphaSizeLog2: 6, bits: bits(6), wrap: [2, 1], uvScale: [1, 0.5] },
    { alphaSizeLog2: 2, bits: bits(2), wrap: [1, 0], uvScale: [0.5, 1] },
  ];
};

/** Triangles by themselves, each of a random size from under a pixel to far beyond the image. */
function soup(random: () => number, count: number): TestMesh {
  const mesh: TestMesh = { positions: [], uvs: [], triangles: [] };
  for (let i = 0; i < count; i++) {
    const depth = 0.3 * 40 ** random();
    const size = depth * 0.01 * 3000 ** random();
    const center = [(random() - 0.5) * 2.4 * depth, (random() - 0.5) * 2.4 * depth, depth];
    const sliver = random() < 0.2 ? 0.01 : 1;
    const far = random() < 0.1 ? 40 : 1;
    for (let k = 0; k < 3; k++) {
      const squeeze = k === 2 ? sliver : 1;
      mesh.positions.push(...center.map((c, axis) => c + (random() - 0.5) * size * squeeze * (axis === 2 ? 0.5 * far : 1)));
      const stretch = 0.5 * 20 ** random();
      mesh.uvs.push((random() - 0.3) * stretch, (random() - 0.3) * stretch);
    }
    const material = Math.floor(random() * 4);
    const flags = (material > 0 ? MASKED : 0) + (random() < 0.5 ? DOUBLE_SIDED : 0);
    mesh.triangles.push([3 * i, 3 * i + 1, 3 * i + 2, flags + material]);
  }
  return mesh;
}

/** Corners on pixel centres and corners, all at one depth: every edge rule and every tie counts. */
function lattice(random: () => number, count: number, { fx, fy, cx, cy }: TestCamera, width: number, height: number): TestMesh {
  const mesh: TestMesh = { positions: [], uvs: [], triangles: [] };
  for (let i = 0; i < count; i++) {
    const origin = [Math.floor(random() * width), Math.floor(random() * height)] as const;
    for (let k = 0; k < 3; k++) {
      const x = origin[0] + Math.floor(random() * 24 - 12) / 2;
      const y = origin[1] + Math.floor(random() * 24 - 12) / 2;
      mesh.positions.push((x - cx) / fx, (y - cy) / fy, 1);
      mesh.uvs.push(0, 0);
    }
    mesh.triangles.push([3 * i, 3 * i + 1, 3 * i + 2, DOUBLE_SIDED]);
  }
  return mesh;
}

/** `images` pictures, each with a few instances of every layer; the last one is empty when there are several. */
export function randomScene(seed: number, width: number, height: number, images: number, triangles = 70): TestScene {
  const random = seeded(seed);
  const cameras = Array.from({ length: images }, () => camera(width, height));
  const meshes = [soup(random, triangles), soup(random, 5), lattice(random, 20, cameras[0]!, width, height)];
  const instances: TestInstance[] = [];
  for (let image = 0; image < Math.max(1, images - 1); image++) {
    for (let mesh = 0; mesh < meshes.length; mesh++) {
      for (const layer of [LAYER.background, LAYER.foreground, LAYER.occluder]) {
        if (layer !== LAYER.foreground && random() < 0.3) continue;
        const canvas: TestCanvas = {
          x0: 32 * Math.floor(((random() - 0.8) * width) / 32), y0: Math.floor((random() - 0.7) * height),
          widthWords: 1 + Math.ceil(((0.5 + random()) * width) / 32), height: Math.ceil((0.5 + random()) * height),
        };
        const rows = mesh === 2 ? IDENTITY : randomRows(random, [0, 0, (layer === LAYER.foreground ? 1 : 4) * random()]);
        instances.push({ mesh, image, layer, rows, ...(layer === LAYER.foreground ? { canvas } : {}) });
      }
    }
  }
  return { width, height, cameras, meshes, instances, materials: MATERIALS(random) };
}

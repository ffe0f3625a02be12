/** The `setup` pass, one triangle at a time in double precision. */
import { DECODE_SRGB } from '../../src/assets/srgb.ts';
import { packNormal, unpackNormal } from '../../src/assets/compile/vertex-format.ts';
import { TRIANGLE_BITS, type Drawing } from '../support/drawing.ts';
import { cross, dot, multiply, normalized, subtract, type Vec3 } from '../support/vectors.ts';
import { shownAt, toCamera } from '../support/visible.ts';

export interface ShownTriangle {
  image: number;
  ordinal: number;
  /** Index in its mesh. */
  triangle: number;
  /** Projection of the farthest corner, pixels; the other two corners follow it in their order. */
  anchor: number[];
  /** z of the anchor, metres. */
  depthM: number;
  /** Change per pixel to the right and downward of 1/z, over 1/z at the anchor. */
  inverseDepthStep: number[];
  /** The same change of a corner's weight times 1/z. */
  weight1Step: number[];
  weight2Step: number[];
  /** Of the anchor; of the other two corners, relative to the anchor. */
  uvs: number[][];
  normals: Vec3[];
  colorsLinear: Vec3[];
  material: number;
  hue: number;
  /** Factors of saturation, value and roughness. */
  factors: Vec3;
}

/** Every visible triangle, once. */
export function setup(drawing: Drawing, visibility: Uint32Array): ShownTriangle[] {
  const found = new Map<string, ShownTriangle>();
  for (let z = 0; z < drawing.images.length; z++) {
    for (let y = 0; y < drawing.height; y++) {
      for (let x = 0; x < drawing.width; x++) {
        const shown = shownAt(drawing, visibility, z, x, y);
        if (!shown) continue;
        const triangle = (~visibility[((z * drawing.height + y) * drawing.width + x) * 2]! >>> 0) & (2 ** TRIANGLE_BITS - 1);
        const key = `${z} ${shown.ordinal} ${triangle}`;
        if (!found.has(key)) found.set(key, { image: z, ordinal: shown.ordinal, triangle, ...setupOf(drawing, z, shown) });
      }
    }
  }
  return [...found.values()];
}

function setupOf(drawing: Drawing, z: number, { instance, mesh, corners: listed }: NonNullable<ReturnType<typeof shownAt>>) {
  const { fx, fy, cx, cy } = drawing.images[z]!;
  const depths = listed.map((v) => toCamera(instance, mesh.positions[v]!)[2]);
  const first = depths.indexOf(Math.max(...depths));
  const corners = [0, 1, 2].map((k) => listed[(first + k) % 3]!) as Vec3;

  const [a, b, c] = corners.map((v) => toCamera(instance, mesh.positions[v]!)) as [Vec3, Vec3, Vec3];
  const normal = cross(subtract(b, a), subtract(c, a));
  const anchor = [cx + (fx * a[0]) / a[2], cy + (fy * a[1]) / a[2]];
  // 1/z, and the weights of b and c times 1/z, over 1/z of a, where the ray through a position on the image meets the triangle's plane.
  const at = (x: number, y: number): number[] => {
    const ray: Vec3 = [(x - cx) / fx, (y - cy) / fy, 1];
    const depthM = dot(normal, a) / dot(normal, ray);
    const inward = subtract(ray.map((r) => r * depthM) as Vec3, a);
    const weight = (area: Vec3) => dot(area, normal) / dot(normal, normal);
    return [1, weight(cross(inward, subtract(c, a))), weight(cross(subtract(b, a), inward))].map((value) => (value / depthM) * a[2]);
  };
  const [x, y] = anchor as [number, number];
  const [here, right, below] = [at(x, y), at(x + 1, y), at(x, y + 1)];
  const step = (k: number) => [right[k]! - here[k]!, below[k]! - here[k]!];

  const uv = (v: number) => mesh.uvs[v]!;
  return {
    anchor, depthM: a[2], inverseDepthStep: step(0), weight1Step: step(1), weight2Step: step(2),
    uvs: [uv(corners[0]), ...[1, 2].map((k) => [0, 1].map((i) => uv(corners[k]!)[i]! - uv(corners[0])[i]!))],
    normals: corners.map((v) => normalized(multiply(instance.rotation, unpackNormal(packNormal(...mesh.normals[v]!))))),
    colorsLinear: corners.map((v) => mesh.colors[v]!.map((code) => DECODE_SRGB[code]!) as Vec3),
    material: mesh.material, hue: instance.hue, factors: [instance.saturation ?? 1, instance.value ?? 1, instance.roughness ?? 1] as Vec3,
  };
}

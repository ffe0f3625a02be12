/** The `backdrop` pass, one pixel at a time in double precision. */
import type { ContactShadow, Scene, SurfaceBackdrop } from '../../src/scene/scene.ts';
import { pcg } from '../support/noise.ts';
import { decode, encode } from './shade.ts';

/**
 * The RGBA bytes of the backdrop of a scene.
 * @param texels bytes of its picture, which a photo shows as they are
 * @param depthM of the plane of a surface
 */
export function backdrop(scene: Scene, texels: Uint8Array | undefined, depthM: number): Uint8Array {
  const surface = scene.backdrop!;
  if (surface.kind === 'photo') return texels!;
  const { width, height } = scene;
  const out = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) {
    const at = (y * width + x) * 4;
    const brightness = gradient(surface, x, y, scene) * grain(surface, x, y) * folds(surface, x, y, scene) * seams(surface, x, y, scene) * shadows(surface, x, y);
    const light = lightAt(scene, x, y, depthM);
    const codes = surface.colorLinear.map((c, k) => 255 * encode(Math.min(1, c * light[k]! * brightness * (texels ? decode(texels[at + k]! / 255) : 1))));
    out.set([...codes.map(Math.round), 255], at);
  }
  return out;
}

type Size = Pick<Scene, 'width' | 'height'>;

/** Coordinates of a pixel's centre from the image's centre: along a direction, and to its right. */
function along(angleRad: number, x: number, y: number, { width, height }: Size): [number, number] {
  const [dx, dy] = [x + 0.5 - width / 2, y + 0.5 - height / 2];
  const [c, s] = [Math.cos(angleRad), Math.sin(angleRad)];
  return [c * dx + s * dy, c * dy - s * dx];
}

function gradient({ gradient: { angleRad, amount } }: SurfaceBackdrop, x: number, y: number, size: Size): number {
  const corners = [0, size.width].flatMap((cx) => [0, size.height].map((cy) => along(angleRad, cx - 0.5, cy - 0.5, size)[0]));
  return 1 + (amount * along(angleRad, x, y, size)[0]) / (Math.max(...corners) - Math.min(...corners));
}

function grain({ grain: { amount, sizePx }, key }: SurfaceBackdrop, x: number, y: number): number {
  const cells = Math.max(1, sizePx);
  return Math.max(0, 1 + amount * latticeNoise((x + 0.5) / cells, (y + 0.5) / cells, key));
}

function folds({ folds: { amount, sizePx, angleRad }, key }: SurfaceBackdrop, x: number, y: number, size: Size): number {
  const [u, v] = along(angleRad, x, y, size).map((px) => px / Math.max(1, sizePx)) as [number, number];
  const meander = latticeNoise(u * 0.4, v * 0.3, pcg(key));
  const height = (u: number) => {
    const waves = latticeNoise(u + 0.6 * meander, 0.22 * v, pcg((key + 1) >>> 0));
    const ridges = latticeNoise(1.7 * u + 0.8 * meander, 0.5 * v, pcg((key + 2) >>> 0));
    return 0.5 * waves - 0.35 * Math.sqrt(ridges ** 2 + 0.03);
  };
  const slope = (0.8 * (height(u + 0.05) - height(u - 0.05))) / 0.1;
  return 1 + (amount * slope) / Math.hypot(1, slope);
}

function seams({ seams: list }: SurfaceBackdrop, x: number, y: number, size: Size): number {
  return list.reduce((left, { angleRad, offsetPx, widthPx, darkness, step }) => {
    const widths = (along(angleRad, x, y, size)[1] - offsetPx) / Math.max(1, widthPx);
    const line = Math.max(0, 1 - widths ** 2) ** 2;
    return left * (1 - darkness * line) * (1 - step * smooth(Math.min(1, Math.max(0, widths + 0.5))));
  }, 1);
}

function shadows({ shadows: list = [] }: SurfaceBackdrop, x: number, y: number): number {
  return list.reduce((left, shadow) => {
    const t = Math.max(0, 1 - fromRectangle(shadow, x + 0.5, y + 0.5) / Math.max(1, shadow.softPx));
    return left * (1 - shadow.darkness * t ** 2);
  }, 1);
}

/** Distance of a point from a rectangle with round corners; 0 inside. */
function fromRectangle({ xPx, yPx, halfPx, angleRad, roundPx }: ContactShadow, x: number, y: number): number {
  const [c, s] = [Math.cos(angleRad), Math.sin(angleRad)];
  const [u, v] = [Math.abs(c * (x - xPx) + s * (y - yPx)), Math.abs(c * (y - yPx) - s * (x - xPx))];
  const radius = Math.min(roundPx, ...halfPx);
  // The nearest point of the rectangle that the corners' circles are centred in.
  const [nearU, nearV] = [Math.min(u, halfPx[0] - radius), Math.min(v, halfPx[1] - radius)];
  return Math.max(0, Math.hypot(u - nearU, v - nearV) - radius);
}

/** Value noise: the mean of the four corners' values, weighted, over the standard deviation of that mean. */
export function latticeNoise(x: number, y: number, key: number): number {
  const [column, row] = [Math.floor(x), Math.floor(y)];
  const [right, below] = [smooth(x - column), smooth(y - row)];
  const corners = [[0, 0, (1 - right) * (1 - below)], [1, 0, right * (1 - below)], [0, 1, (1 - right) * below], [1, 1, right * below]] as const;
  const sum = corners.reduce((total, [dx, dy, weight]) => total + weight * valueAt(column + dx, row + dy, key), 0);
  return sum / Math.sqrt(corners.reduce((total, [, , weight]) => total + weight ** 2, 0) / 3);
}

/** Uniform over [-1, 1): the hash's upper 24 bits, as a signed number. */
const valueAt = (x: number, y: number, key: number): number => ((pcg((pcg((x ^ key) >>> 0) + y) >>> 0) | 0) >> 8) / 2 ** 23;

const smooth = (t: number): number => t * t * (3 - 2 * t);

/** The light of a matte white plane that faces the camera, at a pixel. */
function lightAt({ unlit, ambient, lights, camera }: Scene, x: number, y: number, depthM: number): number[] {
  if (unlit) return [1, 1, 1];
  const at = [((x + 0.5 - camera.cx) / camera.fx) * depthM, ((y + 0.5 - camera.cy) / camera.fy) * depthM, depthM];
  const strengths = lights.map((light) => {
    if (light.type === 'directional') return light.intensity * Math.max(0, light.direction[2]);
    const way = at.map((value, k) => value - light.position[k]!);
    const distance = Math.hypot(...way);
    return (light.intensity / distance ** 2) * Math.max(0, way[2]! / distance);
  });
  return [0, 1, 2].map((k) => ambient + lights.reduce((sum, light, i) => sum + light.color[k]! * strengths[i]!, 0));
}

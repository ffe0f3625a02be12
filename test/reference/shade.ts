/** The `shade` pass, one pixel at a time in double precision. */
import { unpackNormal, packNormal } from '../../src/assets/compile/vertex-format.ts';
import { DECODE_SRGB } from '../../src/assets/srgb.ts';
import type { DrawnImage, DrawnInstance, DrawnMaterial, DrawnTexture, Drawing } from '../support/drawing.ts';
import { add, blended, cross, dot, multiply, normalized, scaled, subtract, type Vec3 } from '../support/vectors.ts';
import { meet, shownAt, type Met } from '../support/visible.ts';

/** The RGBA bytes of all images; an empty pixel is that of the backdrop, or 0, 0, 0, 0. */
export function shade(drawing: Drawing, visibility: Uint32Array): Uint8Array {
  const { width, height, images } = drawing;
  const out = new Uint8Array(width * height * images.length * 4);
  for (let pixel = 0; pixel < out.length / 4; pixel++) {
    const [x, y, z] = [pixel % width, Math.floor(pixel / width) % height, Math.floor(pixel / width / height)];
    const linear = surfaceAt(drawing, visibility, x, y, z)?.linear;
    const { backdrop } = images[z]!;
    const behind = (y * width + x) * 4;
    if (!linear && backdrop) out.set(backdrop.subarray(behind, behind + 4), pixel * 4);
    if (linear) out.set([...linear.map((c) => Math.round(255 * encode(Math.min(1, c)))), 255], pixel * 4);
  }
  return out;
}

/** The number of empty pixels of each image that has no backdrop. */
export function uncovered({ width, height, images }: Drawing, visibility: Uint32Array): number[] {
  const pixels = width * height;
  return images.map(({ backdrop }, z) => backdrop ? 0 : Array.from({ length: pixels }, (_, i) => visibility[2 * (z * pixels + i) + 1]!).filter((depth) => depth === 0).length);
}

/** The linear colour of what a pixel of a visibility buffer shows, and its alpha; null where the pixel is empty. */
export function surfaceAt(drawing: Drawing, visibility: Uint32Array, x: number, y: number, z: number): { linear: Vec3; alpha: number } | null {
  const shown = shownAt(drawing, visibility, z, x, y);
  if (!shown) return null;
  const { instance, mesh, corners } = shown;
  const image = drawing.images[z]!;
  const material = drawing.materials[mesh.material]!;
  const at = (dx: number, dy: number) => meet(image, instance, mesh, corners, x + 0.5 + dx, y + 0.5 + dy);
  const hit = at(0, 0);
  const uvOf = (weights: Vec3) => [0, 1].map((k) => corners.reduce((sum, v, i) => sum + weights[i]! * mesh.uvs[v]![k]!, 0));
  const slope = (a: Met, b: Met) => uvOf(b.unclamped).map((value, k) => (value - uvOf(a.unclamped)[k]!) / 2e-4);
  const footprint: Footprint = { uv: uvOf(hit.weights), uvX: slope(at(-1e-4, 0), at(1e-4, 0)), uvY: slope(at(0, -1e-4), at(0, 1e-4)) };

  let base = material.baseColorFactor;
  const baseTexture = drawing.textures[material.baseTexture];
  let alpha = (material.alpha ?? 1) * corners.reduce((sum, v, i) => sum + (hit.weights[i]! * (mesh.alphas?.[v] ?? 255)) / 255, 0);
  if (baseTexture) {
    const texel = sample(drawing, baseTexture, footprint, material.baseWrap, material.baseUvScale);
    base = times(base, texel.slice(0, 3) as Vec3);
    alpha *= texel[3]!;
  }
  base = times(base, blended(hit.weights, ...(corners.map((v) => mesh.colors[v]!.map((code) => DECODE_SRGB[code]!)) as [Vec3, Vec3, Vec3])));
  if (instance.hue !== 0) base = turnHue(base, instance.hue);
  base = scaleSaturationValue(base, instance.saturation ?? 1, instance.value ?? 1);
  const emission = emissionOf(drawing, material, instance, footprint);
  if (image.unlit || material.isUnlit) return { linear: add(base, emission), alpha };

  const modelNormal = blended(hit.weights, ...(corners.map((v) => unpackNormal(packNormal(...mesh.normals[v]!))) as [Vec3, Vec3, Vec3]));
  let normal = normalized(multiply(instance.rotation, modelNormal));
  const plain = normal;
  let { roughness, metallic } = material;
  const surfaceTexture = drawing.textures[material.surfaceTexture];
  if (surfaceTexture) {
    const data = sample(drawing, surfaceTexture, footprint, material.surfaceWrap, material.surfaceUvScale);
    roughness *= data[2]!;
    metallic *= data[3]!;
    if (material.hasNormalMap) {
      const uvs = corners.map((v) => mesh.uvs[v]!);
      normal = bend(normal, hit, (k) => uvs[1]![k]! - uvs[0]![k]!, (k) => uvs[2]![k]! - uvs[0]![k]!, [data[0]! * 2 - 1, data[1]! * 2 - 1], material);
    }
  }
  roughness = Math.min(1, roughness * (instance.roughness ?? 1));
  const facing = cross(hit.edge1, hit.edge2);
  const side = dot(facing, hit.ray) * dot(facing, plain) > 0 ? -1 : 1;
  return { linear: add(light(image, base, scaled(normal, side), roughness, metallic, hit), emission), alpha };
}

/** The material's own light, with the instance's hue, saturation and value. Those are of the sRGB code, so they clip it to 1. */
function emissionOf(drawing: Drawing, material: DrawnMaterial, { hue, saturation = 1, value = 1 }: DrawnInstance, footprint: Footprint): Vec3 {
  const texture = drawing.textures[material.emissiveTexture];
  let emission = material.emissiveFactor;
  if (texture) emission = times(emission, sample(drawing, texture, footprint, material.emissiveWrap, material.emissiveUvScale).slice(0, 3) as Vec3);
  if (hue !== 0) emission = turnHue(emission, hue);
  return scaleSaturationValue(emission, saturation, value);
}

/** A tangent-space normal in the camera frame: u and v grow along the two gradients, and +y is toward smaller v. */
function bend(normal: Vec3, hit: Met, uv1: (k: number) => number, uv2: (k: number) => number, xy: number[], material: DrawnMaterial): Vec3 {
  const flat = (edge: Vec3): Vec3 => subtract(edge, scaled(normal, dot(edge, normal)));
  const [e1, e2] = [flat(hit.edge1), flat(hit.edge2)];
  // The vector of the plane through e1 and e2 whose product with e1 is uv1, and with e2 uv2.
  const gradient = (k: number): Vec3 => {
    const [a, b, c] = [dot(e1, e1), dot(e1, e2), dot(e2, e2)];
    const det = a * c - b * b;
    return add(scaled(e1, (c * uv1(k) - b * uv2(k)) / det), scaled(e2, (a * uv2(k) - b * uv1(k)) / det));
  };
  const [gu, gv] = [gradient(0), gradient(1)];
  const longest = Math.max(Math.hypot(...gu), Math.hypot(...gv));
  const z = Math.sqrt(Math.max(0, 1 - xy[0]! ** 2 - xy[1]! ** 2));
  const sideways = subtract(scaled(gu, xy[0]! / longest), scaled(gv, xy[1]! / longest));
  return normalized(add(scaled(sideways, material.normalScale), scaled(normal, z)));
}

/** Lambert + GGX; a white rough surface that faces a light of intensity 1 returns 1. */
function light(image: DrawnImage, base: Vec3, normal: Vec3, roughness: number, metallic: number, hit: Met): Vec3 {
  const eye = scaled(normalized(hit.ray), -1);
  const nv = Math.max(1e-4, dot(normal, eye));
  const a2 = Math.max(0.045, roughness) ** 4;
  let sum = scaled(base, image.ambient);
  for (const source of image.lights) {
    const way = source.kind === 'point' ? subtract(source.vector, hit.position) : scaled(source.vector, -1);
    const strength = source.kind === 'point' ? 1 / dot(way, way) : 1;
    const toLight = normalized(way);
    const nl = dot(normal, toLight);
    if (nl <= 0) continue;
    const half = normalized(add(toLight, eye));
    const nh = dot(normal, half);
    const distribution = a2 / (nh * nh * (a2 - 1) + 1) ** 2;
    const visibility = 0.5 / (nl * Math.sqrt(nv * nv * (1 - a2) + a2) + nv * Math.sqrt(nl * nl * (1 - a2) + a2));
    sum = sum.map((value, k) => {
      const f0 = 0.04 + (base[k]! - 0.04) * metallic;
      const fresnel = f0 + (1 - f0) * (1 - dot(eye, half)) ** 5;
      return value + source.colorLinear[k]! * strength * nl * (base[k]! * (1 - metallic) + distribution * visibility * fresnel);
    }) as Vec3;
  }
  return sum;
}

interface Footprint {
  uv: number[];
  uvX: number[];
  uvY: number[];
}

/** A texture at a pixel; colours are linear. */
function sample({ anisotropic }: Drawing, texture: DrawnTexture, { uv, uvX, uvY }: Footprint, wrap: [number, number], scale: [number, number]): number[] {
  const texels = scale.map((s) => s * texture.sizePx) as [number, number];
  const inTexels = (d: number[]) => [d[0]! * texels[0], d[1]! * texels[1]] as const;
  const [a, b] = [inTexels(uvX), inTexels(uvY)];
  if (!anisotropic) return trilinear(texture, uv, Math.max(Math.hypot(...a), Math.hypot(...b)), wrap, scale);
  // The longest and the shortest image of a step of one pixel, of all directions: those of the turn that makes them perpendicular.
  const turn = Math.atan2(2 * (a[0] * b[0] + a[1] * b[1]), Math.hypot(...a) ** 2 - Math.hypot(...b) ** 2) / 2;
  const step = (angle: number) => [0, 1].map((k) => Math.cos(angle) * a[k]! + Math.sin(angle) * b[k]!) as [number, number];
  const [long, short] = [step(turn), step(turn + Math.PI / 2)];
  const length = Math.hypot(...long);
  const width = Math.max(Math.hypot(...short), length / 4, 1);
  if (length < 1.1 * width) return trilinear(texture, uv, width, wrap, scale);
  const taps = [-1 / 2, -1 / 6, 1 / 6, 1 / 2].map((share) => trilinear(texture, uv.map((x, k) => x + (share * (length - width) * long[k]!) / length / texels[k]!), width, wrap, scale));
  return taps[0]!.map((_, k) => taps.reduce((sum, tap) => sum + tap[k]! / 4, 0));
}

/** A trilinear lookup of so many texels' width, with wrap modes 0 repeat, 1 clamp, 2 mirror. */
function trilinear(texture: DrawnTexture, uv: number[], widthTexels: number, wrap: [number, number], scale: [number, number]): number[] {
  const texels = scale.map((s) => s * texture.sizePx);
  const lod = Math.min(texture.levels.length - 1, Math.max(0, Math.log2(widthTexels)));
  const wrapped = uv.map((x, k) => {
    if (wrap[k] === 0) return x - Math.floor(x);
    const edge = Math.min(0.5, (0.5 * 2 ** Math.ceil(lod - 0.01)) / texels[k]!);
    const folded = wrap[k] === 1 ? x : Math.abs(x - 2 * Math.round(x / 2));
    return Math.min(1 - edge, Math.max(edge, folded));
  });
  const [u, v] = wrapped.map((x, k) => x * scale[k]!) as [number, number];
  const [coarse, fine] = [bilinear(texture, Math.ceil(lod), u, v), bilinear(texture, Math.floor(lod), u, v)];
  return fine.map((value, k) => value + (coarse[k]! - value) * (lod - Math.floor(lod)));
}

function bilinear(texture: DrawnTexture, level: number, u: number, v: number): number[] {
  const side = texture.sizePx >> level;
  const [x, y] = [u * side - 0.5, v * side - 0.5];
  const out = [0, 0, 0, 0];
  for (const [dx, dy] of [[0, 0], [1, 0], [0, 1], [1, 1]] as const) {
    const [tx, ty] = [Math.floor(x) + dx, Math.floor(y) + dy];
    const weight = (1 - Math.abs(x - tx)) * (1 - Math.abs(y - ty));
    const first = ((((ty % side) + side) % side) * side + (((tx % side) + side) % side)) * 4;
    for (let k = 0; k < 4; k++) {
      const code = texture.levels[level]![first + k]!;
      out[k]! += weight * (texture.kind === 'color' && k < 3 ? DECODE_SRGB[code]! : code / 255);
    }
  }
  return out;
}

const times = (a: Vec3, b: Vec3): Vec3 => [a[0] * b[0], a[1] * b[1], a[2] * b[2]];

export const encode = (x: number): number => (x <= 0.0031308 ? 12.92 * x : 1.055 * x ** (1 / 2.4) - 0.055);
export const decode = (s: number): number => (s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4);

/** Multiplies saturation and value of a linear colour's sRGB code, both up to 1 (HSV as in Smith 1978). */
export function scaleSaturationValue(linear: Vec3, saturationFactor: number, valueFactor: number): Vec3 {
  if (saturationFactor === 1 && valueFactor === 1) return linear;
  const codes = linear.map((x) => encode(Math.min(1, x)));
  const [most, least] = [Math.max(...codes), Math.min(...codes)];
  if (most === 0) return linear;
  const saturation = Math.min(1, saturationFactor * (most - least) / most);
  const value = Math.min(1, valueFactor * most);
  // A channel lies at a share of the way from the least channel to the greatest, which hue decides and neither factor changes.
  const shares = codes.map((c) => (most === least ? 1 : (c - least) / (most - least)));
  return shares.map((share) => decode(value * (1 - saturation * (1 - share)))) as Vec3;
}

/** Shifts the hue of a linear colour in its sRGB code (HSV as in Smith 1978). */
export function turnHue(linear: Vec3, turns: number): Vec3 {
  const [r, g, b] = linear.map((x) => encode(Math.min(1, x))) as Vec3;
  const value = Math.max(r, g, b);
  const chroma = value - Math.min(r, g, b);
  if (chroma === 0) return linear;
  const hue = value === r ? (g - b) / chroma : value === g ? 2 + (b - r) / chroma : 4 + (r - g) / chroma;
  const turned = (((hue + 6 * turns) % 6) + 6) % 6;
  const x = chroma * (1 - Math.abs((turned % 2) - 1));
  const least = value - chroma;
  const sextants: Vec3[] = [[chroma, x, 0], [x, chroma, 0], [0, chroma, x], [0, x, chroma], [x, 0, chroma], [chroma, 0, x]];
  return sextants[Math.floor(turned)]!.map((c) => decode(c + least)) as Vec3;
}

/** Packs what is behind the instances of an image: the rows of a backdrop, of its seams and of its shadows, and the pixels of its picture. */
import { UserError } from '../config/errors.ts';
import { cos, sin, square } from '../geometry/math.ts';
import type { Vec3 } from '../geometry/vectors.ts';
import type { ContactShadow, Scene, Seam, SurfaceBackdrop } from '../scene/scene.ts';
import type { PackedScene, SceneLayouts } from './scene-rows.ts';
import { StructRows, type StructLayout } from './wgsl.ts';

type BackdropRows = Pick<PackedScene, 'backdrops' | 'seams' | 'contactShadows' | 'backdropTexels'>;

/** A thinner line, a finer grain or a harder shadow would flicker from pixel to pixel. */
const LEAST_PX = 1;

/**
 * @param depthM of the plane of a surface, which point lights illuminate from where they are
 * @param texels RGBA of the picture that the backdrop shows, as large as the image, rows from the top
 * @throws UserError where the surface has more shadows than the shader takes
 * @throws Error where the backdrop shows a picture and its texels are not as many as the image's
 */
export function packBackdrop(scene: Scene, depthM: number, layouts: SceneLayouts, texels: Uint8Array<ArrayBuffer> = new Uint8Array()): BackdropRows {
  const { backdrop } = scene;
  const hasPicture = backdrop?.kind === 'photo' || backdrop?.texture !== undefined;
  const wanted = hasPicture ? scene.width * scene.height * 4 : 0;
  if (texels.length !== wanted) throw new Error(`scene: ${texels.length} bytes of a backdrop's picture; wanted ${wanted}.`);
  const { seams = [], shadows = [] }: Partial<SurfaceBackdrop> = backdrop?.kind === 'surface' ? backdrop : {};
  if (shadows.length > layouts.mostShadows) throw new UserError(`scene: ${shadows.length} shadows on a surface; wanted at most ${layouts.mostShadows}`);
  const rows = StructRows.allocate(layouts.backdrops, backdrop ? 1 : 0);
  if (backdrop?.kind === 'surface') writeSurface(rows, backdrop, scene, depthM, layouts);
  return { backdrops: rows.buffer, seams: packSeams(seams, layouts.seams), contactShadows: packShadows(shadows, layouts.contactShadows), backdropTexels: texels };
}

function writeSurface(rows: StructRows, surface: SurfaceBackdrop, scene: Scene, depthM: number, { backdropFlags }: SceneLayouts): void {
  const { colorLinear, gradient, grain, folds, seams, shadows, key, texture } = surface;
  const { width, height } = scene;
  const toward = directionOf(gradient.angleRad);
  const bordersApartPx = Math.abs(toward[0]) * width + Math.abs(toward[1]) * height;
  const floats = {
    colorLinear, lightLinear: lightOnPlane(scene), depthM: [depthM],
    gradientPerPx: toward.map((x) => (x * gradient.amount) / bordersApartPx),
    grainAmount: [grain.amount], grainsPerPx: [1 / Math.max(LEAST_PX, grain.sizePx)],
    foldsPerPx: directionOf(folds.angleRad).map((x) => x / Math.max(LEAST_PX, folds.sizePx)), foldsAmount: [folds.amount],
  };
  const words = { key, seamCount: seams.length, shadowCount: shadows?.length ?? 0, flags: backdropFlags.surface | (texture ? backdropFlags.textured : 0) };
  for (const [field, values] of Object.entries(floats)) rows.f32.set(values, rows.at(0, field));
  for (const [field, value] of Object.entries(words)) rows.u32[rows.at(0, field)] = value;
}

function packSeams(seams: readonly Seam[], layout: StructLayout): ArrayBuffer {
  const rows = StructRows.allocate(layout, seams.length);
  seams.forEach(({ angleRad, offsetPx, widthPx, darkness, step }, i) => {
    const [x, y] = directionOf(angleRad);
    // y points down, so the right of the direction x, y is -y, x.
    const floats = { across: [-y, x], offsetPx: [offsetPx], perWidth: [1 / Math.max(LEAST_PX, widthPx)], darkness: [darkness], step: [step] };
    for (const [field, values] of Object.entries(floats)) rows.f32.set(values, rows.at(i, field));
  });
  return rows.buffer;
}

function packShadows(shadows: readonly ContactShadow[], layout: StructLayout): ArrayBuffer {
  const rows = StructRows.allocate(layout, shadows.length);
  shadows.forEach(({ xPx, yPx, halfPx, angleRad, roundPx: wantedPx, softPx: givenPx, darkness }, i) => {
    const roundPx = Math.min(wantedPx, ...halfPx);
    const softPx = Math.max(LEAST_PX, givenPx);
    const straightPx = halfPx.map((px) => px - roundPx) as [number, number];
    const floats = {
      centerPx: [xPx, yPx], along: directionOf(angleRad), straightPx, roundPx: [roundPx], perSoft: [1 / softPx], darkness: [darkness],
      reachPx: [Math.sqrt(square(straightPx[0]) + square(straightPx[1])) + roundPx + softPx],
    };
    for (const [field, values] of Object.entries(floats)) rows.f32.set(values, rows.at(i, field));
  });
  return rows.buffer;
}

/** The light that a white matte plane that faces the camera reflects, without that of point lights. */
function lightOnPlane({ lights, ambient, unlit }: Scene): Vec3 {
  const sum: Vec3 = unlit ? [1, 1, 1] : [ambient, ambient, ambient];
  for (const light of unlit ? [] : lights) {
    if (light.type === 'directional') light.color.forEach((c, k) => { sum[k]! += c * light.intensity * Math.max(0, light.direction[2]); });
  }
  return sum;
}

const directionOf = (angleRad: number): [number, number] => [cos(angleRad), sin(angleRad)];

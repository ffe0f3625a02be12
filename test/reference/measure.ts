/** The `measure` pass, one pixel at a time. */
import { LAYER } from '../support/constants.ts';
import { foregroundsOf, ordinalOf, pairsOf, TRIANGLE_BITS, type TestScene } from '../support/raster-scene.ts';

/** First and last pixel; null when empty. */
export type Extent = { x0: number; y0: number; x1: number; y1: number } | null;

export interface Measured {
  visible: number;
  inFrame: number;
  full: number;
  hiddenByForeground: number;
  hiddenByOther: number;
  visibleBox: Extent;
  amodalBox: Extent;
  fullBox: Extent;
}

function extentOf(pixels: [number, number][]): Extent {
  if (pixels.length === 0) return null;
  const [xs, ys] = [pixels.map(([x]) => x), pixels.map(([, y]) => y)];
  return { x0: Math.min(...xs), y0: Math.min(...ys), x1: Math.max(...xs), y1: Math.max(...ys) };
}

/** Pixels of a foreground's silhouette, as image coordinates. */
export function silhouettePixels(scene: TestScene, foreground: number, silhouettes: Uint32Array): [number, number][] {
  const { canvas, firstWord } = foregroundsOf(scene)[foreground]!;
  const out: [number, number][] = [];
  for (let y = 0; y < canvas.height; y++) {
    for (let x = 0; x < 32 * canvas.widthWords; x++) {
      if ((silhouettes[firstWord + y * canvas.widthWords + (x >> 5)]! >>> (x & 31)) & 1) out.push([canvas.x0 + x, canvas.y0 + y]);
    }
  }
  return out;
}

export function measureInstance(scene: TestScene, foreground: number, visibility: Uint32Array, silhouettes: Uint32Array): Measured {
  const { instance, image } = foregroundsOf(scene)[foreground]!;
  const first = instance - ordinalOf(scene, instance);
  const full = silhouettePixels(scene, foreground, silhouettes);
  const inFrame = full.filter(([x, y]) => x >= 0 && y >= 0 && x < scene.width && y < scene.height);
  const owners = inFrame.map(([x, y]) => {
    const at = 2 * ((image * scene.height + y) * scene.width + x);
    if (visibility[at + 1] === 0) throw new Error(`measure: pixel ${x}, ${y} is in the silhouette of instance ${instance} and empty in the visibility buffer.`);
    return first + ((~visibility[at]! >>> 0) >>> TRIANGLE_BITS);
  });
  const visible = inFrame.filter((_, i) => owners[i] === instance);
  const hiddenBy = (layer: boolean) => owners.filter((owner) => owner !== instance && (scene.instances[owner]!.layer === LAYER.foreground) === layer).length;
  return {
    visible: visible.length, inFrame: inFrame.length, full: full.length,
    hiddenByForeground: hiddenBy(true), hiddenByOther: hiddenBy(false),
    visibleBox: extentOf(visible), amodalBox: extentOf(inFrame), fullBox: extentOf(full),
  };
}

/** Pixels that two silhouettes share, within the image or not. */
export function measurePairs(scene: TestScene, silhouettes: Uint32Array): number[] {
  return pairsOf(scene).map(([a, b]) => {
    const ofA = new Set(silhouettePixels(scene, a, silhouettes).map(String));
    return silhouettePixels(scene, b, silhouettes).filter((pixel) => ofA.has(String(pixel))).length;
  });
}

/** Models trays: open boxes with a low rim, in which things lie. */
import { cos, sin } from '../../geometry/math.ts';
import { printed, plain, textured } from './finishes.ts';
import { modelOf, type ModelPart } from './model-of.ts';
import { patternImage } from './patterns.ts';
import { color, type Ink, line, mixed, PrintCanvas, rect, star } from './print-canvas.ts';
import { hash2, type Rng } from './named-random.ts';
import { CORNER, merge, pushTriangle, TAU, type Soup, type Vec2 } from './soup.ts';
import { surface } from './solids.ts';
import { cubeUvs } from './uv.ts';
import type { SourceImage, SourceMaterial, SourceModel } from '../source-model.ts';

interface Shape {
  /** Metres. */
  width: number;
  depth: number;
  height: number;
  wall: number;
  /** Radius of the corners seen from above. */
  corner: number;
  /** How far the walls lean outwards from floor to rim. */
  lean?: number;
}

/** Pieces of a rounded corner. */
const CORNER_PIECES = 5;

/** A rounded rectangle, counter-clockwise as seen from above. */
function ringOf({ width, depth, corner }: Shape, grow: number): Vec2[] {
  const radius = Math.max(corner + grow, 0.0005);
  const [x, z] = [width / 2 + grow - radius, depth / 2 + grow - radius];
  return [[x, z], [-x, z], [-x, -z], [x, -z]].flatMap(([cx, cz], quarter) => Array.from({ length: CORNER_PIECES + 1 }, (_, k): Vec2 => {
    const angle = TAU * (quarter / 4 + k / (4 * CORNER_PIECES));
    return [cx! + radius * cos(angle), cz! + radius * sin(angle)];
  }));
}

/** The surface through outlines at heights, with the last one closed by a floor. */
function shell(shape: Shape, levels: [grow: number, y: number][], floor: 'up' | 'down'): Soup {
  const rings = levels.map(([grow]) => ringOf(shape, grow));
  const count = rings[0]!.length;
  const walls = surface(count, levels.length - 1, (s, t) => {
    const level = Math.round(t * (levels.length - 1));
    const [x, z] = rings[level]![count - 1 - (Math.round(s * count) % count)]!;
    return [x, levels[level]![1], z];
  }, { s: true });
  const [outline, y] = floor === 'up' ? [rings.at(-1)!, levels.at(-1)![1]] : [rings[0]!, levels[0]![1]];
  const at = ([x, z]: Vec2) => [x, y, z, 0, 0];
  const cap: Soup = [];
  for (let i = 0; i < count; i++) {
    const [a, b] = [at(outline[i]!), at(outline[(i + 1) % count]!)];
    if (floor === 'up') pushTriangle(cap, [0, y, 0, 0, 0], b, a);
    else pushTriangle(cap, [0, y, 0, 0, 0], a, b);
  }
  return merge(walls, cap);
}

/** The outside with the rim, and the inside with the floor. */
function tray(shape: Shape): { frame: Soup; inside: Soup } {
  const { height, wall, lean = 0 } = shape;
  const thickness = Math.min(wall, height / 3);
  const frame = shell(shape, [[-lean, 0], [-lean * 0.05, height * 0.95], [-wall * 0.15, height], [-wall * 0.85, height], [-wall, height * 0.985]], 'down');
  const inside = shell(shape, [[-wall, height * 0.985], [-wall - lean, thickness]], 'up');
  return { frame, inside };
}

/** Fine grain of felt or board, a repeating texture. */
function grain(ink: Ink, amount: number, seed: number): SourceImage {
  const sizePx = 256;
  const rgba = new Uint8Array(4 * sizePx * sizePx).fill(255);
  for (let i = 0; i < sizePx * sizePx; i++) {
    const [x, y] = [i % sizePx, Math.floor(i / sizePx)];
    const shade = amount * (0.6 * hash2(x, y, seed) + 0.4 * hash2(x >> 2, y >> 2, seed + 1) - 0.5);
    const shaded = mixed(ink, shade > 0 ? [255, 255, 255] : [0, 0, 0], Math.abs(shade));
    for (let k = 0; k < 3; k++) rgba[4 * i + k] = Math.round(shaded[k]!);
  }
  return { widthPx: sizePx, heightPx: sizePx, rgba };
}

/** Print of a game's box: dark, with scraps of bright pictures. */
function gamePrint(rng: Rng): PrintCanvas {
  const canvas = new PrintCanvas(256, 100, 100, color('#17181c'));
  const inks = ['#3b6fd1', '#8a3fa8', '#d1a43b', '#c2453f', '#4aa3a8'].map(color);
  for (let i = 0; i < 34; i++) {
    const ink = mixed(inks[Math.floor(rng() * inks.length)]!, [0, 0, 0], 0.35 * rng());
    const [x, y, size] = [100 * rng(), 100 * rng(), 1 + 4 * rng()];
    if (i % 3 === 0) canvas.fill(star(x, y, 5, size, size / 2, rng()), ink, 0.8);
    else if (i % 3 === 1) canvas.fill(line([[x, y], [x + 12 * rng() - 6, y + 12 * rng() - 6]], 0.6), ink, 0.8);
    else canvas.fill(rect(x, y, 2 * size, size), ink, 0.5);
  }
  return canvas;
}

const felt = (hex: string, amount: number, seed: number): SourceMaterial => textured(grain(color(hex), amount, seed), 'repeat', { roughness: 0.95 });

function model(shape: Shape, frame: SourceMaterial, inside: SourceMaterial): SourceModel {
  const soups = tray(shape);
  const parts: ModelPart[] = [
    { soup: frame.baseColorTexture?.wrapU === 'clamp' ? fitted(soups.frame) : cubeUvs(soups.frame, 0.1), material: 0 }, { soup: cubeUvs(soups.inside, 0.06), material: 1 },
  ];
  return modelOf(parts, [frame, inside], 35);
}

/** Brings uvs into the unit square, so that a print covers the outside once. */
function fitted(soup: Soup): Soup {
  const laid = cubeUvs(soup, 1);
  const low: Vec2 = [Infinity, Infinity];
  const high: Vec2 = [-Infinity, -Infinity];
  for (let i = 0; i < laid.length; i += CORNER) {
    for (let k = 0; k < 2; k++) {
      low[k] = Math.min(low[k]!, laid[i + 3 + k]!);
      high[k] = Math.max(high[k]!, laid[i + 3 + k]!);
    }
  }
  for (let i = 0; i < laid.length; i += CORNER) for (let k = 0; k < 2; k++) laid[i + 3 + k] = (laid[i + 3 + k]! - low[k]!) / (high[k]! - low[k]!);
  return laid;
}

export const TRAYS: Record<string, (rng: Rng) => SourceModel> = {
  tray_ash: () => model({ width: 0.26, depth: 0.26, height: 0.022, wall: 0.008, corner: 0.02 }, plain(color('#3e3e3f'), { roughness: 0.6 }), felt('#9c9b97', 0.2, 3)),
  tray_coal: () => model({ width: 0.3, depth: 0.22, height: 0.03, wall: 0.008, corner: 0.012 }, plain(color('#222326'), { roughness: 0.5 }), felt('#a7a7a3', 0.25, 1)),
  tray_felt: () => model({ width: 0.24, depth: 0.2, height: 0.032, wall: 0.005, corner: 0.02, lean: 0.008 }, textured(grain(color('#2a2a2c'), 0.22, 4), 'repeat', { roughness: 0.55 }), felt('#94938f', 0.26, 5)),
  tray_game_lid: (rng) => model({ width: 0.3, depth: 0.24, height: 0.065, wall: 0.007, corner: 0.001 }, printed(gamePrint(rng), { roughness: 0.45 }), felt('#a9a8a4', 0.16, 2)),
  tray_steel: () => model({ width: 0.32, depth: 0.2, height: 0.02, wall: 0.003, corner: 0.025, lean: 0.004 }, plain(color('#9da0a3'), { metallic: 0.3, roughness: 0.4 }), plain(color('#a8abad'), { metallic: 0.3, roughness: 0.45 })),
  tray_walnut: () => {
    const wood = textured(patternImage('wood', [color('#4a3222'), color('#38241a'), color('#5d4230'), color('#22150d')], 6), 'repeat', { roughness: 0.5 });
    return model({ width: 0.29, depth: 0.23, height: 0.035, wall: 0.012, corner: 0.004 }, wood, felt('#8a8985', 0.25, 7));
  },
  tray_white: () => model({ width: 0.28, depth: 0.21, height: 0.025, wall: 0.004, corner: 0.015 }, plain(color('#e4e3de'), { roughness: 0.5 }), plain(color('#dcdbd6'), { roughness: 0.55 })),
};

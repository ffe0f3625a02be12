/** Makes the clutter: shapes of every kind under textures of every kind. */
import { plain, textured } from './finishes.ts';
import { modelOf } from './model-of.ts';
import { paletteOf, patternImage } from './patterns.ts';
import { SHAPES } from './shapes.ts';
import { TOYS } from './toys.ts';
import { hashName } from './named-random.ts';
import type { Rng } from './named-random.ts';
import type { SourceModel } from '../source-model.ts';

/** Shape and pattern of each model. */
const PAIRS = `
arch bricks, arch marble, arrow stripes, barrel wood, blob camo, blob swirl, boat plaid, bolt rust, bush camo, cactus stripes, capsule dots,
car checker, car gradient, castle bricks, chair wood, chair plaid, cone chevron, crate wood, crescent granite, cross tiles, cylinder weave,
cylinder zigzag, drill rust, dumbbell granite, egg leopard, frame wood, frustum checker, gear rust, gear granite, goblet marble, heart plaid, hourglass swirl,
house bricks, i_profile rust, icosahedron terrazzo, l_profile wood, lamp stripes, letter_e dots, letter_k tiles, letter_s stripes,
magnet stripes, mushroom dots, nut granite, octahedron cells, pawn marble, pine scales, pipe_elbow rust, plane camo, plane stripes, prism hexagons,
pyramid bricks, ring chevron, robot tiles, rock granite, rock terrazzo, rocket checker, rounded_cube cells, rounded_cube rings, shell stripes,
snowman gradient, sphere hexagons, sphere swirl, spiky_ball gradient, spring stripes, stacking_rings gradient, stairs terrazzo, star gradient, stool wood, sun zigzag,
superegg scales, table wood, torus cells, torus leopard, torus_knot wood, torus_knot scales, train plaid, twisted_column marble,
u_profile weave, vase chevron, vase cells, wedge camo`;

export const CLUTTER: Record<string, [shape: string, pattern: string]> = Object.fromEntries(
  PAIRS.split(',').map(pair => {
    const [shape, pattern] = pair.trim().split(' ') as [string, string];
    return [`${shape}_${pattern}`, [shape, pattern]];
  }),
);

/** Toys have parts: the first has the pattern, the others plain colours of its palette. */
export function clutterModel([shape, pattern]: [shape: string, pattern: string], rng: Rng): SourceModel {
  const palette = paletteOf(pattern, rng);
  const finish = { roughness: 0.25 + 0.6 * rng(), metallic: pattern === 'rust' ? 0.4 : 0 };
  const image = patternImage(pattern, palette, hashName(pattern) ^ Math.floor(rng() * 2 ** 31));
  const soup = SHAPES[shape]?.(rng);
  const parts = soup ? [{ soup, material: 0 }] : TOYS[shape]!(rng);
  const [, b, light, dark] = palette;
  const materials = [textured(image, 'repeat', finish), plain(dark, finish), plain(light, finish), plain(b, finish)];
  const used = materials.slice(0, Math.max(...parts.map(part => part.material)) + 1);
  return modelOf(parts, used, 35);
}

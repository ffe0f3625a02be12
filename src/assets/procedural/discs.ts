/** Models small round things: coins, washers, buttons, lids and counters. */
import { atan2, hypot } from '../../geometry/math.ts';
import { type Finish, plain } from './finishes.ts';
import { modelOf } from './model-of.ts';
import { color } from './print-canvas.ts';
import { moved, shifted, TAU, type Soup, type Vec2 } from './soup.ts';
import { filleted, lathe } from './solids.ts';
import type { SourceModel } from '../source-model.ts';

const SEGMENTS = 36;
const METAL: Finish = { metallic: 0.4, roughness: 0.35 };
const PLASTIC: Finish = { roughness: 0.4 };

const model = (hex: string, finish: Finish, soup: Soup, dark?: { hex: string; soup: Soup }): SourceModel => modelOf(
  [{ soup, material: 0 }, ...(dark ? [{ soup: dark.soup, material: 1 }] : [])],
  [plain(color(hex), finish), ...(dark ? [plain(color(dark.hex), finish)] : [])], 35,
);

/** A coin with a raised rim and a raised ring on both sides. Metres. */
function coin(radius: number, height: number): Soup {
  const half: Vec2[] = [[radius, height], [radius * 0.9, height], [radius * 0.87, height * 0.8], [radius * 0.55, height * 0.8], [radius * 0.5, height * 0.95], [0, height * 0.95]];
  return lathe([...half.map(([r, y]): Vec2 => [r, height - y]).reverse(), ...half], SEGMENTS);
}

/** A ring of a rectangular section: `lathe` of a closed profile. */
function washer(radius: number, hole: number, height: number): Soup {
  return lathe([[hole, 0], [radius, 0], [radius, height], [hole, height], [hole, 0]], SEGMENTS);
}

/** Ribs around a lid. */
const RIBS = 24;

/** A lid with a rounded shoulder, and ribs around it: every second column of corners is a groove. */
function lid(radius: number, height: number): Soup {
  const profile = filleted([[0, 0], [radius, 0], [radius, height, height / 4], [radius * 0.85, height], [radius * 0.8, height * 0.9], [0, height * 0.9]], 3);
  return moved(lathe(profile, 2 * RIBS), (x, y, z) => {
    const isGroove = hypot(x, z) > radius * 0.95 && Math.round((atan2(x, z) / TAU) * 2 * RIBS) % 2 !== 0;
    return isGroove ? [x * 0.96, y, z * 0.96] : [x, y, z];
  });
}

function button(radius: number, height: number): { body: Soup; holes: Soup } {
  const body = lathe(filleted([[0, 0], [radius, 0], [radius, height, height / 2], [radius * 0.75, height], [radius * 0.7, height * 0.75], [0, height * 0.75]], 3), SEGMENTS);
  const hole = lathe([[0, height * 0.5], [radius * 0.1, height * 0.5], [radius * 0.1, height * 0.77], [0, height * 0.77]], 10);
  const at = radius * 0.22;
  return { body, holes: [[-at, -at], [at, -at], [-at, at], [at, at]].flatMap(([x, z]) => shifted(hole, x!, 0, z!)) };
}

function buttonModel(hex: string): SourceModel {
  const { body, holes } = button(0.009, 0.003);
  return model(hex, PLASTIC, body, { hex: '#151515', soup: holes });
}

export const DISCS: Record<string, () => SourceModel> = {
  button_black: () => buttonModel('#2b2b30'),
  button_blue: () => buttonModel('#31538c'),
  coin_copper: () => model('#a8623c', METAL, coin(0.0095, 0.0017)),
  coin_gold: () => model('#c9a545', METAL, coin(0.0121, 0.0024)),
  coin_silver: () => model('#a9abac', METAL, coin(0.0116, 0.0022)),
  counter_red: () => model('#b8322e', PLASTIC, lathe(filleted([[0, 0], [0.011, 0, 0.001], [0.011, 0.003, 0.001], [0, 0.003]], 2), SEGMENTS)),
  lid_white: () => model('#dfe0dc', PLASTIC, lid(0.015, 0.011)),
  washer_steel: () => model('#8f9294', METAL, washer(0.01, 0.0052, 0.0016)),
};

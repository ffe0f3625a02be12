/** Names the built-in procedural models and makes each from its name alone. */
import { detergentBottle, jamJar, lightBulb, sprayBottle, waterBottle, wineBottle } from './bottles.ts';
import { book, cerealBox, chocolateBar, milkCarton, puzzleCube, soapBar, teaBox } from './boxed-products.ts';
import { battery, bowl, mug, sodaCan, soupCan, tapeRoll, tunaTin, yogurtCup } from './cans.ts';
import { CLUTTER, clutterModel } from './clutter-models.ts';
import { BOXES } from './boxes.ts';
import { CARDS } from './cards.ts';
import { DICE } from './dice.ts';
import { DISCS } from './discs.ts';
import { FEET } from './feet.ts';
import { randomOf } from './named-random.ts';
import { chipsBag, toothpaste } from './soft-packs.ts';
import { TRAYS } from './trays.ts';
import type { Rng } from './named-random.ts';
import type { SourceModel } from '../source-model.ts';

/** Part of the cache's key; a change to any model's bytes needs a new one. */
export const BUILTIN_VERSION = '2';

const PRODUCTS: Record<string, (rng: Rng) => SourceModel> = {
  battery,
  book,
  bowl,
  cereal_box: cerealBox,
  chips_bag: chipsBag,
  chocolate_bar: chocolateBar,
  detergent_bottle: detergentBottle,
  jam_jar: jamJar,
  light_bulb: lightBulb,
  milk_carton: milkCarton,
  mug,
  puzzle_cube: puzzleCube,
  soap_bar: soapBar,
  soda_can: sodaCan,
  soup_can: soupCan,
  spray_bottle: sprayBottle,
  tape_roll: tapeRoll,
  tea_box: teaBox,
  toothpaste,
  tuna_tin: tunaTin,
  water_bottle: waterBottle,
  wine_bottle: wineBottle,
  yogurt_cup: yogurtCup,
};

/** Groups of models by name. As labelled objects, all models of a group are of its class. */
export const BUILTIN_GROUPS: Readonly<Record<string, { category: string; models: Readonly<Record<string, (rng: Rng) => SourceModel>> }>> = {
  boxes: { category: 'box', models: BOXES },
  cards: { category: 'card', models: CARDS },
  dice: { category: 'die', models: DICE },
  discs: { category: 'disc', models: DISCS },
  feet: { category: 'foot', models: FEET },
  trays: { category: 'tray', models: TRAYS },
};

const GROUPED = Object.assign({}, ...Object.values(BUILTIN_GROUPS).map(({ models }) => models)) as Record<string, (rng: Rng) => SourceModel>;

/** In alphabetical order; each foreground name is a class. Models of groups are not among them. */
export function builtinNames(layer: 'foreground' | 'background'): string[] {
  return Object.keys(layer === 'foreground' ? PRODUCTS : CLUTTER).sort();
}

/**
 * Metres, y up; the same bytes on every call.
 * @throws Error for a name that is in neither layer and in no group
 */
export function builtinModel(name: string): SourceModel {
  const product = PRODUCTS[name];
  if (product) return product(randomOf(name));
  const clutter = CLUTTER[name];
  if (clutter) return clutterModel(clutter, randomOf(name));
  const grouped = GROUPED[name];
  if (grouped) return grouped(randomOf(name));
  const known = [...builtinNames('foreground'), ...builtinNames('background'), ...Object.keys(GROUPED)];
  throw new Error(`procedural: no built-in model ${name}; wanted one of ${known.join(', ')}`);
}

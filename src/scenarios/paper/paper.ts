/** Defines the scenario of Hinterstoisser et al. 2019: clutter covers the image, a schedule of poses chooses objects, occluders are in front. */
import type { AssetLibrary } from '../../assets/library.ts';
import { UserError } from '../../config/errors.ts';
import { datasetOrder } from '../../scene/dataset-order.ts';
import { clutterOfShard, findClutter } from '../placement/choose-clutter.ts';
import { findDistractors } from '../placement/distractors.ts';
import { texturedShare } from '../randomizers/backdrop.ts';
import { type BackgroundKind, mayBe } from '../randomizers/background-kind.ts';
import { widestIntrinsics } from '../randomizers/camera.ts';
import { defineScenario, type OpenScenario } from '../scenario.ts';
import { type PaperConfig, PaperSchema } from './sections.ts';
import type { Schedule } from './curriculum.ts';
import { PAPER_FACTS, paperFacts } from './facts.ts';
import { makeForeground } from './foreground.ts';
import { judge } from './judge.ts';
import { overview } from './overview.ts';
import { makeObjectPlacer } from './place-objects.ts';
import type { PaperPlan } from './paper-plan.ts';
import { planImage } from './plan-image.ts';

export default defineScenario<typeof PaperSchema, PaperPlan>({
  name: 'paper',
  kind: 'composited',
  config: PaperSchema,
  record: PAPER_FACTS,
  viewLevel: ({ curriculum }) => curriculum.viewLevel,
  open: ({ config, library }) => openPaper(config, library),
});

/** The open scenario, and its schedule. */
export interface OpenPaper extends OpenScenario<PaperPlan> { schedule: Schedule }

/**
 * Checks the config against the library, and makes the tables that all images share.
 * @throws UserError where no background model can serve as clutter, or no image can show the clumps that the config asks for
 * @throws Error where the library does not fit the config
 */
export function openPaper(config: PaperConfig, library: AssetLibrary): OpenPaper {
  check(config, library);
  const foreground = makeForeground(config, library);
  const clutter = findClutter(library);
  const needsClutter = mayHave(config, 'clutter') || config.occluders.enabled;
  if (needsClutter && config.assets.background === undefined) {
    throw new UserError('plan: assets.background is missing, and the clutter of background.kind and the occluders come from it; wanted a folder of models or builtin, or another background.kind with occluders.enabled: false');
  }
  if (mayHave(config, 'photos') && !library.pictures.some(({ use }) => use === 'photo')) {
    throw new UserError('plan: background.kind asks for photos, and assets.photos has none; wanted a folder of images');
  }
  if (mayHave(config, 'surface') && texturedShare(config.background.surface ?? {}, library.pictures) > 0 && !library.pictures.some(({ use }) => use === 'texture')) {
    throw new UserError('plan: background.surface.textured is above 0, and assets.textures has no image; wanted a folder of images');
  }
  if (needsClutter && clutter.length === 0) {
    throw new UserError('plan: no background model has a view that fills enough of its bounding sphere; wanted models that are not all wires');
  }
  const placeObjects = makeObjectPlacer(config, foreground);
  const distractors = findDistractors(config.distractors, library, widestIntrinsics(config.camera, config.image));
  const distractorModels = [...new Set(distractors.flatMap(({ models }) => models.map(({ model }) => model)))].sort((a, b) => a - b);
  const { schedule } = foreground;
  const { shardOf } = datasetOrder(config, schedule.images);
  let shardClutter = { shard: -1, clutter };
  const clutterOf = (shard: number) => {
    if (shardClutter.shard !== shard) shardClutter = { shard, clutter: clutterOfShard(clutter, config, shard) };
    return shardClutter.clutter;
  };
  const foregroundModels = Array.from({ length: library.foregroundCount }, (_, model) => model);
  return {
    schedule,
    images: schedule.images,
    overview: () => overview(config, foreground, placeObjects),
    strata: schedule.levels.map(({ images }) => images),
    modelsOf: (shard) => [...foregroundModels, ...(needsClutter ? clutterOfShard(clutter, config, shard).map(({ model }) => model) : []), ...distractorModels],
    plan: (index, attempt, random) => planImage(config, library, placeObjects, clutterOf(shardOf(index)), distractors, index, attempt, random),
    accept: (measured) => judge(measured, config),
    facts: (plan, image) => paperFacts(plan, image, library.pictures),
  };
}

/** Whether an image may have a background of this kind. */
const mayHave = ({ background: { enabled, kind = 'clutter' } }: PaperConfig, wanted: BackgroundKind): boolean => enabled && mayBe(kind, wanted);

function check(config: PaperConfig, library: AssetLibrary): void {
  if (library.foregroundCount === 0) throw new Error('plan: the library has no foreground model; wanted at least one');
  for (const { name, compiled } of library.models.slice(0, library.foregroundCount)) {
    const { viewLevel } = compiled.silhouettes;
    if (viewLevel !== config.curriculum.viewLevel) {
      throw new Error(`plan: ${name} was compiled for view level ${viewLevel}; wanted curriculum.viewLevel ${config.curriculum.viewLevel}`);
    }
  }
}

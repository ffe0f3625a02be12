/** Says what the record of a paper's image holds of how the image came about. */
import { z } from 'zod';
import type { Picture } from '../../assets/library.ts';
import type { SceneInstance } from '../../scene/scene.ts';
import { BACKGROUND_KINDS } from '../randomizers/background-kind.ts';
import type { FactShapes, FactSource, Facts, JsonObject } from '../scenario.ts';
import { BACKDROP_FACTS, backdropFacts } from './backdrop-facts.ts';
import type { PaperPlan } from './paper-plan.ts';

const index = z.int().min(0).nullable();
const tenths = (px: number): number => Math.round(10 * px) / 10;

/** Shapes of what `paperFacts` returns. */
export const PAPER_FACTS: FactShapes = {
  origin: {
    schedule: z.object({
      epoch: z.int().min(0).describe('Pass of the schedule.'),
      level: z.int().min(0).describe('Size, 0 = nearest.'),
      unplaced: z.array(z.int()).describe('Entries of the level that could not be placed.'),
    }).nullable().describe('Where the image is in the schedule; null for strategy random.'),
    count: z.int().min(0).optional().describe('Objects that the image was to show, where foreground.count is given: those of the record and those that could not be placed.'),
  },
  instance: {
    entry: index.describe('Index in the level\'s list; null without a schedule.'),
    view: index.describe('Index of the view on the icosphere.'),
    inPlane: index.describe('Step of the rotation about the viewing axis.'),
    boxPx: z.number().optional().describe('Planned size of bboxFull, the side of a square of its area, where curriculum.boxPx or boxShare is given.'),
    material: z.object({
      hue: z.number().describe('Shift of the hue, turns.'),
      saturation: z.number().describe('Factor of the saturation.'),
      value: z.number().describe('Factor of the brightness, which is HSV\'s value.'),
      roughness: z.number().describe('Factor of the roughness.'),
    }).optional().describe('What foreground.material changed.'),
    clump: index.optional().describe('Index of the clump in the image, null where the object lies alone; only with foreground.clumps.'),
  },
  content: {
    background: z.object({
      kind: z.enum(BACKGROUND_KINDS).optional().describe('Where the config has background.kind.'),
      objects: z.int().min(0).describe('Clutter objects.'),
      uncovered: z.int().min(0).describe('Pixels of the image where nothing is drawn.'),
      areaRatio: z.tuple([z.number(), z.number()]).describe('Range of the clutter\'s silhouette areas over the foreground objects\' mean area.'),
      meanForegroundArea: z.number().describe('Pixels.'),
      backing: z.int().min(1).optional().describe('Larger clutter objects behind the others, which show in the gaps between them; only where the image\'s objects are small.'),
      ...BACKDROP_FACTS,
    }).describe('What is behind the labelled instances.'),
    occluders: z.array(z.object({
      model: z.string().describe('Name of the model.'),
      target: z.int().describe('Id of the instance that it was put in front of.'),
      coverage: z.number().describe('Planned share of the target\'s silhouette.'),
    })).describe('Clutter in front of the labelled instances.'),
    distractors: z.array(z.object({
      model: z.string().describe('Name of the model.'),
      group: z.string().describe('Group that it comes from.'),
      box: z.tuple([z.number(), z.number(), z.number(), z.number()]).describe('Planned box of its whole silhouette, pixels: x, y, width, height.'),
    })).optional().describe('Things without a label beside or under the labelled instances, where the config has distractors.'),
  },
};

/**
 * What the record holds of a planned image.
 * @param pictures the library's
 */
export function paperFacts(plan: PaperPlan, { measured, ids, modelNames }: FactSource, pictures: readonly Picture[] = []): Facts {
  const { schedule, count, foreground, occluders, background, distractors, scene } = plan;
  return {
    origin: { schedule, ...(count !== undefined && { count }) },
    // Labelled instances come first in a planned scene.
    instances: foreground.map(({ entry, view, inPlane, boxPx, clump }, i) => ({
      entry, view, inPlane, ...(boxPx !== undefined && { boxPx }), ...materialOf(scene.instances[i]!), ...(clump !== undefined && { clump }),
    })),
    content: {
      background: {
        ...(background.kind ? { kind: background.kind } : {}),
        objects: background.objects,
        uncovered: measured.uncoveredPx,
        areaRatio: background.areaRatio,
        meanForegroundArea: background.meanForegroundAreaPx,
        ...(background.backing !== undefined && { backing: background.backing }),
        ...backdropFacts(scene.backdrop, pictures, background.shadows),
      },
      // So `target`, an index in the scene, is also an index in `ids`.
      occluders: occluders.map(({ instance, target, coverage }) => ({ model: modelNames[scene.instances[instance]!.model]!, target: ids[target]!, coverage })),
      ...(distractors ? { distractors: distractors.map(({ instance, group, box }) => ({ model: modelNames[scene.instances[instance]!.model]!, group, box: box.map(tenths) })) } : {}),
    },
    nameOf: (instance) => {
      const occluder = occluders.findIndex((planned) => planned.instance === instance);
      if (occluder >= 0) return { occluder };
      const distractor = distractors?.findIndex((planned) => planned.instance === instance) ?? -1;
      return distractor < 0 ? undefined : { distractor };
    },
  };
}

/** The changes of an instance's material; nothing without the key foreground.material. */
function materialOf({ hue, saturation, value, roughness }: SceneInstance): JsonObject {
  return saturation === undefined ? {} : { material: { hue, saturation, value, roughness } };
}

/** Defines the plan of a paper's image: a scene, and how it came about. */
import type { Box } from '../../geometry/boxes.ts';
import type { ScenePlan } from '../../scene/scene.ts';
import type { BackgroundKind } from '../randomizers/background-kind.ts';
import type { ShadowLook } from '../randomizers/contact-shadows.ts';

/** What the schedule says of a labelled instance: its indices in the level's list, of its view and of its in-plane step; null without a schedule. */
export interface ForegroundFact {
  entry: number | null;
  view: number | null;
  inPlane: number | null;
  /** Planned size of its box; only where the config gives sizes of boxes. */
  boxPx?: number;
  /** Index of its clump in the image, null where it lies alone; only where the config has clumps. */
  clump?: number | null;
}

export interface OccluderFact {
  /** Index of the occluder in `Scene.instances`. */
  instance: number;
  /** Index of the object in front of which the occluder was put, in `Scene.instances`. */
  target: number;
  /** Planned share of the target's full silhouette. */
  coverage: number;
}

export interface DistractorFact {
  /** Index of the distractor in `Scene.instances`. */
  instance: number;
  group: string;
  /** Planned box of its whole silhouette, pixels: x, y, width and height. */
  box: Box;
}

/** A scene, and how it came about. */
export interface PaperPlan extends ScenePlan {
  /** Where the image is in the schedule, and the entries that could not be placed; null for strategy random. */
  schedule: { epoch: number; level: number; unplaced: number[] } | null;
  /** Count of the objects that the image was to show; only where foreground.count is given. */
  count?: number;
  /** What the schedule says of each labelled instance, in the scene's order. */
  foreground: ForegroundFact[];
  occluders: OccluderFact[];
  background: {
    /** Where the config has `background.kind` and the background is enabled. */
    kind?: BackgroundKind;
    objects: number;
    areaRatio: [number, number];
    meanForegroundAreaPx: number;
    /** Count of the larger objects behind the others; only where there are some. */
    backing?: number;
    /** What the shadows of the image have in common; only where the config gives surfaces shadows. */
    shadows?: ShadowLook;
  };
  /** Where the config asks for them. */
  distractors?: DistractorFact[];
}

/** Defines a scenario: it turns the index of an image into a scene. The paper's is one; a user's own is a module of the same shape. */
import type { z } from 'zod';
import type { AssetLibrary } from '../assets/library.ts';
import type { BaseConfig } from '../config/schema.ts';
import type { MeasuredImage } from '../scene/measured.ts';
import type { Random, Streams } from '../scene/random.ts';
import type { ScenePart, ScenePlan } from '../scene/scene.ts';

/** Schema of a scenario's sections of the config: each key is a section beside `image`, `assets`, `labels` and `output`. */
export type Sections = z.ZodObject;

/** What a scenario is opened with. */
export interface ScenarioContext<S extends Sections = Sections> {
  /** The checked config with every default: the program's sections and the scenario's own. */
  config: BaseConfig & z.output<S>;
  /** The compiled models. The first `foregroundCount` have a category and can be labelled; background models and distractors follow. */
  library: AssetLibrary;
}

/**
 * The default export of a module, which every planning thread loads by its path. This one shows a model from all sides:
 * ```ts
 * import { cameraOf, CameraSchema, composePlan, defineScenario, drawIntrinsics, type Pose, z } from 'scenemill/scenario';
 * export default defineScenario({
 *   name: 'single', kind: 'metric', config: z.strictObject({ camera: CameraSchema }),
 *   open: ({ config, library }) => ({
 *     images: config.count === 'epoch' ? 100 : config.count, overview: () => [['One model in each image.']], modelsOf: () => [0],
 *     plan(index, attempt, random) {
 *       const camera = cameraOf(drawIntrinsics(config.camera, config.image, random('camera')), 0.01);
 *       const pose: Pose = { rotation: random('pose').quaternion(), translation: [0, 0, 5 * library.models[0]!.compiled.radiusM], scale: 1 };
 *       return composePlan({ seed: config.seed, index, attempt }, config.image, camera, { instances: [{ model: 0, layer: 'foreground', pose, hue: 0, lod: 'auto' }] });
 *     } }) });
 * ```
 * A scenario is pure: equal config, library, seed, index and attempt give an equal plan, on every machine and engine and in any order.
 * So its numbers come from its arguments, exact operations and the functions of geometry/math.ts, never from `Math.sin`, a clock or a file.
 */
export interface Scenario<S extends Sections = Sections, P extends ScenePlan = ScenePlan> {
  /** Not empty. The config names a user's scenario by the path of its module. */
  name: string;
  /**
   * Composited: instances are scaled about the camera's centre, so that depth orders layers and distances between objects mean nothing.
   * Metric: objects stand in one world in metres.
   */
  kind: 'composited' | 'metric';
  /** A `z.strictObject` of sections, each with a default. No section may have a name of the program's own. */
  config: S;
  /** Subdivision of the icosphere from whose views the library measures silhouettes, 0 to 3; default 1. */
  viewLevel?(config: z.output<S>): number;
  /** Schema of what `facts` adds to the record, which `schema --record` prints. */
  record?: FactShapes;
  /**
   * Makes the tables that all images share. Every planning thread opens a scenario of its own.
   * @throws UserError where the config asks for what cannot be planned with this library: what is wrong; what was wanted
   */
  open(context: ScenarioContext<S>): OpenScenario<P>;
}

/** A scenario that is open for one config and one library. */
export interface OpenScenario<P extends ScenePlan = ScenePlan> {
  /** Count of the images of the whole dataset: `config.count`, or of one whole pass where that is `epoch`. Indices run from 0. A scenario around another has as many. */
  images: number;
  /** The table that the command `plan` prints, its first row the heads of columns. A row of one cell is printed as a line below the table. */
  overview(): Row[];
  /** Counts of consecutive images of one kind, such as one size, which add up to `images`. `bench` makes as many images of each kind. */
  strata?: readonly number[];
  /**
   * Indices in the library's models, each once, of all models that the images of a shard may show. A shard's models lie in the GPU's
   * memory together; shards with an equal list share them.
   */
  modelsOf(shard: number): number[];
  /**
   * The scene of image `index`, 0 to `images` - 1. `attempt` is 0, and 1 more after each image that `accept` refused.
   *
   * The program asks for a plan several times, also after plans of other images, and the answers must be equal. Each plan is checked before
   * it is rendered: `checkPlan` names the first number beyond a limit.
   * @param random `random('fog')` gives the generator of the stream `fog`, keyed by seed, index and attempt
   */
  plan(index: number, attempt: number, random: Streams): P;
  /**
   * Judges an image by what the renderer measured. Without it every image is accepted.
   *
   * A refused image is planned again as the next attempt. After eight refused attempts the least bad one is written, that is the first of
   * the least `badness`; its record has `leastBad: true`, and dataset.json counts such images.
   * @param plan what `plan` returned, except that its background instances are right in number only: the program keeps one in place of all,
   *   to save memory
   */
  accept?(measured: MeasuredImage, plan: P): Verdict;
  /**
   * What the record says of how the image came about.
   * @param plan as in `accept`
   */
  facts?(plan: P, image: FactSource): Facts;
}

/** The cells of a row, from the left. */
export type Row = readonly (string | number)[];

/** What `accept` says of an image. */
export interface Verdict {
  /** The image breaks a rule and is refused. */
  broken: boolean;
  /** By how much the image breaks the rules, from 0; orders refused attempts. */
  badness: number;
}

/** What `facts` may read beside the plan. */
export interface FactSource {
  measured: MeasuredImage;
  /** The record's id of each labelled instance, in the scene's order. */
  ids: readonly number[];
  /** Names of the library's models, in its order. */
  modelNames: readonly string[];
}

export type JsonObject = Record<string, unknown>;

/** The scenario's own parts of an image's record; a part may replace keys that the program wrote before it. */
export interface Facts {
  /** Keys of the record before `instances`: where the image stands among the others. */
  origin?: JsonObject;
  /** Keys of each labelled instance, in the scene's order. */
  instances?: readonly JsonObject[];
  /** Keys of the record after `background`: what the image holds beside the labelled instances. */
  content?: JsonObject;
  /** How `hiddenBy` names an instance that is not labelled. `instance` is its index in the scene; default: `{ instance }`. */
  nameOf?(instance: number): JsonObject | undefined;
}

/** Shapes of `Facts`, as parts of the record's schema. */
export interface FactShapes { origin: z.ZodRawShape; instance: z.ZodRawShape; content: z.ZodRawShape }

/** A function that draws a part of a scene, such as lights, fog, hue or post. A scenario's `plan` calls it. */
export type Randomizer<Options> = (options: Options, random: Random) => ScenePart;

/** Returns the scenario as it is, and infers its types. */
export const defineScenario = <S extends Sections, P extends ScenePlan>(scenario: Scenario<S, P>): Scenario<S, P> => scenario;

/** What a scenario is: it turns an index into a scene. The paper's is one; a user's own is a module of the same shape. */
import type { z } from 'zod';
import type { AssetLibrary } from '../assets/library.ts';
import type { BaseConfig } from '../config/schema.ts';
import type { MeasuredImage } from '../scene/measured.ts';
import type { Random, Streams } from '../scene/random.ts';
import type { ScenePart, ScenePlan } from '../scene/scene.ts';

/** Schema of a scenario's sections of the config: each key is a section beside `image`, `assets`, `labels` and `output`. */
export type Sections = z.ZodObject;

export interface ScenarioContext<S extends Sections = Sections> {
  config: BaseConfig & z.output<S>;
  library: AssetLibrary;
}

/**
 * The default export of a module, so that threads load it by its URL. It is pure: the same config, library, seed, index and attempt give
 * the same plan on every machine and engine, in any order. Its numbers are exact operations and the functions of geometry/math.ts.
 */
export interface Scenario<S extends Sections = Sections, P extends ScenePlan = ScenePlan> {
  name: string;
  /**
   * Composited: instances are scaled about the camera's centre, so that layers order by depth and distances between objects mean nothing.
   * Metric: objects stand in one world in metres.
   */
  kind: 'composited' | 'metric';
  config: S;
  /** Subdivision of the icosphere from whose views silhouettes are measured, 0 to 3; default 1. */
  viewLevel?(config: z.output<S>): number;
  /** What the record holds of `facts`, for `schema --record`. */
  record?: FactShapes;
  /** @throws UserError where the config asks for what cannot be planned with this library */
  open(context: ScenarioContext<S>): OpenScenario<P>;
}

export interface OpenScenario<P extends ScenePlan = ScenePlan> {
  /** Of the whole dataset; views of one scene are consecutive images. */
  images: number;
  /** What `plan` prints: a table; a row of one cell is a line below it. */
  overview(): Row[];
  /** Where images of one kind follow each other, as those of one size: how many of each kind. `bench` makes as many of each. */
  strata?: readonly number[];
  /** Which models of the library the images of a shard may show. */
  modelsOf(shard: number): number[];
  /** The scene of image `index`. A later attempt is asked for where `accept` refused the earlier ones. */
  plan(index: number, attempt: number, random: Streams): P;
  /** Rules judged on what was measured; absent: everything is accepted. */
  accept?(measured: MeasuredImage, plan: P): Verdict;
  /** What the record says of how the image came about. */
  facts?(plan: P, image: FactSource): Facts;
}

export type Row = readonly (string | number)[];

export interface Verdict {
  /** Some rule is broken: the image is to be planned again. */
  broken: boolean;
  /** 0 when none is; tells the least bad of several attempts. */
  badness: number;
}

export interface FactSource {
  measured: MeasuredImage;
  /** The record's id of each labelled instance, in the scene's order. */
  ids: readonly number[];
  /** Names of the library's models. */
  modelNames: readonly string[];
}

export type JsonObject = Record<string, unknown>;

/** Parts of a record that only the scenario knows. */
export interface Facts {
  /** Where the image stands among the others; before the instances. */
  origin?: JsonObject;
  /** Of each labelled instance, in the scene's order. */
  instances?: readonly JsonObject[];
  /** What the image holds beside the labelled instances; after them. */
  content?: JsonObject;
  /** What the record calls an instance that is not labelled; default: its index in the scene's instances. */
  nameOf?(instance: number): JsonObject | undefined;
}

/** Shapes of the three, as parts of the record's schema. */
export interface FactShapes { origin: z.ZodRawShape; instance: z.ZodRawShape; content: z.ZodRawShape }

/** A part of a scene drawn at random: lights, fog, hue, post. A plain function, to be called by a scenario's `plan`. */
export type Randomizer<Options> = (options: Options, random: Random) => ScenePart;

/** Gives a scenario its types. */
export const defineScenario = <S extends Sections, P extends ScenePlan>(scenario: Scenario<S, P>): Scenario<S, P> => scenario;

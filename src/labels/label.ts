/** Defines a label: one object with its key in the config, what it asks of the GPU, its part of the record, and its files. */
import type { z } from 'zod';
import type { AssetLibrary } from '../assets/library.ts';
import type { OutputName, Planes } from '../gpu/outputs.ts';
import type { JsonObject } from '../scenarios/scenario.ts';
import type { MeasuredImage } from '../scene/measured.ts';
import type { ScenePlan } from '../scene/scene.ts';
import type { BasicInstance } from './basic-instance.ts';

/** An image that was planned and measured. */
export interface LabelledImage {
  plan: ScenePlan;
  library: AssetLibrary;
  measured: MeasuredImage;
  /** What every record holds of each labelled instance, in the scene's order. */
  instances: readonly BasicInstance[];
  /** How the record names an instance that is not labelled; `instance` is its index in the scene. */
  nameOf(instance: number): JsonObject;
}

/** A file beside the image: `000000017.<suffix>` in a shard. */
export type LabelFile = { suffix: string } & ({ text: string } | PixelFile);

/** One value, three or four for every pixel, rows from the top, and the format of their file. */
export interface PixelFile {
  /** png: 8 bits of 1, 3 or 4 channels, or 16 bits of one channel; npy: height x width. */
  coding: 'png' | 'npy';
  values: Uint8Array | Uint16Array | Float32Array;
  width: number;
  height: number;
  channels: 1 | 3 | 4;
}

/** What a label makes its files from. */
export interface FileSource {
  /** The planes that the label's `outputs` asked for, among others. */
  planes: Planes;
  /** Pixels. */
  width: number;
  height: number;
  /** The scene as JSON. Each model is named relative to the folder of its layer. */
  sceneJson(): string;
}

/**
 * A label. Its members read `value`, what the config's section `labels` says under its key, and do nothing where that is the default.
 */
export interface Label<K extends string = string, S extends z.ZodType = z.ZodType, P extends z.ZodRawShape = z.ZodRawShape> {
  /** Key in the config's section `labels`. */
  key: K;
  /** Schema of the value; with its default the label makes nothing. */
  schema: S;
  /** The value with which the label makes all it can. A scene written by hand has no config, and gets this one. */
  whole: z.output<S>;
  /** @throws UserError where the value does not fit the dataset's categories */
  check?(value: z.output<S>, categories: readonly string[]): void;
  /** What the label asks of the asset library. */
  library?(value: z.output<S>): { keypoints?: boolean };
  /** Outputs that the label asks of the GPU. */
  outputs?(value: z.output<S>): readonly OutputName[];
  record?: {
    /** Keys that the label adds to the record of an instance; each is optional there. */
    shape: P;
    /** The keys of each labelled instance, in the scene's order; null where the label is not asked for. */
    of(image: LabelledImage, value: z.output<S>): readonly RecordPart<P>[] | null;
  };
  /** The label's files beside the image. */
  files?(value: z.output<S>, source: FileSource): LabelFile[];
}

/** What a label adds to the record of an instance. */
type RecordPart<P extends z.ZodRawShape> = { [K in keyof P]?: z.output<P[K]> };

/** Returns the label as it is, and infers its types. */
export const defineLabel = <const K extends string, S extends z.ZodType, P extends z.ZodRawShape>(label: Label<K, S, P>): Label<K, S, P> => label;

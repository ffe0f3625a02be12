/** What a label is: one object that says its key in the config, what it asks of the GPU, its part of the record, and its files. */
import type { z } from 'zod';
import type { AssetLibrary } from '../assets/library.ts';
import type { OutputName, Planes } from '../gpu/outputs.ts';
import type { JsonObject } from '../scenarios/scenario.ts';
import type { MeasuredImage } from '../scene/measured.ts';
import type { ScenePlan } from '../scene/scene.ts';
import type { BasicInstance } from './basic-instance.ts';

/** An image that was planned and measured. Arrays of labelled instances are in the scene's order. */
export interface LabelledImage {
  plan: ScenePlan;
  library: AssetLibrary;
  measured: MeasuredImage;
  /** Of each labelled instance. */
  instances: readonly BasicInstance[];
  /** What the record calls an instance that is not labelled. */
  nameOf(instance: number): JsonObject;
}

/** A file beside the image: `000000017.<suffix>` in a shard. */
export type LabelFile = { suffix: string } & ({ text: string } | Raster);

/** Values of an image, rows from the top, and how the file holds them. */
export interface Raster {
  /** png: 8 bits of 1 or 3 channels, or 16 bits of one; npy: rows of columns. */
  coding: 'png' | 'npy';
  values: Uint8Array | Uint16Array | Float32Array;
  width: number;
  height: number;
  channels: 1 | 3;
}

/** What files are made from. */
export interface FileSource {
  planes: Planes;
  width: number;
  height: number;
  /** The scene as JSON, its models named relative to the folder of their layer. */
  sceneJson(): string;
}

export interface Label<K extends string = string, S extends z.ZodType = z.ZodType, P extends z.ZodRawShape = z.ZodRawShape> {
  /** In the config's section `labels`. */
  key: K;
  /** Its default makes nothing. */
  schema: S;
  /** The value that makes all of it: what a scene written by hand gets, which has no config. */
  whole: z.output<S>;
  /** @throws UserError where the value does not fit the dataset */
  check?(value: z.output<S>, categories: readonly string[]): void;
  /** What it asks of the asset library. */
  library?(value: z.output<S>): { keypoints?: boolean };
  /** What it asks of the GPU. */
  outputs?(value: z.output<S>): readonly OutputName[];
  record?: {
    /** Keys that it adds to the record of an instance; all optional. */
    shape: P;
    /** Of each labelled instance; null where it is not asked for. */
    of(image: LabelledImage, value: z.output<S>): readonly Part<P>[] | null;
  };
  files?(value: z.output<S>, source: FileSource): LabelFile[];
}

type Part<P extends z.ZodRawShape> = { [K in keyof P]?: z.output<P[K]> };

/** Gives a label its types. */
export const defineLabel = <const K extends string, S extends z.ZodType, P extends z.ZodRawShape>(label: Label<K, S, P>): Label<K, S, P> => label;

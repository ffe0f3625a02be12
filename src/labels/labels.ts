/** Lists the labels, in the order of their keys in config and record, and asks all of them at once. */
import { z } from 'zod';
import type { OutputName } from '../gpu/outputs.ts';
import { alpha } from './alpha.ts';
import { amodalRle } from './amodal-rle.ts';
import { box } from './box.ts';
import { depth } from './depth.ts';
import { instances } from './instances.ts';
import { keypoints } from './keypoints.ts';
import type { FileSource, Label, LabelFile } from './label.ts';
import { minArea } from './min-area.ts';
import { minVisibility } from './min-visibility.ts';
import { normals } from './normals.ts';
import { occlusion } from './occlusion.ts';
import { plan } from './plan.ts';
import { rle } from './rle.ts';
import { semantic } from './semantic.ts';

export const LABELS = [instances, semantic, depth, normals, alpha, rle, amodalRle, occlusion, keypoints, box, minVisibility, minArea, plan] as const;

type AnyLabel = (typeof LABELS)[number];
type LabelSchemas = { [L in AnyLabel as L['key']]: L['schema'] };

export const LabelsSchema = z.strictObject(Object.fromEntries(LABELS.map(({ key, schema }) => [key, schema])) as LabelSchemas).prefault({})
  .describe('Labels beside boxes, areas, visibility and poses, which every record has.');
/** The config's section `labels`, with every default. */
export type Labels = z.infer<typeof LabelsSchema>;

/** The section with which every label makes all it can. */
export const ALL_LABELS = Object.fromEntries(LABELS.map(({ key, whole }) => [key, whole])) as Labels;

type PartOf<L> = L extends { record?: { shape: infer P } } ? (P extends z.ZodRawShape ? { [K in keyof P]?: z.output<P[K]> } : unknown) : unknown;
type Intersection<U> = (U extends unknown ? (part: U) => void : never) extends (part: infer I) => void ? I : never;
/** The keys that labels add to the record of an instance; each is there where it is asked for. */
export type LabelParts = Intersection<PartOf<AnyLabel>>;

/** Each label and its value. */
export function asked(labels: Labels): { label: Label; value: unknown }[] {
  return LABELS.map((label) => ({ label: label as unknown as Label, value: labels[label.key] }));
}

/** The outputs that the labels ask of the renderer, each once. */
export function outputsOf(labels: Labels): OutputName[] {
  return [...new Set(asked(labels).flatMap(({ label, value }) => label.outputs?.(value) ?? []))];
}

/** What the labels ask of the asset library. */
export function libraryNeeds(labels: Labels): { keypoints?: boolean } {
  return Object.assign({}, ...asked(labels).map(({ label, value }) => label.library?.(value))) as { keypoints?: boolean };
}

/** @throws UserError where a label's value does not fit the dataset's categories */
export function checkLabels(labels: Labels, categories: readonly string[]): void {
  for (const { label, value } of asked(labels)) label.check?.(value, categories);
}

/** The files of all labels beside an image. */
export function filesOf(labels: Labels, source: FileSource): LabelFile[] {
  return asked(labels).flatMap(({ label, value }) => label.files?.(value, source) ?? []);
}

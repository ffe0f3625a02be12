/** Makes the sample of a rendered image: the members of the shard that share its key. */
import type { AssetLibrary } from '../assets/library.ts';
import type { Totals } from '../dataset/dataset-folder.ts';
import { encodeJpeg } from '../encode/jpeg.ts';
import { encodeLabelFile } from '../encode/label-file.ts';
import type { RenderedImage } from '../gpu/rendered-images.ts';
import { filesOf } from '../labels/labels.ts';
import { buildRecord, recordJson } from '../labels/record.ts';
import type { Facts } from '../scenarios/scenario.ts';
import type { ScenePlan } from '../scene/scene.ts';
import type { Config } from './config.ts';

/** A file of the shard: its name is the sample's key, a dot and `suffix`. */
export interface Member { suffix: string; bytes: Uint8Array }

export interface Sample {
  /** The image's index, nine digits. */
  key: string;
  members: Member[];
  totals: Totals;
}

export interface SampleSource {
  config: Config;
  library: AssetLibrary;
  plan: ScenePlan;
  image: Pick<RenderedImage, 'measured' | 'planes'>;
  facts: Facts | undefined;
  /** No attempt kept all rules, and this one came closest. */
  leastBad: boolean;
  sceneJson(): string;
}

/** Encodes the image, its record and the files of its labels. The planes may be overwritten once the promise settles. */
export async function buildSample({ config, library, plan, image: { measured, planes }, facts, leastBad, sceneJson }: SampleSource): Promise<Sample> {
  const { image: { width, height, jpegQuality }, labels } = config;
  const record = buildRecord(plan, library, measured, { labels, facts, leastBad });
  const [jpeg, ...files] = await Promise.all([
    encodeJpeg(planes.rgb, width, height, jpegQuality),
    ...filesOf(labels, { planes, width, height, sceneJson }).map(async (file): Promise<Member> => ({ suffix: file.suffix, bytes: await encodeLabelFile(file) })),
  ]);
  const totals: Totals = {
    images: 1,
    instances: record.instances.length,
    hidden: record.hidden.length,
    unplaced: plan.unplaced,
    attempts: record.attempt,
    leastBad: Number(leastBad),
  };
  return { key: record.key, members: [{ suffix: 'jpg', bytes: jpeg }, { suffix: 'json', bytes: Buffer.from(recordJson(record)) }, ...files], totals };
}

/** Makes of a rendered image what a shard holds of it. */
import { buildRecord, recordJson } from '../labels/record.ts';
import type { AssetLibrary } from '../assets/library.ts';
import type { Config } from '../config/schema.ts';
import { encodeJpeg } from '../encode/jpeg.ts';
import type { RenderedImage } from '../gpu/rendered-images.ts';
import { labelMembers, type Member } from '../labels/labels.ts';
import type { ScenePlan } from '../scene/scene.ts';
import type { Totals } from '../dataset/dataset-folder.ts';

export interface Sample {
  key: string;
  members: Member[];
  totals: Totals;
}

/** @param leastBad no attempt kept all rules, and this one came closest */
export async function buildSample(
  config: Config, library: AssetLibrary, plan: ScenePlan, { measured, planes }: Pick<RenderedImage, 'measured' | 'planes'>, leastBad: boolean,
): Promise<Sample> {
  const { width, height, jpegQuality } = config.image;
  const record = buildRecord(plan, library, measured, config.labels);
  const [jpeg, ...labels] = await Promise.all([encodeJpeg(planes.rgb, width, height, jpegQuality), labelMembers(config.labels, planes, width, height), sceneMember(config, library, plan)]);
  const totals: Totals = {
    images: 1,
    instances: record.instances.length,
    hidden: record.hidden.length,
    unplaced: record.schedule?.unplaced.length ?? 0,
    attempts: record.attempt,
    leastBad: Number(leastBad),
  };
  return { key: record.key, members: [{ suffix: 'jpg', bytes: jpeg }, { suffix: 'json', bytes: Buffer.from(recordJson(record)) }, ...labels.flat()], totals };
}

async function sceneMember({ labels, assets, image }: Config, library: AssetLibrary, plan: ScenePlan): Promise<Member[]> {
  if (!labels.plan) return [];
  // All that reads scenes comes along, so only where it is asked for.
  const [{ sceneJson }, { portableName }] = await Promise.all([import('../scene/scene-json.ts'), import('./scene-file.ts')]);
  const text = sceneJson(plan, library, { assets, jpegQuality: image.jpegQuality }, (model) => portableName(model, assets));
  return [{ suffix: 'scene.json', bytes: Buffer.from(text) }];
}

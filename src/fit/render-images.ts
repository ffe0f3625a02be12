/** Renders a few images of a config in memory, and measures them as photos are measured. */
import type { ImageRecord } from '../labels/record.ts';
import { taughtBox } from '../labels/box.ts';
import { outputsOf } from '../labels/labels.ts';
import type { Config } from '../run/config.ts';
import { Engine, type EngineOptions } from '../run/engine.ts';
import { makeSamples } from '../run/generate.ts';
import { type PhotoMeasures, measurePhoto } from './measure-photo.ts';
import { decodeScaled } from './photos.ts';

/** What was measured of an image, and what is behind its objects. */
export interface MadeImage extends PhotoMeasures { kind: string }

/** @param images how many, from the dataset's first on */
export async function renderAndMeasure(config: Config, images: number, options: EngineOptions): Promise<MadeImage[]> {
  const engine = await Engine.open(config, options, outputsOf(config.labels));
  try {
    // Images of one shard share their models.
    engine.hold([0]);
    const made: MadeImage[] = [];
    const count = Math.min(images, engine.images, config.output.imagesPerShard);
    const indices = Array.from({ length: count }, (_, slot) => engine.order.indexAt(slot));
    for await (const { key, members } of makeSamples(engine, indices)) {
      const memberOf = (suffix: string) => Buffer.from(members.find((member) => member.suffix === suffix)!.bytes);
      const record = JSON.parse(memberOf('json').toString()) as ImageRecord & { background: { kind?: string } };
      const { width, height } = config.image;
      const boxes = record.instances.map((instance) => ({ category: instance.category, box: taughtBox(instance), ignore: false }));
      const photo = await decodeScaled(memberOf('jpg'), { path: key, width, height, boxes }, Math.max(width, height));
      made.push({ ...measurePhoto({ ...photo, jpegQuality: config.image.jpegQuality }), kind: record.background.kind ?? 'clutter' });
    }
    return made;
  } finally {
    await engine.close();
  }
}

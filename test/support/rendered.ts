/** Renders a scene written by hand as the command `render` does, and reads its files. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { renderScene } from '../../src/run/render.ts';

export interface RenderedFolder {
  /** 3 bytes a pixel. */
  rgb: Uint8Array;
  /** 1 + the index in the scene's instances, 0 = nothing. */
  instanceIds: Uint16Array;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as any reader of the file would see it
  record: any;
  /** 0 and 255 over the instance's `bboxFull`. */
  silhouette(id: number): Promise<Uint8Array>;
}

/** @param folder of the models; the scene's file and its pictures go there too, under `name` */
export async function rendered(scene: object, folder: string, name: string): Promise<RenderedFolder> {
  const file = join(folder, `${name}.json`);
  const out = join(folder, name);
  writeFileSync(file, JSON.stringify(scene));
  await renderScene(file, undefined, out, {});
  const ids = await sharp(join(out, 'scene-instances.png')).toColourspace('grey16').raw({ depth: 'ushort' }).toBuffer();
  return {
    rgb: await sharp(join(out, 'image.png')).raw().toBuffer(),
    instanceIds: new Uint16Array(ids.buffer, ids.byteOffset, ids.length / 2),
    record: JSON.parse(readFileSync(join(out, 'record.json'), 'utf8')),
    silhouette: (id) => sharp(join(out, 'silhouettes', `${id}.png`)).extractChannel(0).raw().toBuffer(),
  };
}

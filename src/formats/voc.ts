/** Exports to Pascal VOC: Annotations, JPEGImages, ImageSets/Main. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LabelBox, taughtBox } from '../labels/box.ts';
import type { RecordInstance } from '../labels/record.ts';
import type { DatasetSample } from '../dataset/reader.ts';
import { type ExportSource, imageOf } from './export-source.ts';
import { TextFile } from './text-file.ts';

/**
 * Format: http://host.robots.ox.ac.uk/pascal/VOC/voc2012/htmldoc/. Boxes count pixels from 1 and include the last pixel. `truncated` is 1
 * where the image's border cuts the object. `occluded` is 1 where 5 % of the object or more are occluded. `ignore` becomes difficult. Where
 * `labels.box` made boxes, their corners have decimals, as some of VOC's own have, and `bndbox_tight` is the tight box.
 */
export async function exportVoc({ dataset, out, splits, samples, images }: ExportSource): Promise<void> {
  const folders = { annotations: join(out, 'Annotations'), images: join(out, 'JPEGImages'), sets: join(out, 'ImageSets', 'Main') };
  mkdirSync(folders.annotations);
  mkdirSync(folders.sets, { recursive: true });
  if (images) mkdirSync(folders.images);
  const source = `<source><database>${xml(dataset.generator)}</database><annotation>config ${xml(dataset.configSha256)}</annotation></source>`;
  for (const split of splits) {
    const list = new TextFile(join(folders.sets, `${split.name ?? 'trainval'}.txt`));
    for (const sample of samples(split)) {
      const { key } = sample;
      list.write(`${key}\n`);
      writeFileSync(join(folders.annotations, `${key}.xml`), annotation(sample, source));
      if (images) writeFileSync(join(folders.images, `${key}.jpg`), imageOf(sample));
    }
    list.close();
  }
}

function annotation({ key, record: { width, height, instances } }: DatasetSample, source: string): string {
  return `<annotation>
<folder>JPEGImages</folder><filename>${key}.jpg</filename>
${source}
<size><width>${width}</width><height>${height}</height><depth>3</depth></size>
<segmented>0</segmented>
${instances.map(object).join('')}</annotation>
`;
}

function object(instance: RecordInstance): string {
  const { category, bbox, labelBox, inFrame, occludedBy, ignore } = instance;
  const isOccluded = occludedBy.foreground + occludedBy.occluder >= 0.05;
  return `<object><name>${xml(category)}</name><pose>Unspecified</pose><truncated>${inFrame < 1 ? 1 : 0}</truncated><occluded>${isOccluded ? 1 : 0}</occluded>`
    + `<difficult>${ignore === true ? 1 : 0}</difficult>${corners('bndbox', taughtBox(instance))}${labelBox ? corners('bndbox_tight', bbox) : ''}</object>\n`;
}

/** Rounds to micropixels. */
const short = (value: number): number => Math.round(value * 1e6) / 1e6;

const corners = (name: string, [x, y, width, height]: LabelBox): string =>
  `<${name}><xmin>${short(x + 1)}</xmin><ymin>${short(y + 1)}</ymin><xmax>${short(x + width)}</xmax><ymax>${short(y + height)}</ymax></${name}>`;

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' };

/** Escapes the text of an element. XML 1.0 cannot write most control characters, so they become U+FFFD. */
function xml(text: string): string {
  return text.replace(/[&<>\r]/g, (letter) => ENTITIES[letter]!).replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '\ufffd');
}

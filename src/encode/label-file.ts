/** Encodes the files of labels. */
import type { LabelFile } from '../labels/label.ts';
import { encodeNpy } from './npy.ts';
import { encodePng16, encodePng8 } from './png.ts';

/** Off the calling thread where that is possible: leave the values alone until the promise settles. */
export async function encodeLabelFile(file: LabelFile): Promise<Uint8Array> {
  if ('text' in file) return Buffer.from(file.text);
  const { coding, values, width, height, channels } = file;
  if (coding === 'npy') return encodeNpy(values, [height, width]);
  if (values instanceof Uint16Array) return encodePng16(values, width, height);
  if (values instanceof Uint8Array) return encodePng8(values, width, height, channels);
  throw new Error(`png: ${file.suffix} has ${values.constructor.name}; wanted bytes or 16-bit values`);
}

/** Encodes a label's file: text, .npy or PNG. */
import type { LabelFile } from '../labels/label.ts';
import { encodeNpy } from './npy.ts';
import { encodePng16, encodePng8 } from './png.ts';

/**
 * PNGs are encoded off the calling thread, so the values must not change until the promise settles.
 * @throws Error where the values do not fit the coding, or their number does not fit the size
 */
export async function encodeLabelFile(file: LabelFile): Promise<Uint8Array> {
  if ('text' in file) return Buffer.from(file.text);
  const { coding, values, width, height, channels } = file;
  if (coding === 'npy') return encodeNpy(values, [height, width]);
  if (values instanceof Uint16Array) return encodePng16(values, width, height);
  if (values instanceof Uint8Array) return encodePng8(values, width, height, channels);
  throw new Error(`png: ${file.suffix} has ${values.constructor.name}; wanted bytes or 16-bit values`);
}

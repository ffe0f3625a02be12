/** Gives three's loaders images without a browser, and decodes those that a model uses. */
import { resolveObjectURL } from 'node:buffer';
import { Cache, LoadingManager, type Texture } from 'three';
import { decodeImage } from './decode-image.ts';
import { type Findings, noteMissing } from './findings.ts';
import type { SourceImage } from '../source-model.ts';

/** Null where the texture is not drawn. */
export type ImageOf = (texture: Texture) => Promise<SourceImage | null>;

/** Stands for an image element until the image is decoded. */
interface Placeholder {
  complete: true;
  /** As the loader asks for it: a path, or a data: or embedded: address of what lies in the model. */
  address: string;
  blob: Blob | null;
}

/**
 * Runs one of three's loaders with a manager whose images are placeholders: three's ImageLoader looks into three's cache before it
 * asks the browser, and the manager puts a placeholder there for every address. Nothing is fetched, and the console stays quiet.
 */
export async function withPlaceholders<T>(load: (manager: LoadingManager) => T): Promise<T> {
  const manager = new LoadingManager().setURLModifier((url) => {
    // The cache keeps nothing under an address that begins with blob:.
    const address = url.replace(/^blob:/, 'embedded:');
    Cache.add(`image:${address}`, { complete: true, address, blob: resolveObjectURL(url) ?? null } satisfies Placeholder);
    if (url.startsWith('blob:')) URL.revokeObjectURL(url);
    return address;
  });
  const { warn, error, debug } = console;
  Cache.enabled = true;
  console.warn = console.error = console.debug = () => {};
  try {
    const loaded = load(manager);
    await new Promise((resolve) => setTimeout(resolve)); // ImageLoader hands out what the cache has in the next round of timers.
    return loaded;
  } finally {
    Object.assign(console, { warn, error, debug });
    Cache.enabled = false;
    Cache.clear();
  }
}

/**
 * Decodes each image once.
 * @param find the file that the model names so
 */
export function imagesOf(find: (name: string) => Uint8Array | undefined, findings: Findings): ImageOf {
  const images = new Map<string, Promise<SourceImage | null>>();
  const open = async ({ address, blob }: Placeholder): Promise<SourceImage | null> => {
    if (blob) return decodeImage(new Uint8Array(await blob.arrayBuffer()), 'embedded');
    if (address.startsWith('data:')) return decodeImage(Buffer.from(address.slice(address.indexOf(',') + 1), 'base64'), 'embedded');
    const bytes = find(address);
    if (bytes) return decodeImage(bytes, address);
    noteMissing(findings, `texture file "${address}" is missing`);
    return null;
  };
  return async ({ image }) => {
    const placeholder = image as Placeholder | null;
    if (!placeholder) return null;
    let opened = images.get(placeholder.address);
    if (!opened) images.set(placeholder.address, (opened = open(placeholder)));
    return opened;
  };
}

/** A channel, 0 to 3, of an image; or one value for all pixels. */
type Channel = [SourceImage, number] | number;

/** An image of red, green, blue and alpha from other images, by the nearest pixel, in the size of the first of them. */
export function packChannels(channels: [Channel, Channel, Channel, Channel]): SourceImage {
  const { widthPx, heightPx } = (channels.find((channel) => typeof channel !== 'number') as [SourceImage, number])[0];
  const rgba = new Uint8Array(widthPx * heightPx * 4);
  channels.forEach((source, channel) => {
    for (let y = 0; y < heightPx; y++) {
      for (let x = 0; x < widthPx; x++) {
        const at = (y * widthPx + x) * 4 + channel;
        if (typeof source === 'number') rgba[at] = source;
        else {
          const [image, from] = source;
          const row = Math.floor(((y + 0.5) * image.heightPx) / heightPx), column = Math.floor(((x + 0.5) * image.widthPx) / widthPx);
          rgba[at] = image.rgba[(row * image.widthPx + column) * 4 + from]!;
        }
      }
    }
  });
  return { widthPx, heightPx, rgba };
}

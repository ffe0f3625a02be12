/** Makes outputs of the picture before noise and blur: the whole picture, and what is in front of the background. */
import type { Output, OutputContext } from '../output.ts';
import { AntialiasPass } from '../passes/antialias.ts';

const imageBytes = ({ width, height }: { width: number; height: number }): number => width * height * 4;

/** @param alpha what is in front of the background alone, with the share of each pixel that it covers */
export const colorOutput = ({ alpha }: { alpha: boolean }) => ({ passes }: OutputContext): Output => {
  const pass = new AntialiasPass(passes, { noise: false, alpha });
  // The pass writes into a buffer of its own instead of `color2`, because `color2` later takes the picture with noise.
  const buffer = alpha ? 'colorWithAlpha' : 'colorBeforePost';
  return {
    passes: [{
      name: pass.name,
      bind: (resources) => pass.bind({ ...resources, color2: resources[buffer]! }),
      record: (encoder, info) => pass.record(encoder, info),
    }],
    after: 'shade',
    buffers: (info) => [{ name: buffer, bytes: info.images * imageBytes(info), readBytes: info.images * imageBytes(info) }],
    plane: ({ image, batch: { info }, mapped }) => mapped.bytes(buffer).subarray(image * imageBytes(info), (image + 1) * imageBytes(info)),
  };
};

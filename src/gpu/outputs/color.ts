/** Makes an output of the picture before noise and blur. */
import type { Output, OutputContext } from '../output.ts';
import { AntialiasPass } from '../passes/antialias.ts';

/** The pass writes into this buffer instead of `color2`, because `color2` later takes the picture with noise. */
const BUFFER = 'colorBeforePost';

const imageBytes = ({ width, height }: { width: number; height: number }): number => width * height * 4;

export function colorOutput({ passes }: OutputContext): Output {
  const pass = new AntialiasPass(passes, { noise: false });
  return {
    passes: [{
      name: pass.name,
      bind: (resources) => pass.bind({ ...resources, color2: resources[BUFFER]! }),
      record: (encoder, info) => pass.record(encoder, info),
    }],
    after: 'shade',
    buffers: (info) => [{ name: BUFFER, bytes: info.images * imageBytes(info), readBytes: info.images * imageBytes(info) }],
    plane: ({ image, batch: { info }, mapped }) => mapped.bytes(BUFFER).subarray(image * imageBytes(info), (image + 1) * imageBytes(info)),
  };
}

/** Makes an output of each plane that the `inspect` pass writes. */
import type { Output, OutputContext } from '../output.ts';
import { InspectPass, inspectImageBytes, inspectImageWords, type InspectPlane } from '../passes/inspect.ts';

/** The output of a plane. Output, plane and buffer have the same name. */
export const planeOutput = (plane: InspectPlane) => ({ passes }: OutputContext): Output => {
  const pass = new InspectPass(passes, plane);
  return {
    passes: [pass],
    after: 'measure',
    buffers: (info) => {
      const bytes = info.images * inspectImageWords(plane, info.width, info.height) * 4;
      return [{ name: plane, bytes, readBytes: bytes }, ...pass.ownBuffers(info)];
    },
    plane: ({ image, batch: { info: { width, height } }, mapped }) => {
      const first = image * inspectImageWords(plane, width, height) * 4;
      return mapped.bytes(plane).subarray(first, first + inspectImageBytes(plane, width, height));
    },
  };
};

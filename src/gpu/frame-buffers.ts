/** Lists the buffers that every batch needs, whatever its outputs are. */
import type { BufferNeed } from './buffer-needs.ts';
import type { FrameInfo } from './frame.ts';
import { imageBlocks } from './passes/blocks.ts';
import { packedImageBytes } from './passes/pack.ts';
import { queueFormat } from './queues.ts';
import { structLayout } from './wgsl.ts';
import type { ShaderTexts } from './shader-texts.ts';

/** Bytes of a pixel in `visibility`, which has two words. */
const VISIBILITY_BYTES = 8;

/**
 * The lists begin with the capacity for this many scenes of the bytes below. On a software adapter, the memory of a list that a longer one
 * replaces is not freed, and unused capacity takes no memory.
 */
const FIRST_SCENES = 16;
const FIRST_SCENE_BYTES = { vertices: 3 * 2 ** 20, setupIndices: 2 ** 20, silhouettes: 2 ** 18, instances: 2 ** 18, vertexChunks: 2 ** 15, triangleChunks: 2 ** 15 };

/** Returns a function of a batch's counts. The buffers of the scenes' rows are not among them. */
export function frameBuffers(shaders: ShaderTexts): (info: FrameInfo) => BufferNeed[] {
  const bytesOf = (file: string, struct: string) => structLayout(shaders, file, struct).words * 4;
  const vertexBytes = bytesOf('vertex', 'SnappedVertex');
  const counterBytes = bytesOf('counters', 'Counters');
  const { headerBytes } = queueFormat(shaders);

  return ({ width, height, images, ...info }) => {
    const pixels = images * width * height;
    const behindBytes = info.transparentInstances > 0 ? pixels * VISIBILITY_BYTES : 0;
    const zeroed = (name: string, bytes: number): BufferNeed => ({ name, bytes, zeroBytes: bytes });
    const counted = (name: string, bytes: number): BufferNeed => ({ name, bytes, zeroBytes: bytes, readBytes: bytes });
    const rgbBytes = images * packedImageBytes(width, height);
    return [
      { name: 'queues', bytes: headerBytes, readBytes: headerBytes },
      { name: 'vertices', bytes: info.vertices * vertexBytes },
      zeroed('visibility', pixels * VISIBILITY_BYTES),
      { name: 'behind', bytes: behindBytes },
      ...['second', 'third', 'fourth'].map((name) => zeroed(name, behindBytes)),
      { name: 'blocks', bytes: images * imageBlocks(shaders, width, height) * 4 },
      zeroed('silhouettes', info.silhouetteWords * 4),
      counted('counters', info.foregrounds * counterBytes),
      counted('pairShared', info.pairs * 4),
      zeroed('setupIndices', info.triangles * 4),
      counted('uncovered', images * 4),
      { name: 'backdropColor', bytes: info.backdrops * width * height * 4 },
      { name: 'color', bytes: pixels * 4 },
      { name: 'color2', bytes: pixels * 4 },
      { name: 'rgb', bytes: rgbBytes, readBytes: rgbBytes },
      ...Object.entries(FIRST_SCENE_BYTES).map(([name, bytes]) => ({ name, bytes: 0, firstBytes: Math.min(images, FIRST_SCENES) * bytes })),
    ];
  };
}

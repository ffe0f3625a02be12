/** Writes planes for labels and `render`: ids of instances and categories, depth, and geometric normals. */
import type { BufferNeed } from '../buffer-needs.ts';
import type { FrameInfo } from '../frame.ts';
import { ComputePass, type Pass, type PassContext, type Resources } from '../pass.ts';
import { shaderConstant } from '../shader-constants.ts';

/** Entry point and bytes a pixel of each plane; the buffer has the plane's name. */
const PLANES = {
  instanceIds: ['writeInstanceIds', 2],
  recordIds: ['writeRecordIds', 2],
  categoryIds: ['writeCategoryIds', 2],
  depthMm: ['writeDepthMm', 2],
  depth: ['writeDepth', 4],
  normals: ['writeNormals', 3],
} as const;
export type InspectPlane = keyof typeof PLANES;
export const INSPECT_PLANES = Object.keys(PLANES) as InspectPlane[];

/** The shader's constant for the pixels per thread, by the bytes of a pixel; null where a thread has one pixel. */
const PER_THREAD = { 2: 'IDS_PER_THREAD', 3: 'NORMALS_PER_THREAD', 4: null } as const;

/** The bytes of an image's plane, and the words that it takes in the plane's buffer. */
export const inspectImageBytes = (plane: InspectPlane, width: number, height: number): number => width * height * PLANES[plane][1];
export const inspectImageWords = (plane: InspectPlane, width: number, height: number): number => Math.ceil(inspectImageBytes(plane, width, height) / 4);

/** The pass that writes one plane. It is made only for requested planes. */
export class InspectPass implements Pass {
  readonly name = 'inspect';
  private readonly pass: ComputePass;
  private readonly pixelsPerThread: number;
  /** Computes the record id of each labelled instance, which depends on the visible pixels that `measure` counts. */
  private readonly recordIdsOf: ComputePass | null;

  constructor(context: PassContext, plane: InspectPlane) {
    this.recordIdsOf = plane === 'recordIds' ? new ComputePass(context, 'inspect', 'assignRecordIds') : null;
    this.pass = new ComputePass(context, 'inspect', PLANES[plane][0]);
    const perThread = PER_THREAD[PLANES[plane][1]];
    this.pixelsPerThread = perThread ? shaderConstant(context.shaders, 'inspect', perThread) : 1;
  }

  bind(resources: Resources): void {
    this.recordIdsOf?.bind(resources);
    this.pass.bind(resources);
  }

  /** The buffers of the pass beside the plane's. */
  ownBuffers({ foregrounds }: FrameInfo): BufferNeed[] {
    return this.recordIdsOf ? [{ name: 'recordIdOf', bytes: foregrounds * 4 }] : [];
  }

  record(encoder: GPUComputePassEncoder, { width, height, images, foregrounds }: FrameInfo): void {
    this.recordIdsOf?.dispatchItemThreads(encoder, foregrounds);
    this.pass.dispatchThreads(encoder, Math.ceil((width * height) / this.pixelsPerThread), 1, images);
  }
}

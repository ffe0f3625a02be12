/** Writes the planes that labels and `render` ask for: ids of instances and classes, metric depth, geometric normals. */
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

/** Of the shader, by a pixel's bytes: pixels of one thread, where these are several. */
const PER_THREAD = { 2: 'IDS_PER_THREAD', 3: 'NORMALS_PER_THREAD', 4: null } as const;

/** Bytes of an image's pixels, and the words that it takes in the buffer of that name. */
export const inspectImageBytes = (plane: InspectPlane, width: number, height: number): number => width * height * PLANES[plane][1];
export const inspectImageWords = (plane: InspectPlane, width: number, height: number): number => Math.ceil(inspectImageBytes(plane, width, height) / 4);

/** One plane; made only where it is asked for. */
export class InspectPass implements Pass {
  readonly name = 'inspect';
  private readonly pass: ComputePass;
  private readonly pixelsPerThread: number;
  /** Which record id each labelled instance has is known once `measure` has counted what is seen. */
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

  /** Beside that of the plane. */
  ownBuffers({ foregrounds }: FrameInfo): BufferNeed[] {
    return this.recordIdsOf ? [{ name: 'recordIdOf', bytes: foregrounds * 4 }] : [];
  }

  record(encoder: GPUComputePassEncoder, { width, height, images, foregrounds }: FrameInfo): void {
    this.recordIdsOf?.dispatchItemThreads(encoder, foregrounds);
    this.pass.dispatchThreads(encoder, Math.ceil((width * height) / this.pixelsPerThread), 1, images);
  }
}

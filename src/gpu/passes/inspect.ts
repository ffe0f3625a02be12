/** Writes the planes that labels and `render` ask for: numbers of instances and classes, metric depth, geometric normals. */
import type { BufferNeed } from '../buffer-needs.ts';
import type { FrameInfo } from '../frame.ts';
import { ComputePass, type Pass, type PassContext, type Resources } from '../pass.ts';

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

/** Pixels of one thread, by a pixel's bytes: those that fill whole words. */
const PIXELS_PER_THREAD = { 2: 2, 3: 4, 4: 1 } as const;

/** Bytes of an image's pixels, and the words that it takes in the buffer of that name. */
export const inspectImageBytes = (plane: InspectPlane, width: number, height: number): number => width * height * PLANES[plane][1];
export const inspectImageWords = (plane: InspectPlane, width: number, height: number): number => Math.ceil(inspectImageBytes(plane, width, height) / 4);

/** One plane; made only where it is asked for. */
export class InspectPass implements Pass {
  readonly name = 'inspect';
  readonly plane: InspectPlane;
  private readonly pass: ComputePass;
  /** The record's ids are known once `measure` has counted what is seen. */
  private readonly numbering: ComputePass | null;

  constructor(context: PassContext, plane: InspectPlane) {
    this.plane = plane;
    this.numbering = plane === 'recordIds' ? new ComputePass(context, 'inspect', 'assignRecordIds') : null;
    this.pass = new ComputePass(context, 'inspect', PLANES[plane][0]);
  }

  bind(resources: Resources): void {
    this.numbering?.bind(resources);
    this.pass.bind(resources);
  }

  /** Beside that of the plane. */
  ownBuffers({ foregrounds }: FrameInfo): BufferNeed[] {
    return this.numbering ? [{ name: 'numbers', bytes: foregrounds * 4 }] : [];
  }

  record(encoder: GPUComputePassEncoder, { width, height, images, foregrounds }: FrameInfo): void {
    this.numbering?.dispatchItems(encoder, Math.ceil(foregrounds / 64));
    this.pass.dispatchThreads(encoder, Math.ceil((width * height) / PIXELS_PER_THREAD[PLANES[this.plane][1]]), 1, images);
  }
}

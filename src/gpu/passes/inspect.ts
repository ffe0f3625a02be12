/** Writes the planes that labels and `render` ask for: instance numbers, metric depth, geometric normals. */
import type { FrameInfo } from '../frame.ts';
import { ComputePass, type PassContext, type Resources } from '../pass.ts';

export const INSPECT_PLANES = ['instanceIds', 'depth', 'normals'] as const;
export type InspectPlane = (typeof INSPECT_PLANES)[number];

const ENTRIES: Record<InspectPlane, string> = { instanceIds: 'instance_ids', depth: 'depths', normals: 'facing_normals' };

/** Words of one image in the buffer of that name: two pixels a word for `instanceIds`, one a word for the others. */
export function inspectImageWords(plane: InspectPlane, width: number, height: number): number {
  return plane === 'instanceIds' ? Math.ceil((width * height) / 2) : width * height;
}

/** One plane; made only where it is asked for. */
export class InspectPass {
  readonly plane: InspectPlane;
  private readonly pass: ComputePass;

  constructor(context: PassContext, plane: InspectPlane) {
    this.plane = plane;
    this.pass = new ComputePass(context, 'inspect', ENTRIES[plane]);
  }

  bind(resources: Resources): void {
    this.pass.bind(resources);
  }

  record(encoder: GPUComputePassEncoder, { width, height, images }: FrameInfo): void {
    if (this.plane === 'instanceIds') this.pass.dispatchThreads(encoder, Math.ceil((width * height) / 2), 1, images);
    else this.pass.dispatchThreads(encoder, width, height, images);
  }
}

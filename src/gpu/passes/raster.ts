/** Draws the triangles of the picture: keeps at every pixel the nearest one's depth and id. `visibility` must be zero before. */
import { ComputePass, type Pass, type PassContext, type Resources } from '../pass.ts';

/**
 * - near: what the near round of cull queued
 * - far: what its far round queued, where the `blocks` let it be seen
 * - ids: after both, with their lists made one; with 64-bit atomics there is nothing left to do
 */
export type RasterRound = 'near' | 'far' | 'ids';

export class RasterPass implements Pass {
  readonly name = 'raster';
  private readonly small: ComputePass | null = null;
  private readonly tile: ComputePass | null = null;

  constructor(context: PassContext, round: RasterRound) {
    const { ATOMIC64 } = context.defines;
    if (ATOMIC64 && round === 'ids') return;
    const constants = { FAR: Number(round !== 'near'), ...(ATOMIC64 ? {} : { IDS: Number(round === 'ids') }) };
    this.small = new ComputePass(context, 'raster', 'small', constants);
    this.tile = new ComputePass(context, 'raster', 'tile', constants);
  }

  bind(resources: Resources): void {
    for (const pass of [this.small, this.tile]) pass?.bind(resources);
  }

  record(encoder: GPUComputePassEncoder): void {
    this.small?.dispatchList(encoder, 'pictureSmall');
    this.tile?.dispatchList(encoder, 'pictureTile');
  }
}

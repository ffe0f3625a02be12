/** Draws the triangles of the picture, and keeps depth and id of the nearest triangle at every pixel. `visibility` must be zero before. */
import { ComputePass, type Pass, type PassContext, type Resources } from '../pass.ts';

/**
 * - near: draws the triangles that the near round of cull has queued
 * - far: draws the triangles of cull's far round, in those `blocks` where they may be visible
 * - ids: with 32-bit atomics, writes the ids of both rounds' triangles, whose lists are joined; does nothing with 64-bit atomics
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

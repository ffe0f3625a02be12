/** Draws the triangles of the picture, and keeps depth and id of the nearest triangle at every pixel. `visibility` must be zero before. */
import { ComputePass, type Pass, type PassContext, type Resources } from '../pass.ts';

/**
 * - near: draws the triangles that the near round of cull has queued
 * - far: draws the triangles of cull's far round, in those `blocks` where they may be visible
 * - ids: with 32-bit atomics, writes the ids of both rounds' triangles, whose lists are joined; does nothing with 64-bit atomics
 */
export type RasterRound = 'near' | 'far' | 'ids';

/**
 * Rounds for transparent materials, with the lists of both rounds joined:
 * - behind: draws what is not transparent into `behind`, in those `blocks` that are open
 * - second, third, fourth: draw the transparent triangles behind those of the surface before into the buffer of that name
 */
export type BehindRound = 'behind' | 'second' | 'third' | 'fourth';
const BEFORE = { second: 'visibility', third: 'second', fourth: 'third' } as const;

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

/** Draws one of the visibility buffers behind transparent triangles, which must be zero before (`behind`: as `openings` leaves it). */
export class RasterBehindPass implements Pass {
  readonly name = 'raster';
  private readonly round: BehindRound;
  private readonly steps: { small: ComputePass; tile: ComputePass }[];

  constructor(context: PassContext, round: BehindRound) {
    this.round = round;
    const variant = { ...context, defines: { ...context.defines, BEHIND: round !== 'behind' } };
    const constants: Record<string, number> = round === 'behind' ? { FAR: 1, OPAQUE: 1 } : {};
    // With 32-bit atomics, ids follow when all depths are final.
    const ids: Record<string, number>[] = context.defines.ATOMIC64 ? [{}] : [{ IDS: 0 }, { IDS: 1 }];
    this.steps = ids.map((more) => ({
      small: new ComputePass(variant, 'raster', 'small', { ...constants, ...more }),
      tile: new ComputePass(variant, 'raster', 'tile', { ...constants, ...more }),
    }));
  }

  bind(resources: Resources): void {
    const { round } = this;
    const bound = { ...resources, visibility: resources[round]!, ...(round === 'behind' ? {} : { before: resources[BEFORE[round]]! }) };
    for (const { small, tile } of this.steps) [small, tile].forEach((pass) => pass.bind(bound));
  }

  record(encoder: GPUComputePassEncoder): void {
    for (const { small, tile } of this.steps) {
      small.dispatchList(encoder, 'pictureSmall');
      tile.dispatchList(encoder, 'pictureTile');
    }
  }
}

/** Blurs the coded image: a row pass and a column pass. */
import { exp } from '../../geometry/math.ts';
import type { FrameInfo } from '../frame.ts';
import { ComputePass, type Pass, type PassContext, type Resources } from '../pass.ts';
import { shaderConstant } from '../shader-constants.ts';

export class BlurPass implements Pass {
  readonly name = 'blur';
  private readonly rows: ComputePass;
  private readonly columns: ComputePass;
  /** How many consecutive pixels of a line one thread computes. */
  private readonly run: number;
  /** How many such runs, and how many lines, one workgroup computes. */
  private readonly side: number;

  constructor(context: PassContext) {
    this.rows = new ComputePass(context, 'blur', 'rows');
    this.columns = new ComputePass(context, 'blur', 'columns');
    this.run = shaderConstant(context.shaders, 'blur', 'RUN');
    this.side = shaderConstant(context.shaders, 'shared/lanes', 'SIDE');
  }

  bind(resources: Resources): void {
    this.rows.bind(resources);
    this.columns.bind(resources);
  }

  record(encoder: GPUComputePassEncoder, { width, height, images }: FrameInfo): void {
    this.rows.dispatchGroups(encoder, Math.ceil(width / (this.side * this.run)), Math.ceil(height / this.side), images);
    this.columns.dispatchGroups(encoder, Math.ceil(width / this.side), Math.ceil(height / (this.side * this.run)), images);
  }
}

/**
 * Half a Gaussian kernel, the centre's weight first: (kernel + 1) / 2 weights whose two-sided sum is 1 to within f32
 * rounding, so that a flat image stays as it is.
 *
 * `kernel` is the odd number of taps, `sigmaPx` the Gaussian's sigma; 0 leaves all weight at the centre.
 */
export function blurWeightsRow(kernel: number, sigmaPx: number): Float32Array<ArrayBuffer> {
  if (!(kernel >= 1) || kernel % 2 !== 1) throw new Error(`blur: a kernel of ${kernel} taps; wanted an odd number.`);
  const bell = Array.from({ length: (kernel + 1) / 2 }, (_, i) => (i === 0 ? 1 : sigmaPx > 0 ? exp(-(i * i) / (2 * sigmaPx * sigmaPx)) : 0));
  const sum = bell.reduce((total, weight, i) => total + (i === 0 ? weight : 2 * weight), 0);
  return Float32Array.from(bell, (weight) => weight / sum);
}

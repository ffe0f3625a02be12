/** Turns and scales what a file holds into the model's frame, as assets.json says. */
import { type FileFrame, type ModelRule, type Symmetry, UNIT_M, type UpAxis } from '../../config/asset-rules.ts';
import { unitVector } from '../../geometry/symmetries.ts';
import type { Vec3 } from '../../geometry/vectors.ts';
import { isBuiltin } from '../library.ts';
import type { SourceModel } from '../source-model.ts';
import { unitOf } from './load.ts';

/** The quarter or half turn that brings the axis to +y. It subtracts from 0, because -0 is another vertex than 0. */
const TURNS: Record<UpAxis, (v: Vec3) => Vec3> = {
  y: (v) => v,
  x: ([x, y, z]) => [0 - y, x, z],
  z: ([x, y, z]) => [x, z, 0 - y],
  '-x': ([x, y, z]) => [y, 0 - x, z],
  '-y': ([x, y, z]) => [x, 0 - y, 0 - z],
  '-z': ([x, y, z]) => [x, 0 - z, y],
};

/** Metres per unit of a file, without assets.json. Built-in models are in metres. */
export const fileUnitM = (path: string, unitM: number): number => (isBuiltin(path) ? 1 : unitOf(path, unitM));

/**
 * The frame that a rule asks for; undefined where it is the file's.
 * @param unitM of formats without a unit of their own
 */
export function frameOf({ unit, up = 'y', scale = 1 }: ModelRule, path: string, unitM: number): FileFrame | undefined {
  const ofUnit = unit === undefined ? 1 : UNIT_M[unit] / fileUnitM(path, unitM);
  return up === 'y' && ofUnit * scale === 1 ? undefined : { up, scale: ofUnit * scale };
}

/** The model in its frame; without one it is returned as it is. */
export function inFrame(source: SourceModel, frame: FileFrame | undefined): SourceModel {
  if (!frame) return source;
  const { up, scale } = frame;
  const each = (vectors: Float32Array, by: number): Float32Array => {
    const turned = new Float32Array(vectors.length);
    for (let i = 0; i < vectors.length; i += 3) turned.set(pointInFrame([vectors[i]!, vectors[i + 1]!, vectors[i + 2]!], { up, scale: by }), i);
    return turned;
  };
  return {
    ...source,
    ...(source.origin && { origin: pointInFrame(source.origin, frame) }),
    primitives: source.primitives.map((primitive) => ({ ...primitive, positions: each(primitive.positions, scale), normals: primitive.normals && each(primitive.normals, 1) })),
  };
}

/** @param point metres, in the axes of the file */
export function pointInFrame(point: Vec3, frame: FileFrame | undefined): Vec3 {
  if (!frame) return point;
  const [x, y, z] = TURNS[frame.up](point);
  return [frame.scale * x, frame.scale * y, frame.scale * z];
}

/** @param unitM metres per unit of the file, before the frame's scale */
export function symmetriesInFrame(symmetries: readonly Symmetry[], unitM: number, frame: FileFrame | undefined): Symmetry[] {
  return symmetries.map(({ axis, fold, offset }) => ({
    axis: unitVector(frame ? TURNS[frame.up](axis) : axis),
    fold,
    offset: pointInFrame([unitM * offset[0], unitM * offset[1], unitM * offset[2]], frame),
  }));
}

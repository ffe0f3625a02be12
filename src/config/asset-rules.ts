/** Defines assets.json, which says what model files do not say: class, unit, axes, role, weight, symmetries, keypoints and licence. */
import { z } from 'zod';
import { closeSymmetries, MOST_SYMMETRIES } from '../geometry/symmetries.ts';

/** Metres per unit. */
export const UNIT_M = { mm: 0.001, cm: 0.01, m: 1, in: 0.0254, ft: 0.3048 };
export const UNITS = Object.keys(UNIT_M) as (keyof typeof UNIT_M)[];
/** The axis of a file that points up; in the model's frame it is +y. */
export const UP_AXES = ['x', 'y', 'z', '-x', '-y', '-z'] as const;
export type UpAxis = (typeof UP_AXES)[number];

/** How a model's frame follows from its file: the axis `up` becomes +y, and metres are multiplied by `scale`, which unit and scale make together. */
export const FileFrameSchema = z.strictObject({ up: z.enum(UP_AXES).default('y'), scale: z.number().positive().default(1) });
export type FileFrame = z.infer<typeof FileFrameSchema>;

const vec3 = z.tuple([z.number(), z.number(), z.number()]);

export const SymmetrySchema = z.strictObject({
  axis: vec3.refine((axis) => axis.some((value) => value !== 0), 'wanted a direction, not zero').describe('Direction of the axis of rotation.'),
  fold: z.union([z.int().min(2).max(MOST_SYMMETRIES), z.literal('continuous')])
    .describe('n: it looks the same after a turn of 1/n. continuous: after any turn.'),
  offset: vec3.default([0, 0, 0]).describe('A point on the axis.'),
});
/** A turn after which a model looks the same. */
export type Symmetry = z.infer<typeof SymmetrySchema>;

const ModelRuleSchema = z.strictObject({
  category: z.string().min(1).optional().describe('Class. Models of one category are one class. Default: by file or sub-folder.'),
  unit: z.enum(UNITS).optional().describe('Of the file\'s coordinates, in place of assets.unit and of the unit that its format has.'),
  up: z.enum(UP_AXES).optional().describe('Axis of the file that points up. Default: y.'),
  scale: z.number().positive().max(1e6).optional().describe('Factor of the size, after the unit.'),
  role: z.enum(['label', 'distractor']).optional().describe('distractor: drawn beside the objects, without a label. Default: label.'),
  weight: z.number().min(0.01).max(100).optional().describe('How often the schedule shows it, compared with a model of weight 1.'),
  symmetries: z.array(SymmetrySchema).max(8).optional().describe('Turns after which it looks the same, in the file\'s axes and unit.')
    .refine((symmetries) => !symmetries || closeSymmetries(symmetries) !== null, `together they make more than ${MOST_SYMMETRIES} turns; wanted axes that meet at angles of one solid`),
  keypoints: z.record(z.string().min(1), vec3).optional().describe('Named points, in the file\'s axes and unit, in place of MODEL.keypoints.json.'),
  license: z.string().min(1).max(1000).optional().describe('For dataset.json, in place of what the file says of its own.'),
});
export type ModelRule = z.infer<typeof ModelRuleSchema>;

/** By path in the folder, or name, of a model, or by a pattern: * for a part of a name, ** for any folders. Later ones add to earlier ones. */
export const ModelRulesSchema = z.record(z.string().min(1), ModelRuleSchema);
export type ModelRules = z.infer<typeof ModelRulesSchema>;

export const AssetsFileSchema = z.strictObject({ models: ModelRulesSchema });

/** Group of the foreground's models whose role is distractor. */
export const FOREGROUND_GROUP = 'foreground';

/** Defines the label `plan`: the scene of every image as JSON, which another machine can render again. */
import { off } from '../config/schema.ts';
import { defineLabel } from './label.ts';

export const plan = defineLabel({
  key: 'plan',
  schema: off.describe('The scene of every image, to be rendered again elsewhere.'),
  whole: false,
  files: (value, { sceneJson }) => (value ? [{ suffix: 'scene.json', text: sceneJson() }] : []),
});

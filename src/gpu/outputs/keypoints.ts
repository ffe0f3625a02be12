/** Makes an output of the states of keypoints. */
import type { KeypointState } from '../../scene/measured.ts';
import type { Output, OutputContext } from '../output.ts';
import { KeypointsPass } from '../passes/keypoints.ts';
import { shaderConstant } from '../shader-constants.ts';
import type { ShaderTexts } from '../shader-texts.ts';

export function keypointsOutput({ passes }: OutputContext): Output {
  const states = keypointStates(passes.shaders);
  return {
    passes: [new KeypointsPass(passes)],
    after: 'measure',
    buffers: ({ keypoints }) => [{ name: 'keypointStates', bytes: keypoints * 4, readBytes: keypoints * 4 }],
    measured: ({ image, batch: { first: { keypoints: first } }, mapped }) =>
      Array.from(mapped.words('keypointStates').subarray(first[image], first[image + 1]), (code) => states.get(code)!),
  };
}

/** What each code of the shader stands for. */
export function keypointStates(shaders: ShaderTexts): ReadonlyMap<number, KeypointState> {
  const code = (state: KeypointState) => shaderConstant(shaders, 'shared/keypoint', `KEYPOINT_${state.toUpperCase()}`);
  return new Map((['visible', 'hidden', 'outside'] as const).map((state) => [code(state), state]));
}

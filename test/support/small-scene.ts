/** Makes a library and a plan that are small enough to compute labels by hand. */
import type { CompiledModel } from '../../src/assets/compiled-model.ts';
import type { AssetLibrary, LibraryModel } from '../../src/assets/library.ts';
import type { MeasuredInstance } from '../../src/scene/measured.ts';
import type { PaperPlan } from '../../src/scenarios/paper/paper-plan.ts';
import type { Layer, SceneInstance } from '../../src/scene/scene.ts';
import type { Pose } from '../../src/geometry/vectors.ts';

function model(name: string, category: string | null): LibraryModel {
  // Labels read a model's box and nothing else.
  const compiled = { center: [0.1, 0, 0], halfSize: [0.2, 0.3, 0.4] } as unknown as CompiledModel;
  return { name, category, layer: category === null ? 'background' : 'foreground', path: `builtin:${name}`, compiled, drawing: null };
}

export const library: AssetLibrary = {
  models: [model('apple', 'fruit'), model('mug', 'mug'), model('rock', null)],
  foregroundCount: 2,
  categories: ['fruit', 'mug'],
  pictures: [],
  skipped: [],
  compiledWith: { unitM: 1, textureSizePx: 64, viewLevel: 1 },
};

/** A quarter turn about z, twice as large as the model, 2 m away. */
export const pose: Pose = { rotation: [Math.SQRT1_2, 0, 0, Math.SQRT1_2], translation: [0, 0.5, 2], scale: 2 };

export function instance(model: number, layer: Layer): SceneInstance {
  return { model, layer, pose, hue: 0, lod: 'auto' };
}

/** A plan of so many labelled objects, apples and mugs alternately, with a rock behind them and a rock in front of the first. */
export function planOf(labelled: number): PaperPlan {
  const objects = Array.from({ length: labelled }, (_, i) => instance(i % 2, 'foreground'));
  return {
    seed: 7, index: 17, attempt: 1,
    scene: {
      width: 100, height: 80,
      camera: { fx: 90, fy: 91, cx: 50, cy: 40, near: 0.001 },
      instances: [...objects, instance(2, 'background'), instance(2, 'occluder')],
      lights: [{ type: 'directional', direction: [0, 0, 1], intensity: 0.8, color: [1, 0.5, 1] }],
      ambient: 0.3, unlit: false, antialias: true,
      post: { noiseSigma: 0.01, blurKernel: 3, blurSigma: 0.6 }, noiseKey: 1,
    },
    unplaced: 1,
    schedule: { epoch: 0, level: 3, unplaced: [9] },
    foreground: objects.map((_, i) => ({ entry: 1200 + i, view: 4, inPlane: 5 })),
    occluders: labelled === 0 ? [] : [{ instance: labelled + 1, target: 0, coverage: 0.2 }],
    background: { objects: 1, areaRatio: [0.95, 1.3], meanForegroundAreaPx: 432.5 },
  };
}

/** An instance's counts, each with a box of as many pixels. */
export function counts(visible: number, hiddenByForeground: number, hiddenByOther: number, outside: number): MeasuredInstance {
  const inFrame = visible + hiddenByForeground + hiddenByOther;
  const box = (pixels: number): [number, number, number, number] | null => (pixels === 0 ? null : [1, 2, pixels, 1]);
  return {
    visible, inFrame, full: inFrame + outside, hiddenByForeground, hiddenByOther,
    boxVisible: box(visible), boxAmodal: box(inFrame), boxFull: box(inFrame + outside),
  };
}

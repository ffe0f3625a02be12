/** Packs the row of an image, its camera and post parameters, and the rows of its lights. */
import type { Light, Scene } from '../scene/scene.ts';
import type { SceneLayouts } from './scene-rows.ts';
import { StructRows, type StructLayout } from './wgsl.ts';

export function packImage(scene: Scene, triangleBits: number, { images, imageFlags, none }: SceneLayouts): ArrayBuffer {
  const rows = StructRows.allocate(images, 1);
  const { camera, post } = scene;
  const floats = { fx: camera.fx, fy: camera.fy, cx: camera.cx, cy: camera.cy, near: camera.near, ambient: scene.ambient, noiseSigma: post.noiseSigma };
  const words = {
    directionalLights: lightsOf(scene, 'directional').length, pointLights: lightsOf(scene, 'point').length, triangleBits,
    flags: (scene.unlit ? imageFlags.unlit : 0) | (scene.antialias ? imageFlags.antialias : 0), backdrop: scene.backdrop ? 0 : none, noiseKey: scene.noiseKey, blurRadius: (post.blurKernel - 1) / 2,
  };
  for (const [name, value] of Object.entries(floats)) rows.f32[rows.at(0, name)] = value;
  for (const [name, value] of Object.entries(words)) rows.u32[rows.at(0, name)] = value;
  return rows.buffer;
}

const lightsOf = ({ lights }: Scene, type: Light['type']) => lights.filter((light) => light.type === type);

/** The rows of the lights: directional lights come first, as Image in shaders/shared/image.wgsl counts them. */
export function packLights(scene: Scene, layout: StructLayout): ArrayBuffer {
  const rows = StructRows.allocate(layout, scene.lights.length);
  [...lightsOf(scene, 'directional'), ...lightsOf(scene, 'point')].forEach((light, i) => {
    rows.f32.set(light.type === 'point' ? light.position : light.direction, rows.at(i, 'vector'));
    rows.f32.set(light.color.map((c) => c * light.intensity), rows.at(i, 'colorLinear'));
  });
  return rows.buffer;
}

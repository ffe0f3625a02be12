/** Numbers the labelled instances of an image: visible ones from 1 without gaps, then the hidden ones. */
import type { ScenePlan } from '../scene/scene.ts';
import type { MeasuredImage } from '../scene/measured.ts';

/** The record's ids, by place in `ScenePlan.foreground`; each group keeps the plan's order. */
export function foregroundIds({ instances }: MeasuredImage): number[] {
  let visible = 0;
  let hidden = instances.filter((instance) => instance.visible > 0).length;
  return instances.map((instance) => (instance.visible > 0 ? ++visible : ++hidden));
}

/** The record's ids, by place in `Scene.instances`; 0 for what is not labelled. Turns the renderer's ids into those of instances.png. */
export function instanceIdMap({ scene, foreground }: ScenePlan, measured: MeasuredImage): Uint16Array {
  const map = new Uint16Array(scene.instances.length);
  const ids = foregroundIds(measured);
  foreground.forEach(({ instance }, place) => { map[instance] = ids[place]!; });
  return map;
}

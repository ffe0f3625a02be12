/** Draws the light and the post-processing of an image. */
import type { Config } from '../../config/schema.ts';
import type { Random } from '../../scene/random.ts';
import type { DirectionalLight, Post } from '../../scene/scene.ts';

/**
 * Directional lights from the camera's side whose intensities add up to one draw of `lights.intensity`,
 * shared out in proportion to uniform draws. All numbers are drawn whatever `colorEnabled` says.
 */
export function drawLights(config: Config, random: Random): { lights: DirectionalLight[]; ambient: number } {
  const { enabled, count, intensity, color, colorEnabled, ambient } = config.lights;
  if (!enabled) return { lights: [], ambient: 1 };
  const ambientIntensity = random.range(...ambient);
  const total = random.range(...intensity);
  const lights = Array.from({ length: count[0] + random.int(count[1] - count[0] + 1) }, (): DirectionalLight => {
    const direction = random.hemisphere();
    const share = 1 - random.uniform();
    const drawn: [number, number, number] = [random.range(...color), random.range(...color), random.range(...color)];
    return { type: 'directional', direction, intensity: share, color: colorEnabled ? drawn : [1, 1, 1] };
  });
  const shares = lights.reduce((sum, light) => sum + light.intensity, 0);
  for (const light of lights) light.intensity *= total / shares;
  return { lights, ambient: ambientIntensity };
}

/** The blur kernel is uniform over the odd sizes in range; where there is none, the odd size next below (at least 1). */
export function drawPost(config: Config, noise: Random, blur: Random): Post {
  const { kernel, sigma } = config.blur;
  const first = Math.max(0, Math.ceil((kernel[0] * config.image.width - 1) / 2));
  const last = Math.max(0, Math.floor((kernel[1] * config.image.width - 1) / 2));
  const half = Math.min(first, last) + blur.int(Math.max(0, last - first) + 1);
  const blurKernel = config.blur.enabled ? 2 * half + 1 : 1;
  const blurSigma = blurKernel === 1 ? 0 : blur.range(...sigma) * blurKernel;
  const noiseSigma = config.noise.enabled ? noise.range(...config.noise.sigma) : 0;
  return { noiseSigma, blurKernel, blurSigma };
}

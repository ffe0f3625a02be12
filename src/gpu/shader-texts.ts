/** The texts of shaders, and values that are computed from them once. */

/** Text by path below shaders/, without the ending: `raster`, `shared/frame`. */
export type ShaderTexts = Readonly<Record<string, string>>;

/** Computes a value from the shaders once, and returns the same value at each later call with the same texts object. */
export function oncePerShaders<T>(make: (shaders: ShaderTexts) => T): (shaders: ShaderTexts) => T {
  const made = new WeakMap<ShaderTexts, T>();
  return (shaders) => {
    if (!made.has(shaders)) made.set(shaders, make(shaders));
    return made.get(shaders)!;
  };
}

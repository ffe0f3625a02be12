/** The texts of shaders, and what is made of them once. */
/** Text by path below shaders/, without the ending: `raster`, `shared/frame`. */
export type ShaderTexts = Readonly<Record<string, string>>;

/** Makes something of the shaders once, however often it is asked for. */
export function oncePerShaders<T>(make: (shaders: ShaderTexts) => T): (shaders: ShaderTexts) => T {
  const made = new WeakMap<ShaderTexts, T>();
  return (shaders) => {
    if (!made.has(shaders)) made.set(shaders, make(shaders));
    return made.get(shaders)!;
  };
}

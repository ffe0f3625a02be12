/** Draws random numbers from the hash of a name, so that a model depends on its name alone. */

/** The 32-bit finaliser of MurmurHash3 (A. Appleby, public domain). */
function mix(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

export function hashName(name: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) h = mix(Math.imul(h, 31) + name.charCodeAt(i));
  return h;
}

/** A number in [0, 1), uniform over lattice cells and seeds. */
export function hash2(x: number, y: number, seed: number): number {
  return mix(Math.imul(x, 0x27d4eb2d) + mix(Math.imul(y, 0x165667b1) + seed)) / 2 ** 32;
}

/** Draws the next number, uniform in [0, 1). */
export type Rng = () => number;

/** A counter-based generator: draw n is the hash of n and the name. */
export function randomOf(name: string): Rng {
  const seed = hashName(name);
  let counter = 0;
  return () => hash2(counter++, 0, seed);
}

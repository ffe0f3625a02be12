/** Draws random numbers that depend on their key alone: seed, index, attempt, stream and restart. */
import { cos, sin } from '../geometry/math.ts';

/** Ids of the paper's streams; every other stream's id is a hash of its name. */
const STREAM_IDS: Readonly<Record<string, number>> = {
  camera: 1,
  foreground: 2,
  layers: 3,
  background: 4,
  backgroundHue: 5,
  occluders: 6,
  occluderHue: 7,
  lights: 8,
  noise: 9,
  blur: 10,
  clutterSubset: 11,
  models: 12,
};

/** The id of a stream, which its name alone decides, so that a new stream changes no other. The hash is FNV-1a. */
function streamId(name: string): number {
  const known = STREAM_IDS[name];
  if (known !== undefined) return known;
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  // This bit keeps hashed ids apart from the ids above and their restarts.
  return (hash | 0x40000000) >>> 0;
}

/**
 * Gives the generator of a stream: one stream for each thing that is drawn, so that leaving out one changes no draw of the others.
 * A name always gives the generator at its first draw. Another `restart`, a whole number from 0, gives other draws.
 */
export type Streams = (name: string, restart?: number) => Random;

/** The streams of one attempt at an image. */
export function streamsOf(seed: number, index: number, attempt: number): Streams {
  return (name, restart = 0) => new Random(seed, index, attempt, streamId(name), restart);
}

/** What a restart adds to a stream's id in the key; the ids above are smaller. */
const RESTART_STRIDE = 64;

/**
 * A counter-based generator: draw n is a hash of (key, n).
 * The hash is pcg3d of M. Jarzynski and M. Olano, "Hash Functions for GPU Rendering", JCGT 9(3), 2020.
 */
export class Random {
  private readonly keyA: number;
  private readonly keyB: number;
  private counter = 0;

  /** Every argument is a whole number from 0; `index` may need up to 53 bits, the others 32. */
  constructor(seed: number, index: number, attempt: number, stream: number, restart = 0) {
    const low = index >>> 0;
    const high = Math.floor(index / 2 ** 32);
    const draw = stream + RESTART_STRIDE * restart;
    this.keyA = pcg3d(pcg3d(seed, low, draw), attempt, high);
    this.keyB = pcg3d(this.keyA, low, pcg3d(draw, seed, attempt));
  }

  /** 32 random bits, as a whole number from 0. */
  bits(): number {
    return pcg3d(this.counter++, this.keyA, this.keyB);
  }

  /** Uniform over [0, 1). */
  uniform(): number {
    return this.bits() / 2 ** 32;
  }

  /** Uniform over 0 .. n - 1. */
  int(n: number): number {
    return Math.floor(this.uniform() * n);
  }

  /** Uniform over [from, to). */
  range(from: number, to: number): number {
    return from + (to - from) * this.uniform();
  }

  /** Uniform over 3D rotations, [w, x, y, z] (K. Shoemake, Graphics Gems III, 1992). */
  quaternion(): [number, number, number, number] {
    const s = this.uniform();
    const a = 2 * Math.PI * this.uniform();
    const b = 2 * Math.PI * this.uniform();
    const p = Math.sqrt(1 - s);
    const q = Math.sqrt(s);
    return [q * cos(b), p * sin(a), p * cos(a), q * sin(b)];
  }

  /** Uniform over the half of the unit sphere with z > 0. */
  hemisphere(): [number, number, number] {
    const z = 1 - this.uniform();
    const angle = 2 * Math.PI * this.uniform();
    const s = Math.sqrt(1 - z * z);
    return [s * cos(angle), s * sin(angle), z];
  }

  /** 0 .. n - 1 in a random order (the shuffle of R. A. Fisher and F. Yates). */
  permutation(n: number): number[] {
    const order = Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = this.int(i + 1);
      const t = order[i]!;
      order[i] = order[j]!;
      order[j] = t;
    }
    return order;
  }
}

/** Hashes three words of 32 bits to one. */
export function pcg3d(x: number, y: number, z: number): number {
  x = (Math.imul(x, 1664525) + 1013904223) | 0;
  y = (Math.imul(y, 1664525) + 1013904223) | 0;
  z = (Math.imul(z, 1664525) + 1013904223) | 0;
  x = (x + Math.imul(y, z)) | 0;
  y = (y + Math.imul(z, x)) | 0;
  z = (z + Math.imul(x, y)) | 0;
  x ^= x >>> 16;
  y ^= y >>> 16;
  z ^= z >>> 16;
  return (x + Math.imul(y, z)) >>> 0;
}

/** The 32-bit key of an image's noise. `Scene` holds it, so that a scene alone decides its pixels. Restart 0 draws the noise's sigma. */
export function noiseKey(seed: number, index: number, attempt: number): number {
  return streamsOf(seed, index, attempt)('noise', 1).bits();
}

/** Spoils files at random, each mutant by its own number: the same number spoils the same file alike. */
import type { Json } from './small-gltf.ts';

/** mulberry32, a generator of 32 bits: shares from 0 to 1. */
function shares(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const NUMBERS = ['-1', '0', '1', '-5', '0.5', '255', '65535', '65536', '16777216', '1000000000', '4294967295', '1e38', '1e999', '-1e999', 'nan', '1,5'];
const VALUES = [null, true, -1, 0, 1, 3, 0.5, 65_536, 4_294_967_295, 1e300, '', 'x', '../../etc/passwd', 'http://127.0.0.1:9/x', [], [0, 0], {}, [[]], 'data:,'];

export interface GltfSample { json: Json; chunk: Buffer | null }

/** A mutant of any file: bytes changed, cut, repeated or swapped; in a text, a number replaced. */
export function mutateBytes(bytes: Buffer, isText: boolean, seed: number): Buffer {
  const share = shares(seed);
  const below = (count: number): number => Math.floor(share() * count);
  const a = below(bytes.length), b = Math.min(bytes.length, a + 1 + below(32));
  switch (below(isText ? 6 : 4)) {
    case 0: return bytes.subarray(0, a);
    case 1: return Buffer.concat([bytes.subarray(0, b), ...Array<Buffer>(1 + below(50)).fill(bytes.subarray(a, b)), bytes.subarray(b)]);
    case 2: return Buffer.concat([bytes.subarray(0, a), bytes.subarray(b)]);
    case 3: {
      const mutant = Buffer.from(bytes);
      for (let count = 1 + below(8); count > 0; count--) mutant[below(mutant.length)] = below(256);
      return mutant;
    }
    default: {
      const text = bytes.toString('latin1');
      const found = [...text.matchAll(/-?\d+(\.\d+)?/g)];
      const { index, 0: number } = found[below(found.length)]!;
      return Buffer.from(text.slice(0, index) + NUMBERS[below(NUMBERS.length)]! + text.slice(index + number.length), 'latin1');
    }
  }
}

/** A mutant of a glTF's JSON: one or two values are replaced, removed, or take the place of others. */
export function mutateJson(json: Json, seed: number): Json {
  const share = shares(seed);
  const below = (count: number): number => Math.floor(share() * count);
  const mutant = structuredClone(json);
  for (let count = 1 + below(2); count > 0; count--) {
    const places: { owner: Json; key: string }[] = [];
    const visit = (owner: Json): void => {
      for (const key of Object.keys(owner)) {
        places.push({ owner, key });
        if (typeof owner[key] === 'object' && owner[key] !== null) visit(owner[key] as Json);
      }
    };
    visit(mutant);
    const { owner, key } = places[below(places.length)]!;
    const how = below(4);
    if (how === 0) delete owner[key];
    else if (how === 1) {
      const other = places[below(places.length)]!;
      owner[key] = structuredClone(other.owner[other.key]);
    } else owner[key] = structuredClone(VALUES[below(VALUES.length)]);
  }
  return mutant;
}

/** A GLB of version 2: https://registry.khronos.org/glTF/specs/2.0/glTF-2.0.html#binary-gltf-layout. */
export function packGlb({ json, chunk }: GltfSample): Buffer {
  const part = (type: number, data: Buffer, filler: number): Buffer => {
    const padded = Buffer.alloc(Math.ceil(data.length / 4) * 4, filler);
    data.copy(padded);
    const head = Buffer.alloc(8);
    head.writeUInt32LE(padded.length, 0);
    head.writeUInt32LE(type, 4);
    return Buffer.concat([head, padded]);
  };
  const body = Buffer.concat([part(0x4e4f534a, Buffer.from(JSON.stringify(json)), 0x20), ...(chunk ? [part(0x004e4942, chunk, 0)] : [])]);
  const head = Buffer.alloc(12);
  [0x46546c67, 2, 12 + body.length].forEach((word, i) => head.writeUInt32LE(word, i * 4));
  return Buffer.concat([head, body]);
}

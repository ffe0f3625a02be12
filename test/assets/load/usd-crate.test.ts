// Checks that the names in a binary USD layer are found where its tokens are compressed, with blocks written by hand.
import { expect, test } from 'vitest';
import { crateTokens } from '../../../src/assets/load/usd-crate.ts';

/** A crate of version 0.8 with nothing but tokens. */
function crate(bytes: number, compressed: Buffer): Buffer {
  const head = Buffer.alloc(88);
  head.write('PXR-USDC\0\x08\0', 'latin1');
  head.writeUInt32LE(88, 16);
  const number = (value: number): Buffer => Buffer.from(BigUint64Array.of(BigInt(value)).buffer);
  const section = (name: string, at: number): Buffer => Buffer.concat([Buffer.from(name.padEnd(16, '\0')), number(at), number(9)]);
  return Buffer.concat([head, number(2), section('PATHS', 0), section('TOKENS', 160), number(3), number(bytes), number(compressed.length), compressed]);
}

/** Bytes as they are, and a copy of `length` from `distance` before. */
const run = (literals: string, copy?: { distance: number; length: number }): Buffer => {
  const long = (count: number): number[] => (count < 15 ? [] : [...Array<number>(Math.floor((count - 15) / 255)).fill(255), (count - 15) % 255]);
  const extra = copy ? copy.length - 4 : 0;
  return Buffer.from([(Math.min(15, literals.length) << 4) | Math.min(15, extra), ...long(literals.length), ...Buffer.from(literals), ...(copy ? [copy.distance & 255, copy.distance >> 8, ...long(extra)] : [])]);
};

test('one block, with copies that are longer than what they copy', () => {
  const text = `maps/wood.png\0${'ab'.repeat(200)}\0maps/wood.jpg\0`;
  const blocks = Buffer.concat([Buffer.from([0]), run('maps/wood.png\0ab', { distance: 2, length: 398 }), run('\0', { distance: 415, length: 10 }), run('jpg\0')]);
  expect(crateTokens(crate(text.length, blocks))).toBe(text);
});

test('several blocks', () => {
  const [first, second] = [run(`${'x'.repeat(300)}\0`, { distance: 1, length: 65536 - 301 }), run('a.png\0')];
  const sizes = Buffer.from(Uint32Array.of(first.length, second.length).buffer);
  const tokens = crateTokens(crate(65536 + 6, Buffer.concat([Buffer.from([2]), sizes, first, second])));
  expect(tokens.slice(65536)).toBe('a.png\0');
  expect(tokens.length).toBe(65542);
});

test('a size that no layer has is refused before memory is taken for it', () => {
  expect(() => crateTokens(crate(2 ** 40, Buffer.from([0])))).toThrow(RangeError);
});

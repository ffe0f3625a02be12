/** Checks that a thread naps once a turn of its event loop, however often work has ended and begun. */
import { expect, test, vi } from 'vitest';
import { resting } from '../../src/threads/rest.ts';

test('one nap a turn, also after work that ended and began within one; none once nothing is pending', async () => {
  const naps = vi.spyOn(Atomics, 'wait');
  const turnsOver = (turns: number) => new Promise<void>((resolve) => { setImmediate(() => { if (turns <= 1) resolve(); else void turnsOver(turns - 1).then(resolve); }); });
  for (let i = 0; i < 20; i++) await resting(Promise.resolve());
  naps.mockClear();
  await resting(turnsOver(10));
  expect(naps.mock.calls.length).toBeGreaterThan(8);
  expect(naps.mock.calls.length).toBeLessThan(12);
  await turnsOver(2);
  naps.mockClear();
  await turnsOver(5);
  expect(naps).not.toHaveBeenCalled();
  naps.mockRestore();
});

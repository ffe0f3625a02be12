/** Checks that a thread waits once an iteration of its event loop, however often work has ended and begun. */
import { expect, test, vi } from 'vitest';
import { idleUntil } from '../../src/threads/idle-wait.ts';

test('one idle wait an iteration, also after work that ended and began within one; none once no work is pending', async () => {
  const waits = vi.spyOn(Atomics, 'wait');
  const iterations = (count: number) => new Promise<void>((resolve) => { setImmediate(() => { if (count <= 1) resolve(); else void iterations(count - 1).then(resolve); }); });
  for (let i = 0; i < 20; i++) await idleUntil(Promise.resolve());
  waits.mockClear();
  await idleUntil(iterations(10));
  expect(waits.mock.calls.length).toBeGreaterThan(8);
  expect(waits.mock.calls.length).toBeLessThan(12);
  await iterations(2);
  waits.mockClear();
  await iterations(5);
  expect(waits).not.toHaveBeenCalled();
  waits.mockRestore();
});

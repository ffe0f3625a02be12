/** Checks that a thread has one idle wait per iteration of its event loop, even after work has ended and begun often. */
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

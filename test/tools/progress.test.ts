/** Checks what is shown of a run's progress where there is no terminal, and on one. */
import { expect, test } from 'vitest';
import { showProgress, timeText } from '../../src/tools/progress.ts';

function streamLike(isTTY: boolean) {
  let text = '';
  const stream = { isTTY, columns: 100, write: (part: string) => { text += part; return true; } } as unknown as NodeJS.WriteStream;
  return { stream, text: () => text };
}

test('elsewhere: a line now and then, with rate and time left', () => {
  const { stream, text } = streamLike(false);
  let seconds = 100;
  const progress = showProgress('images', stream, () => seconds);
  for (let done = 1; done <= 60; done++) {
    seconds += 0.5;
    progress.update(done, 1000);
  }
  progress.stop();
  expect(text()).toBe('31/1000 images, 2.0/s, 8 min 4 s left\n');
});

test('times as a person says them', () => {
  expect([0.2, 59.5, 61, 3600, 90_000, Infinity, NaN].map(timeText)).toEqual(['1 s', '60 s', '1 min 1 s', '1 h 0 min', '25 h 0 min', '?', '?']);
});

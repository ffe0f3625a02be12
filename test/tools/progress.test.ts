/** Checks how progress is shown on a terminal, and elsewhere. */
import { expect, test, vi } from 'vitest';
import { rateText, showProgress, timeText } from '../../src/tools/progress.ts';

function streamLike(isTTY: boolean) {
  let text = '';
  const stream = { isTTY, columns: 100, write: (part: string) => { text += part; return true; } } as unknown as NodeJS.WriteStream;
  return { stream, text: () => text };
}

/** What a terminal shows in the end: rows, without what was drawn over or cleared, and whether the cursor shows and lines wrap. */
function screenOf(text: string) {
  const rows = [''];
  let column = 0;
  const modes = { cursor: true, wrap: true };
  for (const [, code, character] of text.matchAll(/\x1b\[([?0-9;]*[A-Za-z])|([^])/g)) {
    const row = rows.at(-1)!;
    if (character === '\n') [column] = [0, rows.push('')];
    else if (character === '\r' || code === '1G' || code === '0G') column = 0;
    else if (character !== undefined) {
      rows[rows.length - 1] = row.slice(0, column).padEnd(column) + character + row.slice(column + 1);
      column++;
    } else if (code === 'K' || code === '0K') rows[rows.length - 1] = row.slice(0, column);
    else if (code === '2K') rows[rows.length - 1] = '';
    else if (code === '?25h' || code === '?25l') modes.cursor = code === '?25h';
    else if (code === '?7h' || code === '?7l') modes.wrap = code === '?7h';
    else throw new Error(`test: what does ${JSON.stringify(code)} do?`);
  }
  return { rows, ...modes };
}

test('elsewhere: a line now and then, with rate and time left', () => {
  const { stream, text } = streamLike(false);
  let seconds = 100;
  const progress = showProgress(stream, () => seconds);
  for (let done = 1; done <= 60; done++) {
    seconds += 0.5;
    progress.update('images', done, 1000);
  }
  progress.stop();
  expect(text()).toBe('31/1000 images, 2.0/s, 8 min 4 s left\n');
});

test('elsewhere: what cannot be counted is a line, and a slow rate has digits', () => {
  const { stream, text } = streamLike(false);
  let seconds = 0;
  const progress = showProgress(stream, () => seconds);
  progress.say('opening the GPU');
  progress.update('images', 1, 100);
  seconds = 24;
  progress.update('images', 2, 100);
  expect(text()).toBe('opening the GPU\n2/100 images, 0.042/s, 39 min 12 s left\n');
});

test('on a terminal: what is being done is a line that the first count replaces', () => {
  vi.useFakeTimers();
  try {
    const { stream, text } = streamLike(true);
    let seconds = 0;
    const progress = showProgress(stream, () => seconds);
    progress.update('models', 2, 2);
    progress.say('opening the GPU');
    expect(screenOf(text()).rows).toEqual(['| opening the GPU']);
    seconds = 3;
    vi.advanceTimersByTime(200);
    expect(screenOf(text()).rows).toEqual(['/ opening the GPU, 3 s']);
    progress.update('images', 1, 4);
    expect(screenOf(text()).rows).toEqual([expect.stringMatching(/^\S+ 1\/4 images, \?\/s, \? left$/)]);
    progress.stop();
    expect(screenOf(text())).toEqual({ rows: [''], cursor: true, wrap: true });
    progress.say('drawing');
    progress.stop();
    expect(screenOf(text()).rows).toEqual(['']);
  } finally {
    vi.useRealTimers();
  }
});

test('on a terminal: a note stays, with the bar below it, which draws nothing over it', () => {
  const { stream, text } = streamLike(true);
  const progress = showProgress(stream);
  progress.update('images', 1, 4);
  progress.note('Stopping.');
  progress.update('images', 2, 4);
  const { rows } = screenOf(text());
  expect(rows).toEqual(['Stopping.', expect.stringMatching(/ [12]\/4 images/)]);
  progress.stop();
  expect(screenOf(text())).toEqual({ rows: ['Stopping.', ''], cursor: true, wrap: true });
});

test('times as a person says them', () => {
  expect([0.2, 59.5, 61, 3600, 90_000, Infinity, NaN].map(timeText)).toEqual(['1 s', '60 s', '1 min 1 s', '1 h 0 min', '25 h 0 min', '?', '?']);
});

test('rates have two digits or more, however slow', () => {
  expect([0.0421, 0.5, 1, 37.44, 123.4, NaN].map(rateText)).toEqual(['0.042', '0.50', '1.0', '37.4', '123', '?']);
});

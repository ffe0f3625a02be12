/** Shows the progress of a run on standard error: a bar on a terminal, elsewhere a line every 15 seconds. */
import cliProgress from 'cli-progress';

export interface Progress {
  /** Names a step whose progress cannot be counted. The next step or count replaces it. */
  say(what: string): void;
  /** Sets how much of a task is done. The task's name, such as `images`, is the unit of the rate. Another task replaces this one. */
  update(task: string, done: number, total: number): void;
  /** Writes a line that stays, above the bar. */
  note(text: string): void;
  /** Removes the bar. Call it before anything else is written. */
  stop(): void;
}

const SECONDS_BETWEEN_LINES = 15;
const SPINNER = '|/-\\';
const SPINNER_MS = 200;

/** @param now the seconds of a monotonic clock */
export function showProgress(stream: NodeJS.WriteStream = process.stderr, now = () => performance.now() / 1000): Progress {
  return stream.isTTY ? barProgress(stream, now) : lineProgress(stream, now);
}

interface Bar { task: string; show(): void; update(done: number, total: number): void; hide(): void }

function barProgress(stream: NodeJS.WriteStream, now: () => number): Progress {
  let shown: Bar | null = null;
  const replace = (bar: Bar | null) => {
    shown?.hide();
    shown = bar;
  };
  return {
    say(what) {
      replace(spinner(what, stream, now));
      shown!.show();
    },
    update(task, done, total) {
      if (shown?.task !== task) replace(counter(task, stream, now));
      shown!.update(done, total);
      if (done >= total) replace(null);
    },
    note(text) {
      shown?.hide();
      stream.write(`${text}\n`);
      shown?.show();
    },
    stop: () => replace(null),
  };
}

function counter(task: string, stream: NodeJS.WriteStream, now: () => number): Bar {
  const format = `{bar} {value}/{total} ${task}, {rate}/s, {left} left`;
  const bar = new cliProgress.SingleBar({ stream, format, clearOnComplete: true, hideCursor: true, barsize: 30 }, cliProgress.Presets.shades_classic);
  const rateOf = rateMeter(now);
  let last: { done: number; total: number; payload: object } | null = null;
  return {
    task,
    show() {
      if (last) bar.start(last.total, last.done, last.payload);
    },
    update(done, total) {
      const rate = rateOf(done);
      const isFirst = last === null;
      last = { done, total, payload: { rate: rateText(rate), left: timeText((total - done) / rate) } };
      if (isFirst) return this.show();
      bar.setTotal(total);
      bar.update(done, last.payload);
    },
    hide() {
      if (last) bar.stop();
    },
  };
}

/** Advances while the event loop runs, and shows the seconds since it began. */
function spinner(what: string, stream: NodeJS.WriteStream, now: () => number): Bar {
  const since = now();
  let frames = 0;
  let timer: NodeJS.Timeout | undefined;
  const draw = () => {
    const seconds = Math.floor(now() - since);
    const text = `${SPINNER[frames++ % SPINNER.length]} ${what}${seconds > 0 ? `, ${timeText(seconds)}` : ''}`;
    stream.write(`\r\x1b[K${text.slice(0, Math.max(1, (stream.columns || 80) - 1))}`);
  };
  return {
    task: '',
    show() {
      draw();
      timer = setInterval(draw, SPINNER_MS).unref();
    },
    update: draw,
    hide() {
      clearInterval(timer);
      stream.write('\r\x1b[K');
    },
  };
}

function lineProgress(stream: NodeJS.WriteStream, now: () => number): Progress {
  let count: { task: string; rateOf: (done: number) => number; lastLine: number } | null = null;
  const note = (text: string) => { stream.write(`${text}\n`); };
  return {
    say: note,
    update(task, done, total) {
      if (count?.task !== task) count = { task, rateOf: rateMeter(now), lastLine: now() };
      const rate = count.rateOf(done);
      if (now() - count.lastLine < SECONDS_BETWEEN_LINES) return;
      count.lastLine = now();
      note(`${done}/${total} ${task}, ${rateText(rate)}/s, ${timeText((total - done) / rate)} left`);
    },
    note,
    stop() {},
  };
}

/** The rate per second since the first call, because earlier time belongs to another task. NaN until the count grows. */
function rateMeter(now: () => number): (done: number) => number {
  let first: { done: number; at: number } | null = null;
  return (done) => {
    first ??= { done, at: now() };
    return done === first.done ? NaN : (done - first.done) / Math.max(now() - first.at, 1e-3);
  };
}

/** A rate with two significant digits at least; `?` where it is not known. */
export function rateText(perSecond: number): string {
  if (!Number.isFinite(perSecond)) return '?';
  if (perSecond >= 100) return perSecond.toFixed(0);
  return perSecond >= 1 ? perSecond.toFixed(1) : perSecond.toPrecision(2);
}

/** A duration in its two largest units, rounded; `?` where it is not known. */
export function timeText(seconds: number): string {
  if (!Number.isFinite(seconds)) return '?';
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

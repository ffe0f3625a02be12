/** Shows on standard error how far a run is: a bar on a terminal, a line now and then elsewhere. */
import cliProgress from 'cli-progress';

export interface Progress {
  update(done: number, total: number): void;
  /** Takes the bar away; to be called before anything else is written. */
  stop(): void;
}

const SECONDS_BETWEEN_LINES = 15;

/**
 * @param task what is done, such as `images`: the unit of the rate
 * @param now seconds of a clock that only moves forward
 */
export function showProgress(task: string, stream: NodeJS.WriteStream = process.stderr, now = () => performance.now() / 1000): Progress {
  return stream.isTTY ? barProgress(task, stream, now) : lineProgress(task, stream, now);
}

function barProgress(task: string, stream: NodeJS.WriteStream, now: () => number): Progress {
  const format = `{bar} {value}/{total} ${task}, {rate}/s, {left} left`;
  const bar = new cliProgress.SingleBar({ stream, format, clearOnComplete: true, hideCursor: true, barsize: 30 }, cliProgress.Presets.shades_classic);
  const rateOf = rateMeter(now);
  let isShown = false;
  return {
    update(done, total) {
      if (!isShown) bar.start(total, 0, { rate: '?', left: '?' });
      isShown = true;
      const rate = rateOf(done);
      bar.setTotal(total);
      bar.update(done, { rate: rateText(rate), left: timeText((total - done) / rate) });
    },
    stop() {
      if (isShown) bar.stop();
      isShown = false;
    },
  };
}

function lineProgress(task: string, stream: NodeJS.WriteStream, now: () => number): Progress {
  const rateOf = rateMeter(now);
  let lastLine: number | null = null;
  return {
    update(done, total) {
      const rate = rateOf(done);
      lastLine ??= now();
      if (now() - lastLine < SECONDS_BETWEEN_LINES) return;
      lastLine = now();
      stream.write(`${done}/${total} ${task}, ${rateText(rate)}/s, ${timeText((total - done) / rate)} left\n`);
    },
    stop() {},
  };
}

/** Per second since the first call, which may come long after the start: what came before it is another task's time. NaN at first. */
function rateMeter(now: () => number): (done: number) => number {
  let first: { done: number; at: number } | null = null;
  return (done) => {
    first ??= { done, at: now() };
    return done === first.done ? NaN : (done - first.done) / Math.max(now() - first.at, 1e-3);
  };
}

function rateText(perSecond: number): string {
  if (Number.isNaN(perSecond)) return '?';
  return perSecond >= 100 ? perSecond.toFixed(0) : perSecond.toPrecision(2);
}

export function timeText(seconds: number): string {
  if (!Number.isFinite(seconds)) return '?';
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

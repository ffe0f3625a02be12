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
  let started: number | null = null;
  return {
    update(done, total) {
      if (started === null) {
        started = now();
        bar.start(total, 0, { rate: '?', left: '?' });
      }
      const rate = done / Math.max(now() - started, 1e-3);
      bar.setTotal(total);
      bar.update(done, { rate: rateText(rate), left: timeText((total - done) / rate) });
    },
    stop() {
      if (started !== null) bar.stop();
      started = null;
    },
  };
}

function lineProgress(task: string, stream: NodeJS.WriteStream, now: () => number): Progress {
  const started = now();
  let lastLine = started;
  return {
    update(done, total) {
      if (now() - lastLine < SECONDS_BETWEEN_LINES) return;
      lastLine = now();
      const rate = done / (lastLine - started);
      stream.write(`${done}/${total} ${task}, ${rateText(rate)}/s, ${timeText((total - done) / rate)} left\n`);
    },
    stop() {},
  };
}

function rateText(perSecond: number): string {
  return perSecond >= 100 ? perSecond.toFixed(0) : perSecond.toPrecision(2);
}

export function timeText(seconds: number): string {
  if (!Number.isFinite(seconds)) return '?';
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

/** Pauses the event loop of a thread while it waits for the device. */

/**
 * While a map is pending, dawn.node polls the device in every iteration of the event loop. Without idle waits, these iterations keep a whole
 * core busy, which a software adapter needs for drawing.
 *
 * An idle wait is a share of the time waited so far: a long wait takes few iterations, and a short one ends soon after the device is done.
 * Messages to the thread are delayed by up to LONGEST_MS. The device meanwhile draws the next batch, which is submitted already
 * (BATCHES_PER_DEVICE of run/devices.ts).
 */
const SHARE_OF_TIME_WAITED = 1 / 8;
const LONGEST_MS = 8;

/** Atomics.wait on this array sleeps until its timeout, because no thread notifies it. */
const never = new Int32Array(new SharedArrayBuffer(4));
let pending = 0;
/** Whether an idle wait is scheduled. There is at most one at a time, also where work ends and other work begins before that wait. */
let isScheduled = false;
let waitingSinceMs = 0;

/** Settles as `work` does. Until then, every iteration of the event loop ends in an idle wait. Calls may overlap. */
export async function idleUntil<T>(work: Promise<T>): Promise<T> {
  waitingSinceMs = performance.now();
  pending++;
  if (!isScheduled) setImmediate(idleWait);
  isScheduled = true;
  try {
    return await work;
  } finally {
    pending--;
    waitingSinceMs = performance.now();
  }
}

function idleWait(): void {
  isScheduled = pending > 0;
  if (!isScheduled) return;
  Atomics.wait(never, 0, 0, Math.min(LONGEST_MS, (performance.now() - waitingSinceMs) * SHARE_OF_TIME_WAITED));
  setImmediate(idleWait);
}

/** Pauses the event loop of a thread while it waits for the device. */

/**
 * While a map is pending, dawn.node polls the device in every iteration of the event loop. Without idle waits these iterations keep a
 * whole core busy, which a software adapter needs. Against none, idle waits of 1 ms make 1.6 times the images/s (2 cores, lavapipe).
 *
 * An iteration takes about 25 us, so idle waits grow with the time waited so far. A message to the thread waits as long; a second
 * batch, submitted behind the one that is drawn, hides that (BATCHES_PER_DEVICE of run/devices.ts).
 */
const SHARE_OF_TIME_WAITED = 1 / 8;
const LONGEST_MS = 8;

/** Atomics.wait sleeps on it until its timeout, because no thread notifies it. */
const never = new Int32Array(new SharedArrayBuffer(4));
let pending = 0;
/** Whether an idle wait is scheduled. One at a time, also where work ends and more begins before that wait. */
let isScheduled = false;
let waitingSinceMs = 0;

/** Returns the result of `work`. Until then, every iteration of the event loop ends in an idle wait. */
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

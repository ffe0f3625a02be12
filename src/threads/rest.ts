/** Lets a thread rest while it waits for the device. */

/**
 * dawn.node polls the device on every turn of the event loop while a map is pending, and a loop that turns without pause keeps a whole
 * core busy, which a software adapter wants for itself: with naps of 1 ms two cores make 1.7 times as many images (lavapipe). A turn
 * takes about 25 us, so naps are longer the longer the device takes; a message to the thread waits as long, which three batches in
 * flight hide.
 */
const SHARE_OF_WAIT = 1 / 8;
const LONGEST_NAP_MS = 8;

const never = new Int32Array(new SharedArrayBuffer(4));
let pending = 0;
/** Whether a nap is due: one at a time, also where work ends and more begins before it comes. */
let isNapping = false;
/** When the thread had last something to do. */
let waitingSince = 0;

/** Hands on what `work` returns; until then every turn of the event loop takes a nap. */
export async function resting<T>(work: Promise<T>): Promise<T> {
  waitingSince = performance.now();
  pending++;
  if (!isNapping) setImmediate(nap);
  isNapping = true;
  try {
    return await work;
  } finally {
    pending--;
    waitingSince = performance.now();
  }
}

function nap(): void {
  isNapping = pending > 0;
  if (!isNapping) return;
  Atomics.wait(never, 0, 0, Math.min(LONGEST_NAP_MS, (performance.now() - waitingSince) * SHARE_OF_WAIT));
  setImmediate(nap);
}

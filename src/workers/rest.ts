/** Lets a thread rest while it waits for the device. */

/**
 * dawn.node polls the device on every turn of the event loop while a map is pending, and a loop that turns without pause keeps a whole
 * core busy, which a software adapter wants for itself. So each turn takes a nap: two cores make 1.7 times as many images (lavapipe).
 * Naps of 0.2 ms cost 6 % more processor time than those of 1 ms, longer ones gain nothing. A message to the thread waits as long, which
 * three batches in flight hide.
 */
const NAP_MS = 1;

const never = new Int32Array(new SharedArrayBuffer(4));
let pending = 0;

/** Hands on what `work` returns; until then every turn of the event loop takes a nap. */
export async function resting<T>(work: Promise<T>): Promise<T> {
  pending++;
  if (pending === 1) setImmediate(nap);
  try {
    return await work;
  } finally {
    pending--;
  }
}

function nap(): void {
  if (pending === 0) return;
  Atomics.wait(never, 0, 0, NAP_MS);
  setImmediate(nap);
}

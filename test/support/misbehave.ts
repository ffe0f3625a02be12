/** Misbehaves as it is told, in a process of its own. */
import { serveProcess } from '../../src/threads/limited-process.ts';

const kept: unknown[] = [];

serveProcess(async (how: string) => {
  switch (how) {
    case 'loop': for (;;);
    case 'heap': for (;;) kept.push(new Array(1000).fill(how));
    case 'buffers': for (;;) kept.push(new Uint8Array(10_000_000).fill(1));
    case 'crash': process.kill(process.pid, 'SIGSEGV'); return new Promise(() => undefined);
    case 'exit': return process.exit(3);
    case 'throw': throw new Error('thrown');
    case 'pid': return process.pid;
    default: return new Uint8Array([1, 2, 3]);
  }
});

// Takes the lock named on the command line, says so to its parent, and holds it until killed.
import { acquireLock } from '../../src/dataset/lock.ts';

await acquireLock(process.argv[2]!);
process.send!('held');
setInterval(() => undefined, 1000);

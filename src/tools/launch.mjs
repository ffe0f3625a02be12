// Runs a program that opens a device in a process of its own, and lets everything through but two warnings.
//
// Dawn writes them to file descriptor 2 for drivers such as lavapipe, whatever it is asked: nothing inside the process can tell
// them from what has to be seen. The program itself writes to descriptor 3, the standard error of this process.
// Ctrl-C stays here, too: a process that ends while Dawn works aborts, so the second one kills the program, which cannot abort then.

import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath, pathToFileURL } from 'node:url';

const WARNING = /^Warning: maxDynamic(Uniform|Storage)BuffersPerPipelineLayout artificially reduced from \d+ to \d+ to fit dynamic offset allocation limit\.\r?\n$/;
/** What both begin with. */
const WARNING_START = 'Warning: maxDynamic';
/** Shows the cursor, lets lines wrap again: a bar that is killed leaves both off. */
const RESTORE_TERMINAL = '\r\x1b[K\x1b[?25h\x1b[?7h';

/**
 * Passes text on as it comes, but for Dawn's warnings.
 * @param {(text: string) => void} write
 */
export function warningFilter(write) {
  let line = '';
  const isStart = () => line.startsWith(WARNING_START) || WARNING_START.startsWith(line);
  return {
    add(/** @type {string} */ text) {
      for (const part of text.split(/(?<=\n)/)) {
        const begun = line !== '' && !isStart();
        line += part;
        // What has begun to be written, or cannot become a warning, waits for no end of its line.
        if (begun) write(part);
        else if (!isStart() || (line.endsWith('\n') && !WARNING.test(line))) write(line);
        if (line.endsWith('\n')) line = '';
      }
    },
    end() {
      if (isStart()) write(line);
      line = '';
    },
  };
}

/**
 * Runs the module with these arguments, and ends as it ends: with its exit code, or by its signal.
 * @param {URL} module
 * @param {string[]} args
 */
export function launch(module, args) {
  const entry = fileURLToPath(new URL('./launched.mjs', import.meta.url));
  const child = spawn(process.execPath, [...process.execArgv, entry, module.href, ...args], { stdio: ['inherit', 'inherit', 'pipe', 2, 'ipc'] });
  const isTerminal = process.stderr.isTTY;
  /** Whether the program wants to hear of the first Ctrl-C. */
  let isAsked = false;
  /** @type {NodeJS.Signals | null} */
  let ending = null;

  // One byte a character: what is cut anywhere comes together again.
  const filter = warningFilter((text) => process.stderr.write(text, 'latin1'));
  child.stderr?.setEncoding('latin1').on('data', filter.add);
  child.on('message', () => { isAsked = true; });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
    process.on(signal, () => {
      if (signal === 'SIGINT' && isAsked && child.connected) {
        isAsked = false;
        child.send('interrupt', () => undefined); // where it is gone already, 'close' comes
        return;
      }
      ending ??= signal;
      child.kill('SIGKILL');
    });
  }
  child.on('error', (error) => {
    process.stderr.write(`launch: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.on('close', (code, signal) => {
    filter.end();
    if (isTerminal && code === null) process.stderr.write(RESTORE_TERMINAL);
    if (ending === 'SIGINT') process.exitCode = 128 + constants.signals.SIGINT;
    else if (code !== null) process.exitCode = code;
    else endBy(ending ?? signal ?? 'SIGKILL');
  });
}

/** Ends this process by the signal, once what was written is out. */
function endBy(/** @type {NodeJS.Signals} */ signal) {
  process.removeAllListeners(signal);
  process.stderr.write('', () => process.kill(process.pid, signal));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) launch(pathToFileURL(process.argv[2] ?? ''), process.argv.slice(3));

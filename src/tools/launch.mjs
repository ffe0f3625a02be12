// Runs a program that opens a device in a child process, and passes on all its output except two warnings of Dawn.
//
// With drivers such as lavapipe, Dawn writes these warnings to file descriptor 2, and no option of Dawn prevents that. The program itself
// writes to descriptor 3, which is the standard error of this process, so descriptor 2 can be filtered here.
// A run that streams its samples gets standard output as a descriptor of its own. Its descriptor 1 is standard error, so that nothing that
// native code, Node or a scenario prints gets between the samples.
// This process also handles Ctrl-C. A process that exits while Dawn works aborts, so the second Ctrl-C kills the program instead.

import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath, pathToFileURL } from 'node:url';

const WARNING = /^Warning: maxDynamic(Uniform|Storage)BuffersPerPipelineLayout artificially reduced from \d+ to \d+ to fit dynamic offset allocation limit\.\r?\n$/;
/** The beginning of both warnings. */
const WARNING_START = 'Warning: maxDynamic';
/** Clears the line, shows the cursor and lets lines wrap again, because a progress bar that is killed leaves both off. */
const RESTORE_TERMINAL = '\r\x1b[K\x1b[?25h\x1b[?7h';

/** Where the program finds standard output when it streams samples. */
export const STREAM_DESCRIPTOR = 5;

/**
 * Whether the command line is `generate ... --out -`.
 * @param {string[]} args
 */
export function isStream([command, ...args]) {
  return command === 'generate' && args.some((arg, i) => arg === '--out=-' || (arg === '--out' && args[i + 1] === '-'));
}

/**
 * Passes text on as it arrives, except Dawn's warnings.
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
        // A line that is partly written, or cannot become a warning, is written before its end is there.
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
 * Runs the module with these arguments. This process then ends as the module did: with its exit code, or by its signal.
 * @param {URL} module
 * @param {string[]} args
 */
export function launch(module, args) {
  const entry = fileURLToPath(new URL('./launched.mjs', import.meta.url));
  const child = spawn(process.execPath, [...process.execArgv, entry, module.href, ...args], {
    stdio: isStream(args) ? ['inherit', 2, 'pipe', 2, 'ipc', 1] : ['inherit', 'inherit', 'pipe', 2, 'ipc'],
  });
  const isTerminal = process.stderr.isTTY;
  /** Whether the program has asked for a message at the first Ctrl-C. */
  let isAsked = false;
  /** @type {NodeJS.Signals | null} */
  let ending = null;

  // latin1 has one character per byte, so a character of several bytes may arrive in two parts.
  const filter = warningFilter((text) => process.stderr.write(text, 'latin1'));
  child.stderr?.setEncoding('latin1').on('data', filter.add);
  child.on('message', () => { isAsked = true; });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
    process.on(signal, () => {
      if (signal === 'SIGINT' && isAsked && child.connected) {
        isAsked = false;
        child.send('interrupt', () => undefined); // where the program has ended already, 'close' follows
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

/** Ends this process by the signal, once standard error is written. */
function endBy(/** @type {NodeJS.Signals} */ signal) {
  process.removeAllListeners(signal);
  process.stderr.write('', () => process.kill(process.pid, signal));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) launch(pathToFileURL(process.argv[2] ?? ''), process.argv.slice(3));

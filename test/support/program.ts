/** Runs a program, or the command line from its sources, to its end. */
import { execFile } from 'node:child_process';

export interface Outcome { code: number; stdout: string; stderr: string }

/** The start file of the command line. */
export const BINARY = new URL('../../src/scenemill.js', import.meta.url).pathname;

/** @param options `env` is added to the environment of the tests */
export function runProgram(file: string, args: string[], { cwd, env }: { cwd?: string; env?: Record<string, string> } = {}): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(file, args, { cwd, env: { ...process.env, ...env } }, (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, stdout, stderr }));
  });
}

export const scenemill = (args: string[], options: { cwd?: string; env?: Record<string, string> }): Promise<Outcome> => runProgram(process.execPath, [BINARY, ...args], options);

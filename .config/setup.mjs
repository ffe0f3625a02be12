// Makes a fresh machine ready for `npm test` and `npm run demo`: npm packages, and a software Vulkan driver where no GPU is found.
// Plain JavaScript without dependencies, as it runs before there are any. Exit codes: 1 failed, 2 the user has to do something.
// With --dry-run it prints the commands and runs none.

import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { driverCommandHere } from '../src/tools/driver.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DRY_RUN = process.argv.includes('--dry-run');

requireNode();
installPackages();
if (!hasAdapter()) installDriver();

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) stop(2, `Node ${process.versions.node} is too old; wanted 20.19 or later`);
}

/** Runs `npm ci` where node_modules is missing or older than the lockfile; npm writes .package-lock.json last. */
function installPackages() {
  const installed = join(ROOT, 'node_modules', '.package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(ROOT, 'package-lock.json')).mtimeMs) return;
  run('npm ci --no-audit --no-fund', 'installing the npm packages');
}

/** Asks Dawn in a child process, since a driver that crashes takes its process with it. */
function hasAdapter() {
  const child = spawnSync(process.execPath, [join(ROOT, 'src/tools/adapter-probe.mjs')], { encoding: 'utf8', timeout: 300_000 });
  // It prints the adapter's properties, null, or the reason why Dawn refuses.
  if (child.status === 0) return Boolean(JSON.parse(child.stdout)?.features);
  if (child.stderr.includes('Cannot find package') && DRY_RUN) return false;
  if (/ERR_DLOPEN_FAILED|Cannot find (package|module)/.test(child.stderr)) {
    const reason = /^Error.*$/m.exec(child.stderr)?.[0] ?? child.stderr.trim();
    stop(1, `the npm package webgpu cannot be loaded: ${reason}; wanted glibc 2.34 or later (Debian 12, Ubuntu 22.04), try: npm ci`);
  }
  return false;
}

function installDriver() {
  const isRoot = process.getuid?.() === 0;
  const sudo = isRoot || spawnSync('sudo', ['--version']).error ? '' : 'sudo ';
  const command = attempt(() => driverCommandHere(sudo));
  if (command === null) {
    return stop(2, 'no WebGPU adapter found; install a driver for Vulkan, Metal or Direct3D 12 (Mesa has one in software, lavapipe) and run this again');
  }
  if (!isRoot && (sudo === '' || spawnSync('sudo', ['-n', 'true']).status !== 0)) {
    stop(
      2,
      `no WebGPU adapter found, and installing the software one needs root. ${sudo ? 'Run' : 'As root, run'} this, then the same npm command again:\n\n${command}\n`,
    );
  }
  run(command, 'no WebGPU adapter found: installing a software Vulkan driver');
  if (!DRY_RUN && !hasAdapter()) stop(1, 'the driver is installed but still no WebGPU adapter is found; to see why, run: npx scenemill doctor');
}

/** Runs a shell command with its output on standard error, which leaves standard output to the command that follows. */
function run(/** @type {string} */ command, /** @type {string} */ why) {
  process.stderr.write(`setup: ${why}\n  ${command}\n`);
  if (DRY_RUN) return;
  const child = spawnSync('sh', ['-c', command], { cwd: ROOT, stdio: ['ignore', 2, 2] });
  if (child.status !== 0) stop(1, `${why} failed; to try by hand, run:\n\n${command}\n`);
}

/** @template T @param {() => T} make @returns {T} */
function attempt(make) {
  try {
    return make();
  } catch (error) {
    return stop(2, error instanceof Error ? error.message : String(error));
  }
}

/** @returns {never} */
function stop(/** @type {number} */ code, /** @type {string} */ message) {
  process.stderr.write(`setup: ${message}\n`);
  process.exit(code);
}

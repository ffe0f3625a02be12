// Composes the shell command that installs a software Vulkan driver which Dawn accepts. It is plain JavaScript without dependencies,
// because setting up a new machine runs it before npm has installed any.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { backportsEntry } from './apt-sources.mjs';

/**
 * The command for this machine, or null where the machine has no apt.
 * @param {string} sudo `'sudo '`, or empty for root
 * @throws {Error} where apt's sources do not say where the driver is
 */
export function driverCommandHere(sudo) {
  if (process.platform !== 'linux' || !existsSync('/usr/bin/apt-get')) return null;
  return driverCommand(parseOsRelease(readFileSync('/etc/os-release', 'utf8')), readAptSources(), sudo);
}

function readAptSources() {
  const folder = '/etc/apt/sources.list.d';
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => /\.(list|sources)$/.test(name)).sort() : [];
  return ['/etc/apt/sources.list', ...names.map((name) => join(folder, name))].flatMap((path) => {
    try {
      return [{ path, text: readFileSync(path, 'utf8') }];
    } catch {
      return []; // the file does not exist, or only root may read it, which is never so for the distribution's own entry
    }
  });
}

/**
 * @param {string} text of /etc/os-release
 * @returns {{ id: string, codename: string }} for example debian, bookworm
 */
export function parseOsRelease(text) {
  const get = (/** @type {string} */ key) => new RegExp(`^${key}="?([^"\\n]*)"?$`, 'm').exec(text)?.[1] ?? '';
  return { id: get('ID'), codename: get('VERSION_CODENAME') };
}

/**
 * The command, in one line for `sh`. On Debian 12 it installs Mesa from backports, because Dawn refuses Debian 12's own Mesa: lavapipe
 * 22.3 lacks shaderUniform*ArrayDynamicIndexing. It waits for apt's lock, because a machine that has just started may run its own updates.
 *
 * @param {{ id: string, codename: string }} system
 * @param {import('./apt-sources.mjs').SourceFile[]} sources apt's source files
 * @param {string} sudo `'sudo '`, or empty for root
 * @throws {Error} where the backports entry cannot be derived
 */
export function driverCommand(system, sources, sudo) {
  const fromBackports = system.id === 'debian' && system.codename === 'bookworm';
  const entry = fromBackports ? backportsEntry(sources, system.codename) : null;
  const install = `${sudo}env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=300`;
  return [
    ...(entry ? [`printf '%s\\n' ${entry.text.trimEnd().split('\n').map(shellQuote).join(' ')} | ${sudo}tee ${entry.path} >/dev/null`] : []),
    // Its exit status is ignored: another vendor's broken entry must not stop the install, which fails by itself where the driver is missing.
    `${sudo}apt-get update`,
    `${install} ${fromBackports ? `-t ${system.codename}-backports ` : ''}mesa-vulkan-drivers libvulkan1`,
  ].join('; ');
}

/** @param {string} text */
function shellQuote(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

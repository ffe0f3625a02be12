// Writes the one shell command that installs a software Vulkan driver which Dawn accepts. Plain JavaScript without dependencies, as a
// fresh machine's set-up runs it before there are any.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { backportsEntry } from './apt-sources.mjs';

/**
 * The command for this machine, or null where it has no apt.
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
      return []; // there is none, or it is for root's eyes, which the distribution's own never is
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
 * The command, one line fit to be run by `sh` or pasted by a user. Dawn refuses Debian 12's own Mesa (22.3 lacks
 * shaderUniform*ArrayDynamicIndexing in lavapipe), so there it comes from backports; later releases need none.
 * A machine that has just started may still be busy with its own updates, hence the wait for the lock.
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
    // Its exit status is not asked for: another vendor's broken entry must not stop us, the install shows what counts.
    `${sudo}apt-get update`,
    `${install} ${fromBackports ? `-t ${system.codename}-backports ` : ''}mesa-vulkan-drivers libvulkan1`,
  ].join('; ');
}

/** @param {string} text */
function shellQuote(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

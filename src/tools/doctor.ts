/** Examines what this machine renders with, and says what to install where it cannot render. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../assets/cache/model-cache.ts';
import { type CacheSize, cacheSize, clearCache } from '../assets/cache/upkeep.ts';
import { STORAGE_BUFFERS } from '../gpu/device.ts';
import { driverCommandHere } from './driver.mjs';

interface Adapter {
  vendor: string;
  device: string;
  architecture: string;
  description: string;
  features: string[];
  limits: Record<string, number>;
}

export interface DoctorReport {
  node: string;
  platform: string;
  /** Versions of sharp and of its libvips; null where sharp cannot be loaded. */
  sharp: string | null;
  /** The cache of compiled models. */
  cache: CacheSize & { folder: string };
  adapter: Adapter | null;
  /** Why this machine cannot render, and what to do; null where it can. */
  problem: string | null;
}

const OLDEST_NODE = [20, 19] as const;

/**
 * Examines Node, sharp, the cache and the adapter. Problems are in the report and not thrown.
 * @param adapterName part of an adapter's name, as for `--adapter`; default: the adapter that a run would take
 */
export async function examine(adapterName?: string): Promise<DoctorReport> {
  const sharp = runScript('import sharp from "sharp"; console.log(`${sharp.versions.sharp}, libvips ${sharp.versions.vips}`)');
  const probe = runProbe(adapterName);
  const answer = probe.status === 0 ? JSON.parse(probe.stdout) as Adapter | { refusal: string } | null : null;
  const adapter = answer && !('refusal' in answer) ? answer : null;
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isNodeTooOld = major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1]);

  let problem: string | null = null;
  if (isNodeTooOld) problem = `Node ${process.versions.node} is too old; wanted ${OLDEST_NODE.join('.')} or later.`;
  else if (sharp.status !== 0) problem = `sharp, which writes the images, cannot be loaded: ${lastError(sharp.stderr)}. ${INSTALL_AGAIN}`;
  else if (probe.status !== 0) problem = brokenProbe(probe);
  else if (answer && 'refusal' in answer && adapterName !== undefined) problem = `No adapter's name contains "${adapterName}": ${answer.refusal}`;
  else if (adapter === null) problem = noAdapter();
  else if (adapter.limits.maxStorageBuffersPerShaderStage! < STORAGE_BUFFERS) problem = `${adapter.description} binds ${adapter.limits.maxStorageBuffersPerShaderStage} storage buffers; wanted ${STORAGE_BUFFERS}. Update the driver.`;
  return {
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    sharp: sharp.status === 0 ? sharp.stdout.trim() : null,
    cache: { folder: cacheFolder(), ...await cacheSize(cacheFolder()) },
    adapter,
    problem,
  };
}

/** Removes all compiled models from the cache, and returns what was removed. */
export async function emptyCache(): Promise<CacheSize & { folder: string }> {
  const folder = cacheFolder();
  return { folder, ...await clearCache(folder) };
}

/** `no files` or `3 files, 1.2 MB`. */
export function cacheText({ entries, bytes }: CacheSize): string {
  return entries === 0 ? 'no files' : `${entries} file${entries === 1 ? '' : 's'}, ${(bytes / 1e6).toFixed(1)} MB`;
}

/** A checkout runs from its sources, and has a lockfile. */
const INSTALL_AGAIN = import.meta.url.endsWith('.ts') ? 'Try: npm ci' : 'Try to install scenemill again.';

type Child = ReturnType<typeof runScript>;

/** The working folder of child processes, so that they import the program's own packages. */
const HERE = fileURLToPath(new URL('.', import.meta.url));
/** A child process that takes longer is ended. On a busy machine one can take a minute. */
const TIMEOUT_MS = 300_000;

function runScript(source: string) {
  return spawnSync(process.execPath, ['--input-type=module', '-e', source], { cwd: HERE, encoding: 'utf8', timeout: TIMEOUT_MS });
}

function runProbe(adapterName: string | undefined): Child {
  const script = fileURLToPath(new URL('./adapter-probe.mjs', import.meta.url));
  return spawnSync(process.execPath, [script, ...(adapterName === undefined ? [] : [adapterName])], { encoding: 'utf8', timeout: TIMEOUT_MS });
}

function brokenProbe({ stderr, signal }: Child): string {
  if (signal !== null) return `The graphics driver ended the process that asked for it (${signal}): update the driver, or choose another with --adapter.`;
  const reason = lastError(stderr);
  const isOldGlibc = /GLIBC/.test(stderr);
  return `The npm package webgpu cannot be loaded: ${reason}. ${isOldGlibc ? 'It needs glibc 2.34 or later: Debian 12, Ubuntu 22.04, RHEL 9.' : INSTALL_AGAIN}`;
}

function lastError(stderr: string): string {
  return /^\w*Error.*$/m.exec(stderr)?.[0] ?? (stderr.trim().split('\n').at(-1) || 'it says nothing');
}

/** Says that there is no adapter, with the command that installs one where the system's packages are known. */
function noAdapter(): string {
  const advice = 'No WebGPU adapter was found: there is no driver for Vulkan, Metal or Direct3D 12. Install the GPU\'s driver, or a software one (Mesa\'s lavapipe)';
  try {
    const command = driverCommandHere(process.getuid?.() === 0 ? '' : 'sudo ');
    return command === null ? `${advice}.` : `${advice}:\n  ${command}`;
  } catch {
    return `${advice}.`;
  }
}

/** The features by which the renderer chooses its passes, and what each means where it is present or absent. */
const FEATURES: [feature: string, yes: string, no: string][] = [
  ['atomic-vec2u-min-max', '64-bit atomics: one raster pass', 'no 64-bit atomics: two raster passes, the same pictures'],
  ['timestamp-query', 'timestamps: passes can be timed', 'no timestamps: passes cannot be timed'],
];

/** The report as lines of two aligned columns, then the problem. */
export function reportText({ node, platform, sharp, cache, adapter, problem }: DoctorReport): string {
  const lines: [string, string][] = [['Node', `${node}, ${platform}`], ['sharp', sharp ?? 'cannot be loaded'], ['Cache', cache.folder], ['', cacheText(cache)]];
  if (adapter) {
    lines.push(['Adapter', `${adapter.device} (${adapter.vendor}${adapter.architecture ? `, ${adapter.architecture}` : ''})`], ['Driver', adapter.description]);
    for (const [feature, yes, no] of FEATURES) lines.push(['Feature', adapter.features.includes(feature) ? yes : no]);
    for (const [limit, value] of Object.entries(adapter.limits)) lines.push(['Limit', `${limit} ${value}`]);
  }
  const width = Math.max(...lines.map(([name]) => name.length));
  const text = lines.map(([name, value], i) => `${(name === lines[i - 1]?.[0] ? '' : name).padEnd(width)}  ${value}`).join('\n');
  return `${text}\n\n${problem ?? 'This machine can render.'}`;
}

/** Keeps the index of a dataset's folder: an entry per finished shard, and dataset.json once every shard has its entry. */
import { appendFile, mkdir, readFile, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { AssetLibrary, Picture } from '../assets/library.ts';
import { baseOf } from '../assets/load/model-source.ts';
import { distractorSources, groupOf } from '../config/asset-groups.ts';
import { picturesSha256, portableConfig } from '../config/identity.ts';
import type { BaseConfig } from '../config/schema.ts';
import { UserError } from '../config/errors.ts';
import type { AdapterIdentity } from '../gpu/device.ts';
import { writeFileAtomic } from './atomic-file.ts';

export interface Totals {
  images: number;
  instances: number;
  /** Labelled objects without a visible pixel. */
  hidden: number;
  /** Objects that the planner could not place. */
  unplaced: number;
  /** Attempts beyond the first, over all images. */
  attempts: number;
  /** Images that broke a rule in every attempt. */
  leastBad: number;
}

/** `shards/<name>.json`: the shard's row of dataset.json, its totals, and the hash and adapter that all shards of a dataset share. */
export interface ShardEntry {
  name: string;
  /** Slot of the first sample, which is the index of its image unless the order is shuffled. */
  first: number;
  samples: number;
  bytes: number;
  sha256: string;
  totals: Totals;
  configSha256: string;
  adapter: AdapterIdentity;
}

/** A shard's name and the slots that it holds. */
export interface ShardRange { name: string; first: number; samples: number }

export interface DatasetIdentity {
  generator: string;
  config: BaseConfig;
  configSha256: string;
  adapter: AdapterIdentity;
}

/** All shards of a dataset of `images` images. Their names are six digits, so that alphabetical order is the order of the slots. */
export function shardRanges(images: number, imagesPerShard: number): ShardRange[] {
  return Array.from({ length: Math.ceil(images / imagesPerShard) }, (_, shard) => ({
    name: String(shard).padStart(6, '0'),
    first: shard * imagesPerShard,
    samples: Math.min(imagesPerShard, images - shard * imagesPerShard),
  }));
}

export const emptyTotals = (): Totals => ({ images: 0, instances: 0, hidden: 0, unplaced: 0, attempts: 0, leastBad: 0 });

export function addTotals(into: Totals, more: Totals): void {
  for (const name of Object.keys(into) as (keyof Totals)[]) into[name] += more[name];
}

/** The folder of one dataset. */
export class DatasetFolder {
  readonly shardsDir: string;
  private readonly dir: string;
  private readonly identity: DatasetIdentity;

  private constructor(dir: string, identity: DatasetIdentity) {
    this.dir = dir;
    this.shardsDir = join(dir, 'shards');
    this.identity = identity;
  }

  /** Creates the folder where it is missing. */
  static async open(dir: string, identity: DatasetIdentity): Promise<DatasetFolder> {
    const folder = new DatasetFolder(dir, identity);
    await mkdir(folder.shardsDir, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
      throw new UserError(`dataset: ${folder.shardsDir} cannot be made (${error.code ?? error.message}); wanted a folder, or nothing of that name`);
    });
    return folder;
  }

  /**
   * Reads the entry of a shard; null where the shard has none, or where its tar file has another size than the entry says.
   * @throws UserError where the shard was made from another config or by another adapter
   */
  async readEntry(range: ShardRange): Promise<ShardEntry | null> {
    const path = join(this.shardsDir, `${range.name}.json`);
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    if (text === null) return null;
    const entry = JSON.parse(text) as ShardEntry;
    const { configSha256, adapter } = this.identity;
    if (entry.configSha256 !== configSha256) {
      throw new UserError(`dataset: ${path} was made from another config (${entry.configSha256.slice(0, 12)}..., now ${configSha256.slice(0, 12)}...); wanted an empty folder, or the same config, models and seed`);
    }
    if (JSON.stringify(entry.adapter) !== JSON.stringify(adapter)) {
      throw new UserError(`dataset: ${path} was rendered by ${entry.adapter.device}, now ${adapter.device}; one dataset does not mix adapters: choose the same one with --adapter, or another folder`);
    }
    const tar = await stat(join(this.shardsDir, `${range.name}.tar`)).catch(() => null);
    return tar?.size === entry.bytes ? entry : null;
  }

  async writeEntry(range: ShardRange, tar: { bytes: number; sha256: string }, totals: Totals): Promise<ShardEntry> {
    const { configSha256, adapter } = this.identity;
    const entry: ShardEntry = { ...range, ...tar, totals, configSha256, adapter };
    await writeFileAtomic(join(this.shardsDir, `${range.name}.json`), `${JSON.stringify(entry, null, 1)}\n`);
    return entry;
  }

  /**
   * Writes dataset.json when every shard has its entry, whichever runs made them.
   * @returns whether it was written
   */
  async complete(ranges: ShardRange[], library: AssetLibrary): Promise<boolean> {
    const entries: ShardEntry[] = [];
    for (const range of ranges) {
      const entry = await this.readEntry(range);
      if (!entry) return false;
      entries.push(entry);
    }
    const { generator, config, configSha256, adapter } = this.identity;
    const totals = emptyTotals();
    for (const entry of entries) addTotals(totals, entry.totals);
    const dataset = {
      format: 1,
      generator,
      adapter,
      config: portableConfig(config),
      configSha256,
      seed: config.seed,
      categories: library.categories.map((name, i) => ({ id: i + 1, name })),
      models: library.models.map(({ name, category, layer, group, compiled, frame, weight, symmetries, license }) => ({
        name, category, layer, group, sha256: compiled.sha256, triangles: compiled.triangles, radius: compiled.radiusM, frame, weight, symmetries, license,
      })),
      ...picturesOf(library),
      skipped: library.skipped.map(({ file, reason }) => ({ file: withinLayer(file, config), reason })),
      shards: entries.map(({ name, first, samples, bytes, sha256 }) => ({ name, first, samples, bytes, sha256 })),
      totals,
    };
    await writeFileAtomic(join(this.dir, 'dataset.json'), `${JSON.stringify(dataset, null, 1)}\n`);
    return true;
  }

  /** Appends a line to run.jsonl: facts of the run, which may differ where shards are equal, and the folders of the assets. */
  async log(facts: Record<string, unknown>): Promise<void> {
    const { foreground, background, distractors, photos, textures } = this.identity.config.assets;
    await appendFile(join(this.dir, 'run.jsonl'), `${JSON.stringify({ ...facts, assets: { foreground, background, distractors, photos, textures } })}\n`);
  }
}

/** How many photos and textures there are, and one hash of each list; nothing where there is none. */
function picturesOf({ pictures }: AssetLibrary): { pictures?: object } {
  const ofUse = (use: Picture['use']) => {
    const some = pictures.filter((picture) => picture.use === use);
    return some.length === 0 ? undefined : { count: some.length, sha256: picturesSha256(some) };
  };
  return pictures.length === 0 ? {} : { pictures: { photos: ofUse('photo'), textures: ofUse('texture') } };
}

/** `foreground/cups/mug.glb`, without the layer's folder: it may differ between machines that make shards of one dataset. */
function withinLayer(file: string, { assets }: BaseConfig): string {
  const { photos, textures } = assets;
  const folders = [
    { name: 'foreground', folder: assets.foreground }, { name: 'background', folder: assets.background },
    ...distractorSources(assets).map((folder) => ({ name: `distractors/${groupOf(folder)}`, folder })),
    { name: 'photos', folder: photos }, { name: 'textures', folder: textures },
  ];
  for (const { name, folder } of folders) {
    if (folder === undefined) continue;
    const path = relative(baseOf(resolve(folder)), file);
    if (!isAbsolute(path) && !path.startsWith('..')) return [name, ...path.split(sep)].join('/');
  }
  return file;
}

/** Opens the meshes of the labelled models of datasets. */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Vector3 } from 'three';
import { ConvexHull } from 'three/examples/jsm/math/ConvexHull.js';
import type { WholeModel } from '../assets/compiled-model.ts';
import { BUILTIN, isBuiltin, modelKey, wholeModel } from '../assets/library.ts';
import { openModels } from '../assets/open-library.ts';
import { listModels } from '../assets/load/scan.ts';
import { DEFAULT_VIEW_LEVEL, libraryOptions } from '../assets/cache/compile-job.ts';
import type { Symmetry } from '../config/asset-rules.ts';
import { UserError } from '../config/errors.ts';
import type { JoinedSample } from '../dataset/joined-dataset.ts';
import type { DatasetInfo } from '../dataset/reader.ts';

export interface ModelMesh {
  /** 1 + index among the labelled models of all datasets. */
  id: number;
  name: string;
  category: string | null;
  /** Level 0: x, y, z in metres, model frame. */
  positions: Float64Array;
  /** Three vertex indices a triangle. */
  triangles: Uint32Array;
  /** Vertices of the convex hull, laid out as `positions`. The mesh has the hull's extent in every direction. */
  hull: Float64Array;
  /** Model frame, metres. */
  symmetries: readonly Symmetry[];
}

/** The labelled models of one or several datasets. */
export interface Meshes {
  /** Each model once, in the order of their ids. */
  all: readonly ModelMesh[];
  /** Of a sample's dataset, by name. */
  of(sample: Pick<JoinedSample, 'dataset'>): Map<string, ModelMesh>;
}

/**
 * Opens the labelled models by name, in the datasets' order. A model must have the hash that dataset.json records. Built-in models need
 * no folder. A model is the same in several datasets where name, class and mesh are.
 *
 * @param assets folders of the foreground models; null for the folder that the last line of a dataset's run.jsonl names
 * @throws UserError that lists the models which are missing, unusable or changed
 */
export async function openMeshes(datasets: readonly DatasetInfo[], assets: readonly string[] | null): Promise<Meshes> {
  const all: ModelMesh[] = [];
  const byDataset = new Map<DatasetInfo, Map<string, ModelMesh>>();
  for (const dataset of datasets) {
    const meshes = new Map<string, ModelMesh>();
    const owner = datasets.length === 1 ? 'the dataset' : dataset.dir;
    for (const mesh of await meshesOf(dataset, assets ?? [await folderOfRun(dataset.dir)], owner)) {
      const known = all.find((other) => isSame(other, mesh));
      if (!known) all.push({ ...mesh, id: all.length + 1 });
      meshes.set(mesh.name, known ?? all.at(-1)!);
    }
    byDataset.set(dataset, meshes);
  }
  return { all, of: ({ dataset }) => byDataset.get(dataset)! };
}

/** Meshes differ also where one file was read with two units. */
const isSame = (a: Omit<ModelMesh, 'id'>, b: Omit<ModelMesh, 'id'>): boolean => a.name === b.name && a.category === b.category
  && Buffer.from(a.triangles.buffer).equals(Buffer.from(b.triangles.buffer)) && Buffer.from(a.positions.buffer).equals(Buffer.from(b.positions.buffer));

async function meshesOf(dataset: DatasetInfo, folders: readonly (string | null)[], owner: string): Promise<Omit<ModelMesh, 'id'>[]> {
  const wanted = dataset.models.filter(({ layer }) => layer === 'foreground');
  const paths = folders.map(modelPaths);
  const pathsOf = (name: string): string[] => paths.flatMap((byName) => byName.get(name) ?? []);
  const known = new Map(wanted.flatMap(({ name, frame }) => pathsOf(name).map((path) => [modelKey({ path, frame }), { path, frame }])));
  const { opened, bad } = await openModels([...known.values()], libraryOptions(dataset.config.assets, DEFAULT_VIEW_LEVEL), () => true);

  const missing: string[] = [];
  const meshes = wanted.flatMap(({ name, category, sha256, frame, symmetries = [] }) => {
    const candidates = pathsOf(name);
    const models = candidates.flatMap((path) => opened.get(modelKey({ path, frame })) ?? []);
    const model = models.find(({ compiled }) => compiled.sha256 === sha256);
    if (model) return { ...levelZero(wholeModel(model)), name, category, symmetries };
    if (candidates.length === 0) missing.push(`${name}: no such model`);
    else if (models.length === 0) missing.push(`${name}: ${bad.find(({ file }) => candidates.includes(file))?.reason ?? 'it cannot be used'}`);
    else missing.push(`${name}: ${candidates.join(' and ')} ${candidates.length === 1 ? 'is another model' : 'are other models'} than the one that was drawn`);
    return [];
  });
  if (missing.length > 0) {
    const where = folders.map((folder) => folder ?? 'the built-in models (no run.jsonl says where the dataset was made from)').join(' or ');
    throw new UserError(`export: ${missing.length} of ${owner}'s models are not in ${where}; wanted --assets with the folder of its foreground models\n  ${missing.join('\n  ')}`);
  }
  return meshes;
}

/** @throws UserError where dataset.json does not list the model */
export function meshOf(meshes: Map<string, ModelMesh>, name: string): ModelMesh {
  const mesh = meshes.get(name);
  if (!mesh) throw new UserError(`export: a record names the model ${JSON.stringify(name)}, which is not among the models of dataset.json`);
  return mesh;
}

/** Paths by name; none where the folder cannot be listed. */
function modelPaths(folder: string | null): Map<string, string> {
  const source = folder ?? BUILTIN;
  try {
    return new Map(listModels(isBuiltin(source) ? source : resolve(source), 'foreground').models.map(({ name, path }) => [name, path]));
  } catch {
    return new Map();
  }
}

async function folderOfRun(dir: string): Promise<string | null> {
  const text = await readFile(join(dir, 'run.jsonl'), 'utf8').catch(() => '');
  const last = text.trimEnd().split('\n').at(-1)!;
  if (last === '') return null;
  return (JSON.parse(last) as { assets?: { foreground: string } }).assets?.foreground ?? null;
}

function levelZero({ center, lods, positions, triangleWords }: WholeModel): Pick<ModelMesh, 'positions' | 'triangles' | 'hull'> {
  const { firstVertex, vertexCount, firstTriangle, triangleCount } = lods[0]!;
  const moved = Float64Array.from({ length: 3 * vertexCount }, (_, i) => positions[3 * firstVertex + i]! + center[i % 3]!);
  const triangles = Uint32Array.from({ length: 3 * triangleCount }, (_, i) => triangleWords[4 * (firstTriangle + Math.floor(i / 3)) + (i % 3)]!);
  return { positions: moved, triangles, hull: hullOf(moved) };
}

function hullOf(positions: Float64Array): Float64Array {
  const points = Array.from({ length: positions.length / 3 }, (_, i) => new Vector3(positions[3 * i], positions[3 * i + 1], positions[3 * i + 2]));
  const corners = new Set<Vector3>();
  if (points.length >= 4) {
    for (const face of new ConvexHull().setFromPoints(points).faces) {
      let edge = face.edge;
      do {
        corners.add(edge.head().point);
        edge = edge.next;
      } while (edge !== face.edge);
    }
  }
  // A flat mesh has no hull with a volume, so all its vertices take the hull's part.
  const chosen = corners.size >= 4 ? [...corners] : points;
  return Float64Array.from(chosen.flatMap(({ x, y, z }) => [x, y, z]));
}

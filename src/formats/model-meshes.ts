/** Opens the meshes of a dataset's labelled models. */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Vector3 } from 'three';
import { ConvexHull } from 'three/examples/jsm/math/ConvexHull.js';
import type { WholeModel } from '../assets/compiled-model.ts';
import { BUILTIN, isBuiltin, wholeModel } from '../assets/library.ts';
import { openModels } from '../assets/open-library.ts';
import { listModels } from '../assets/load/scan.ts';
import { DEFAULT_VIEW_LEVEL, libraryOptions } from '../assets/cache/compile-job.ts';
import { UserError } from '../config/errors.ts';
import type { DatasetInfo } from '../dataset/reader.ts';

export interface ModelMesh {
  /** 1 + index among the labelled models. */
  id: number;
  name: string;
  category: string | null;
  /** Level 0: x, y, z in metres, model frame. */
  positions: Float64Array;
  /** Three vertex indices a triangle. */
  triangles: Uint32Array;
  /** Vertices of the convex hull, laid out as `positions`. The mesh has the hull's extent in every direction. */
  hull: Float64Array;
}

/**
 * Opens the labelled models by name, in the dataset's order. A model must have the hash that dataset.json records. Built-in models need
 * no folder.
 *
 * @param assets folder of the foreground models; null for the folder that the last line of run.jsonl names
 * @throws UserError that lists the models which are missing, unusable or changed
 */
export async function openMeshes(dataset: DatasetInfo, assets: string | null): Promise<Map<string, ModelMesh>> {
  const wanted = dataset.models.filter(({ layer }) => layer === 'foreground');
  const folder = assets ?? await folderOfRun(dataset.dir);
  const paths = modelPaths(folder);
  const known = wanted.flatMap(({ name }) => paths.get(name) ?? []);
  const { opened, bad } = await openModels([...new Set(known)], libraryOptions(dataset.config.assets, DEFAULT_VIEW_LEVEL), () => true);

  const meshes = new Map<string, ModelMesh>();
  const missing: string[] = [];
  for (const [index, { name, category, sha256 }] of wanted.entries()) {
    const path = paths.get(name);
    const model = path && opened.get(path);
    if (!path) missing.push(`${name}: no such model`);
    else if (!model) missing.push(`${name}: ${bad.find(({ file }) => file === path)?.reason ?? 'it cannot be used'}`);
    else if (model.compiled.sha256 !== sha256) missing.push(`${name}: ${path} is another model than the one that was drawn`);
    else meshes.set(name, levelZero(wholeModel(model), index + 1, name, category));
  }
  if (missing.length > 0) {
    const where = folder ?? 'the built-in models (no run.jsonl says where the dataset was made from)';
    throw new UserError(`export: ${missing.length} of the dataset's models are not in ${where}; wanted --assets with the folder of its foreground models\n  ${missing.join('\n  ')}`);
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
    return new Map(listModels(isBuiltin(source) ? source : resolve(source), 'foreground').map(({ name, path }) => [name, path]));
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

function levelZero({ center, lods, positions, triangleWords }: WholeModel, id: number, name: string, category: string | null): ModelMesh {
  const { firstVertex, vertexCount, firstTriangle, triangleCount } = lods[0]!;
  const moved = Float64Array.from({ length: 3 * vertexCount }, (_, i) => positions[3 * firstVertex + i]! + center[i % 3]!);
  const triangles = Uint32Array.from({ length: 3 * triangleCount }, (_, i) => triangleWords[4 * (firstTriangle + Math.floor(i / 3)) + (i % 3)]!);
  return { id, name, category, positions: moved, triangles, hull: hullOf(moved) };
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

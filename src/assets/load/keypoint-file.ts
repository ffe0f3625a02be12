/** Reads the named points of a model from the file beside it: `mug.keypoints.json` beside `mug.glb`. */
import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { z } from 'zod';
import type { NamedPoint } from '../library.ts';
import { unitOf } from './load.ts';

/** Names to points, x, y, z in the unit of the model's file. */
const KeypointFile = z.record(z.string().min(1), z.tuple([z.number(), z.number(), z.number()]));

/**
 * The points in the order of the file; none where there is no file.
 * @param modelPath of a model's file, or builtin:NAME
 * @param unitM metres per unit of formats without a unit of their own
 * @throws Error whose message is the reason alone
 */
export async function readKeypoints(modelPath: string, unitM: number): Promise<NamedPoint[]> {
  const path = `${modelPath.slice(0, modelPath.length - extname(modelPath).length)}.keypoints.json`;
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new Error(`${basename(path)} cannot be read (${error.code ?? error.message})`);
  });
  if (text === null) return [];
  const result = KeypointFile.safeParse(parsed(text));
  if (!result.success) {
    const [name] = result.error.issues[0]!.path;
    throw new Error(`${basename(path)} is wrong${name === undefined ? '' : ` at ${JSON.stringify(name)}`}; wanted JSON of names with three numbers each: { "handle": [x, y, z] }`);
  }
  const scale = unitOf(modelPath, unitM);
  return Object.entries(result.data).map(([name, [x, y, z]]) => ({ name, at: [scale * x, scale * y, scale * z] }));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export interface KeypointsOfModels {
  points: Map<string, NamedPoint[]>;
  bad: { file: string; reason: string }[];
}

/** The points of many models by their paths, and the models whose file is wrong. */
export async function readAllKeypoints(paths: readonly string[], unitM: number): Promise<KeypointsOfModels> {
  const points: KeypointsOfModels['points'] = new Map();
  const bad: KeypointsOfModels['bad'] = [];
  for (const path of new Set(paths)) {
    try {
      points.set(path, await readKeypoints(path, unitM));
    } catch (error) {
      bad.push({ file: path, reason: (error as Error).message });
    }
  }
  return { points, bad };
}

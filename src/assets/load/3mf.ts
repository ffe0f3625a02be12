/** Loads 3MF models, as slicers and CAD write them for printing. */
import { Matrix4 } from 'three';
import { ThreeMFLoader } from 'three/addons/loaders/3MFLoader.js';
import type { Findings } from './findings.ts';
import type { SingleFile } from './single-file.ts';
import { readThreeScene } from './three-scene.ts';
import { imagesOf, withPlaceholders } from './three-textures.ts';
import { unpack } from './unpack.ts';
import { withXmlParser } from './xml.ts';
import type { SourceModel } from '../source-model.ts';

/** Metres (3MF core specification, 3.4, "Model"). */
const UNIT_M: Record<string, number> = { micron: 1e-6, millimeter: 0.001, centimeter: 0.01, inch: 0.0254, foot: 0.3048, meter: 1 };

/** In 3MF z points up. */
const Y_UP = new Matrix4(1, 0, 0, 0, 0, 0, 1, 0, 0, -1, 0, 0, 0, 0, 0, 1);

/**
 * What is to be built, in metres with y up.
 * @throws Error whose message is the reason alone
 */
export async function parse3mf({ files: [{ bytes }] }: SingleFile): Promise<SourceModel> {
  // The loader unpacks without a limit, so it is done with one first.
  const unitM = unitOf(unpack(bytes));
  const scene = await withPlaceholders((manager) => {
    try {
      return withXmlParser(() => new ThreeMFLoader(manager).parse(Uint8Array.from(bytes).buffer));
    } catch (cause) {
      throw new Error('truncated or damaged: its parts cannot be read as a 3MF', { cause });
    }
  });
  scene.matrixAutoUpdate = false;
  scene.matrix.copy(Y_UP);
  const findings: Findings = { notes: [], missing: [] };
  return readThreeScene(scene, unitM, imagesOf(() => undefined, findings), findings);
}

function unitOf(parts: Map<string, Uint8Array>): number {
  const [, root] = [...parts].find(([name]) => /^3D\/[^/]*\.model$/.test(name)) ?? [];
  if (!root) throw new Error('truncated or not a 3MF: its package has no 3D/*.model');
  const [, unit = 'millimeter'] = /<(?:\w+:)?model\s[^>]{0,4000}?\bunit="(\w+)"/.exec(Buffer.from(root.subarray(0, 8192)).toString('utf8')) ?? [];
  const unitM = UNIT_M[unit];
  if (unitM === undefined) throw new Error(`its unit is "${unit}"; wanted ${Object.keys(UNIT_M).join(', ')}`);
  return unitM;
}

// Spoils small models at random and compiles them: each is compiled or has a reason in our words. FUZZ=500 tries as many, under limits of 10 s and 1 GB.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Document, Logger, NodeIO } from '@gltf-transform/core';
import { ALL_EXTENSIONS } from '@gltf-transform/extensions';
import { draco, meshopt } from '@gltf-transform/functions';
import dracoModule from 'draco3dgltf';
import { MeshoptEncoder } from 'meshoptimizer';
import { expect, onTestFinished, test } from 'vitest';
import { Compiler } from '../../src/assets/cache/compiler.ts';
import type { OpenedModel } from '../../src/assets/library.ts';
import { MODEL_EXTENSIONS } from '../../src/assets/load/load.ts';
import { temporaryFolder } from '../support/folder.ts';
import { mutateBytes, mutateJson, packGlb } from '../support/mutations.ts';
import { pyramidBytes, pyramidJson, type Json } from '../support/small-gltf.ts';

const SEED = 20_190_205;
const runs = Number(process.env.FUZZ ?? 40);
const LIMITS = { seconds: process.env.FUZZ ? 10 : 300, megabytes: 1000, texturePx: 2 ** 26 };

/** What engines and libraries say when they fail. */
const RAW = /is not a|is not iter|undefined|Cannot|cannot read prop|Unexpected|Invalid|out of bounds|Error\b|THREE|Input |[vV]ips|libpng|pngload|ENOENT|EACCES|Maximum|unreachable|[aA]bort|\[[A-Z]{3}_|Malformed|Missing|JSON at|\n|node:|\.js\b|NaN,/;

const OBJ = Buffer.from(`mtllib model.mtl\nusemtl red\n${'0 0 0,1 0 0,1 1 0,0 1 0,0.5 0.5 1'.split(',').map((v) => `v ${v}\nvt ${v.slice(0, 3)}\n`).join('')}f 4/4 3/3 2/2 1/1\nf 1/1 2/2 5/5\nf 2/2 3/3 5/5\nf -3/3 -2/2 -1/1\nf 4/4 1/1 5/5\n`);
const PLY = Buffer.from('ply\nformat ascii 1.0\nelement vertex 4\nproperty float x\nproperty float y\nproperty float z\nelement face 4\nproperty list uchar int vertex_indices\nend_header\n0 0 0\n1 0 0\n0 1 0\n0 0 1\n3 0 2 1\n3 0 1 3\n3 1 2 3\n3 2 0 3\n');
const STL = Buffer.from(`solid a\n${['0 0 0,0 1 0,1 0 0', '0 0 0,1 0 0,0 0 1', '1 0 0,0 1 0,0 0 1', '0 1 0,0 0 0,0 0 1'].map((t) => `facet normal 0 0 0\nouter loop\n${t.split(',').map((v) => `vertex ${v}\n`).join('')}endloop\nendfacet\n`).join('')}endsolid a\n`);

/** A bumpy grid, large enough for the encoders, compressed. */
async function compressed(how: 'draco' | 'meshopt'): Promise<Buffer> {
  const document = new Document().setLogger(new Logger(Logger.Verbosity.SILENT));
  const buffer = document.createBuffer();
  const side = 9;
  const positions = Float32Array.from({ length: side * side * 3 }, (_, i) => [Math.floor(i / 3) % side, Math.floor(i / 3 / side), (i % 7) / 5][i % 3]!);
  const quads = Array.from({ length: (side - 1) ** 2 }, (_, i) => Math.floor(i / (side - 1)) * side + (i % (side - 1)));
  const indices = Uint16Array.from(quads.flatMap((a) => [a, a + 1, a + side, a + 1, a + side + 1, a + side]));
  const primitive = document.createPrimitive()
    .setAttribute('POSITION', document.createAccessor().setType('VEC3').setArray(positions).setBuffer(buffer))
    .setIndices(document.createAccessor().setType('SCALAR').setArray(indices).setBuffer(buffer));
  document.createScene().addChild(document.createNode().setMesh(document.createMesh().addPrimitive(primitive)));
  await document.transform(how === 'draco' ? draco() : meshopt({ encoder: MeshoptEncoder, level: 'high' }));
  const io = new NodeIO().setLogger(new Logger(Logger.Verbosity.SILENT)).registerExtensions(ALL_EXTENSIONS).registerDependencies({ 'meshopt.encoder': MeshoptEncoder, 'draco3d.encoder': await dracoModule.createEncoderModule() });
  return Buffer.from(await io.writeBinary(document));
}

interface Mutant { extension: string; bytes: Buffer; isWrong?: boolean }

/** A face that names a vertex which does not exist, by a reading of the text that knows nothing else. */
function hasWrongIndex(obj: string): boolean {
  const vertices = obj.match(/^v\s/gm)?.length ?? 0;
  return [...obj.matchAll(/^f\s+(.*)$/gm)].some(([, corners]) => corners!.trim().split(/\s+/).some((corner) => {
    const [, index] = /^(-?\d+)(?:\/|$)/.exec(corner) ?? [];
    return index !== undefined && (Number(index) === 0 || Math.abs(Number(index)) > vertices);
  }));
}

async function makers(): Promise<((seed: number) => Mutant)[]> {
  const chunk = pyramidBytes();
  const glbJson = (): Json => ({ ...pyramidJson(), buffers: [{ byteLength: chunk.length }] });
  const spoiled = (extension: string, bytes: Buffer, isText: boolean) => (seed: number): Mutant => ({ extension, bytes: mutateBytes(bytes, isText, seed) });
  const all = [
    (seed: number): Mutant => ({ extension: '.gltf', bytes: Buffer.from(JSON.stringify(mutateJson(pyramidJson(), seed))) }),
    (seed: number): Mutant => ({ extension: '.glb', bytes: packGlb({ json: mutateJson(glbJson(), seed), chunk }) }),
    (seed: number): Mutant => ({ extension: '.glb', bytes: packGlb({ json: glbJson(), chunk: mutateBytes(chunk, false, seed) }) }),
    spoiled('.gltf', Buffer.from(JSON.stringify(pyramidJson())), true),
    spoiled('.glb', packGlb({ json: glbJson(), chunk }), false),
    (seed: number): Mutant => {
      const bytes = mutateBytes(OBJ, true, seed);
      return { extension: '.obj', bytes, isWrong: hasWrongIndex(bytes.toString()) };
    },
    spoiled('.glb', await compressed('draco'), false),
    spoiled('.glb', await compressed('meshopt'), false),
    spoiled('.ply', PLY, true),
    spoiled('.stl', STL, true),
  ];
  return all.filter((maker) => MODEL_EXTENSIONS.includes(maker(0).extension));
}

/** Every triangle of every level of detail names vertices of that level, and all of them are somewhere. */
function expectWhole({ compiled: { lods }, drawing }: OpenedModel): void {
  for (const { firstTriangle, triangleCount, firstVertex, vertexCount } of lods) {
    for (let t = firstTriangle; t < firstTriangle + triangleCount; t++) {
      for (let k = 0; k < 3; k++) expect(drawing!.triangleWords[t * 4 + k]).toBeLessThan(vertexCount);
    }
    expect(drawing!.positions.subarray(firstVertex * 3, (firstVertex + vertexCount) * 3).every(Number.isFinite)).toBe(true);
  }
}

test(`${runs} mutants are compiled, or refused in words of our own`, async () => {
  const folder = temporaryFolder();
  const compiler = new Compiler(LIMITS);
  onTestFinished(() => compiler.close());
  const kinds = await makers();
  let accepted = 0;
  for (let run = 0; run < runs; run++) {
    const { extension, bytes, isWrong } = kinds[run % kinds.length]!(SEED + run);
    const home = join(folder, `${run}`);
    mkdirSync(home);
    const path = join(home, `model${extension}`);
    writeFileSync(path, bytes);
    writeFileSync(join(home, 'model.mtl'), 'newmtl red\nKd 1 0 0\n');
    const outcome = await compiler.compile({ path, unitM: 1, textureSizePx: 64, viewLevel: 0, limits: LIMITS, cacheFolder: join(folder, 'cache'), keepsDrawing: true });
    const which = `mutant ${run} (${extension}): ${typeof outcome === 'string' ? outcome : 'compiled'}`;
    if (typeof outcome === 'string') {
      expect(outcome, which).not.toMatch(RAW);
      expect(outcome, which).not.toMatch(/^compiling it (took|crashed)/);
      expect(outcome.length, which).toBeLessThan(300);
    } else {
      accepted++;
      expect(isWrong, which).not.toBe(true);
      expectWhole(outcome);
    }
  }
  expect(accepted, 'some mutants are harmless').toBeGreaterThan(0);
  expect(accepted, 'most are not').toBeLessThan(runs * 0.7);
});

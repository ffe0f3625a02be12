/** Builds tiny compiled models (box, sphere, ring, ...) and libraries of them for the planner's tests. */
import type { Silhouettes, WholeModel } from '../../src/assets/compiled-model.ts';
import type { AssetLibrary, LibraryModel } from '../../src/assets/library.ts';
import { type Config, ConfigSchema } from './paper.ts';
import { silhouetteMesh } from '../../src/assets/silhouettes/silhouette-mesh.ts';
import { measureSilhouettes } from '../../src/assets/silhouettes/silhouettes.ts';

type Surface = (s: number, t: number) => [number, number, number];

/** A grid of quads over a surface with s, t in [0, 1]. */
function sheet(surface: Surface, steps: number): number[] {
  const soup: number[] = [];
  for (let i = 0; i < steps; i++) {
    for (let j = 0; j < steps; j++) {
      const corner = (a: number, b: number) => surface((i + a) / steps, (j + b) / steps);
      const [a, b, c, d] = [corner(0, 0), corner(1, 0), corner(1, 1), corner(0, 1)];
      soup.push(...a, ...b, ...c, ...a, ...c, ...d);
    }
  }
  return soup;
}

export function sphereSoup(radius: number, steps = 20): number[] {
  return sheet((s, t) => {
    const [a, b] = [2 * Math.PI * s, Math.PI * t];
    return [radius * Math.sin(b) * Math.cos(a), radius * Math.cos(b), radius * Math.sin(b) * Math.sin(a)];
  }, steps);
}

export function boxSoup(x: number, y: number, z: number): number[] {
  const faces: Surface[] = [];
  for (const side of [-1, 1]) {
    faces.push((s, t) => [side * x / 2, (s - 0.5) * y, (t - 0.5) * z * side]);
    faces.push((s, t) => [(t - 0.5) * x * side, side * y / 2, (s - 0.5) * z]);
    faces.push((s, t) => [(s - 0.5) * x, (t - 0.5) * y * side, side * z / 2]);
  }
  return faces.flatMap((face) => sheet(face, 1));
}

export function ringSoup(radius: number, thickness: number, steps = 20): number[] {
  return sheet((s, t) => {
    const [a, b] = [2 * Math.PI * s, 2 * Math.PI * t];
    const r = radius + thickness * Math.cos(b);
    return [r * Math.cos(a), r * Math.sin(a), thickness * Math.sin(b)];
  }, steps);
}

/** An L of two boxes: neither convex nor symmetric. */
export function cornerSoup(size: number): number[] {
  const at = (soup: number[], dx: number, dy: number) => soup.map((v, i) => v + (i % 3 === 0 ? dx : i % 3 === 1 ? dy : 0));
  return [...at(boxSoup(size, size / 4, size / 3), 0, 0), ...at(boxSoup(size / 4, size, size / 3), size * 0.375, size * 0.4)];
}

const NO_SILHOUETTES: Silhouettes = {
  viewLevel: 0, logArea: new Float32Array(), outlines: new Int16Array(), firstLoop: new Uint32Array(), firstVertex: new Uint32Array(),
};

/** One material, double-sided unless told; three vertices of its own for every triangle. */
export function compiledShape(soup: number[], viewLevel: number, doubleSided = true): WholeModel {
  const low = [0, 1, 2].map((k) => soup.reduce((m, v, i) => (i % 3 === k ? Math.min(m, v) : m), Infinity));
  const high = [0, 1, 2].map((k) => soup.reduce((m, v, i) => (i % 3 === k ? Math.max(m, v) : m), -Infinity));
  const center = [0, 1, 2].map((k) => (low[k]! + high[k]!) / 2) as [number, number, number];
  const positions = Float32Array.from(soup, (v, i) => v - center[i % 3]!);
  const vertexCount = positions.length / 3;
  const triangleCount = vertexCount / 3;
  let radiusM = 0;
  for (let v = 0; v < vertexCount; v++) radiusM = Math.max(radiusM, Math.hypot(positions[3 * v]!, positions[3 * v + 1]!, positions[3 * v + 2]!));
  const compiled: WholeModel = {
    sha256: '', triangles: triangleCount, center, halfSize: [0, 1, 2].map((k) => (high[k]! - low[k]!) / 2) as [number, number, number], radiusM, widthM: 0,
    lods: [{ firstVertex: 0, vertexCount, firstTriangle: 0, triangleCount, errorM: 0, outlineErrorM: 0 }],
    positions,
    attributes: new Uint32Array(4 * vertexCount),
    triangleWords: Uint32Array.from({ length: 4 * triangleCount }, (_, i) => (i % 4 === 3 ? 0 : 3 * (i >> 2) + (i % 4))),
    neighbors: new Uint32Array(3 * triangleCount),
    materials: [{
      baseColorFactor: [1, 1, 1, 1], metallic: 0, roughness: 1, normalScale: 1, baseTexture: -1, surfaceTexture: -1, hasNormalMap: false,
      baseUvScale: [1, 1], surfaceUvScale: [1, 1], baseWrap: [0, 0], surfaceWrap: [0, 0],
      emissiveFactor: [0, 0, 0], emissiveTexture: -1, emissiveUvScale: [1, 1], emissiveWrap: [0, 0], isUnlit: false, alphaMask: -1, isBlended: false, doubleSided,
    }],
    textures: [], alphaMasks: [], silhouettes: NO_SILHOUETTES, isTransparent: false, parts: 1, notes: [],
  };
  compiled.silhouettes = measureSilhouettes(silhouetteMesh(compiled), viewLevel);
  return compiled;
}

export function libraryOf(foreground: WholeModel[], background: WholeModel[]): AssetLibrary {
  const entry = (layer: 'foreground' | 'background') => (compiled: WholeModel, i: number) => ({
    name: `${layer}${i}`, category: layer === 'foreground' ? `class${i}` : null, layer, path: `builtin:${layer}${i}`, compiled, drawing: compiled,
  });
  return {
    models: [...foreground.map(entry('foreground')), ...background.map(entry('background'))],
    foregroundCount: foreground.length,
    categories: foreground.map((_, i) => `class${i}`),
    pictures: [],
    skipped: [],
    compiledWith: { unitM: 1, textureSizePx: 64, viewLevel: 0 },
  };
}

export function configOf(changes: Record<string, unknown> = {}): Config {
  return ConfigSchema.parse({
    seed: 7, count: 60, image: { width: 320, height: 240 }, assets: { foreground: 'f', background: 'b' }, output: { dir: 'out' }, ...changes,
  });
}

/** The library with distractors behind its other models, by group. */
export function withDistractors(library: AssetLibrary, groups: Record<string, WholeModel[]>): AssetLibrary {
  const distractors = Object.entries(groups).flatMap(([group, models]) => models.map((compiled, i): LibraryModel => ({
    name: `thing${i}`, category: null, layer: 'distractor', group, path: `/things/${group}/thing${i}.glb`, compiled, drawing: compiled,
  })));
  return { ...library, models: [...library.models, ...distractors] };
}

let small: AssetLibrary | null = null;

/** Five foreground shapes and four of clutter at view level 0. */
export function smallLibrary(): AssetLibrary {
  small ??= libraryOf(
    [boxSoup(0.1, 0.2, 0.05), sphereSoup(0.04), cornerSoup(0.3), boxSoup(0.3, 0.02, 0.1), ringSoup(0.1, 0.03)].map((s) => compiledShape(s, 0)),
    [boxSoup(1, 1, 1), sphereSoup(2), cornerSoup(1), ringSoup(1, 0.4)].map((s) => compiledShape(s, 0)),
  );
  return small;
}

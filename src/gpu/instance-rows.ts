/** Packs the rows of instances, and cuts their vertices and triangles into the chunks that workgroups take. */
import { pow2 } from '../geometry/math.ts';
import { matrixOf } from '../geometry/poses.ts';
import type { Placed } from './placed.ts';
import type { PackedScene, SceneLayouts } from './scene-rows.ts';
import { StructRows } from './wgsl.ts';

type InstanceRows = Pick<PackedScene, 'instances' | 'vertexChunks' | 'nearChunks' | 'farChunks' | 'vertices' | 'triangles'>;

/** How many counters a row of `occlusion` has: one for each labelled instance, one for each occluder or distractor, and one for the background. */
export const occlusionColumns = (placed: Placed[]): number => 1 + placed.filter(({ instance }) => instance.layer !== 'background').length;

/**
 * @param meshOf by library model: its first row in `meshes`
 * @throws Error when a model is not in the pack
 */
export function packInstances(placed: Placed[], triangleBits: number, meshOf: Int32Array, layouts: SceneLayouts): InstanceRows {
  const { none, layerCodes, instances: { words, offset } } = layouts;
  const at = offset as Record<string, number>;
  const instances = StructRows.allocate(layouts.instances, placed.length);
  const next = { vertex: 0, triangle: 0, foreground: 0 };
  const background = occlusionColumns(placed) - 1;
  let occluderColumn = placed.filter(({ instance }) => instance.layer === 'foreground').length;
  placed.forEach((p, ordinal) => {
    const { layer, model, pose, hue, saturation = 1, value = 1, roughness = 1 } = p.instance;
    const row = ordinal * words;
    const mesh = meshOf[model] ?? -1;
    if (mesh < 0) throw new Error(`scene: model "${p.model.name}" is not in the pack that is bound.`);
    const m = matrixOf(pose.rotation);
    const s = pose.scale;
    instances.f32.set([m[0] * s, m[1] * s, m[2] * s, p.center[0], m[3] * s, m[4] * s, m[5] * s, p.center[1], m[6] * s, m[7] * s, m[8] * s, p.center[2]], row + at.row0!);
    instances.u32[row + at.mesh!] = mesh + p.lodLevel;
    instances.u32[row + at.ordinal!] = ordinal;
    instances.u32[row + at.firstId!] = ordinal * pow2(triangleBits);
    instances.u32[row + at.firstVertex!] = next.vertex;
    instances.u32[row + at.firstSetupIndex!] = next.triangle;
    instances.f32[row + at.hue!] = hue;
    instances.f32[row + at.saturation!] = saturation;
    instances.f32[row + at.value!] = value;
    instances.f32[row + at.roughness!] = roughness;
    instances.u32[row + at.layer!] = layerCodes[layer];
    instances.u32[row + at.occlusionColumn!] = layer === 'foreground' ? next.foreground : layer === 'background' ? background : occluderColumn++;
    instances.u32[row + at.foreground!] = layer === 'foreground' ? next.foreground++ : none;
    next.vertex += p.lod.vertexCount;
    next.triangle += p.lod.triangleCount;
  });
  // The silhouettes of labelled instances are listed with the near triangles, so the mark moves none of them.
  const isLast = ({ instance }: Placed): boolean => instance.last === true && instance.layer !== 'foreground';
  const areMarked = placed.some(isLast);
  const isFar = (p: Placed): boolean => (areMarked ? isLast(p) : p.instance.layer === 'background');
  const triangles = (far: boolean) => packChunks(placed.filter((p) => isFar(p) === far), (p) => p.lod.triangleCount, layouts);
  return {
    instances: instances.buffer, vertexChunks: packChunks(placed, (p) => p.lod.vertexCount, layouts), nearChunks: triangles(false), farChunks: triangles(true),
    vertices: next.vertex, triangles: next.triangle,
  };
}

function packChunks(placed: Placed[], itemsOf: (p: Placed) => number, { chunkSize, vertexChunks: { words, offset } }: SceneLayouts): ArrayBuffer {
  const chunks = new Uint32Array(words * placed.reduce((sum, p) => sum + Math.ceil(itemsOf(p) / chunkSize), 0));
  const [instance, start] = [offset.instance!, offset.first!];
  let row = 0;
  for (const p of placed) {
    const items = itemsOf(p);
    for (let first = 0; first < items; first += chunkSize, row += words) {
      chunks[row + instance] = p.ordinal;
      chunks[row + start] = first;
    }
  }
  return chunks.buffer;
}

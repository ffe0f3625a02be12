/** Gives the peers what scenemill draws: the same plans, levels of detail, packed meshes and textures. */
import type { AssetPack } from '../../src/gpu/asset-pack.ts';
import { meshRows } from '../../src/gpu/mesh-rows.ts';
import { packScene } from '../../src/gpu/scene-pack.ts';
import { sceneLayouts } from '../../src/gpu/scene-rows.ts';
import { structLayout, StructRows, type StructLayout } from '../../src/gpu/wgsl.ts';
import { makePack, packParts } from '../../src/run/packs.ts';
import { openPlan } from '../../src/run/open-plan.ts';
import type { Scene } from '../../src/scene/scene.ts';
import { readShaders } from '../../src/run/shaders.ts';
import type { Workload } from '../workload.ts';

export interface PeerInstance {
  /** Row of the pack's meshes. */
  mesh: number;
  /** Index in the scene's instances. */
  ordinal: number;
  /** 3 rows of 4: rows * (point, 1) is in the camera's frame, x right, y down, z forward, metres. */
  rows: Float32Array;
}

export interface PeerScene {
  scene: Scene;
  /** Sorted by mesh, so that instances of one mesh can be drawn at once. */
  instances: PeerInstance[];
}

export interface MeshRange { firstVertex: number; vertexCount: number; firstTriangle: number; triangleCount: number }

export interface Material { baseColorFactor: Float32Array; baseTexture: number; roughness: number; metallic: number }

export interface PeerWorkload {
  width: number;
  height: number;
  scenes: PeerScene[];
  pack: AssetPack;
  meshes: MeshRange[];
  materials: Material[];
}

/** A peer's request and result. The times do not include set-up. */
export interface PeerRequest extends Workload { adapter: string | undefined; batch: number }
export interface PeerResult { images: number; seconds: number; cpuSeconds: number; settings: string }

export async function openPeerWorkload({ config, indices }: Workload): Promise<PeerWorkload> {
  const { library, scenario, planOf } = await openPlan(config);
  const shaders = readShaders();
  const layouts = sceneLayouts(shaders);
  const models = scenario.modelsOf(0);
  const rows = meshRows(library, models);
  const pack = await makePack(packParts(library, models));
  const scenes = indices.map((index): PeerScene => {
    // The peers draw instances alone.
    const { backdrop: _backdrop, ...scene } = planOf(index, 0).scene;
    return { scene, instances: instancesOf(packScene(scene, library, rows, layouts).instances, layouts.instances) };
  });
  return { width: config.image.width, height: config.image.height, scenes, pack, meshes: meshesOf(pack, structLayout(shaders, 'mesh', 'Mesh')), materials: materialsOf(pack, structLayout(shaders, 'material', 'Material')) };
}

function instancesOf(packed: ArrayBuffer, layout: StructLayout): PeerInstance[] {
  const table = new StructRows(layout, packed);
  return Array.from({ length: table.rows }, (_, row): PeerInstance => ({
    mesh: table.u32[table.at(row, 'mesh')]!,
    ordinal: table.u32[table.at(row, 'ordinal')]!,
    rows: table.f32.slice(table.at(row, 'row0'), table.at(row, 'row0') + 12),
  })).sort((a, b) => a.mesh - b.mesh);
}

function meshesOf({ meshes }: AssetPack, layout: StructLayout): MeshRange[] {
  const table = new StructRows(layout, meshes.buffer, 0, meshes.length / layout.words);
  const field = (row: number, name: keyof MeshRange) => table.u32[table.at(row, name)]!;
  return Array.from({ length: table.rows }, (_, row) => ({
    firstVertex: field(row, 'firstVertex'), vertexCount: field(row, 'vertexCount'),
    firstTriangle: field(row, 'firstTriangle'), triangleCount: field(row, 'triangleCount'),
  }));
}

function materialsOf({ materials }: AssetPack, layout: StructLayout): Material[] {
  const table = new StructRows(layout, materials.buffer, 0, materials.length / layout.words);
  return Array.from({ length: table.rows }, (_, row) => ({
    baseColorFactor: table.f32.slice(table.at(row, 'baseColorFactor'), table.at(row, 'baseColorFactor') + 4),
    baseTexture: table.u32[table.at(row, 'baseTexture')]!,
    roughness: table.f32[table.at(row, 'roughness')]!,
    metallic: table.f32[table.at(row, 'metallic')]!,
  }));
}

/** The runs of consecutive instances of one mesh, by first index and count. */
export function runsOf(instances: PeerInstance[]): { mesh: number; first: number; count: number }[] {
  const runs: { mesh: number; first: number; count: number }[] = [];
  instances.forEach(({ mesh }, i) => {
    const last = runs.at(-1);
    if (last?.mesh === mesh) last.count++;
    else runs.push({ mesh, first: i, count: 1 });
  });
  return runs;
}

/** Draws a scene's instances in three.js as one BatchedMesh per material, or as one InstancedMesh per mesh and material. */
import * as THREE from 'three/webgpu';
import type { TextureClass } from './geometry.ts';
import { runsOf, type PeerInstance, type PeerWorkload } from './scenes.ts';
import { toGeometry, toMatrix, type PartsOfMesh } from './three-renderer.ts';

export interface ThreeObjects {
  all: THREE.Object3D[];
  /** Shows these instances and hides all others. */
  place(instances: PeerInstance[]): void;
}

type Materials = Map<TextureClass, THREE.Material>;

export function instancedMeshes(parts: PartsOfMesh[], materials: Materials, { scenes }: PeerWorkload): ThreeObjects {
  const most = new Map<number, number>();
  for (const { instances } of scenes) for (const { mesh, count } of runsOf(instances)) most.set(mesh, Math.max(count, most.get(mesh) ?? 0));
  const meshes = new Map(parts.map(({ mesh, parts: all }) => [mesh, all.map((part) => {
    const object = new THREE.InstancedMesh(toGeometry(part), materials.get(part.textureClass), most.get(mesh)!);
    object.frustumCulled = false;
    object.visible = false;
    return object;
  })]));
  const matrix = new THREE.Matrix4();
  let shown: THREE.InstancedMesh[] = [];
  return {
    all: [...meshes.values()].flat(),
    place(instances) {
      for (const object of shown) object.visible = false;
      shown = [];
      for (const { mesh, first, count } of runsOf(instances)) {
        for (const object of meshes.get(mesh)!) {
          for (let i = 0; i < count; i++) object.setMatrixAt(i, toMatrix(instances[first + i]!, matrix));
          object.count = count;
          object.instanceMatrix.needsUpdate = true;
          object.visible = true;
          shown.push(object);
        }
      }
    },
  };
}

/** @param sorted draws objects from front to back, which saves shading of hidden fragments */
export function batchedMeshes(parts: PartsOfMesh[], materials: Materials, { scenes }: PeerWorkload, sorted: boolean): ThreeObjects {
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  const mostInstances = Math.max(...scenes.map(({ instances }) => instances.length));
  const batches = [...materials].flatMap(([textureClass, material]) => {
    const own = parts.flatMap(({ mesh, parts: all }) => all.filter((part) => part.textureClass === textureClass).map((part) => ({ mesh, part })));
    if (own.length === 0) return [];
    const batch = new THREE.BatchedMesh(mostInstances, sum(own.map(({ part }) => part.positions.length / 3)), sum(own.map(({ part }) => part.indices.length)), material);
    batch.frustumCulled = false;
    batch.perObjectFrustumCulled = false;
    batch.sortObjects = sorted;
    const geometryOf = new Map(own.map(({ mesh, part }) => [mesh, batch.addGeometry(toGeometry(part))]));
    const [anyGeometry] = geometryOf.values();
    for (let i = 0; i < mostInstances; i++) batch.setVisibleAt(batch.addInstance(anyGeometry!), false);
    return [{ batch, geometryOf, shown: 0 }];
  });
  const matrix = new THREE.Matrix4();
  return {
    all: batches.map(({ batch }) => batch),
    place(instances) {
      for (const each of batches) {
        let at = 0;
        for (const instance of instances) {
          const geometry = each.geometryOf.get(instance.mesh);
          if (geometry === undefined) continue;
          each.batch.setGeometryIdAt(at, geometry);
          each.batch.setMatrixAt(at, toMatrix(instance, matrix));
          if (at >= each.shown) each.batch.setVisibleAt(at, true);
          at++;
        }
        for (let i = at; i < each.shown; i++) each.batch.setVisibleAt(i, false);
        each.shown = at;
      }
    },
  };
}

/** Renders the workload with three.js on the same Dawn: base colour and Lambert light, with one RGBA image read back and no labels. */
import * as THREE from 'three/webgpu';
import { attribute, int, texture, uv, varying } from 'three/tsl';
import type { Light } from '../../src/scene/scene.ts';
import { partsOf, TEXTURE_SIZES_PX, UNTEXTURED, type MeshPart, type TextureClass } from './geometry.ts';
import { type PeerInstance, type PeerScene, type PeerWorkload } from './scenes.ts';
import type { ThreeObjects } from './three-objects.ts';

/** Images in progress at once. Each has a target of its own, so that reading one back does not delay the others. */
export const IN_FLIGHT = 4;

/** three.js needs a canvas and animation frames even where it draws into a target. */
const canvas = { width: 1, height: 1, style: {}, addEventListener() {}, removeEventListener() {}, getContext: () => ({ configure() {}, unconfigure() {} }) };
let frame: (() => void) | null = null;
Object.assign(globalThis, { self: globalThis, requestAnimationFrame: (callback: () => void) => { frame = callback; return 1; }, cancelAnimationFrame() {} });

export class ThreeRenderer {
  private readonly work: PeerWorkload;
  private readonly renderer: THREE.WebGPURenderer;
  private readonly objects: ThreeObjects;
  private readonly scene = new THREE.Scene();
  private readonly camera = new THREE.PerspectiveCamera();
  private readonly ambient = new THREE.AmbientLight(0xffffff, 1);
  private readonly lights: THREE.DirectionalLight[];
  private readonly targets: THREE.RenderTarget[];
  private next = 0;

  private constructor(work: PeerWorkload, renderer: THREE.WebGPURenderer, objects: ThreeObjects, lights: number) {
    const { width, height } = work;
    this.work = work;
    this.renderer = renderer;
    this.objects = objects;
    this.lights = Array.from({ length: lights }, () => new THREE.DirectionalLight());
    this.scene.add(this.ambient, ...objects.all, ...this.lights.flatMap((light) => [light, light.target]));
    // The hardware codes to an sRGB target, so three.js needs no output pass.
    this.targets = Array.from({ length: IN_FLIGHT }, () => new THREE.RenderTarget(width, height, { colorSpace: THREE.SRGBColorSpace, samples: 0, generateMipmaps: false }));
  }

  static async open(device: GPUDevice, work: PeerWorkload, makeObjects: MakeObjects): Promise<ThreeRenderer> {
    const renderer = new THREE.WebGPURenderer({ canvas: canvas as never, device, antialias: false, stencil: false });
    await renderer.init();
    renderer.setClearColor(0x000000, 0);
    // Only levels of detail that some scene draws are uploaded.
    const used = new Set(work.scenes.flatMap(({ instances }) => instances.map(({ mesh }) => mesh)));
    const parts = [...used].map((mesh): PartsOfMesh => ({ mesh, parts: partsOf(work.meshes[mesh]!, work) }));
    const lights = Math.max(...work.scenes.map(({ scene }) => scene.lights.length));
    return new ThreeRenderer(work, renderer, makeObjects(parts, makeMaterials(work), work), lights);
  }

  /** Renders one scene as RGBA bytes, rows from the top. Up to IN_FLIGHT calls may overlap. */
  async render({ scene, instances }: PeerScene): Promise<Uint8Array> {
    const { camera, work: { width, height } } = this;
    frame?.();
    const { fx, fy, near } = scene.camera;
    camera.fov = (2 * Math.atan(height / 2 / fy) * 180) / Math.PI;
    camera.aspect = (width / height) * (fy / fx);
    camera.near = near;
    camera.far = Math.max(...instances.map(({ rows }) => rows[11]! * 2));
    camera.updateProjectionMatrix();
    this.ambient.intensity = Math.PI * scene.ambient;
    this.lights.forEach((light, i) => placeLight(light, scene.lights[i]));
    this.objects.place(instances);

    const target = this.targets[this.next++ % IN_FLIGHT]!;
    this.renderer.setRenderTarget(target);
    this.renderer.render(this.scene, camera);
    return await this.renderer.readRenderTargetPixelsAsync(target, 0, 0, width, height) as Uint8Array;
  }
}

export type MakeObjects = (parts: PartsOfMesh[], materials: Map<TextureClass, THREE.Material>, work: PeerWorkload) => ThreeObjects;

export interface PartsOfMesh { mesh: number; parts: MeshPart[] }

/** A light of intensity 1 gives a white surface that faces it the value 1 in scenemill, and 1 / pi in three.js. */
function placeLight(light: THREE.DirectionalLight, given: Light | undefined): void {
  light.visible = given !== undefined;
  light.intensity = given ? Math.PI * given.intensity : 0;
  if (given?.type !== 'directional') return;
  const [x, y, z] = given.direction;
  light.position.set(-x, y, z);
  light.color.setRGB(...given.color, THREE.LinearSRGBColorSpace);
}

/** Makes one material per texture array, which all models share. */
function makeMaterials({ pack }: PeerWorkload): Map<TextureClass, THREE.Material> {
  const materials = new Map<TextureClass, THREE.Material>();
  const tint = attribute<'vec3'>('tint', 'vec3');
  TEXTURE_SIZES_PX.forEach((sizePx, textureClass) => {
    const layers = pack.textures[textureClass]!;
    if (layers.length === 0) return;
    const bytes = sizePx * sizePx * 4;
    const data = new Uint8Array(bytes * layers.length);
    layers.forEach(({ levels }, layer) => data.set(levels.subarray(0, bytes), layer * bytes));
    const array = new THREE.DataArrayTexture(data, sizePx, sizePx, layers.length);
    array.colorSpace = THREE.SRGBColorSpace;
    array.wrapS = array.wrapT = THREE.RepeatWrapping;
    array.magFilter = THREE.LinearFilter;
    array.minFilter = THREE.LinearMipmapLinearFilter;
    array.generateMipmaps = true;
    array.needsUpdate = true;
    const material = new THREE.MeshLambertNodeMaterial();
    const layer = int(varying(attribute<'float'>('layer', 'float')).add(0.5));
    material.colorNode = texture(array, uv()).depth(layer).mul(tint);
    materials.set(textureClass, material);
  });
  const plain = new THREE.MeshLambertNodeMaterial();
  plain.colorNode = tint;
  materials.set(UNTEXTURED, plain);
  return materials;
}

/** Converts to the camera frame of three.js, which has y up and looks along -z. */
export function toMatrix({ rows }: PeerInstance, matrix: THREE.Matrix4): THREE.Matrix4 {
  return matrix.set(
    rows[0]!, rows[1]!, rows[2]!, rows[3]!,
    -rows[4]!, -rows[5]!, -rows[6]!, -rows[7]!,
    -rows[8]!, -rows[9]!, -rows[10]!, -rows[11]!,
    0, 0, 0, 1,
  );
}

export function toGeometry(part: MeshPart): THREE.BufferGeometry {
  const geometry = new THREE.BufferGeometry();
  geometry.setAttribute('position', new THREE.BufferAttribute(part.positions, 3));
  geometry.setAttribute('normal', new THREE.BufferAttribute(part.normals, 3));
  geometry.setAttribute('uv', new THREE.BufferAttribute(part.uvs, 2));
  geometry.setAttribute('tint', new THREE.BufferAttribute(part.tints, 3));
  geometry.setAttribute('layer', new THREE.BufferAttribute(part.layers, 1));
  geometry.setIndex(new THREE.BufferAttribute(part.indices, 1));
  return geometry;
}


/** The `openings` pass, one pixel at a time. */
import { BLENDED, BLOCK_SIZE } from '../support/constants.ts';
import { TRIANGLE_BITS, type TestScene } from '../support/raster-scene.ts';

/** Whether a pixel of a visibility buffer shows a transparent triangle. */
export function isTransparent({ width, height, instances, meshes }: TestScene, visibility: Uint32Array, pixel: number): boolean {
  if (visibility[2 * pixel + 1] === 0) return false;
  const id = ~visibility[2 * pixel]! >>> 0;
  const inImage = instances.filter(({ image }) => image === Math.floor(pixel / (width * height)));
  return (meshes[inImage[id >>> TRIANGLE_BITS]!.mesh]!.triangles[id & (2 ** TRIANGLE_BITS - 1)]![3] & BLENDED) !== 0;
}

/** The blocks that the pass leaves: 0 where a pixel of the block shows something transparent, else 0xffffffff. */
export function openings(scene: TestScene, visibility: Uint32Array): Uint32Array {
  const { width, height, cameras } = scene;
  const [columns, rows] = [Math.ceil(width / BLOCK_SIZE), Math.ceil(height / BLOCK_SIZE)];
  const blocks = new Uint32Array(columns * rows * cameras.length).fill(0xffffffff);
  for (let pixel = 0; pixel < width * height * cameras.length; pixel++) {
    const [x, y, z] = [pixel % width, Math.floor(pixel / width) % height, Math.floor(pixel / width / height)];
    if (isTransparent(scene, visibility, pixel)) blocks[(z * rows + Math.floor(y / BLOCK_SIZE)) * columns + Math.floor(x / BLOCK_SIZE)] = 0;
  }
  return blocks;
}

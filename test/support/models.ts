/** Writes tiny model files for tests that start from folders. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Document, NodeIO } from '@gltf-transform/core';
import { decodeSrgb } from '../../src/assets/srgb.ts';
import { boxSoup, cornerSoup, sphereSoup } from './compiled-shapes.ts';

/** One mesh of one plain colour (sRGB-coded 0..255) as GLB. */
export async function writeModel(path: string, soup: number[], color: [number, number, number]): Promise<void> {
  const document = new Document();
  const buffer = document.createBuffer();
  const [red, green, blue] = color;
  const material = document.createMaterial().setBaseColorFactor([decodeSrgb(red), decodeSrgb(green), decodeSrgb(blue), 1]).setDoubleSided(true).setMetallicFactor(0);
  const positions = document.createAccessor().setType('VEC3').setArray(new Float32Array(soup)).setBuffer(buffer);
  const primitive = document.createPrimitive().setAttribute('POSITION', positions).setMaterial(material);
  document.createScene().addChild(document.createNode().setMesh(document.createMesh().addPrimitive(primitive)));
  mkdirSync(dirname(path), { recursive: true });
  await new NodeIO().write(path, document);
}

/** Three classes below `<folder>/foreground` and three clutter models below `<folder>/clutter`. */
export async function writeSmallAssets(folder: string): Promise<void> {
  await writeModel(`${folder}/foreground/carton.glb`, boxSoup(0.1, 0.2, 0.06), [220, 40, 30]);
  await writeModel(`${folder}/foreground/ball.glb`, sphereSoup(0.05, 16), [40, 200, 60]);
  await writeModel(`${folder}/foreground/corner.glb`, cornerSoup(0.2), [60, 60, 230]);
  await writeModel(`${folder}/clutter/cube.glb`, boxSoup(1, 1, 1), [120, 120, 120]);
  await writeModel(`${folder}/clutter/globe.glb`, sphereSoup(1, 12), [200, 180, 20]);
  await writeModel(`${folder}/clutter/brick.glb`, boxSoup(1, 0.7, 0.5), [90, 20, 90]);
}

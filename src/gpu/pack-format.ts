/** Reads the format of a pack's words from the shaders, and writes the row of a material. */
import { NO_NEIGHBOR, WRAP, type CompiledMaterial } from '../assets/compiled-model.ts';
import { pow2 } from '../geometry/math.ts';
import { shaderConstant } from './shader-constants.ts';
import { oncePerShaders } from './shader-texts.ts';
import { structLayout, type StructLayout, type StructRows } from './wgsl.ts';

/** The side of each texture array, pixels. A texture's word in WGSL holds the index in this list. */
export const textureSizesPx = oncePerShaders((shaders): readonly number[] => {
  const constant = (name: string) => shaderConstant(shaders, 'shared/material', name);
  return Array.from({ length: constant('TEXTURE_ARRAYS') }, (_, array) => pow2(constant('SMALLEST_TEXTURE_LOG2') + array));
});

export interface PackFormat {
  mesh: StructLayout;
  material: StructLayout;
  /** Flags in word 3 of a triangle. */
  masked: number;
  doubleSided: number;
  blended: number;
  noTexture: number;
  /** The shader's wrap mode for each code of a compiled material. */
  wrap: readonly number[];
  sizesPx: readonly number[];
}

export const packFormat = oncePerShaders((shaders): PackFormat => {
  if (shaderConstant(shaders, 'shared/instance', 'NONE') !== NO_NEIGHBOR) throw new Error(`assets: the shaders have another NONE than compiled models; wanted ${NO_NEIGHBOR}`);
  const wrap: number[] = [];
  for (const [mode, code] of Object.entries(WRAP)) wrap[code] = shaderConstant(shaders, 'shared/material', `WRAP_${mode.toUpperCase()}`);
  return {
    mesh: structLayout(shaders, 'mesh', 'Mesh'),
    material: structLayout(shaders, 'material', 'Material'),
    masked: shaderConstant(shaders, 'shared/mesh', 'TRIANGLE_MASKED'),
    doubleSided: shaderConstant(shaders, 'shared/mesh', 'TRIANGLE_DOUBLE_SIDED'),
    blended: shaderConstant(shaders, 'shared/mesh', 'TRIANGLE_BLENDED'),
    noTexture: shaderConstant(shaders, 'shared/material', 'NO_TEXTURE'),
    wrap,
    sizesPx: textureSizesPx(shaders),
  };
});

/** Writes a material as row `row`. `textures` and `masks` are those of its model, as the pack has them. */
export function writeMaterial(
  rows: StructRows, row: number, material: CompiledMaterial, textures: number[], masks: { firstWord: number; sizeLog2: number }[], { noTexture, wrap }: PackFormat,
): void {
  const u32 = (field: string, value: number): void => { rows.u32[rows.at(row, field)] = value; };
  const f32 = (field: string, ...values: number[]): void => rows.f32.set(values, rows.at(row, field));
  const mask = masks[material.alphaMask];
  f32('baseColorFactor', ...material.baseColorFactor);
  f32('metallic', material.metallic);
  f32('roughness', material.roughness);
  f32('normalScale', material.normalScale);
  u32('baseTexture', textures[material.baseTexture] ?? noTexture);
  u32('surfaceTexture', textures[material.surfaceTexture] ?? noTexture);
  u32('hasNormalMap', Number(material.hasNormalMap));
  u32('wrap', [...material.baseWrap, ...material.surfaceWrap, ...material.emissiveWrap].reduce<number>((bits, code, i) => bits | (wrap[code]! << (i * 2)), 0));
  u32('alphaMask', mask?.firstWord ?? noTexture);
  u32('alphaSizeLog2', mask?.sizeLog2 ?? 0);
  f32('baseUvScale', ...material.baseUvScale);
  f32('surfaceUvScale', ...material.surfaceUvScale);
  f32('emissiveFactor', ...material.emissiveFactor);
  u32('emissiveTexture', textures[material.emissiveTexture] ?? noTexture);
  f32('emissiveUvScale', ...material.emissiveUvScale);
  u32('unlit', Number(material.isUnlit));
  u32('blended', Number(material.isBlended));
}

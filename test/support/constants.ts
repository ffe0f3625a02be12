/** Numbers of the shaders that references and scenes of tests share with them. */
import { layerCodes, sceneLayouts } from '../../src/gpu/scene-rows.ts';
import { shaderConstant } from '../../src/gpu/shader-constants.ts';
import { readShaders } from '../../src/run/shaders.ts';

const shaders = readShaders();
export const LAYER = layerCodes(shaders);
export const IMAGE_FLAGS = sceneLayouts(shaders).imageFlags;
export const NONE = shaderConstant(shaders, 'shared/instance', 'NONE');
export const CHUNK_SIZE = shaderConstant(shaders, 'shared/instance', 'CHUNK_SIZE');
export const MASKED = shaderConstant(shaders, 'shared/mesh', 'TRIANGLE_MASKED');
export const DOUBLE_SIDED = shaderConstant(shaders, 'shared/mesh', 'TRIANGLE_DOUBLE_SIDED');
export const BLENDED = shaderConstant(shaders, 'shared/mesh', 'TRIANGLE_BLENDED');
export const MATERIAL = shaderConstant(shaders, 'shared/mesh', 'TRIANGLE_MATERIAL');
export const NO_TEXTURE = shaderConstant(shaders, 'shared/material', 'NO_TEXTURE');
export const BLOCK_SIZE = shaderConstant(shaders, 'shared/block', 'BLOCK_SIZE');
export const COORDINATE_BIAS = shaderConstant(shaders, 'shared/counters', 'COORDINATE_BIAS');

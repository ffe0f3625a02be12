// Declares one material of the asset library.
struct Material {
  baseColorFactor: vec4f, // linear
  metallic: f32,
  roughness: f32,
  normalScale: f32,
  baseTexture: u32,       // array << 16 | layer, or NO_TEXTURE; array 0..4 = 64, 128, 256, 512, 1024 px
  surfaceTexture: u32,    // the same; linear: normal x, normal y, roughness, metallic
  hasNormalMap: u32,
  wrap: u32,              // WRAP_* in 2 bits each: base u, base v, surface u, surface v, emissive u, emissive v
  alphaMask: u32,         // first word in `alphaBits`, or NO_TEXTURE
  alphaSizeLog2: u32,
  unlit: u32,             // 1: drawn as its base colour under any light
  baseUvScale: vec2f,     // applied after wrapping
  surfaceUvScale: vec2f,
  emissiveUvScale: vec2f,
  emissiveFactor: vec3f,  // linear, may exceed 1; 0 where the material does not glow
  emissiveTexture: u32,   // as baseTexture
  blended: u32,           // 1: transparent; its alpha is that of factor, texture and vertices
}

const NO_TEXTURE = 0xffffffffu;
const TEXTURE_ARRAYS = 5u;
const SMALLEST_TEXTURE_LOG2 = 6u; // of array 0; the side doubles from array to array
const WRAP_REPEAT = 0u;
const WRAP_CLAMP = 1u;
const WRAP_MIRROR = 2u;

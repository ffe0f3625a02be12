// What shading needs of a triangle that shows, worked out once for all of its pixels.
//
// Along the ray through a pixel, 1/z and a corner's weight times 1/z are affine in the pixel's place. They are kept from
// where corner 0 projects to: both weights are 0 there, so what is left of them is of the triangle's own size, and so is
// the rounding error. Corner 0 is the one farthest away, which has a projection wherever any of the triangle has.
struct Setup {
  anchor: vec2f,           // where corner 0 projects to, pixels
  inverseDepth: f32,       // 1/z there, 1/m
  hue: f32,                // turns
  inverseDepthStep: vec2f, // its change per pixel to the right and downward
  weight1Step: vec2f,      // the same of the weights of corners 1 and 2, each times 1/z
  weight2Step: vec2f,
  uv0: vec2f,
  uv1: vec2f,              // less uv0
  uv2: vec2f,
  normalXy0: u32,          // unit normals of the corners, camera frame, snorm16
  normalXy1: u32,
  normalXy2: u32,
  normalZ01: u32,
  normalZ2Roughness: u32,  // snorm16
  baseRedGreen: u32,       // linear, float16
  baseBlueMetallic: u32,   // float16
  baseTexture: u32,        // array << 16 | layer, or NO_TEXTURE
  material: u32,           // and SETUP_* flags
  color0: u32,             // of the corners, sRGB code; read where SETUP_COLORED says so
  color1: u32,
  color2: u32,
}

const SETUP_MATERIAL = 0x00ffffffu;
const SETUP_BASE_WRAP = 24u; // the first of 4 bits
const SETUP_COLORED = 0x40000000u;  // has vertex colours
const SETUP_DETAILED = 0x80000000u; // has a surface texture, or a scale of base uv

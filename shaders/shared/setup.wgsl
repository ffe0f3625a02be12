// What shading needs of a triangle that shows, worked out once for all of its pixels.
//
// Along the ray through a pixel, 1/z and a corner's weight times 1/z are affine in the pixel's place. They are kept from
// where corner 0 projects to, and in units of 1/z there: both weights are 0 there, so what is left of them is of the
// triangle's own size, and so is the rounding error. Corner 0 is the one farthest away, which has a projection wherever any
// of the triangle has.
//
// Most of what shading costs are its loads, so a word holds two numbers where 11 bits or 16 are enough.
struct Setup {
  anchor: vec2f,           // where corner 0 projects to, pixels
  inverseDepthStep: vec2f, // change of 1/z per pixel to the right and downward, over 1/z at the anchor
  weight1Step: vec2f,      // the same of the weights of corners 1 and 2, each times 1/z
  weight2Step: vec2f,
  uv0: vec2f,
  uv1: vec2f,              // less uv0
  uv2: vec2f,
  normal0: u32,            // of the corners, camera frame; pack_normal
  normal1: u32,
  normal2: u32,
  baseRedGreen: u32,       // linear, float16
  baseBlueHue: u32,        // hue in turns, float16
  roughnessMetallic: u32,  // unorm16
  look: u32,               // SETUP_* and, below, the base texture: array << 16 | layer
  // Read where `look` or a light asks for it.
  depthM: f32,             // z of the anchor
  material: u32,
  color0: u32,             // of the corners, sRGB code
  color1: u32,
  color2: u32,
}

const SETUP_TEXTURE = 0x000fffffu;  // SETUP_PLAIN where there is none
const SETUP_PLAIN = 0x000fffffu;
const SETUP_BASE_WRAP = 20u;        // the first of 4 bits
const SETUP_COLORED = 0x40000000u;  // has vertex colours
const SETUP_DETAILED = 0x80000000u; // has a surface texture, or a scale of base uv

// Declares the values of a visible triangle that shading needs at all its pixels.
//
// On the ray through a pixel, 1/z is affine in the pixel's position, and so is the weight of a corner times 1/z.
// The values are relative to the projection of corner 0, the anchor, and in units of 1/z at the anchor.
// The weights of corners 1 and 2 are 0 at the anchor, so the values, and their rounding errors, have the scale of the triangle.
// Corner 0 is the farthest corner, which has a projection wherever any point of the triangle has one.
//
// Loads are most of the cost of shading. So a word holds two numbers where 11 or 16 bits are enough.
// Words that shading reads together are loaded four at a time.
struct Setup {
  anchor: vec4f,      // .xy: projection of corner 0, pixels; .zw: change of 1/z per pixel to the right and downward, over 1/z at the anchor
  weightSteps: vec4f, // .xy: the same change of the weight of corner 1 times 1/z; .zw: of corner 2
  normals: vec4u,     // .xyz: of the corners, camera frame, from packNormal; .w: SETUP_* above the base texture, array << 16 | layer
  base: vec3u,        // linear red and green, float16; blue, and hue in turns, float16; roughness and metallic, unorm16
  // The fields below are read only where a SETUP_* flag or a point light needs them.
  depthM: f32,        // z of the anchor
  uvs: vec4f,         // .xy: of corner 0; .zw: of corner 1, relative to corner 0
  uv2: vec2f,         // of corner 2, relative to corner 0
  material: u32,
  saturationValue: u32, // factors, float16
  colors: vec3u,      // of the corners, in sRGB code
  roughness: f32,     // factor
}

const SETUP_TEXTURE = 0x000fffffu;  // SETUP_PLAIN where there is none
const SETUP_PLAIN = 0x000fffffu;
const SETUP_BASE_WRAP = 20u;        // the first of 4 bits
const SETUP_UNLIT = 0x08000000u;    // drawn as its base colour under any light
const SETUP_EMISSIVE = 0x10000000u; // sends out light of its own
const SETUP_VARIED = 0x20000000u;   // a factor of saturation, value or roughness is not 1
const SETUP_COLORED = 0x40000000u;  // has vertex colours
const SETUP_DETAILED = 0x80000000u; // has a surface texture, or a scale of base uv

// What shading needs of a triangle that shows, worked out once for all of its pixels.
//
// Along the ray through a pixel, 1/z and a corner's weight times 1/z are affine in the pixel's place. They are kept from
// where corner 0 projects to, and in units of 1/z there: both weights are 0 there, so what is left of them is of the
// triangle's own size, and so is the rounding error. Corner 0 is the one farthest away, which has a projection wherever any
// of the triangle has.
//
// Most of what shading costs are its loads, so a word holds two numbers where 11 bits or 16 are enough, and words that are wanted together
// are loaded four at a time.
struct Setup {
  anchor: vec4f,      // .xy: where corner 0 projects to, pixels; .zw: change of 1/z per pixel to the right and downward, over 1/z at the anchor
  weightSteps: vec4f, // .xy: the same of the weight of corner 1, times 1/z; .zw: of corner 2
  normals: vec4u,     // of the corners, camera frame, as packNormal has them; .w: SETUP_* and, below, the base texture: array << 16 | layer
  base: vec3u,        // linear red and green, float16; blue, and hue in turns, float16; roughness and metallic, unorm16
  // Read where SETUP_* or a light asks for it.
  depthM: f32,        // z of the anchor
  uvs: vec4f,         // .xy: of corner 0; .zw: of corner 1, less that
  uv2: vec2f,         // of corner 2, less that of corner 0
  material: u32,
  colors: vec3u,      // of the corners, sRGB code
}

const SETUP_TEXTURE = 0x000fffffu;  // SETUP_PLAIN where there is none
const SETUP_PLAIN = 0x000fffffu;
const SETUP_BASE_WRAP = 20u;        // the first of 4 bits
const SETUP_COLORED = 0x40000000u;  // has vertex colours
const SETUP_DETAILED = 0x80000000u; // has a surface texture, or a scale of base uv

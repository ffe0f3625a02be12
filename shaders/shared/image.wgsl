// Declares images and lights, and the most of each that one batch holds; the host reads both constants.
// An array in a uniform buffer has a fixed length, and every adapter binds at least 64 KiB.
const MOST_IMAGES = 1024u;
const MOST_LIGHTS = 2048u;

// One image of the batch: its camera, light and post parameters. The size of an element in a uniform buffer is a multiple of 16 bytes.
struct Image {
  @align(16) fx: f32,
  fy: f32,
  cx: f32,
  cy: f32,
  near: f32,
  ambient: f32,
  firstLight: u32,        // index in `lights`: directional lights first, then point lights
  directionalLights: u32,
  pointLights: u32,
  triangleBits: u32, // an id is instance << triangleBits | triangle
  firstInstance: u32,
  flags: u32,        // IMAGE_*
  backdrop: u32,     // index in `backdrops`, or NONE
  noiseKey: u32,
  noiseSigma: f32,   // as a share of the full range
  blurRadius: u32,
}

const IMAGE_UNLIT = 1u;
const IMAGE_ANTIALIAS = 2u;

// `vector` is the unit direction in which a directional light travels, or the position of a point light in metres, camera frame.
struct Light {
  vector: vec3f,
  colorLinear: vec3f, // times the intensity
}

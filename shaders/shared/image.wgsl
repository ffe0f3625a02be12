// What one batch holds at most: a uniform buffer's array has a fixed length, and every adapter binds 64 KiB of it. The hosts read the numbers here.
const MOST_IMAGES = 1024u;
const MOST_LIGHTS = 2048u;

// One image of the batch: its camera, light and post parameters. A row of a uniform buffer is a multiple of 16 bytes.
struct Image {
  @align(16) fx: f32,
  fy: f32,
  cx: f32,
  cy: f32,
  near: f32,
  ambient: f32,
  firstLight: u32,        // the directional ones, then the point lights
  directionalLights: u32,
  pointLights: u32,
  triangleBits: u32, // an id is instance << triangleBits | triangle
  firstInstance: u32,
  unlit: u32,
  antialias: u32,
  noiseKey: u32,
  noiseSigma: f32,   // of full range
  blurRadius: u32,
}

// `vector`: the unit direction of travel of a directional light, the position of a point light, metres.
struct Light {
  vector: vec3f,
  colorLinear: vec3f, // times the intensity
}

// Declares one instance of the batch. Its rows transform a model point, relative to the model's centre, to the camera frame in metres.
struct Instance {
  row0: vec4f,
  row1: vec4f,
  row2: vec4f,
  mesh: u32,
  image: u32,       // index in `images`
  ordinal: u32,     // index in its image: the instance part of an id
  firstId: u32,     // id of its first triangle
  firstVertex: u32, // index of its first vertex in `vertices`
  hue: f32,         // turns
  saturation: f32,  // factor, as value and roughness are
  value: f32,
  roughness: f32,
  layer: u32,       // LAYER_*
  foreground: u32,  // index in `foregrounds`, or NONE
  firstSetupIndex: u32,  // of its triangles in `setupIndices`
  occlusionColumn: u32, // of what it hides: index in a row of `occlusion`
}

const LAYER_BACKGROUND = 1u;
const LAYER_FOREGROUND = 2u;
const LAYER_OCCLUDER = 3u;
const LAYER_DISTRACTOR = 4u;
const NONE = 0xffffffffu;

// Up to CHUNK_SIZE vertices, or triangles, of one instance: the work of one workgroup.
struct Chunk {
  instance: u32,
  first: u32, // relative to the mesh's first
}
const CHUNK_SIZE = 64u;

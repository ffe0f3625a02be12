// One instance of the batch. Camera = rows * (model point - model centre, 1), metres.
struct Instance {
  row0: vec4f,
  row1: vec4f,
  row2: vec4f,
  mesh: u32,
  image: u32,       // place in `images`
  ordinal: u32,     // place in its image: the instance part of an id
  firstId: u32,     // id of its first triangle
  firstVertex: u32, // of its own in `vertices`
  hue: f32,         // turns
  layer: u32,       // LAYER_*
  foreground: u32,  // place in `foregrounds`, or NONE
  firstSetupPlace: u32,  // of its triangles in `setupPlaces`
  hider: u32,       // what it is counted as where it hides a labelled instance: place in a row of `hiders`
}

const LAYER_BACKGROUND = 1u;
const LAYER_FOREGROUND = 2u;
const LAYER_OCCLUDER = 3u;
const NONE = 0xffffffffu;

// Up to 64 vertices, or triangles, of one instance: the work of one workgroup.
struct Chunk {
  instance: u32,
  first: u32, // counted from the mesh's first
}
const CHUNK_SIZE = 64u;

// Holds the lists of triangles that the raster passes work off. The order within a list decides nothing.
// A round of cull puts its entries behind those of the round before. The count lies apart: who adds to it takes its cache line away from
// those who read the rest, which took cull 1.1 of its time.
struct Queue {
  @size(64) count: atomic<u32>, // entries wanted; those past the capacity are not written
  capacity: u32,
  start: u32,                   // first word in `words`
  @size(56) first: u32,         // entry at which this round's begin
}

struct Queues {
  lists: array<Queue, LISTS>,
  words: array<u32>,
}

// A small entry: instance | CLIPPED_ENTRY, triangle (or place in CLIPPED), which of its strips | TRIANGLE_MASKED.
const PICTURE_SMALL = 0u;
const SILHOUETTE_SMALL = 1u;
// A tile entry: the same two words; the tile's first pixel, x | y << 16, both biased by TILE_BIAS; what Edges holds there; in the
// picture what DepthPlane holds there too, and the triangle's greatest depth. Cull works these out once per triangle: each of a tile's 64 threads doing so
// took 26 of the 63 ms that raster took an image (built-in models on lavapipe).
const PICTURE_TILE = 2u;
const SILHOUETTE_TILE = 3u;
// Triangles to clip: instance, triangle.
const TO_CLIP = 4u;
// What is left of them: x, y, depth, u, v of three corners, and the triangle they were cut from.
const CLIPPED = 5u;
// Triangles that show: instance, triangle.
const VISIBLE = 6u;
const LISTS = 7u;

const SMALL_WORDS = 3u;
const TO_CLIP_WORDS = 2u;
const VISIBLE_WORDS = 2u;
const PICTURE_TILE_WORDS = 19u;
const SILHOUETTE_TILE_WORDS = 12u;
const CLIPPED_WORDS = 16u;
const CLIPPED_ENTRY = 0x80000000u;
const TILE_BIAS = 32768;
const TILE_SIZE = 64;

// The end of the entries that were written.
fn queueEnd(list: u32) -> u32 {
  return min(atomicLoad(&queues.lists[list].count), queues.lists[list].capacity);
}

fn loadVec3(word: u32) -> vec3u {
  return vec3u(queues.words[word], queues.words[word + 1u], queues.words[word + 2u]);
}

fn putVec3(word: u32, value: vec3u) {
  queues.words[word] = value.x;
  queues.words[word + 1u] = value.y;
  queues.words[word + 2u] = value.z;
}

fn tileOrigin(word: u32) -> vec2i {
  return vec2i(vec2u(word & 0xffffu, word >> 16u)) - TILE_BIAS;
}

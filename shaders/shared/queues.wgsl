// Holds the lists of triangles that the raster passes work off. The order within a list decides nothing.
struct Queue {
  count: atomic<u32>, // entries wanted; those past the capacity are not written
  capacity: u32,
  start: u32,         // first word in `words`
}

struct Queues {
  lists: array<Queue, 6>,
  words: array<u32>,
}

// A small entry: instance | CLIPPED_ENTRY, triangle (or place in CLIPPED).
const PICTURE_SMALL = 0u;
const SILHOUETTE_SMALL = 1u;
// A tile entry: the same, and the tile's first pixel: x | y << 16, both biased by TILE_BIAS.
const PICTURE_TILE = 2u;
const SILHOUETTE_TILE = 3u;
// Triangles to clip: instance, triangle.
const TO_CLIP = 4u;
// What is left of them: x, y, depth, u, v of three corners, and the triangle they were cut from.
const CLIPPED = 5u;

const SMALL_WORDS = 2u;
const TILE_WORDS = 3u;
const CLIPPED_WORDS = 16u;
const CLIPPED_ENTRY = 0x80000000u;
const TILE_BIAS = 32768;
const TILE_SIZE = 64;

fn queueLength(list: u32) -> u32 {
  return min(atomicLoad(&queues.lists[list].count), queues.lists[list].capacity);
}

fn tileOrigin(word: u32) -> vec2i {
  return vec2i(vec2u(word & 0xffffu, word >> 16u)) - TILE_BIAS;
}

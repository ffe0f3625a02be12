// Declares the lists of triangles and tiles that cull and setup write and later passes read. The order within a list has no effect.
// The entries of a round of cull follow those of the round before.
// The count has a cache line of its own, because each addition takes the line from the threads that read the other fields.
struct Queue {
  @size(64) count: atomic<u32>, // entries wanted; those past the capacity are not written
  capacity: u32,
  start: u32,                   // first word in `words`
  @size(56) first: u32,         // first entry of this round
}

struct Queues {
  lists: array<Queue, LISTS>,
  words: array<u32>,
}

// Strips of small triangles: instance | CLIPPED_ENTRY, triangle (or index in CLIPPED), strip | TRIANGLE_MASKED.
const PICTURE_SMALL = 0u;
const SILHOUETTE_SMALL = 1u;
// Tiles of large triangles: the same first two words; the tile's first pixel, x | y << 16, both biased by TILE_BIAS; the Edges there.
// PICTURE_TILE entries also have the DepthPlane there, and the triangle's greatest depth. Cull computes these once per triangle.
// Otherwise each of a tile's 64 threads in raster would compute them.
const PICTURE_TILE = 2u;
const SILHOUETTE_TILE = 3u;
// Triangles to clip: instance, triangle.
const TO_CLIP = 4u;
// Clipped triangles: x, y, depth, u, v of three corners, and the triangle that they are a part of.
const CLIPPED = 5u;
// Visible triangles: instance, triangle.
const VISIBLE = 6u;
const LISTS = 7u;

// Words of an entry, by list.
const ENTRY_WORDS = array<u32, LISTS>(3u, 3u, 19u, 12u, 2u, 16u, 2u);
const SMALL_WORDS = ENTRY_WORDS[PICTURE_SMALL];
const TO_CLIP_WORDS = ENTRY_WORDS[TO_CLIP];
const VISIBLE_WORDS = ENTRY_WORDS[VISIBLE];
const PICTURE_TILE_WORDS = ENTRY_WORDS[PICTURE_TILE];
const SILHOUETTE_TILE_WORDS = ENTRY_WORDS[SILHOUETTE_TILE];
const CLIPPED_WORDS = ENTRY_WORDS[CLIPPED];
// Words of a list's dispatch in `queueArgs`: x, y, z, and one to spare.
const ARGS_WORDS = 4u;
const CLIPPED_ENTRY = 0x80000000u;
const TILE_BIAS = 32768;
const TILE_SIZE = 64;

// The index after the last entry that is stored.
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

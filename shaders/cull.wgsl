// Drops triangles that cover no pixel, clips those that cross the near plane or the guard band, and sorts the rest by size.
#if SUBGROUPS
enable subgroups;
#endif

#import frame
#import image
#import instance
#import mesh
#import vertex
#import counters
#import dispatch
#import int64
#import claim
#import queues
#import triangle
#import project
#import polygon
#import hidden
#import lanes

@group(0) @binding(0) var<uniform> frame: Frame;
@group(0) @binding(1) var<storage, read> images: array<Image>;
@group(0) @binding(2) var<storage, read> instances: array<Instance>;
@group(0) @binding(3) var<storage, read> meshes: array<Mesh>;
@group(0) @binding(4) var<storage, read> positions: array<f32>;
@group(0) @binding(5) var<storage, read> attributes: array<vec4u>;
@group(0) @binding(6) var<storage, read> triangles: array<vec4u>;
@group(0) @binding(7) var<storage, read> triangleChunks: array<Chunk>;
@group(0) @binding(8) var<storage, read> vertices: array<SnappedVertex>;
@group(0) @binding(9) var<storage, read> foregrounds: array<Foreground>;
@group(0) @binding(10) var<storage, read_write> queues: Queues;
@group(0) @binding(11) var<storage, read_write> queueArgs: array<u32>; // 4 words per list, of which 3 are x, y, z of its dispatch

@group(0) @binding(12) var<storage, read> blocks: array<u32>;

// The near round (FAR false) takes what is not drawn last, with all labelled instances. The far round takes the rest, mostly background, and
// drops what near triangles hide.
// The image does not depend on which triangles each round takes.
// Two rounds leave about three quarters of the strips of one round. A third round costs as much time as it saves.
override FAR: bool;

// Empties the lists.
@compute @workgroup_size(8)
fn reset(@builtin(local_invocation_index) list: u32) {
  if (list >= LISTS) { return; }
  atomicStore(&queues.lists[list].count, 0u);
  queues.lists[list].first = 0u;
}

// Begins a round: the entries of the round follow those that the lists hold.
@compute @workgroup_size(8)
fn next(@builtin(local_invocation_index) list: u32) {
  if (list < LISTS) { queues.lists[list].first = queueEnd(list); }
}

// Joins both rounds: each list begins at its first entry again, and its dispatch covers all entries.
@compute @workgroup_size(8)
fn whole(@builtin(local_invocation_index) list: u32) {
  if (list >= LISTS) { return; }
  queues.lists[list].first = 0u;
  putArgs(list);
}

// Culls the triangles of one chunk per workgroup.
@compute @workgroup_size(LANES)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let item = itemOf(group) + select(0u, frame.nearChunks, FAR);
  if (item >= select(frame.nearChunks, frame.triangleChunks, FAR)) { return; }
  let chunk = triangleChunks[item];
  let mesh = meshes[instances[chunk.instance].mesh];
  let firstVertex = instances[chunk.instance].firstVertex;
  let foreground = instances[chunk.instance].foreground;
  let end = min(chunk.first + CHUNK_SIZE, mesh.triangleCount);
  var first = chunk.first;
  loop {
    let triangle = first + lane;
    var strips = vec2u(0u);
    var flags = 0u;
    if (triangle < end) {
      let corners = triangles[mesh.firstTriangle + triangle];
      flags = corners.w;
      let t = snappedTriangle(corners.xyz + firstVertex, chunk.instance, triangle);
      if (all(t.depth != vec3u(0u))) {
        strips = sort(t, (flags & TRIANGLE_DOUBLE_SIDED) != 0u, chunk.instance, triangle);
      } else {
        putToClip(chunk.instance, triangle);
      }
    }
    putStrips(PICTURE_SMALL, claim(PICTURE_SMALL, strips.x), strips.x, chunk.instance, triangle, flags);
    if (!FAR && foreground != NONE) {
      putStrips(SILHOUETTE_SMALL, claim(SILHOUETTE_SMALL, strips.y), strips.y, chunk.instance, triangle, flags);
    }
    continuing {
      first += LANES;
      break if first >= end;
    }
  }
}

fn putToClip(instance: u32, triangle: u32) {
  let slot = atomicAdd(&queues.lists[TO_CLIP].count, 1u);
  if (slot >= queues.lists[TO_CLIP].capacity) { return; }
  let w = queues.lists[TO_CLIP].start + TO_CLIP_WORDS * slot;
  queues.words[w] = instance;
  queues.words[w + 1u] = triangle;
}

// Queues the tiles of a large triangle. Returns the number of strips of a small triangle: x in the image, y in its silhouette.
// `word0` and `word1` are the first words of each entry.
fn sort(given: Triangle, doubleSided: bool, word0: u32, word1: u32) -> vec2u {
  let box = pixelBox(given);
  if (any(box.xy > box.zw)) { return vec2u(0u); }
  let plain = extent(given) <= SMALL_EXTENT;
  var area: Wide;
  if (plain) { area = wideOf(doubleAreaSmall(given)); } else { area = doubleArea(given); }
  let negative = wideIsNegative(area);
  if (all(area == Wide(0u)) || !(negative || doubleSided)) { return vec2u(0u); }
  var t = given;
  if (negative) {
    t = flip(given);
    area = wideNegate(area);
  }

  var strips = vec2u(0u);
  let picture = vec4i(max(box.xy, vec2i(0)), min(box.zw, vec2i(vec2u(frame.width, frame.height)) - 1));
  if (all(picture.xy <= picture.zw) && !(FAR && plain && isHidden(picture, greatestDepth(t), instances[t.instance].image))) {
    if (plain) { strips.x = stripsOf(picture); } else { putTiles(PICTURE_TILE, t, area, picture, word0, word1); }
  }
  let foreground = instances[given.instance].foreground;
  if (!FAR && foreground != NONE) {
    let canvas = foregrounds[foreground];
    let first = vec2i(canvas.x0, canvas.y0);
    let silhouette = vec4i(max(box.xy, first), min(box.zw, first + vec2i(vec2u(32u * canvas.widthWords, canvas.height)) - 1));
    if (all(silhouette.xy <= silhouette.zw)) {
      if (plain) { strips.y = stripsOf(silhouette); } else { putTiles(SILHOUETTE_TILE, t, area, silhouette, word0, word1); }
    }
  }
  return strips;
}

fn stripsOf(box: vec4i) -> u32 {
  let rows = stripRowsLog2(box);
  return (u32(box.w - box.y) >> rows) + 1u;
}

// Writes `count` strips of one triangle from entry `first` of the list on; `flags` are the triangle's TRIANGLE_* flags.
fn putStrips(list: u32, first: u32, count: u32, word0: u32, word1: u32, flags: u32) {
  for (var strip = 0u; strip < count && first + strip < queues.lists[list].capacity; strip++) {
    putVec3(queues.lists[list].start + SMALL_WORDS * (first + strip), vec3u(word0, word1, strip | (flags & TRIANGLE_MASKED)));
  }
}

// Queues the tiles of a large triangle, except tiles that lie wholly outside one edge.
// The left side of a tile is at a multiple of 32 pixels, where a word of a canvas begins.
fn putTiles(list: u32, t: Triangle, area: Wide, box: vec4i, word0: u32, word1: u32) {
  let first = vec2i(box.x & ~31, box.y);
  let inPicture = list == PICTURE_TILE;
  let words = select(SILHOUETTE_TILE_WORDS, PICTURE_TILE_WORDS, inPicture);
  var depth: DepthPlane;
  if (inPicture) { depth = depthPlane(t, area, first); }
  for (var y = first.y; y <= box.w; y += TILE_SIZE) {
    for (var x = first.x; x <= box.z; x += TILE_SIZE) {
      if (FAR && inPicture && isHidden(vec4i(max(x, box.x), y, min(vec2i(x, y) + TILE_SIZE - 1, box.zw)), greatestDepth(t), instances[t.instance].image)) { continue; }
      let e = edgesWide(t, vec2i(x, y));
      let best = e.f + (TILE_SIZE - 1) * (max(e.right, vec3i(0)) + max(e.down, vec3i(0)));
      if (!inside(best)) { continue; }
      let slot = atomicAdd(&queues.lists[list].count, 1u);
      if (slot >= queues.lists[list].capacity) { continue; }
      let w = queues.lists[list].start + words * slot;
      putVec3(w, vec3u(word0, word1, u32(x + TILE_BIAS) | (u32(y + TILE_BIAS) << 16u)));
      putVec3(w + 3u, bitcast<vec3u>(e.f));
      putVec3(w + 6u, bitcast<vec3u>(e.right));
      putVec3(w + 9u, bitcast<vec3u>(e.down));
      if (inPicture) {
        let at = wideAdd(depth.at, wideAdd(wideScale(depth.right, x - first.x), wideScale(depth.down, y - first.y)));
        putVec3(w + 12u, vec3u(at, depth.right.x));
        putVec3(w + 15u, vec3u(depth.right.y, depth.down));
        queues.words[w + 18u] = greatestDepth(t);
      }
    }
  }
}

// The number of workgroups that share the triangles to clip; most batches have few such triangles or none. The host reads CLIP_GROUPS.
// The count of these triangles is unknown when the host records the dispatch.
// One more dispatch that computes an indirect size takes longer than these workgroups.
const CLIP_GROUPS = 8u;

@compute @workgroup_size(64)
fn clip(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let end = queueEnd(TO_CLIP);
  for (var item = queues.lists[TO_CLIP].first + group.x * 64u + lane; item < end; item += CLIP_GROUPS * 64u) {
    clipTriangle(queues.lists[TO_CLIP].start + TO_CLIP_WORDS * item);
  }
}

// Clips one triangle with a corner before the near plane or beyond the guard band, and queues what is left.
fn clipTriangle(entry: u32) {
  let instanceIndex = queues.words[entry];
  let triangle = queues.words[entry + 1u];
  let instance = instances[instanceIndex];
  let image = images[instance.image];
  let mesh = meshes[instance.mesh];
  let corners = triangles[mesh.firstTriangle + triangle];

  var polygon: array<Corner, MAX_CORNERS>;
  for (var k = 0u; k < 3u; k++) {
    let vertex = mesh.firstVertex + corners[k];
    let snapped = instance.firstVertex + corners[k];
    polygon[k] = Corner(cameraPoint(instance, vertex), bitcast<vec2f>(attributes[vertex].yz), select(NONE, snapped, vertices[snapped].depth != 0u));
  }
  let count = clipPolygon(&polygon, image);
  for (var k = 2u; k < count; k++) {
    putClipped(array<Corner, 3>(polygon[0], polygon[k - 1u], polygon[k]), image, instanceIndex, triangle, corners.w);
  }
}

fn putClipped(corners: array<Corner, 3>, image: Image, instance: u32, triangle: u32, flags: u32) {
  let slot = atomicAdd(&queues.lists[CLIPPED].count, 1u);
  if (slot >= queues.lists[CLIPPED].capacity) { return; }
  let a = snapCorner(corners[0], image);
  let b = snapCorner(corners[1], image);
  let c = snapCorner(corners[2], image);
  let w = queues.lists[CLIPPED].start + CLIPPED_WORDS * slot;
  let t = Triangle(vec3i(a.x, b.x, c.x), vec3i(a.y, b.y, c.y), vec3u(a.depth, b.depth, c.depth), instance, triangle, w, false);
  for (var k = 0u; k < 3u; k++) {
    queues.words[w + k] = bitcast<u32>(t.x[k]);
    queues.words[w + 3u + k] = bitcast<u32>(t.y[k]);
    queues.words[w + 6u + k] = t.depth[k];
    queues.words[w + 9u + k] = bitcast<u32>(corners[k].uv.x);
    queues.words[w + 12u + k] = bitcast<u32>(corners[k].uv.y);
  }
  queues.words[w + 15u] = triangle;
  let strips = sort(t, (flags & TRIANGLE_DOUBLE_SIDED) != 0u, instance | CLIPPED_ENTRY, slot);
  for (var list = PICTURE_SMALL; list <= SILHOUETTE_SMALL; list++) {
    let first = atomicAdd(&queues.lists[list].count, strips[list]);
    putStrips(list, first, strips[list], instance | CLIPPED_ENTRY, slot, flags);
  }
}

// Writes the indirect dispatch of each list: one workgroup per tile, and one thread per entry of the other lists.
@compute @workgroup_size(8)
fn args(@builtin(local_invocation_index) list: u32) {
  if (list < LISTS) { putArgs(list); }
}

fn putArgs(list: u32) {
  let length = queueEnd(list) - queues.lists[list].first;
  let groups = select((length + 63u) / 64u, length, list == PICTURE_TILE || list == SILHOUETTE_TILE);
  queueArgs[ARGS_WORDS * list] = min(groups, GROUPS_PER_ROW);
  queueArgs[ARGS_WORDS * list + 1u] = (groups + GROUPS_PER_ROW - 1u) / GROUPS_PER_ROW;
  queueArgs[ARGS_WORDS * list + 2u] = 1u;
}

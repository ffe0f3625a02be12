// Draws the silhouette of each labelled instance alone: one bit per pixel of its canvas, which may lie partly outside the image.
#if SUBGROUPS
enable subgroups;
// All threads of a subgroup get the same sum of rows from rows.wgsl, which WGSL's uniformity analysis cannot prove.
diagnostic(off, subgroup_uniformity);
#endif

#import frame
#import instance
#import mesh
#import material
#import vertex
#import counters
#import dispatch
#import int64
#import queues
#import triangle
#import alpha
#import lanes
#import rows

@group(0) @binding(0) var<storage, read> instances: array<Instance>;
@group(0) @binding(1) var<storage, read> meshes: array<Mesh>;
@group(0) @binding(2) var<storage, read> triangles: array<vec4u>;
@group(0) @binding(3) var<storage, read> attributes: array<vec4u>;
@group(0) @binding(4) var<storage, read> materials: array<Material>;
@group(0) @binding(5) var<storage, read> alphaBits: array<u32>;
@group(0) @binding(6) var<storage, read> vertices: array<SnappedVertex>;
@group(0) @binding(7) var<storage, read> foregrounds: array<Foreground>;
@group(0) @binding(8) var<storage, read_write> queues: Queues;
@group(0) @binding(9) var<storage, read_write> silhouettes: array<atomic<u32>>;

// First and last pixel of the triangle's box on the canvas.
fn canvasBox(t: Triangle, canvas: Foreground) -> vec4i {
  let box = pixelBox(t);
  let first = vec2i(canvas.x0, canvas.y0);
  return vec4i(max(box.xy, first), min(box.zw, first + vec2i(vec2u(32u * canvas.widthWords, canvas.height)) - 1));
}

// What the rows of a strip share: edges at its first pixel, and their steps right and down.
struct Strip {
  rows: u32,
  last: i32,      // steps to the last pixel of a row
  column: i32,    // of the first pixel, from the canvas's left edge
  firstWord: u32, // of the first row, in `silhouettes`
  rowWords: u32,
  edges: Edges,
}

// A strip on a canvas; `first` is the strip's first pixel.
fn stripOn(canvas: Foreground, first: vec2i, rows: i32, last: i32, edges: Edges) -> Strip {
  return Strip(u32(rows), last, first.x - canvas.x0, canvas.firstWord + u32(first.y - canvas.y0) * canvas.widthWords, canvas.widthWords, edges);
}

// The first and the last canvas column of row `y` that the triangle covers; first > last where there is none.
fn columnsOf(strip: Strip, y: i32) -> vec2i {
  return exactSpan(strip.edges.f + strip.edges.down * y, strip.edges.right, perStep(strip.edges.right), strip.last) + strip.column;
}

// The bits of a row's word from the first to the last column, both included.
fn bitsBetween(columns: vec2i, word: i32) -> u32 {
  return (0xffffffffu << u32(max(columns.x - 32 * word, 0))) & (0xffffffffu >> u32(max(32 * word + 31 - columns.y, 0)));
}

fn setBits(strip: Strip, y: i32, word: i32, bits: u32) {
  atomicOr(&silhouettes[strip.firstWord + u32(y) * strip.rowWords + u32(word)], bits);
}

fn drawRow(strip: Strip, y: i32) {
  let columns = columnsOf(strip, y);
  if (columns.x > columns.y) { return; }
  var word = columns.x >> 5u;
  loop {
    setBits(strip, y, word, bitsBetween(columns, word));
    continuing {
      word++;
      break if word > columns.y >> 5u;
    }
  }
}

// Draws row `y` of a strip with an alpha test at each pixel; `first` is the strip's first pixel.
fn drawMaskedRow(strip: Strip, y: i32, t: Triangle, mask: Mask, first: vec2i) {
  let columns = columnsOf(strip, y);
  for (var word = columns.x >> 5u; columns.x <= columns.y && word <= columns.y >> 5u; word++) {
    var bits = bitsBetween(columns, word);
    for (var rest = bits; rest != 0u; rest &= rest - 1u) {
      let bit = countTrailingZeros(rest);
      if (!maskKeeps(t, mask, first + vec2i(32 * word + i32(bit) - strip.column, y))) { bits &= ~(1u << bit); }
    }
    if (bits != 0u) { setBits(strip, y, word, bits); }
  }
}

// Draws strips of small triangles: each thread sets up one strip, and each subgroup draws the rows of its strips together.
@compute @workgroup_size(64)
fn small(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let item = itemOf(group) * 64u + lane;
  var strip: Strip;
  if (item < queueEnd(SILHOUETTE_SMALL)) { strip = setUpStrip(queues.lists[SILHOUETTE_SMALL].start + SMALL_WORDS * item); }
  drawRows(strip);
}

#if SUBGROUPS
fn takeStrip(s: Strip, owner: u32) -> Strip {
  let edges = Edges(subgroupShuffle(s.edges.f, owner), subgroupShuffle(s.edges.right, owner), subgroupShuffle(s.edges.down, owner));
  return Strip(0u, subgroupShuffle(s.last, owner), subgroupShuffle(s.column, owner), subgroupShuffle(s.firstWord, owner), subgroupShuffle(s.rowWords, owner), edges);
}
#endif

// Sets up the strip of a queue entry. The thread draws the rows of a masked triangle here, and the strip then has no rows.
fn setUpStrip(entry: u32) -> Strip {
  var t = loadTriangle(queues.words[entry], queues.words[entry + 1u]);
  let area = doubleAreaSmall(t);
  if (area < 0) { t = flip(t); }
  let canvas = foregrounds[instances[t.instance].foreground];
  let word = queues.words[entry + 2u];
  let box = stripOf(canvasBox(t, canvas), word);
  var strip = stripOn(canvas, box.xy, box.w - box.y + 1, box.z - box.x, edgesSmall(t, box.xy));
  if ((word & TRIANGLE_MASKED) != 0u) {
    let mask = loadMask(t, Wide(u32(abs(area)), 0u));
    for (var y = 0; y < i32(strip.rows); y++) { drawMaskedRow(strip, y, t, mask, box.xy); }
    strip.rows = 0u;
  }
  return strip;
}

// Draws one tile per workgroup: adjacent threads take adjacent rows of two words.
@compute @workgroup_size(LANES)
fn tile(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let item = itemOf(group);
  if (item >= queueEnd(SILHOUETTE_TILE)) { return; }
  let entry = queues.lists[SILHOUETTE_TILE].start + SILHOUETTE_TILE_WORDS * item;
  let instance = queues.words[entry] & ~CLIPPED_ENTRY;
  let triangle = triangleOf(queues.words[entry], queues.words[entry + 1u]);
  let canvas = foregrounds[instances[instance].foreground];
  let origin = tileOrigin(queues.words[entry + 2u]);
  let end = min(vec2i(TILE_SIZE), vec2i(canvas.x0, canvas.y0) + vec2i(vec2u(32u * canvas.widthWords, canvas.height)) - origin);
  let strip = stripOn(canvas, origin, end.y, end.x - 1, loadTileEdges(entry));
  if (!isMasked(instance, triangle)) {
    for (var y = i32(lane); y < end.y; y += i32(LANES)) { drawRow(strip, y); }
    return;
  }
  var t = loadTriangle(queues.words[entry], queues.words[entry + 1u]);
  var area = doubleArea(t);
  if (wideIsNegative(area)) {
    t = flip(t);
    area = wideNegate(area);
  }
  let mask = loadMask(t, area);
  for (var y = i32(lane); y < end.y; y += i32(LANES)) { drawMaskedRow(strip, y, t, mask, origin); }
}

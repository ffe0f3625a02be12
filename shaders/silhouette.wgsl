// Draws each labelled instance alone: one bit per pixel of its canvas, which may lie partly outside the image.
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

// Sets the bits that the row's pixels first..last have, a word at a time.
fn drawRow(t: Triangle, mask: Mask, masked: bool, canvas: Foreground, y: i32, first: i32, last: i32, start: vec3i, right: vec3i) {
  let row = canvas.firstWord + u32(y - canvas.y0) * canvas.widthWords;
  var f = start;
  var bits = 0u;
  for (var x = first; x <= last; x++) {
    let column = u32(x - canvas.x0);
    if (inside(f) && (!masked || maskKeeps(t, mask, vec2i(x, y)))) { bits |= 1u << (column & 31u); }
    if (bits != 0u && ((column & 31u) == 31u || x == last)) {
      atomicOr(&silhouettes[row + (column >> 5u)], bits);
      bits = 0u;
    }
    f += right;
  }
}

// One thread per triangle.
@compute @workgroup_size(64)
fn small(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let item = itemOf(group) * 64u + lane;
  if (item >= queueLength(SILHOUETTE_SMALL)) { return; }
  let entry = queues.lists[SILHOUETTE_SMALL].start + SMALL_WORDS * item;
  var t = loadTriangle(queues.words[entry], queues.words[entry + 1u]);
  let area = doubleAreaSmall(t);
  if (area < 0) { t = flip(t); }
  let canvas = foregrounds[instances[t.instance].foreground];
  let box = canvasBox(t, canvas);
  let edges = edgesSmall(t, box.xy);
  let masked = isMasked(t);
  var mask: Mask;
  if (masked) { mask = loadMask(t, Wide(u32(abs(area)), 0u)); }
  var f = edges.f;
  for (var y = box.y; y <= box.w; y++) {
    drawRow(t, mask, masked, canvas, y, box.x, box.z, f, edges.right);
    f += edges.down;
  }
}

// One workgroup per tile, one thread per row of it: two words.
@compute @workgroup_size(64)
fn tile(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let item = itemOf(group);
  if (item >= queueLength(SILHOUETTE_TILE)) { return; }
  let entry = queues.lists[SILHOUETTE_TILE].start + TILE_WORDS * item;
  var t = loadTriangle(queues.words[entry], queues.words[entry + 1u]);
  let origin = tileOrigin(queues.words[entry + 2u]);
  var area = doubleArea(t);
  if (wideIsNegative(area)) {
    t = flip(t);
    area = wideNegate(area);
  }
  let canvas = foregrounds[instances[t.instance].foreground];
  let box = canvasBox(t, canvas);
  let y = origin.y + i32(lane);
  if (y < box.y || y > box.w) { return; }
  let edges = edgesWide(t, origin);
  let masked = isMasked(t);
  var mask: Mask;
  if (masked) { mask = loadMask(t, area); }
  let last = min(box.z, origin.x + TILE_SIZE - 1);
  drawRow(t, mask, masked, canvas, y, origin.x, last, edges.f + edges.down * i32(lane), edges.right);
}

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

// Sets the bits of the row's pixels that are inside, a word at a time. `first` is the row's first pixel, `last` the steps
// from there to its last, `f` the edges at the first.
fn drawRow(t: Triangle, mask: Mask, masked: bool, canvas: Foreground, first: vec2i, last: i32, f: vec3i, right: vec3i, perPixel: vec3f) {
  let row = canvas.firstWord + u32(first.y - canvas.y0) * canvas.widthWords;
  let columns = exactSpan(f, right, perPixel, last) + first.x - canvas.x0;
  if (columns.x > columns.y) { return; }
  var word = columns.x >> 5u;
  loop {
    var bits = (0xffffffffu << u32(max(columns.x - 32 * word, 0))) & (0xffffffffu >> u32(max(32 * word + 31 - columns.y, 0)));
    if (masked) {
      for (var rest = bits; rest != 0u; rest &= rest - 1u) {
        let bit = countTrailingZeros(rest);
        if (!maskKeeps(t, mask, vec2i(canvas.x0 + 32 * word + i32(bit), first.y))) { bits &= ~(1u << bit); }
      }
    }
    if (bits != 0u) { atomicOr(&silhouettes[row + u32(word)], bits); }
    continuing {
      word++;
      break if word > columns.y >> 5u;
    }
  }
}

// One thread per strip.
@compute @workgroup_size(64)
fn small(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let item = itemOf(group) * 64u + lane;
  if (item >= queueEnd(SILHOUETTE_SMALL)) { return; }
  let entry = queues.lists[SILHOUETTE_SMALL].start + SMALL_WORDS * item;
  var t = loadTriangle(queues.words[entry], queues.words[entry + 1u]);
  let area = doubleAreaSmall(t);
  if (area < 0) { t = flip(t); }
  let canvas = foregrounds[instances[t.instance].foreground];
  let strip = queues.words[entry + 2u];
  let box = stripOf(canvasBox(t, canvas), strip);
  let edges = edgesSmall(t, box.xy);
  let masked = (strip & TRIANGLE_MASKED) != 0u;
  var mask: Mask;
  if (masked) { mask = loadMask(t, Wide(u32(abs(area)), 0u)); }
  let perPixel = perStep(edges.right);
  var f = edges.f;
  var y = box.y;
  loop { // asking at the end, as in drawRow: 0.97 of the processor time on lavapipe
    drawRow(t, mask, masked, canvas, vec2i(box.x, y), box.z - box.x, f, edges.right, perPixel);
    continuing {
      f += edges.down;
      y++;
      break if y > box.w;
    }
  }
}

// One workgroup per tile, one thread per row of it: two words.
@compute @workgroup_size(64)
fn tile(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let item = itemOf(group);
  if (item >= queueEnd(SILHOUETTE_TILE)) { return; }
  let entry = queues.lists[SILHOUETTE_TILE].start + SILHOUETTE_TILE_WORDS * item;
  let instance = queues.words[entry] & ~CLIPPED_ENTRY;
  let triangle = triangleOf(queues.words[entry], queues.words[entry + 1u]);
  let edges = loadTileEdges(entry);
  let canvas = foregrounds[instances[instance].foreground];
  let origin = tileOrigin(queues.words[entry + 2u]);
  let y = origin.y + i32(lane);
  if (y >= canvas.y0 + i32(canvas.height)) { return; }

  let masked = isMasked(instance, triangle);
  var t: Triangle;
  var mask: Mask;
  if (masked) {
    t = loadTriangle(queues.words[entry], queues.words[entry + 1u]);
    var area = doubleArea(t);
    if (wideIsNegative(area)) {
      t = flip(t);
      area = wideNegate(area);
    }
    mask = loadMask(t, area);
  }
  let last = min(TILE_SIZE, canvas.x0 + i32(32u * canvas.widthWords) - origin.x) - 1;
  drawRow(t, mask, masked, canvas, vec2i(origin.x, y), last, edges.f + edges.down * i32(lane), edges.right, perStep(edges.right));
}

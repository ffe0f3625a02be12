// Counts the visible, in-frame, full and hidden pixels of every labelled instance, bounds them by boxes, and counts what pairs share.
#import frame
#import image
#import instance
#import counters
#import dispatch
#import lanes

@group(0) @binding(0) var<uniform> frame: Frame;
@group(0) @binding(1) var<storage, read> images: array<Image>;
@group(0) @binding(2) var<storage, read> instances: array<Instance>;
@group(0) @binding(3) var<storage, read> foregrounds: array<Foreground>;
@group(0) @binding(4) var<storage, read> pairs: array<Pair>;
@group(0) @binding(5) var<storage, read> visibility: array<vec2u>; // ~id, depth
@group(0) @binding(6) var<storage, read> silhouettes: array<u32>;
@group(0) @binding(7) var<storage, read_write> counters: array<Counters>;
@group(0) @binding(8) var<storage, read_write> pairShared: array<atomic<u32>>;

// The number of workgroups that share one instance or one pair. With more of them, each has little to count beside its fixed cost.
const SLICES = 2u;

// The first pixel (x0, y0) and the last pixel (x1, y1) of a box, both biased by COORDINATE_BIAS.
struct Box {
  low: vec2u,
  high: vec2u,
}
const NO_BOX = Box(vec2u(0xffffffffu), vec2u(0u));

// The box grown to hold the set bits of the word at pixel (x, y). `bits` must not be 0.
fn grow(box: Box, bits: u32, x: i32, y: i32) -> Box {
  let at = vec2u(vec2i(x, y) + COORDINATE_BIAS);
  return Box(min(box.low, at + vec2u(countTrailingZeros(bits), 0u)), max(box.high, at + vec2u(31u - countLeadingZeros(bits), 0u)));
}

// The bits of the word at column x that lie within the image's width.
fn inRow(x: i32) -> u32 {
  let first = clamp(-x, 0, 32);
  let end = clamp(i32(frame.width) - x, 0, 32);
  return below(end) & ~below(first);
}

fn below(bit: i32) -> u32 {
  return select((1u << u32(bit & 31)) - 1u, 0xffffffffu, bit >= 32);
}

var<workgroup> counts: array<atomic<u32>, 5>; // visible, in frame, full, hidden by foreground, hidden by other
var<workgroup> lows: array<atomic<u32>, 6>;   // x0, y0 of the visible, amodal, full box, complemented
var<workgroup> highs: array<atomic<u32>, 6>;

fn shareBox(box: u32, b: Box) {
  if (b.high.x == 0u) { return; }
  atomicMax(&lows[2u * box], ~b.low.x);
  atomicMax(&lows[2u * box + 1u], ~b.low.y);
  atomicMax(&highs[2u * box], b.high.x);
  atomicMax(&highs[2u * box + 1u], b.high.y);
}

fn bitsOf(is: vec4<bool>) -> u32 {
  let bits = select(vec4u(0u), vec4u(1u, 2u, 4u, 8u), is);
  return bits.x | bits.y | bits.z | bits.w;
}

// Bit k: whether words[k], a pixel's ~id, belongs to the instance; `ownId` is ~id of the instance's triangle 0.
fn isOwn(words: vec4u, ownId: u32, triangleBits: u32) -> u32 {
  return bitsOf(((words ^ vec4u(ownId)) >> vec4u(triangleBits)) == vec4u(0u));
}

// SLICES workgroups share a labelled instance, and a thread takes a word of its canvas at a time.
// Each workgroup sums in workgroup memory before it adds to `counters`.
@compute @workgroup_size(LANES)
fn instance(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let item = itemOf(group);
  if (item >= frame.foregrounds * SLICES) { return; }
  let foreground = item / SLICES;
  let canvas = foregrounds[foreground];
  let image = images[canvas.image];
  let ownId = ~(instances[canvas.instance].ordinal << image.triangleBits); // ~id of its triangle 0, as in the visibility buffer
  let pixels = frame.width * frame.height * canvas.image;

  var count: array<u32, 5>;
  var visibleBox = NO_BOX;
  var amodalBox = NO_BOX;
  var fullBox = NO_BOX;
  for (var word = (item % SLICES) * LANES + lane; word < canvas.widthWords * canvas.height; word += SLICES * LANES) {
    let full = silhouettes[canvas.firstWord + word];
    if (full == 0u) { continue; }
    let x = canvas.x0 + 32 * i32(word % canvas.widthWords);
    let y = canvas.y0 + i32(word / canvas.widthWords);
    count[2] += countOneBits(full);
    fullBox = grow(fullBox, full, x, y);
    if (y < 0 || y >= i32(frame.height)) { continue; }
    let amodal = full & inRow(x);
    if (amodal == 0u) { continue; }
    count[1] += countOneBits(amodal);
    amodalBox = grow(amodalBox, amodal, x, y);
    let first = pixels + u32(y) * frame.width + u32(x);
    var visible = 0u;
    // An iteration loads eight pixels, and no load depends on another. Bits outside the silhouette are dropped after the loop.
    var rest = amodal;
    loop {
      let bit = countTrailingZeros(rest) & 24u;
      let at = first + bit;
      visible |= (isOwn(vec4u(visibility[at].x, visibility[at + 1u].x, visibility[at + 2u].x, visibility[at + 3u].x), ownId, image.triangleBits)
        | (isOwn(vec4u(visibility[at + 4u].x, visibility[at + 5u].x, visibility[at + 6u].x, visibility[at + 7u].x), ownId, image.triangleBits) << 4u)) << bit;
      continuing {
        rest &= ~(255u << bit);
        break if rest == 0u;
      }
    }
    visible &= amodal;
    // Hidden pixels have a loop of their own: in the loop above, nearly every iteration of eight lanes would meet one.
    // The visibility buffer is not empty at these pixels, because the triangle that set the bit covers the pixel in raster too.
    let hidden = amodal & ~visible;
    if (hidden != 0u) {
      var byForeground = 0u;
      rest = hidden;
      loop {
        let bit = countTrailingZeros(rest) & 28u;
        let at = first + bit;
        let owners = (~vec4u(visibility[at].x, visibility[at + 1u].x, visibility[at + 2u].x, visibility[at + 3u].x) >> vec4u(image.triangleBits)) + image.firstInstance;
        let layers = vec4u(instances[owners.x].layer, instances[owners.y].layer, instances[owners.z].layer, instances[owners.w].layer);
        byForeground |= bitsOf(layers == vec4u(LAYER_FOREGROUND)) << bit;
        continuing {
          rest &= ~(15u << bit);
          break if rest == 0u;
        }
      }
      count[3] += countOneBits(hidden & byForeground);
      count[4] += countOneBits(hidden & ~byForeground);
    }
    if (visible == 0u) { continue; }
    count[0] += countOneBits(visible);
    visibleBox = grow(visibleBox, visible, x, y);
  }

  if (count[2] != 0u) {
    atomicAdd(&counts[0], count[0]);
    atomicAdd(&counts[1], count[1]);
    atomicAdd(&counts[2], count[2]);
    atomicAdd(&counts[3], count[3]);
    atomicAdd(&counts[4], count[4]);
    shareBox(0u, visibleBox);
    shareBox(1u, amodalBox);
    shareBox(2u, fullBox);
  }
  workgroupBarrier();
  if (lane != 0u || atomicLoad(&counts[2]) == 0u) { return; }
  let c = &counters[foreground];
  atomicAdd(&c.visible, atomicLoad(&counts[0]));
  atomicAdd(&c.inFrame, atomicLoad(&counts[1]));
  atomicAdd(&c.full, atomicLoad(&counts[2]));
  atomicAdd(&c.hiddenByForeground, atomicLoad(&counts[3]));
  atomicAdd(&c.hiddenByOther, atomicLoad(&counts[4]));
  atomicMax(&c.visibleNotX0, atomicLoad(&lows[0]));
  atomicMax(&c.visibleNotY0, atomicLoad(&lows[1]));
  atomicMax(&c.visibleX1, atomicLoad(&highs[0]));
  atomicMax(&c.visibleY1, atomicLoad(&highs[1]));
  atomicMax(&c.amodalNotX0, atomicLoad(&lows[2]));
  atomicMax(&c.amodalNotY0, atomicLoad(&lows[3]));
  atomicMax(&c.amodalX1, atomicLoad(&highs[2]));
  atomicMax(&c.amodalY1, atomicLoad(&highs[3]));
  atomicMax(&c.fullNotX0, atomicLoad(&lows[4]));
  atomicMax(&c.fullNotY0, atomicLoad(&lows[5]));
  atomicMax(&c.fullX1, atomicLoad(&highs[4]));
  atomicMax(&c.fullY1, atomicLoad(&highs[5]));
}

// SLICES workgroups share a pair, and a thread takes a word of the canvases' intersection at a time.
// The words of two canvases align, because every canvas begins at a multiple of 32 pixels.
@compute @workgroup_size(LANES)
fn pair(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let item = itemOf(group);
  if (item >= frame.pairs * SLICES) { return; }
  let both = pairs[item / SLICES];
  let a = foregrounds[both.a];
  let b = foregrounds[both.b];
  let low = max(vec2i(a.x0, a.y0), vec2i(b.x0, b.y0));
  let high = min(vec2i(a.x0, a.y0) + vec2i(vec2u(32u * a.widthWords, a.height)), vec2i(b.x0, b.y0) + vec2i(vec2u(32u * b.widthWords, b.height)));
  var count = 0u;
  if (all(low < high)) {
    let width = u32(high.x - low.x) / 32u;
    let words = width * u32(high.y - low.y);
    for (var word = (item % SLICES) * LANES + lane; word < words; word += SLICES * LANES) {
      let at = low + vec2i(vec2u(32u * (word % width), word / width));
      count += countOneBits(silhouettes[wordAt(a, at)] & silhouettes[wordAt(b, at)]);
    }
  }
  if (count != 0u) { atomicAdd(&counts[0], count); }
  workgroupBarrier();
  if (lane == 0u && atomicLoad(&counts[0]) != 0u) { atomicAdd(&pairShared[item / SLICES], atomicLoad(&counts[0])); }
}

fn wordAt(canvas: Foreground, at: vec2i) -> u32 {
  return canvas.firstWord + u32(at.y - canvas.y0) * canvas.widthWords + u32(at.x - canvas.x0) / 32u;
}

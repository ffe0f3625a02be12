// Blurs the coded image with a separable kernel, edges clamped: `rows` from color2 to color, `columns` back to color2.
// Images without a blur are passed over by both, so the picture lies in color2 whatever its radius is.
#import frame
#import image
#import lanes
#import nearest
#import pixel

@group(0) @binding(0) var<uniform> frame: Frame;
@group(0) @binding(1) var<storage, read> images: array<Image>;
@group(0) @binding(2) var<storage, read> blurWeights: array<f32>; // per image: the centre's, then outward; both sides alike
@group(0) @binding(3) var<storage, read_write> color: array<u32>; // between the two: 10 bits a channel, four to a level
@group(0) @binding(4) var<storage, read_write> color2: array<u32>;

// A thread makes RUN pixels in a line, and takes their taps in portions: what a portion reads is read and unpacked once for all
// of them, and its weights are the same for all of an image. The default kernels of an image 640 wide are one portion. The host
// reads RUN here. At radius 2 on lavapipe, of the time of 4 pixels that ask each tap whether it is theirs: 0.60, with 4 pixels 0.76,
// with 16 0.66; a window that slides on by one pixel a tap 0.82. A loop that asks first instead of last adds 0.13, as its
// last, empty turn costs as much as a full one.
const RUN = 8;
const PORTION = 5;
const READS = RUN + PORTION - 1;

fn quarterLevels(word: u32) -> vec3f {
  return vec3f(vec3i((vec3u(word) >> vec3u(0u, 10u, 20u)) & vec3u(1023u)));
}

// Weights of a portion's taps, from `heldTap` on; 0 beyond the radius, which ends the last portion.
var<private> weights: array<f32, PORTION>;
var<private> heldTap = 0x7fffffff;

// Where a kernel is one portion, a thread that goes through several lines loads its weights once.
fn loadWeights(image: u32, tap: i32, radius: i32) {
  if (tap == heldTap) { return; }
  heldTap = tap;
  for (var t = 0; t < PORTION; t++) {
    let distance = abs(tap + t);
    weights[t] = select(0.0, blurWeights[image * frame.blurTaps + u32(min(distance, radius))], distance <= radius);
  }
}

// A workgroup makes SIDE runs beside each other in SIDE lines.
@compute @workgroup_size(LANES)
fn rows(@builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3u) {
  let radius = i32(images[group.z].blurRadius);
  let first = i32(group.x * SIDE + lane % SIDE) * RUN;
  let end = min((group.y + 1u) * SIDE, frame.height);
  var y = group.y * SIDE + lane / SIDE;
  if (radius == 0 || first >= i32(frame.width) || y >= end) { return; }
  loop {
    blurRow(group.z, radius, first, y);
    continuing {
      y += LANES / SIDE;
      break if y >= end;
    }
  }
}

fn blurRow(image: u32, radius: i32, first: i32, y: u32) {
  let line = (image * frame.height + y) * frame.width;
  let last = i32(frame.width) - 1;
  var sum: array<vec3f, RUN>;
  var tap = -radius;
  loop {
    loadWeights(image, tap, radius);
    var source: array<vec3f, READS>;
    for (var i = 0; i < READS; i++) { source[i] = vec3f(pixelCodes(color2[line + u32(clamp(first + tap + i, 0, last))])); }
    for (var t = 0; t < PORTION; t++) {
      for (var i = 0; i < RUN; i++) { sum[i] += source[i + t] * weights[t]; }
    }
    continuing {
      tap += PORTION;
      break if tap > radius;
    }
  }
  for (var i = 0; i < RUN; i++) {
    let bits = bitcast<vec3u>(nearest3(sum[i] * 4.0)) << vec3u(0u, 10u, 20u);
    if (first + i <= last) { color[line + u32(first + i)] = bits.r | bits.g | bits.b; }
  }
}

// A workgroup makes SIDE runs below each other in SIDE columns.
@compute @workgroup_size(LANES)
fn columns(@builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3u) {
  let radius = i32(images[group.z].blurRadius);
  let x = group.x * SIDE + lane % SIDE;
  let end = i32(min((group.y + 1u) * SIDE * u32(RUN), frame.height));
  var first = i32(group.y * SIDE + lane / SIDE) * RUN;
  if (radius == 0 || x >= frame.width || first >= end) { return; }
  loop {
    blurColumn(group.z, radius, x, first);
    continuing {
      first += i32(LANES / SIDE) * RUN;
      break if first >= end;
    }
  }
}

fn blurColumn(image: u32, radius: i32, x: u32, first: i32) {
  let line = image * frame.height * frame.width + x;
  let last = i32(frame.height) - 1;
  var sum: array<vec3f, RUN>;
  var tap = -radius;
  loop {
    loadWeights(image, tap, radius);
    var source: array<vec3f, READS>;
    for (var i = 0; i < READS; i++) { source[i] = quarterLevels(color[line + u32(clamp(first + tap + i, 0, last)) * frame.width]); }
    for (var t = 0; t < PORTION; t++) {
      for (var i = 0; i < RUN; i++) { sum[i] += source[i + t] * weights[t]; }
    }
    continuing {
      tap += PORTION;
      break if tap > radius;
    }
  }
  for (var i = 0; i < RUN; i++) {
    let word = pixelWord(bitcast<vec3u>(nearest3(sum[i] * 0.25)), OPAQUE);
    if (first + i <= last) { color2[line + u32(first + i) * frame.width] = word; }
  }
}

// Blurs the sRGB-coded image with a separable kernel and clamped edges: `rows` from color2 to color, `columns` back to color2.
// Both entry points skip an image of radius 0, so the result is in color2 whatever the radius.
#import frame
#import image
#import lanes
#import nearest
#import pixel

@group(0) @binding(0) var<uniform> frame: Frame;
@group(0) @binding(1) var<storage, read> images: array<Image>;
@group(0) @binding(2) var<storage, read> blurWeights: array<f32>; // per image: from the kernel's centre outward, one side of the symmetric kernel
@group(0) @binding(3) var<storage, read_write> color: array<u32>; // between the entry points: 10 bits per channel, in quarters of a level
@group(0) @binding(4) var<storage, read_write> color2: array<u32>;

// A thread computes RUN consecutive pixels of a line, and takes the kernel's taps in portions of PORTION. The host reads RUN.
// A thread reads and unpacks each source pixel of a portion once for all RUN pixels.
// The default kernels of an image 640 pixels wide fit one portion.
// On lavapipe, RUN = 8 is faster than 4 and 16, and than a window that slides by one pixel per tap.
// Loops test their condition at the end, because on lavapipe an empty iteration costs as much as a full one.
const RUN = 8;
const PORTION = 5;
const READS = RUN + PORTION - 1;

fn quarterLevels(word: u32) -> vec3f {
  return vec3f(vec3i((vec3u(word) >> vec3u(0u, 10u, 20u)) & vec3u(1023u)));
}

// The weights of the taps of one portion, which begins at tap `heldTap`; 0 for taps beyond the radius.
var<private> weights: array<f32, PORTION>;
var<private> heldTap = 0x7fffffff;

// Loads the weights of a portion unless the thread has them: with a kernel of one portion, a thread loads once for all its lines.
fn loadWeights(image: u32, tap: i32, radius: i32) {
  if (tap == heldTap) { return; }
  heldTap = tap;
  for (var t = 0; t < PORTION; t++) {
    let distance = abs(tap + t);
    weights[t] = select(0.0, blurWeights[image * frame.blurTaps + u32(min(distance, radius))], distance <= radius);
  }
}

// Blurs along rows: a workgroup computes SIDE adjacent runs in each of SIDE rows.
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

// Blurs along columns: a workgroup computes SIDE adjacent runs in each of SIDE columns.
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

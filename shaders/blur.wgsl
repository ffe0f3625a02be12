// Blurs the coded image with a separable kernel, edges clamped: `rows` from color2 to color, `columns` back to color2.
// Images without a blur are passed over by both, so the picture lies in color2 whatever its radius is.
#import frame
#import image
#import nearest

@group(0) @binding(0) var<uniform> frame: Frame;
@group(0) @binding(1) var<storage, read> images: array<Image>;
@group(0) @binding(2) var<storage, read> blurWeights: array<f32>; // per image: the centre's, then outward; both sides alike
@group(0) @binding(3) var<storage, read_write> color: array<u32>; // between the two: 10 bits a channel, four to a level
@group(0) @binding(4) var<storage, read_write> color2: array<u32>;

// A thread makes RUN pixels in a line, and takes their taps in portions: what a portion reads is read and unpacked once for all
// of them, and its weights are the same for the whole workgroup. The default kernels of an image 640 wide are one portion. The host
// reads RUN here. At radius 2 on lavapipe, of the time of 4 pixels that ask each tap whether it is theirs: 0.60, with 4 pixels 0.76,
// with 16 0.66; a window that slides on by one pixel a tap 0.82. A loop that asks first instead of last adds 0.13, as its
// last, empty turn costs as much as a full one.
const RUN = 8;
const PORTION = 5;
const READS = RUN + PORTION - 1;

fn level(word: u32) -> vec3f {
  return vec3f(vec3i((vec3u(word) >> vec3u(0u, 8u, 16u)) & vec3u(255u)));
}

fn quarter_level(word: u32) -> vec3f {
  return vec3f(vec3i((vec3u(word) >> vec3u(0u, 10u, 20u)) & vec3u(1023u)));
}

// Of the tap so far from the centre; 0 beyond the radius, which ends the last portion.
fn weight(image: u32, tap: i32, radius: i32) -> f32 {
  return select(0.0, blurWeights[image * frame.blurTaps + u32(min(abs(tap), radius))], abs(tap) <= radius);
}

@compute @workgroup_size(8, 8, 1)
fn rows(@builtin(global_invocation_id) at: vec3u, @builtin(workgroup_id) group: vec3u) {
  let radius = i32(images[group.z].blurRadius);
  if (radius == 0 || at.x * u32(RUN) >= frame.width || at.y >= frame.height) { return; }
  let line = (group.z * frame.height + at.y) * frame.width;
  let first = i32(at.x) * RUN;
  let last = i32(frame.width) - 1;
  var sum: array<vec3f, RUN>;
  var tap = -radius;
  loop {
    var source: array<vec3f, READS>;
    for (var i = 0; i < READS; i++) { source[i] = level(color2[line + u32(clamp(first + tap + i, 0, last))]); }
    for (var t = 0; t < PORTION; t++) {
      let share = weight(group.z, tap + t, radius);
      for (var i = 0; i < RUN; i++) { sum[i] += source[i + t] * share; }
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

@compute @workgroup_size(8, 8, 1)
fn columns(@builtin(global_invocation_id) at: vec3u, @builtin(workgroup_id) group: vec3u) {
  let radius = i32(images[group.z].blurRadius);
  if (radius == 0 || at.x >= frame.width || at.y * u32(RUN) >= frame.height) { return; }
  let line = group.z * frame.height * frame.width + at.x;
  let first = i32(at.y) * RUN;
  let last = i32(frame.height) - 1;
  var sum: array<vec3f, RUN>;
  var tap = -radius;
  loop {
    var source: array<vec3f, READS>;
    for (var i = 0; i < READS; i++) { source[i] = quarter_level(color[line + u32(clamp(first + tap + i, 0, last)) * frame.width]); }
    for (var t = 0; t < PORTION; t++) {
      let share = weight(group.z, tap + t, radius);
      for (var i = 0; i < RUN; i++) { sum[i] += source[i + t] * share; }
    }
    continuing {
      tap += PORTION;
      break if tap > radius;
    }
  }
  for (var i = 0; i < RUN; i++) {
    let bits = bitcast<vec3u>(nearest3(sum[i] * 0.25)) << vec3u(0u, 8u, 16u);
    if (first + i <= last) { color2[line + u32(first + i) * frame.width] = bits.r | bits.g | bits.b | 0xff000000u; }
  }
}

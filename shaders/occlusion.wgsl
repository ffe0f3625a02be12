// Marks the visible pixels of each labelled instance's silhouette, and counts the hidden ones by the instance that hides them.
#import frame
#import image
#import instance
#import counters
#import dispatch
#import lanes
#import canvas

@group(0) @binding(0) var<uniform> frame: Frame;
@group(0) @binding(1) var<storage, read> images: array<Image>;
@group(0) @binding(2) var<storage, read> instances: array<Instance>;
@group(0) @binding(3) var<storage, read> foregrounds: array<Foreground>;
@group(0) @binding(4) var<storage, read> visibility: array<vec2u>; // ~id, depth
@group(0) @binding(5) var<storage, read> silhouettes: array<u32>;
@group(0) @binding(6) var<storage, read_write> shown: array<u32>; // canvases like those of `silhouettes`
@group(0) @binding(7) var<storage, read_write> occlusion: array<atomic<u32>>; // pixels; zero before

// The outputs that the caller asks for.
override SHOWN = true;
override COUNTS = true;

// The number of workgroups that share one instance.
const SLICES = 4u;

// A thread takes a word of the canvas at a time. Neighbouring pixels mostly have one occluder, so a thread adds runs of them at once.
@compute @workgroup_size(LANES)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let item = itemOf(group);
  if (item >= frame.foregrounds * SLICES) { return; }
  let canvas = foregrounds[item / SLICES];
  let image = images[canvas.image];
  let own = instances[canvas.instance].ordinal;
  let firstPixel = frame.width * frame.height * canvas.image;

  var occluder = own;
  var hidden = 0u;
  for (var word = (item % SLICES) * LANES + lane; word < canvas.widthWords * canvas.height; word += SLICES * LANES) {
    let x = canvas.x0 + 32 * i32(word % canvas.widthWords);
    let y = canvas.y0 + i32(word / canvas.widthWords);
    var bits = silhouettes[canvas.firstWord + word];
    if (y < 0 || y >= i32(frame.height)) { bits = 0u; }
    var visible = 0u;
    for (var rest = bits & bitsInImage(x); rest != 0u; rest &= rest - 1u) {
      let bit = countTrailingZeros(rest);
      // The visibility buffer is not empty at this pixel, because the triangle that set the bit covers the pixel in raster too.
      let owner = ~visibility[firstPixel + u32(y) * frame.width + u32(x + i32(bit))].x >> image.triangleBits;
      if (owner == own) {
        visible |= 1u << bit;
      } else if (COUNTS) {
        if (owner != occluder) {
          count(canvas, image, occluder, hidden);
          occluder = owner;
          hidden = 0u;
        }
        hidden++;
      }
    }
    if (SHOWN) { shown[canvas.firstWord + word] = visible; }
  }
  if (COUNTS) { count(canvas, image, occluder, hidden); }
}

fn count(canvas: Foreground, image: Image, occluder: u32, pixels: u32) {
  if (pixels > 0u) { atomicAdd(&occlusion[canvas.firstOcclusion + instances[image.firstInstance + occluder].occlusionColumn], pixels); }
}

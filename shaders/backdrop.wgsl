// Draws the surfaces behind the instances, as sRGB codes with alpha 255. Photos are in `backdropColor` already.
// A surface has a colour everywhere, also behind instances, because antialiasing blends their edges with it.
//
// Brightness factors multiply linear light. Grain and folds hash integers, so they depend on the backdrop's key and the pixel alone.
#import backdrop
#import color
#import frame
#import image
#import lanes
#import lattice
#import nearest
#import pixel

@group(0) @binding(0) var<uniform> frame: Frame;
@group(0) @binding(1) var<storage, read> images: array<Image>;
@group(0) @binding(2) var<storage, read> lights: array<Light>;
@group(0) @binding(3) var<storage, read> backdrops: array<Backdrop>;
@group(0) @binding(4) var<storage, read> seams: array<Seam>;
@group(0) @binding(5) var<storage, read> contactShadows: array<ContactShadow>;
@group(0) @binding(6) var<storage, read_write> backdropColor: array<u32>; // the words of pictures before; a textured surface multiplies its own

// Pixels of a row that a workgroup takes; the host reads STRIP.
const STRIP = 512u;

@compute @workgroup_size(LANES)
fn main(@builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3u) {
  let backdrop = backdrops[group.z];
  if ((backdrop.flags & BACKDROP_SURFACE) == 0u) { return; }
  findNearShadows(backdrop, lane, f32(group.y) + 0.5);
  let end = min((group.x + 1u) * STRIP, frame.width);
  var x = group.x * STRIP + lane;
  if (x >= end) { return; }
  loop {
    let index = (group.z * frame.height + group.y) * frame.width + x;
    var linear = surfaceLight(backdrop, vec2f(vec2u(x, group.y)) + 0.5);
    if ((backdrop.flags & BACKDROP_TEXTURED) != 0u) {
      linear *= linearFromSrgb(vec3f(pixelCodes(backdropColor[index])) * (1.0 / 255.0));
    }
    backdropColor[index] = pixelWord(bitcast<vec3u>(nearest3(srgbFromLinear(linear) * 255.0)), OPAQUE);
    continuing {
      x += LANES;
      break if x >= end;
    }
  }
}

// The shadows that reach into the workgroup's row, in their order.
var<workgroup> nearShadows: array<u32, MOST_SHADOWS>;
var<workgroup> nearCount: u32;

// One lane looks for all, because the order of the factors decides their product's last bit.
fn findNearShadows(backdrop: Backdrop, lane: u32, y: f32) {
  if (backdrop.shadowCount == 0u) { return; }
  if (lane == 0u) {
    var count = 0u;
    for (var i = backdrop.firstShadow; i < backdrop.firstShadow + backdrop.shadowCount; i++) {
      if (abs(y - contactShadows[i].centerPx.y) >= contactShadows[i].reachPx) { continue; }
      nearShadows[count] = i;
      count++;
    }
    nearCount = count;
  }
  workgroupBarrier();
}

fn surfaceLight(backdrop: Backdrop, pixel: vec2f) -> vec3f {
  let fromCenter = pixel - 0.5 * vec2f(vec2u(frame.width, frame.height));
  var brightness = 1.0 + dot(backdrop.gradientPerPx, fromCenter);
  if (backdrop.grainAmount > 0.0) { brightness *= max(0.0, 1.0 + backdrop.grainAmount * latticeNoise(pixel * backdrop.grainsPerPx, backdrop.key)); }
  if (backdrop.foldsAmount > 0.0) { brightness *= 1.0 + backdrop.foldsAmount * foldShade(backdrop, fromCenter); }
  for (var i = 0u; i < backdrop.seamCount; i++) { brightness *= seamShade(seams[backdrop.firstSeam + i], fromCenter); }
  for (var i = 0u; i < nearCount; i++) { brightness *= shadowShade(contactShadows[nearShadows[i]], pixel); }
  return backdrop.colorLinear * (backdrop.lightLinear + pointLight(backdrop, pixel)) * brightness;
}

// Distance over which the height of folds is differenced, in folds.
const SLOPE_STEP = 0.05;

// The slope of a wavy height across the folds, between -1 and 1: one side of a fold is bright and the other one dark.
fn foldShade(backdrop: Backdrop, fromCenter: vec2f) -> f32 {
  let folds = vec2f(dot(backdrop.foldsPerPx, fromCenter), dot(vec2f(-backdrop.foldsPerPx.y, backdrop.foldsPerPx.x), fromCenter));
  // Slow noise moves the folds sideways, so that they meander.
  let meander = latticeNoise(folds * vec2f(0.4, 0.3), pcg(backdrop.key));
  let slope = (foldHeight(backdrop, folds + vec2f(SLOPE_STEP, 0.0), meander) - foldHeight(backdrop, folds - vec2f(SLOPE_STEP, 0.0), meander)) * (0.4 / SLOPE_STEP);
  return slope * inverseSqrt(1.0 + slope * slope);
}

// Long smooth waves, and shorter ridges, which are creases where the noise passes 0.
fn foldHeight(backdrop: Backdrop, folds: vec2f, meander: f32) -> f32 {
  let waves = latticeNoise(vec2f(folds.x + 0.6 * meander, 0.22 * folds.y), pcg(backdrop.key + 1u));
  let ridges = latticeNoise(vec2f(1.7 * folds.x + 0.8 * meander, 0.5 * folds.y), pcg(backdrop.key + 2u));
  return 0.5 * waves - 0.35 * sqrt(ridges * ridges + 0.03);
}

// What a seam leaves of the brightness.
fn seamShade(seam: Seam, fromCenter: vec2f) -> f32 {
  let widths = (dot(seam.across, fromCenter) - seam.offsetPx) * seam.perWidth;
  let line = max(0.0, 1.0 - widths * widths);
  return (1.0 - seam.darkness * line * line) * (1.0 - seam.step * smoothstep(-0.5, 0.5, widths));
}

// What a contact shadow leaves of the brightness.
fn shadowShade(shadow: ContactShadow, pixel: vec2f) -> f32 {
  let fromCenter = pixel - shadow.centerPx;
  let sides = vec2f(dot(shadow.along, fromCenter), dot(vec2f(-shadow.along.y, shadow.along.x), fromCenter));
  let beyondPx = max(0.0, length(max(abs(sides) - shadow.straightPx, vec2f(0.0))) - shadow.roundPx);
  let left = max(0.0, 1.0 - beyondPx * shadow.perSoft);
  return 1.0 - shadow.darkness * left * left;
}

// The light of all point lights on a matte plane that faces the camera.
fn pointLight(backdrop: Backdrop, pixel: vec2f) -> vec3f {
  let image = images[backdrop.image];
  let first = image.firstLight + image.directionalLights;
  var sum = vec3f(0.0);
  if (image.pointLights == 0u || (image.flags & IMAGE_UNLIT) != 0u) { return sum; }
  let position = vec3f((pixel - vec2f(image.cx, image.cy)) / vec2f(image.fx, image.fy), 1.0) * backdrop.depthM;
  for (var i = first; i < first + image.pointLights; i++) {
    let way = lights[i].vector - position;
    let inverseSquare = 1.0 / max(dot(way, way), 1e-12);
    sum += lights[i].colorLinear * (inverseSquare * sqrt(inverseSquare) * max(0.0, -way.z));
  }
  return sum;
}

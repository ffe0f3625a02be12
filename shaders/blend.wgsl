// Blends transparent surfaces over what is behind them, which `color` holds before.
//
// A pixel shows up to four of them, from the nearest on: those of `visibility`, `second`, `third` and `fourth`, as far as they lie before
// the surface of `behind`. A material of an instance blends once, at its nearest surface: so the far wall of a bottle adds nothing to
// the near one, as in renderers that leave back faces out, and one layer of alpha 0.3 covers 0.3 of what is behind the bottle.
// sRGB codes are blended, as in browsers and as this renderer's antialiasing does before other instances.
#import frame
#import image
#import instance
#import light
#import nearest
#import pixel
#import surface

@group(0) @binding(0) var<uniform> frame: Frame;
@group(0) @binding(1) var<uniform> images: array<Image, MOST_IMAGES>;
@group(0) @binding(2) var<uniform> lights: array<Light, MOST_LIGHTS>;
@group(0) @binding(3) var<storage, read> instances: array<Instance>;
@group(0) @binding(4) var<storage, read> materials: array<Material>;
@group(0) @binding(5) var<storage, read> visibility: array<vec2u>;
@group(0) @binding(6) var<storage, read> second: array<vec2u>;
@group(0) @binding(7) var<storage, read> third: array<vec2u>;
@group(0) @binding(8) var<storage, read> fourth: array<vec2u>;
@group(0) @binding(9) var<storage, read> behind: array<vec2u>;
@group(0) @binding(10) var<storage, read> setupIndices: array<u32>;
@group(0) @binding(11) var<storage, read> setups: array<Setup>;
@group(0) @binding(12) var<storage, read_write> color: array<u32>;
@group(0) @binding(13) var textureSampler: sampler;
@group(0) @binding(14) var color64: texture_2d_array<f32>;
@group(0) @binding(15) var color128: texture_2d_array<f32>;
@group(0) @binding(16) var color256: texture_2d_array<f32>;
@group(0) @binding(17) var color512: texture_2d_array<f32>;
@group(0) @binding(18) var color1024: texture_2d_array<f32>;
@group(0) @binding(19) var data64: texture_2d_array<f32>;
@group(0) @binding(20) var data128: texture_2d_array<f32>;
@group(0) @binding(21) var data256: texture_2d_array<f32>;
@group(0) @binding(22) var data512: texture_2d_array<f32>;
@group(0) @binding(23) var data1024: texture_2d_array<f32>;

const SURFACES = 4u;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) at: vec3u) {
  if (at.x >= frame.width || at.y >= frame.height) { return; }
  let index = (at.z * frame.height + at.y) * frame.width + at.x;
  let solid = behind[index];
  let shown = array<vec2u, SURFACES>(visibility[index], second[index], third[index], fourth[index]);
  if (!isNearer(shown[0], solid)) { return; }

  let image = images[at.z];
  let near = nearLights(image);
  let pixel = vec2f(at.xy) + 0.5;
  let ray = vec3f((pixel - vec2f(image.cx, image.cy)) / vec2f(image.fx, image.fy), 1.0);
  var known: array<vec2u, SURFACES>; // instance and material of each surface
  var codes = vec3f(0.0);
  var left = 1.0; // the share of the pixel that shows what is behind the surfaces so far
  for (var k = 0u; k < SURFACES && isNearer(shown[k], solid); k++) {
    let id = ~shown[k].x;
    let instance = image.firstInstance + (id >> image.triangleBits);
    let setup = setupIndices[instances[instance].firstSetupIndex + (id & ((1u << image.triangleBits) - 1u))];
    let material = setups[setup].material;
    known[k] = vec2u(instance, material);
    var isNew = true;
    for (var j = 0u; j < k; j++) { isNew = isNew && any(known[j] != known[k]); }
    if (!isNew) { continue; }
    let surface = evaluateSurface(image, setup, pixel, ray);
    var linear = surface.baseLinear;
    if ((image.flags & IMAGE_UNLIT) == 0u && !surface.isUnlit) { linear = lit(surface, setup, ray, image, near); }
    linear += surface.emission;
    let alpha = saturate(surface.alpha * materials[material].baseColorFactor.a);
    codes += left * alpha * srgbFromLinear(linear) * 255.0;
    left *= 1.0 - alpha;
  }
  color[index] = pixelWord(bitcast<vec3u>(nearest3(codes + left * vec3f(pixelCodes(color[index])))), OPAQUE);
}

// Whether one pixel of a visibility buffer is before another, by raster's order.
fn isNearer(a: vec2u, b: vec2u) -> bool {
  return a.y > b.y || (a.y == b.y && a.x > b.x);
}

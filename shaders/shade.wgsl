// Shades every pixel of the visibility buffer to sRGB code with alpha 255.
// An empty pixel takes the colour of its image's backdrop. Without a backdrop it gets 0, and the shader counts it.
#import frame
#import image
#import instance
#import lanes
#import light
#import nearest
#import pixel
#import surface

@group(0) @binding(0) var<uniform> frame: Frame;
// All threads of a workgroup read the same elements of these two arrays, so both are uniform buffers.
// lavapipe reads these faster than storage buffers, and than copies in workgroup memory.
@group(0) @binding(1) var<uniform> images: array<Image, MOST_IMAGES>;
@group(0) @binding(2) var<uniform> lights: array<Light, MOST_LIGHTS>;
@group(0) @binding(3) var<storage, read> instances: array<Instance>;
@group(0) @binding(4) var<storage, read> materials: array<Material>;
@group(0) @binding(5) var<storage, read> visibility: array<vec2u>;
@group(0) @binding(6) var<storage, read> setupIndices: array<u32>; // index in `setups` of every visible triangle
@group(0) @binding(7) var<storage, read> setups: array<Setup>;
@group(0) @binding(8) var<storage, read_write> color: array<u32>;
@group(0) @binding(9) var textureSampler: sampler;
@group(0) @binding(10) var color64: texture_2d_array<f32>;
@group(0) @binding(11) var color128: texture_2d_array<f32>;
@group(0) @binding(12) var color256: texture_2d_array<f32>;
@group(0) @binding(13) var color512: texture_2d_array<f32>;
@group(0) @binding(14) var color1024: texture_2d_array<f32>;
@group(0) @binding(15) var data64: texture_2d_array<f32>;
@group(0) @binding(16) var data128: texture_2d_array<f32>;
@group(0) @binding(17) var data256: texture_2d_array<f32>;
@group(0) @binding(18) var data512: texture_2d_array<f32>;
@group(0) @binding(19) var data1024: texture_2d_array<f32>;
@group(0) @binding(20) var<storage, read_write> uncovered: array<atomic<u32>>; // pixels of each image; zero before
@group(0) @binding(21) var<storage, read> backdropColor: array<u32>;

// A workgroup goes along a strip of BLOCKS blocks of 8 x 8 pixels, block by block, so its threads read adjacent memory.
// A workgroup goes along the image and not down it, because the visibility buffer is stored by rows.
// It goes block by block and not row by row, because more texels are still in the cache then.
// Fewer blocks would take longer on lavapipe, because starting a thread has a cost there. The host reads BLOCKS.
// Keeping a triangle's setup for the pixel below does not pay: most rows of 8 pixels differ somewhere from the row above.
const BLOCKS = 8u;

@compute @workgroup_size(LANES)
fn main(@builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3u) {
  let end = min((group.x + 1u) * SIDE * BLOCKS, frame.width);
  let top = group.y * SIDE + lane / SIDE;
  let bottom = min((group.y + 1u) * SIDE, frame.height);
  var x = group.x * SIDE * BLOCKS + lane % SIDE;
  var y = top;
  if (x >= end || y >= bottom) { return; }
  let image = images[group.z];
  let near = nearLights(image);
  let perFocal = 1.0 / vec2f(image.fx, image.fy);
  let firstBehind = image.backdrop * frame.height * frame.width;
  loop {
    let index = (group.z * frame.height + y) * frame.width + x;
    let notId = visibility[index].x;
    if (notId == 0u && image.backdrop != NONE) {
      color[index] = backdropColor[firstBehind + y * frame.width + x];
    } else if (notId == 0u) {
      color[index] = 0u;
      // Where a background covers the image, this line never runs and takes no time.
      // A pass of its own would read the whole visibility buffer for it.
      atomicAdd(&uncovered[group.z], 1u);
    } else {
      let pixel = vec2f(vec2u(x, y)) + 0.5;
      color[index] = shaded(image, near, ~notId, pixel, vec3f((pixel - vec2f(image.cx, image.cy)) * perFocal, 1.0));
    }
    continuing {
      y += LANES / SIDE;
      if (y >= bottom) {
        y = top;
        x += SIDE;
      }
      break if x >= end;
    }
  }
}

fn shaded(image: Image, near: NearLights, id: u32, pixel: vec2f, ray: vec3f) -> u32 {
  let instance = image.firstInstance + (id >> image.triangleBits);
  let triangle = id & ((1u << image.triangleBits) - 1u);
  let setup = setupIndices[instances[instance].firstSetupIndex + triangle];
  let surface = evaluateSurface(image, setup, pixel, ray);
  var linear = surface.baseLinear;
  if ((image.flags & IMAGE_UNLIT) == 0u && !surface.isUnlit) { linear = lit(surface, setup, ray, image, near); }
  linear += surface.emission;
  return pixelWord(bitcast<vec3u>(nearest3(srgbFromLinear(linear) * 255.0)), OPAQUE);
}

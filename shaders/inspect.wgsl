// Writes the planes that labels and `render` ask for: instance numbers, metric depth, geometric normals.
#import frame
#import image
#import instance
#import mesh
#import hit

@group(0) @binding(0) var<uniform> frame: Frame;
@group(0) @binding(1) var<storage, read> images: array<Image>;
@group(0) @binding(2) var<storage, read> instances: array<Instance>;
@group(0) @binding(3) var<storage, read> meshes: array<Mesh>;
@group(0) @binding(4) var<storage, read> positions: array<f32>;
@group(0) @binding(5) var<storage, read> triangles: array<vec4u>;
@group(0) @binding(6) var<storage, read> plane: array<vec2u>;
@group(0) @binding(7) var<storage, read_write> instanceIds: array<u32>; // u16 a pixel, 1 + place in the image, 0 = nothing; each image starts on a word
@group(0) @binding(8) var<storage, read_write> depth: array<f32>;       // z in metres, 0 = nothing
@group(0) @binding(9) var<storage, read_write> normals: array<u32>;     // rgb8 of (n + 1) / 2, camera frame, toward the camera; 0 = nothing

@compute @workgroup_size(64, 1, 1)
fn instance_ids(@builtin(global_invocation_id) at: vec3u) {
  let pixels = frame.width * frame.height;
  if (at.x * 2u >= pixels || at.z >= frame.images) { return; }
  let first = at.z * pixels + at.x * 2u;
  var word = instance_number(first, at.z);
  if (at.x * 2u + 1u < pixels) { word |= instance_number(first + 1u, at.z) << 16u; }
  instanceIds[at.z * ((pixels + 1u) / 2u) + at.x] = word;
}

fn instance_number(place: u32, image: u32) -> u32 {
  let seen = plane[place];
  if (seen.y == 0u) { return 0u; }
  return 1u + (~seen.x >> images[image].triangleBits);
}

@compute @workgroup_size(8, 8, 1)
fn depths(@builtin(global_invocation_id) at: vec3u) {
  if (any(at >= vec3u(frame.width, frame.height, frame.images))) { return; }
  let place = (at.z * frame.height + at.y) * frame.width + at.x;
  let seen = plane[place];
  var z = 0.0;
  if (seen.y != 0u) { z = find_hit(images[at.z], ~seen.x, vec2f(at.xy) + 0.5).position.z; }
  depth[place] = z;
}

@compute @workgroup_size(8, 8, 1)
fn facing_normals(@builtin(global_invocation_id) at: vec3u) {
  if (any(at >= vec3u(frame.width, frame.height, frame.images))) { return; }
  let place = (at.z * frame.height + at.y) * frame.width + at.x;
  let seen = plane[place];
  var word = 0u;
  if (seen.y != 0u) {
    let normal = normalize(facing_side(find_hit(images[at.z], ~seen.x, vec2f(at.xy) + 0.5)));
    word = pack4x8unorm(vec4f(normal * 0.5 + 0.5, 1.0));
  }
  normals[place] = word;
}

// Decides whether each keypoint is visible, hidden by the surface that its pixel shows, or outside the image.
#import frame
#import image
#import instance
#import mesh
#import keypoint
#import dispatch
#import hit

@group(0) @binding(0) var<uniform> frame: Frame;
@group(0) @binding(1) var<storage, read> images: array<Image>;
@group(0) @binding(2) var<storage, read> instances: array<Instance>;
@group(0) @binding(3) var<storage, read> meshes: array<Mesh>;
@group(0) @binding(4) var<storage, read> positions: array<f32>;
@group(0) @binding(5) var<storage, read> triangles: array<vec4u>;
@group(0) @binding(6) var<storage, read> visibility: array<vec2u>; // ~id, depth
@group(0) @binding(7) var<storage, read> keypoints: array<Keypoint>;
@group(0) @binding(8) var<storage, read_write> keypointStates: array<u32>; // KEYPOINT_*

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let item = itemOf(group) * 64u + lane;
  if (item >= frame.keypoints) { return; }
  keypointStates[item] = stateOf(keypoints[item]);
}

// The state of a keypoint. The surface is the triangle that the pixel's centre shows; its z is that of the triangle's plane at the keypoint.
// So a slanted surface does not hide its own keypoints.
fn stateOf(point: Keypoint) -> u32 {
  let at = vec2f(point.x, point.y);
  if (any(at < vec2f(0.0)) || any(at >= vec2f(vec2u(frame.width, frame.height)))) { return KEYPOINT_OUTSIDE; }
  let image = instances[point.instance].image;
  let seen = visibility[(image * frame.height + u32(at.y)) * frame.width + u32(at.x)];
  if (seen.y == 0u) { return KEYPOINT_VISIBLE; }
  let hit = findHit(images[image], ~seen.x, at);
  let nearestM = point.z - select(0.0, point.toleranceM, hit.instance == point.instance);
  return select(KEYPOINT_VISIBLE, KEYPOINT_HIDDEN, hit.position.z < nearestM);
}

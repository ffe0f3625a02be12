// Projects points of the camera frame to the image plane and snaps them to the subpixel grid.
// The importing shader binds `frame` and `positions`, and imports image, instance and vertex.
#import nearest

const DEPTH_SCALE = 2147480000.0; // depth at the near plane, below DEPTH_MAX

// A vertex in the camera frame, metres; `vertex` is its index in `positions`.
fn cameraPoint(instance: Instance, vertex: u32) -> vec3f {
  let point = vec4f(positions[3u * vertex], positions[3u * vertex + 1u], positions[3u * vertex + 2u], 1.0);
  return vec3f(dot(instance.row0, point), dot(instance.row1, point), dot(instance.row2, point));
}

// The projection of a point, pixels.
fn project(point: vec3f, image: Image) -> vec2f {
  return vec2f(image.fx, image.fy) * (point.xy / point.z) + vec2f(image.cx, image.cy);
}

fn guardMin() -> vec2f {
  return vec2f(-f32(frame.guardPx));
}

fn guardMax() -> vec2f {
  return vec2f(vec2u(frame.width, frame.height) + frame.guardPx);
}

fn snap(at: vec2f, z: f32, near: f32) -> SnappedVertex {
  let grid = nearest2(at * f32(SUBPIXELS));
  return SnappedVertex(grid.x, grid.y, clamp(wholePart(near / z * DEPTH_SCALE), DEPTH_MIN, DEPTH_MAX));
}

// u32(x) for 0 <= x < 2^31, computed in two halves that are in the range of `nearest`.
fn wholePart(x: f32) -> u32 {
  let high = floor(x / 65536.0);
  return bitcast<u32>((nearest(high) << 16u) | nearest(floor(x - high * 65536.0)));
}

// Clips triangles at the near plane and the guard band. The importing shader binds `vertices`, and imports vertex and project.

// A corner of a polygon that is being clipped.
struct Corner {
  point: vec3f,   // camera frame, metres
  uv: vec2f,
  snapped: u32,   // index in `vertices`, or NONE for a corner that clipping made
}
const MAX_CORNERS = 8u; // three, and one more for each of five planes

// Clips the triangle in the first three corners and returns the number of corners of the polygon that is left.
// Neighbouring triangles stay watertight, because a corner inside all planes keeps its snapped position.
// A cut depends on nothing but its edge's ends, from the inner end to the outer one. All triangles meet the planes in one order.
fn clipPolygon(polygon: ptr<function, array<Corner, MAX_CORNERS>>, image: Image) -> u32 {
  var count = 3u;
  for (var plane = 0u; plane < 5u; plane++) {
    let normal = clipPlane(plane, image);
    let before = *polygon;
    let sides = count;
    count = 0u;
    for (var k = 0u; k < sides; k++) {
      let a = before[k];
      let b = before[select(k + 1u, 0u, k + 1u == sides)];
      let da = distanceTo(normal, a);
      let db = distanceTo(normal, b);
      if (da >= 0.0 && count < MAX_CORNERS) {
        (*polygon)[count] = a;
        count++;
      }
      if ((da >= 0.0) != (db >= 0.0) && count < MAX_CORNERS) {
        if (da >= 0.0) { (*polygon)[count] = cut(a, b, da, db); } else { (*polygon)[count] = cut(b, a, db, da); }
        count++;
      }
    }
  }
  return count;
}

// The near plane, then the planes of the guard band's left, right, top and bottom: xyz is the inward normal, w the offset.
fn clipPlane(plane: u32, image: Image) -> vec4f {
  let low = guardMin();
  let high = guardMax();
  switch (plane) {
    case 0u: { return vec4f(0.0, 0.0, 1.0, -image.near); }
    case 1u: { return vec4f(image.fx, 0.0, image.cx - low.x, 0.0); }
    case 2u: { return vec4f(-image.fx, 0.0, high.x - image.cx, 0.0); }
    case 3u: { return vec4f(0.0, image.fy, image.cy - low.y, 0.0); }
    default: { return vec4f(0.0, -image.fy, high.y - image.cy, 0.0); }
  }
}

// The distance to a plane, positive inside. A snapped corner counts as inside even where rounding makes its distance negative.
fn distanceTo(plane: vec4f, corner: Corner) -> f32 {
  let distance = dot(plane.xyz, corner.point) + plane.w;
  return select(distance, max(distance, 0.0), corner.snapped != NONE);
}

fn cut(inner: Corner, outer: Corner, dInner: f32, dOuter: f32) -> Corner {
  let t = dInner / (dInner - dOuter);
  return Corner(inner.point + t * (outer.point - inner.point), inner.uv + t * (outer.uv - inner.uv), NONE);
}

fn snapCorner(corner: Corner, image: Image) -> SnappedVertex {
  if (corner.snapped != NONE) { return vertices[corner.snapped]; }
  let z = max(corner.point.z, image.near);
  return snap(clamp(project(vec3f(corner.point.xy, z), image), guardMin(), guardMax()), z, image.near);
}

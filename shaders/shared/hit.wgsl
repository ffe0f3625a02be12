// Finds where the ray through a pixel meets the triangle that the pixel shows.
// The importing shader binds `instances`, `meshes`, `positions` and `triangles`.
#import image
#import instance
#import mesh

struct Hit {
  instance: u32,
  firstVertex: u32,
  triangle: vec4u,  // three vertices counted from firstVertex, material and flags
  toCamera: mat3x3f, // vector * matrix turns a model vector into the camera frame, and scales it
  ray: vec3f,       // through the pixel, z = 1
  position: vec3f,  // camera frame, metres
  edge1: vec3f,     // from vertex 0 to 1 and to 2, camera frame, metres
  edge2: vec3f,
}

fn modelPosition(vertex: u32) -> vec3f {
  return vec3f(positions[vertex * 3u], positions[vertex * 3u + 1u], positions[vertex * 3u + 2u]);
}

// The hit of the ray through `pixel`, a position on the image in pixels; `id` is the id in the visibility buffer.
fn findHit(image: Image, id: u32, pixel: vec2f) -> Hit {
  var hit: Hit;
  hit.instance = image.firstInstance + (id >> image.triangleBits);
  let row0 = instances[hit.instance].row0;
  let row1 = instances[hit.instance].row1;
  let row2 = instances[hit.instance].row2;
  let mesh = meshes[instances[hit.instance].mesh];
  hit.firstVertex = mesh.firstVertex;
  hit.triangle = triangles[mesh.firstTriangle + (id & ((1u << image.triangleBits) - 1u))];
  hit.ray = vec3f((pixel - vec2f(image.cx, image.cy)) / vec2f(image.fx, image.fy), 1.0);

  // Edges are formed in the model frame, where coordinates are small and differences lose little precision.
  let p0 = modelPosition(hit.firstVertex + hit.triangle.x);
  let p1 = modelPosition(hit.firstVertex + hit.triangle.y);
  let p2 = modelPosition(hit.firstVertex + hit.triangle.z);
  hit.toCamera = mat3x3f(row0.xyz, row1.xyz, row2.xyz); // vector * matrix: a dot product with each row
  hit.edge1 = (p1 - p0) * hit.toCamera;
  hit.edge2 = (p2 - p0) * hit.toCamera;
  let corner = p0 * hit.toCamera + vec3f(row0.w, row1.w, row2.w);

  // Moeller & Trumbore 1997, with the ray's origin moved along the ray to the depth of vertex 0.
  // The remaining distance has the scale of the triangle, and so has the rounding error.
  let origin = hit.ray * corner.z - corner;
  let across = cross(hit.ray, hit.edge2);
  let determinant = dot(hit.edge1, across);
  let scale = select(1.0 / determinant, 0.0, abs(determinant) < 1e-30); // an edge-on triangle is hit at vertex 0
  let u = dot(origin, across) * scale;
  let v = dot(hit.ray, cross(origin, hit.edge1)) * scale;
  // Raster decided coverage on snapped vertices, so the ray may miss the triangle by a little.
  let inside = max(vec3f(1.0 - u - v, u, v), vec3f(0.0));
  let weights = inside / (inside.x + inside.y + inside.z);
  hit.position = corner + weights.y * hit.edge1 + weights.z * hit.edge2;
  return hit;
}

// The normal of the triangle's plane, of any length, on the side that faces the camera.
fn facingNormal(hit: Hit) -> vec3f {
  let normal = cross(hit.edge1, hit.edge2);
  return select(normal, -normal, dot(normal, hit.ray) > 0.0);
}

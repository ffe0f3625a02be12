// Transforms every vertex to the camera frame, projects it and snaps it to the image's subpixel grid.
#import frame
#import image
#import instance
#import mesh
#import vertex
#import dispatch
#import project
#import lanes

@group(0) @binding(0) var<uniform> frame: Frame;
@group(0) @binding(1) var<storage, read> images: array<Image>;
@group(0) @binding(2) var<storage, read> instances: array<Instance>;
@group(0) @binding(3) var<storage, read> meshes: array<Mesh>;
@group(0) @binding(4) var<storage, read> positions: array<f32>;
@group(0) @binding(5) var<storage, read> vertexChunks: array<Chunk>;
@group(0) @binding(6) var<storage, read_write> vertices: array<SnappedVertex>;

// Transforms the vertices of one chunk per workgroup.
@compute @workgroup_size(LANES)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let item = itemOf(group);
  if (item >= frame.vertexChunks) { return; }
  let chunk = vertexChunks[item];
  let instance = instances[chunk.instance];
  let mesh = meshes[instance.mesh];
  let image = images[instance.image];
  let end = min(chunk.first + CHUNK_SIZE, mesh.vertexCount);
  var vertex = chunk.first + lane;
  if (vertex >= end) { return; }
  loop {
    let point = cameraPoint(instance, mesh.firstVertex + vertex);
    var snapped = SnappedVertex(0, 0, 0u);
    if (point.z >= image.near) {
      let at = project(point, image);
      if (all(at >= guardMin()) && all(at <= guardMax())) { snapped = snap(at, point.z, image.near); }
    }
    vertices[instance.firstVertex + vertex] = snapped;
    continuing {
      vertex += LANES;
      break if vertex >= end;
    }
  }
}

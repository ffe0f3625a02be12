// Finds the index of a workgroup in a dispatch that the host folded into two dimensions.
const GROUPS_PER_ROW = 65535u; // the most that WebGPU guarantees

fn itemOf(group: vec3u) -> u32 {
  return group.y * GROUPS_PER_ROW + group.x;
}

// Packs unit vectors into words, with x and y in 11 bits each and z in 10. An unpacked vector has the length NORMAL_ONE.
//
// Every pixel unpacks three normals. Octahedral words are 40 times as exact, but need unfolding and a square root.
// The error of the angle is at most 0.0012. One byte of an image in 100 differs by one code, one in 250,000 by two to four.
#import nearest

const NORMAL_ONE = 511.0 * 4194304.0; // 511 in the highest 10 bits of a word

fn packNormal(normal: vec3f) -> u32 {
  let code = bitcast<vec3u>(nearest3(normal * vec3f(1022.0, 1022.0, 511.0)));
  return (code.x << 21u) | ((code.y & 0x7ffu) << 10u) | (code.z & 0x3ffu);
}

fn unpackNormal(word: u32) -> vec3f {
  return vec3f(bitcast<vec3i>(vec3u(word & 0xffe00000u, (word << 11u) & 0xffe00000u, word << 22u)));
}

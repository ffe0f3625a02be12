// Hashes integers by PCG's RXS-M-XS permutation of one step of its generator (O'Neill 2014; Jarzynski & Olano 2020).
fn pcg(key: u32) -> u32 {
  let state = key * 747796405u + 2891336453u;
  let word = ((state >> ((state >> 28u) + 4u)) ^ state) * 277803737u;
  return (word >> 22u) ^ word;
}

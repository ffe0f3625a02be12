// Shares the rows of strips out among threads side by side, so that all draw rows of one strip after the other, which are about as long.
// The importing shader enables subgroups.
#if SUBGROUPS

// Whose strip a row is of, when the rows are counted through the strips of all `threads` side by side, and `firstRow` is the calling thread's first.
// To be called by all of them. Strips without rows are passed over.
fn ownerOf(row: u32, firstRow: u32, threads: u32) -> u32 {
  var owner = 0u;
  for (var step = threads / 2u; step > 0u; step /= 2u) {
    if (subgroupShuffle(firstRow, owner + step) <= row) { owner += step; }
  }
  return owner;
}

#endif

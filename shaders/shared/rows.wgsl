// Draws the rows of strips that threads have set up one each. The importing shader enables subgroups where there are any; it has a `Strip` that tells
// its `rows`, none where there is nothing to draw, `drawRow`, and `takeStrip`, which gives the strip of another thread side by side.
//
// All threads side by side draw the rows of all their strips, so that they mostly draw rows of one triangle, which are about as long: half to two
// thirds of the turns that each would take over its own strip. Strips go from thread to thread through registers: 0.85 of the processor time of raster on
// lavapipe that it took through memory which 64 threads of a workgroup share, behind a barrier. Pixels shared out likewise instead of rows: 1.15.

#if SUBGROUPS
// To be called by all threads of a workgroup.
fn drawRows(strip: Strip) {
  let threads = subgroupAdd(1u);
  let thread = subgroupExclusiveAdd(1u);
  let firstRow = subgroupExclusiveAdd(strip.rows);
  let end = subgroupAdd(strip.rows);
  if (end == 0u) { return; }
  var first = 0u;
  loop { // which asks at its end: 0.91 of raster's processor time on lavapipe, where an empty turn takes as long as another
    let row = first + thread;
    let owner = ownerOf(row, firstRow, threads);
    let y = row - subgroupShuffle(firstRow, owner);
    let taken = takeStrip(strip, owner);
    if (row < end) { drawRow(taken, i32(y)); }
    continuing {
      first += threads;
      break if first >= end;
    }
  }
}

// Whose strip a row is of, when rows are counted through the strips of all `threads`, a power of two, and `firstRow` is the calling thread's first.
// Strips without rows are passed over.
fn ownerOf(row: u32, firstRow: u32, threads: u32) -> u32 {
  var owner = 0u;
  for (var step = threads / 2u; step > 0u; step /= 2u) {
    if (subgroupShuffle(firstRow, owner + step) <= row) { owner += step; }
  }
  return owner;
}
#else
fn drawRows(strip: Strip) {
  for (var y = 0; y < i32(strip.rows); y++) { drawRow(strip, y); }
}
#endif

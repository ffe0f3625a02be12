// Draws the rows of strips: each thread brings one strip, and the threads of a subgroup draw the rows of all their strips together.
//
// The importing shader defines:
// - `struct Strip` with the field `rows: u32`, 0 where there is nothing to draw;
// - `fn drawRow(strip: Strip, y: i32)`, which draws row `y` of a strip and does not read `rows`;
// - where SUBGROUPS is true, `fn takeStrip(strip: Strip, owner: u32) -> Strip`, which returns the strip that thread `owner` of
//   the subgroup passes, with any `rows`. It also enables subgroups and switches the subgroup_uniformity diagnostic off.
//
// Adjacent threads mostly draw rows of one triangle, which have similar lengths.
// So a subgroup takes half to two thirds of the iterations that it takes when each thread draws its own strip.
// Strips pass between threads in registers, because workgroup memory would need a barrier.
// Sharing out single pixels instead of rows takes longer on lavapipe.

#if SUBGROUPS
// All threads of a workgroup must call this function.
fn drawRows(strip: Strip) {
  let threads = subgroupAdd(1u);
  let thread = subgroupExclusiveAdd(1u);
  let firstRow = subgroupExclusiveAdd(strip.rows);
  let end = subgroupAdd(strip.rows);
  if (end == 0u) { return; }
  var first = 0u;
  // The test is at the end, because on lavapipe an empty iteration costs as much as a full one.
  loop {
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

// The thread whose strip has row `row` of all rows of the subgroup. `threads` is the subgroup's size, a power of two.
// `firstRow` is the index of the first row of the calling thread's strip. No thread owns a row of a strip without rows.
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

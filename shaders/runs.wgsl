// Lists where the mask of each labelled instance begins and ends, counted down the image's columns as COCO does.
#import frame
#import counters
#import dispatch
#import canvas

@group(0) @binding(0) var<uniform> frame: Frame;
@group(0) @binding(1) var<storage, read> foregrounds: array<Foreground>;
@group(0) @binding(2) var<storage, read> shown: array<u32>;
@group(0) @binding(3) var<storage, read> silhouettes: array<u32>;
@group(0) @binding(4) var<storage, read_write> runBlocks: array<RunBlock>;
@group(0) @binding(5) var<storage, read_write> runs: Runs;

// Of the visible masks, or of the silhouettes: these have their blocks after the others.
override AMODAL = false;

// 32 columns of one mask. Blocks lie from the left, instance by instance.
struct RunBlock {
  first: u32, // in `positions`
  count: u32,
}

// Beginnings and ends in turns, in order within a block: x height + y. A mask that goes on at the top of the next column ends and begins
// there. The order of the blocks is any.
struct Runs {
  wanted: atomic<u32>, // zero before; positions beyond the buffer's end are not written
  positions: array<u32>,
}

// One thread per block walks down its 32 columns twice: a word and the one above it differ where something begins or ends, and few do.
// A thread per column reads 32 times as many words.
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let item = itemOf(group) * 64u + lane;
  let blocksPerMask = (frame.width + 31u) / 32u;
  if (item >= frame.foregrounds * blocksPerMask) { return; }
  let canvas = foregrounds[item / blocksPerMask];
  let x = 32 * i32(item % blocksPerMask);
  let column = (x - canvas.x0) / 32;
  let isCanvas = x >= canvas.x0 && column < i32(canvas.widthWords);
  let top = max(0, canvas.y0);
  let end = min(i32(frame.height), canvas.y0 + i32(canvas.height));

  var places: array<u32, 32>; // first how many of each column, then where its next one goes
  var count = 0u;
  if (isCanvas) {
    var above = 0u;
    for (var y = top; y <= end; y++) {
      let bits = rowBits(canvas, x, column, y, end);
      count += countOneBits(bits ^ above);
      for (var rest = bits ^ above; rest != 0u; rest &= rest - 1u) { places[countTrailingZeros(rest)]++; }
      above = bits;
    }
  }
  var first = 0u;
  if (count > 0u) { first = atomicAdd(&runs.wanted, count); }
  runBlocks[select(item, frame.foregrounds * blocksPerMask + item, AMODAL)] = RunBlock(first, count);
  let hasRoom = first + count <= arrayLength(&runs.positions);
  if (count == 0u || !hasRoom) { return; }

  for (var k = 0; k < 32; k++) {
    let columns = places[k];
    places[k] = first;
    first += columns;
  }
  var above = 0u;
  for (var y = top; y <= end; y++) {
    let bits = rowBits(canvas, x, column, y, end);
    for (var rest = bits ^ above; rest != 0u; rest &= rest - 1u) {
      let k = countTrailingZeros(rest);
      runs.positions[places[k]] = (u32(x) + k) * frame.height + u32(y);
      places[k]++;
    }
    above = bits;
  }
}

// Empty below the last row, so that everything ends.
fn rowBits(canvas: Foreground, x: i32, column: i32, y: i32, end: i32) -> u32 {
  if (y >= end) { return 0u; }
  let word = canvas.firstWord + u32(y - canvas.y0) * canvas.widthWords + u32(column);
  var bits = 0u;
  if (AMODAL) { bits = silhouettes[word]; } else { bits = shown[word]; }
  return bits & bitsInImage(x);
}

// Lists where the mask of each labelled instance begins and ends, in column-major order as in COCO's run-length encoding.
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

// False: runs of the visible masks. True: runs of the silhouettes, whose blocks follow those of the visible masks.
override AMODAL = false;

const BLOCK_PX = 32u; // columns of a block: the bits of a word

// The runs of 32 columns of one mask. The blocks of an instance are in order from the left, instance after instance.
struct RunBlock {
  first: u32, // in `positions`
  count: u32,
}

// The pixels where runs begin and end, alternately, as x * height + y. Positions ascend within a block; blocks are in any order.
// A run that goes on from the bottom of one column to the top of the next has an end and a beginning there.
struct Runs {
  wanted: atomic<u32>, // the host clears it to 0; positions beyond the buffer's end are not written
  positions: array<u32>,
}

// Each thread walks down the 32 columns of one block twice: first it counts positions, then it writes them.
// A run begins or ends where a word differs from the word above, and few words do.
// A thread per column would read 32 times as many words.
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let item = itemOf(group) * 64u + lane;
  let blocksPerMask = (frame.width + BLOCK_PX - 1u) / BLOCK_PX;
  if (item >= frame.foregrounds * blocksPerMask) { return; }
  let canvas = foregrounds[item / blocksPerMask];
  let x = i32(BLOCK_PX * (item % blocksPerMask));
  let column = (x - canvas.x0) / 32;
  let isCanvas = x >= canvas.x0 && column < i32(canvas.widthWords);
  let top = max(0, canvas.y0);
  let end = min(i32(frame.height), canvas.y0 + i32(canvas.height));

  var next: array<u32, 32>; // first each column's number of positions, then the index of its next position
  var count = 0u;
  if (isCanvas) {
    var above = 0u;
    for (var y = top; y <= end; y++) {
      let bits = rowBits(canvas, x, column, y, end);
      count += countOneBits(bits ^ above);
      for (var rest = bits ^ above; rest != 0u; rest &= rest - 1u) { next[countTrailingZeros(rest)]++; }
      above = bits;
    }
  }
  var first = 0u;
  if (count > 0u) { first = atomicAdd(&runs.wanted, count); }
  runBlocks[select(item, frame.foregrounds * blocksPerMask + item, AMODAL)] = RunBlock(first, count);
  let fits = first + count <= arrayLength(&runs.positions);
  if (count == 0u || !fits) { return; }

  for (var k = 0; k < 32; k++) {
    let columns = next[k];
    next[k] = first;
    first += columns;
  }
  var above = 0u;
  for (var y = top; y <= end; y++) {
    let bits = rowBits(canvas, x, column, y, end);
    for (var rest = bits ^ above; rest != 0u; rest &= rest - 1u) {
      let k = countTrailingZeros(rest);
      runs.positions[next[k]] = (u32(x) + k) * frame.height + u32(y);
      next[k]++;
    }
    above = bits;
  }
}

// The mask's bits of 32 columns in row `y`; 0 below the last row, so that every run ends.
fn rowBits(canvas: Foreground, x: i32, column: i32, y: i32, end: i32) -> u32 {
  if (y >= end) { return 0u; }
  let word = canvas.firstWord + u32(y - canvas.y0) * canvas.widthWords + u32(column);
  var bits = 0u;
  if (AMODAL) { bits = silhouettes[word]; } else { bits = shown[word]; }
  return bits & bitsInImage(x);
}

// Sets the number of threads of a workgroup that does 64 items of work: 64, or 8 for software adapters.
//
// A software adapter with 8 lanes runs a workgroup of 64 threads as eight groups of 8.
// Each group loads again the values that all threads share, and a barrier writes each thread's registers to memory and reads them back.
// With NARROW, a workgroup therefore has 8 threads that do eight iterations.
// A GPU hides loads and barriers behind other threads, and needs no NARROW.
#if NARROW
const LANES = 8u;
#else
const LANES = 64u;
#endif

// The side of the square of 64 items that a workgroup takes in passes over the image; the host reads SIDE.
// The threads begin in the first rows of the square and go down by LANES / SIDE.
const SIDE = 8u;

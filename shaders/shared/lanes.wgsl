// How many threads a workgroup has that goes through the work of 64.
//
// An adapter that runs 8 side by side, as software ones do, takes a workgroup of 64 as eight: each loads again what is the same for all its
// threads, and at a barrier all that a thread holds goes to memory and back. There a workgroup has 8 threads that take eight turns. On
// lavapipe transform then takes 0.48 of its processor time, measure 0.7, blur, cull and occlusion 0.8, antialias 0.93, shade 0.98.
// A GPU hides loads and barriers behind other threads.
#if NARROW
const LANES = 8u;
#else
const LANES = 64u;
#endif

// The work of 64 as a square, for passes over the image: a workgroup's threads begin in its first rows and go down by LANES / SIDE. The hosts read it here.
const SIDE = 8u;

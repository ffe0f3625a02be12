// Declares a keypoint of a labelled instance, with the tolerance within which the instance's own surface does not hide it.
struct Keypoint {
  x: f32,          // on the image, pixels; negative where the point is not in front of the camera
  y: f32,
  z: f32,          // metres
  toleranceM: f32, // for surfaces of the instance itself
  instance: u32,
}

const KEYPOINT_VISIBLE = 0u;
const KEYPOINT_HIDDEN = 1u;
const KEYPOINT_OUTSIDE = 2u;

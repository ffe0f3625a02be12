// Configures sharp for many small images that are encoded at the same time.
import sharp from 'sharp';

// Each thread of Node's pool encodes an image of its own, so threads inside libvips would only add overhead.
sharp.concurrency(1);
// No operation is repeated on the same image.
sharp.cache(false);

export { sharp };

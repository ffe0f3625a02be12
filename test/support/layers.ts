/** Lists the layers of src: its folders, and the files beside them. */

/** From the top down: each may import those below it, none above. */
export const ORDER = [
  'cli', 'index', 'browser', 'scenario', 'tools', 'run', 'formats', 'dataset', 'encode', 'labels', 'gpu', 'scenarios', 'scene', 'assets', 'threads', 'config', 'geometry',
];

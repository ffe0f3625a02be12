/** Lists the layers of src (its folders, and the files beside them) and the folders that run in a page. */

/** From the top down: each may import those below it, none above. */
export const ORDER = [
  'cli', 'index', 'browser', 'scenario', 'tools', 'fit', 'report', 'run', 'stats', 'formats', 'dataset', 'encode', 'labels', 'gpu', 'scenarios', 'scene', 'assets', 'threads', 'config', 'geometry',
];

/** They run in a page too. */
export const PAGE_FOLDERS = ['geometry', 'scene', 'scenarios', 'gpu', 'labels', 'assets/compile', 'assets/procedural', 'assets/silhouettes'];

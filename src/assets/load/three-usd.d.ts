/** The parts of three's USDLoader, which have no types of their own. */

declare module 'three/addons/loaders/usd/USDAParser.js' {
  import type { UsdSpecs } from 'three/addons/loaders/usd/USDComposer.js';

  export class USDAParser {
    parseData(text: string): UsdSpecs;
  }
}

declare module 'three/addons/loaders/usd/USDCParser.js' {
  import type { UsdSpecs } from 'three/addons/loaders/usd/USDComposer.js';

  export class USDCParser {
    parseData(bytes: ArrayBuffer): UsdSpecs;
  }
}

declare module 'three/addons/loaders/usd/USDComposer.js' {
  import type { Group, LoadingManager } from 'three';

  export interface UsdSpecs {
    /** Prims by path, and their attributes by `path.name`; the layer's own fields under `/`. */
    specsByPath: Record<string, { specType: number; fields: Record<string, unknown> }>;
  }

  export class USDComposer {
    constructor(manager: LoadingManager);
    /** @param assets layers by name, and images by name: their address, or their bytes */
    compose(specs: UsdSpecs, assets: Record<string, UsdSpecs | string>, variants: Record<string, string>, basePath: string): Group;
  }
}

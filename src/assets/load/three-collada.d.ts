/** The parts of three's ColladaLoader, which have no types of their own. */

declare module 'three/addons/loaders/collada/ColladaParser.js' {
  export interface ParsedCollada {
    library: object;
    /** `unit` in metres. */
    asset: { unit: number; upAxis: string };
    collada: object;
  }

  export class ColladaParser {
    /** Null where the text is no XML. */
    parse(text: string): ParsedCollada | null;
  }
}

declare module 'three/addons/loaders/collada/ColladaComposer.js' {
  import type { Group, TextureLoader } from 'three';

  export class ColladaComposer {
    constructor(library: object, collada: object, textures: TextureLoader, tgaTextures: TextureLoader);
    compose(): { scene: Group };
  }
}

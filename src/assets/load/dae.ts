/** Loads COLLADA models. */
import { TextureLoader } from 'three';
import { ColladaComposer } from 'three/addons/loaders/collada/ColladaComposer.js';
import { ColladaParser } from 'three/addons/loaders/collada/ColladaParser.js';
import type { DaeFiles } from './dae-files.ts';
import { readThreeScene } from './three-scene.ts';
import { imagesOf, withPlaceholders } from './three-textures.ts';
import { withXmlParser } from './xml.ts';
import type { SourceModel } from '../source-model.ts';

/**
 * The scene in metres with y up: a COLLADA has a unit (metres where it names none) and an up axis of its own.
 * three's ColladaLoader would not do: it fetches TGA textures, and knows no x that points up.
 * @throws Error whose message is the reason alone
 */
export async function parseDae({ files, text, notes, missing }: DaeFiles): Promise<SourceModel> {
  if (!/<(?:\w+:)?COLLADA\b/.test(text)) throw new Error('truncated or not a COLLADA: it has no element COLLADA');
  checkDepth(text);
  const { scene, asset } = await withPlaceholders((manager) => withXmlParser(() => {
    try {
      const { library, asset: found, collada } = new ColladaParser().parse(text)!;
      const textures = new TextureLoader(manager);
      return { asset: found, scene: new ColladaComposer(library, collada, textures, textures).compose().scene };
    } catch (cause) {
      throw new Error('truncated or damaged: its elements cannot be read as a COLLADA', { cause });
    }
  }));
  if (asset.upAxis === 'Z_UP') scene.rotation.set(-Math.PI / 2, 0, 0);
  if (asset.upAxis === 'X_UP') scene.rotation.set(0, 0, Math.PI / 2);
  const byName = new Map(files.slice(1).map(({ name, bytes }) => [name, bytes]));
  // Images that are missing are in the findings already.
  const images = imagesOf((name) => byName.get(name.trim()), { notes: [], missing: [] });
  return readThreeScene(scene, asset.unit, images, { notes: [...notes], missing: [...missing] });
}

/** The parser looks through all that lies in an element at each of them: what lies 20,000 deep would take minutes. */
const MOST_DEPTH = 1000;

function checkDepth(text: string): void {
  let depth = 0;
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at)) {
    const end = text.indexOf('>', at);
    if (end < 0) return;
    if (text[at + 1] === '/') depth--;
    else if (!'!?'.includes(text[at + 1]!) && text[end - 1] !== '/') depth++;
    if (depth > MOST_DEPTH) throw new Error(`its elements lie more than ${MOST_DEPTH} deep in each other`);
    at = end;
  }
}

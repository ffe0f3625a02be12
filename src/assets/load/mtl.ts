/** Parses a material library (MTL): the lines whose effect this renderer can show. */
import { decodeName, toAsciiSuperset, unquote } from './text-encoding.ts';

export interface MtlMap {
  file: string;
  clamp: boolean;
  /** -s and -o: u' = scale u + offset, with v up. */
  scale: [u: number, v: number];
  offset: [u: number, v: number];
}

export interface MtlMaterial {
  /** Kd, sRGB-coded, as three.js and most viewers take it; null where the material has none. */
  diffuse: [number, number, number] | null;
  /** d, or 1 - Tr. */
  opacity: number;
  /** Ns; 0 where the material has none. */
  specularExponent: number;
  /** map_Kd. */
  colorMap: MtlMap | null;
  /** map_d. */
  alphaMap: MtlMap | null;
  /** norm, a normal map. map_bump holds heights in most files and is not read. */
  normalMap: MtlMap | null;
  /** Ke, coded as Kd, but it may exceed 1; null where the material has none. */
  emission: [number, number, number] | null;
  /** map_Ke. */
  emissionMap: MtlMap | null;
}

/**
 * The materials by name. Exporters disagree on whether Tr is transparency or opacity, and most write d as well: then d counts. Tr alone is
 * transparency, as the format has it; a Tr of 1 alone is taken as opacity, because nobody exports what cannot be seen.
 * three's MTLLoader would not do: it leaves these values as raw text, and hashing a model would load all of three.
 * @throws Error that names the line and the token where a number is none
 */
export function parseMtl(bytes: Uint8Array): Map<string, MtlMaterial> {
  const materials = new Map<string, MtlMaterial>();
  let material = emptyMaterial();
  const withOpacity = new Set<MtlMaterial>();
  // Lines are split as Latin-1, in which every byte is a letter, and decoded one by one: a file may mix encodings.
  const latin1 = Buffer.from(toAsciiSuperset(bytes)).toString('latin1').replace(/\\(?:\r\n|\n|\r)/g, ' ');
  latin1.split(/\r\n|\n|\r/).forEach((line, index) => {
    const [, key = '', value = ''] = /^\s*(\S+)\s*(.*?)\s*$/.exec(decodeName(Buffer.from(line, 'latin1'))) ?? [];
    const read = (text: string): number[] => numbersOf(text, `line ${index + 1}`);
    switch (key.toLowerCase()) {
      case 'newmtl':
        material = emptyMaterial();
        materials.set(unquote(value), material);
        break;
      case 'kd':
        material.diffuse = colorOf(value, read) ?? material.diffuse;
        break;
      case 'ke':
        material.emission = colorOf(value, read) ?? material.emission;
        break;
      case 'd': { // -halo makes the middle of a material clearer than its rim, which is not drawn.
        const [opacity] = read(value.replace(/^-halo\s+/i, ''));
        if (opacity === undefined) break;
        material.opacity = opacity;
        withOpacity.add(material);
        break;
      }
      case 'tr': {
        const [clear] = read(value);
        if (clear !== undefined && clear >= 0 && clear < 1 && !withOpacity.has(material)) material.opacity = 1 - clear;
        break;
      }
      case 'ns':
        material.specularExponent = Math.max(0, read(value)[0] ?? 0);
        break;
      case 'map_kd':
        material.colorMap = parseMap(value, read);
        break;
      case 'map_d':
        material.alphaMap = parseMap(value, read);
        break;
      case 'map_ke':
        material.emissionMap = parseMap(value, read);
        break;
      case 'norm':
        material.normalMap = parseMap(value, read);
        break;
    }
  });
  return materials;
}

/** Null where the line has no number. */
function colorOf(value: string, read: (text: string) => number[]): [number, number, number] | null {
  if (/^(spectral|xyz)\b/i.test(value)) return null; // Colours that hardly any program writes.
  const [red, green, blue] = read(value);
  return red === undefined ? null : [red, green ?? red, blue ?? red]; // One number stands for all three.
}

/** Up to a comment. NaN and infinity are no numbers. */
function numbersOf(text: string, where: string): number[] {
  const tokens = text.split(/(?:^|\s)#/)[0]!.split(/\s+/).filter((token) => token !== '');
  return tokens.map((token) => {
    if (/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(token) && Number.isFinite(Number(token))) return Number(token);
    throw new Error(`${where}: "${token.slice(0, 60)}" is not a number${/^[-+]?\d+,\d+$/.test(token) ? '; wanted a decimal point in place of the comma' : ''}`);
  });
}

/** What a material is before its first line. */
export function emptyMaterial(): MtlMaterial {
  return { diffuse: null, opacity: 1, specularExponent: 0, colorMap: null, alphaMap: null, normalMap: null, emission: null, emissionMap: null };
}

/** An option before the file's name, such as -s 1 1 1, -bm 0.5, -clamp on, -imfchan r. The name may hold spaces. */
const OPTION = /^-(?:(?:imfchan|type|colorspace)\s+\S+|(\w+)((?:\s+(?:on|off|[-+]?[\d.,]+(?:e[-+]?\d+)?)(?=\s))*))\s+/i;

function parseMap(value: string, read: (text: string) => number[]): MtlMap | null {
  const map: MtlMap = { file: value, clamp: false, scale: [1, 1], offset: [0, 0] };
  for (let option = OPTION.exec(map.file); option; option = OPTION.exec(map.file)) {
    const [whole, name = '', values = ''] = option;
    const pair = (absent: number): [number, number] => {
      const [u = absent, v = absent] = read(values);
      return [u, v];
    };
    if (/^clamp$/i.test(name)) map.clamp = /on/i.test(values);
    if (/^s$/i.test(name)) map.scale = pair(1);
    if (/^o$/i.test(name)) map.offset = pair(0);
    map.file = map.file.slice(whole.length);
  }
  map.file = unquote(map.file);
  return map.file === '' ? null : map;
}

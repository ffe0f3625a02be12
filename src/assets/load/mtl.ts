/** Parses a material library (MTL): the lines whose effect this renderer can show. */

export interface MtlMap {
  file: string;
  clamp: boolean;
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
}

/**
 * The materials by name. Exporters disagree on whether Tr is transparency or opacity, and most write d as well: then d counts. Tr alone is
 * transparency, as the format has it; a Tr of 1 alone is taken as opacity, because nobody exports what cannot be seen.
 * three's MTLLoader would not do: it leaves these values as raw text, and hashing a model would load all of three.
 */
export function parseMtl(text: string): Map<string, MtlMaterial> {
  const materials = new Map<string, MtlMaterial>();
  let material = emptyMaterial();
  const withOpacity = new Set<MtlMaterial>();
  for (const line of text.replaceAll('\\\n', ' ').split(/\r?\n/)) {
    const [, key = '', value = ''] = /^\s*(\S+)\s*(.*?)\s*$/.exec(line) ?? [];
    const numbers = value.split(/\s+/).map(Number.parseFloat);
    const number = Number.isFinite(numbers[0]) ? numbers[0]! : null;
    const dissolve = number ?? (Number.isFinite(numbers[1]) ? numbers[1]! : null);
    switch (key.toLowerCase()) {
      case 'newmtl':
        material = emptyMaterial();
        materials.set(value, material);
        break;
      case 'kd': // One number stands for all three.
        if (number !== null) material.diffuse = [number, numbers[1] ?? number, numbers[2] ?? number];
        break;
      case 'd': // -halo makes the middle of a material clearer than its rim, which is not drawn.
        if (dissolve === null) break;
        material.opacity = dissolve;
        withOpacity.add(material);
        break;
      case 'tr':
        if (number !== null && number >= 0 && number < 1 && !withOpacity.has(material)) material.opacity = 1 - number;
        break;
      case 'ns':
        material.specularExponent = Math.max(0, number ?? 0);
        break;
      case 'map_kd':
        material.colorMap = parseMap(value);
        break;
      case 'map_d':
        material.alphaMap = parseMap(value);
        break;
      case 'norm':
        material.normalMap = parseMap(value);
        break;
    }
  }
  return materials;
}

/** What a material is before its first line. */
export function emptyMaterial(): MtlMaterial {
  return { diffuse: null, opacity: 1, specularExponent: 0, colorMap: null, alphaMap: null, normalMap: null };
}

/** An option before the file's name, such as -s 1 1 1, -bm 0.5, -clamp on, -imfchan r. The name may hold spaces. */
const OPTION = /^-(?:(?:imfchan|type|colorspace)\s+\S+|\w+(?:\s+(?:on|off|[-+]?[\d.]+(?:e[-+]?\d+)?)(?=\s))*)\s+/i;

function parseMap(value: string): MtlMap | null {
  let file = value;
  let clamp = false;
  for (let option = OPTION.exec(file); option; option = OPTION.exec(file)) {
    if (/^-clamp\s+on/i.test(option[0])) clamp = true;
    file = file.slice(option[0].length);
  }
  return file === '' ? null : { file, clamp };
}

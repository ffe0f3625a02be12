/** Loads USD models: text, binary, and packages with their textures (USDZ). */
import type { Mesh } from 'three';
import { USDAParser } from 'three/addons/loaders/usd/USDAParser.js';
import { USDComposer, type UsdSpecs } from 'three/addons/loaders/usd/USDComposer.js';
import { USDCParser } from 'three/addons/loaders/usd/USDCParser.js';
import type { Findings } from './findings.ts';
import { readThreeScene } from './three-scene.ts';
import { imagesOf, withPlaceholders } from './three-textures.ts';
import { unpack } from './unpack.ts';
import { isCrate } from './usd-crate.ts';
import { HERE, isZip, type UsdFiles } from './usd-files.ts';
import type { SourceModel } from '../source-model.ts';

/**
 * The default variants in metres with y up: a USD has a unit (centimetres where it names none) and an up axis of its own.
 * three's USDLoader would not do: it reads no layers beside a file, and draws what is hidden.
 * @throws Error whose message is the reason alone
 */
export async function parseUsd({ files, notes, missing }: UsdFiles): Promise<SourceModel> {
  const findings: Findings = { notes: [...notes], missing: [...missing] };
  const [{ bytes }, ...parts] = files;
  const { root, base, others } = isZip(bytes) ? unpackLayers(bytes) : { root: bytes, base: HERE, others: new Map(parts.map((part) => [part.name, part.bytes])) };
  const specs = parseLayer(root, 'the file');
  const fields = (specs.specsByPath['/'] ??= { specType: 0, fields: {} }).fields;
  fields.metersPerUnit ??= 0.01;
  removeHidden(specs);
  const assets: Record<string, UsdSpecs | string> = {};
  for (const [name, part] of others) {
    if (!/\.usd[ac]?$/i.test(name)) {
      assets[name] = name;
      continue;
    }
    const layer = parseLayer(part, `the layer "${name}"`);
    removeHidden(layer);
    assets[name] = layer;
  }
  if (Object.entries(specs.specsByPath).some(([path, spec]) => path.endsWith('.primvars:displayColor') && countOf(spec.fields.default) > 3)) {
    findings.notes.push('of the colours of vertices (displayColor) the first is drawn');
  }
  const scene = await withPlaceholders((manager) => {
    try {
      return new USDComposer(manager).compose(specs, assets, {}, base);
    } catch (cause) {
      throw new Error('truncated or damaged: its prims cannot be put together as a USD', { cause });
    }
  });
  // Where no mesh has normals, three makes smooth ones over every edge; the compiler splits them at creases.
  const layers = [specs, ...Object.values(assets).filter((asset) => typeof asset !== 'string')];
  if (!layers.some(({ specsByPath }) => Object.keys(specsByPath).some((path) => /\.(?:primvars:)?normals$/.test(path)))) {
    scene.traverse((object) => (object as Partial<Mesh>).geometry?.deleteAttribute('normal'));
  }
  return readThreeScene(scene, 1, imagesOf((name) => others.get(name), findings), findings);
}

/** The first entry of a package is its root layer (USDZ specification, "Default layer"). */
function unpackLayers(bytes: Uint8Array): { root: Uint8Array; base: string; others: Map<string, Uint8Array> } {
  const others = unpack(bytes);
  const [first] = others.keys();
  if (first === undefined || !/\.usd[ac]?$/i.test(first)) throw new Error(`the first file of its package is "${first ?? ''}"; wanted a .usda or .usdc`);
  const root = others.get(first)!;
  others.delete(first);
  return { root, base: first.includes('/') ? first.slice(0, first.lastIndexOf('/')) : '', others };
}

function parseLayer(bytes: Uint8Array, what: string): UsdSpecs {
  if (!isCrate(bytes) && !/^\ufeff?#usda\s/.test(Buffer.from(bytes.subarray(0, 64)).toString('utf8'))) {
    throw new Error(`truncated or not a USD: ${what} begins with neither "#usda" nor "PXR-USDC"`);
  }
  try {
    return isCrate(bytes) ? new USDCParser().parseData(Uint8Array.from(bytes).buffer) : new USDAParser().parseData(asParserWants(Buffer.from(bytes).toString('utf8')));
  } catch (cause) {
    throw new Error(`truncated or damaged: ${what} cannot be read as a USD`, { cause });
  }
}

/** three's parser knows one way each to end a line and to write references and payloads. */
function asParserWants(text: string): string {
  return text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n')
    .replace(/^(\s*)(?:(?:add|append|prepend)\s+)?references\s*=/gm, '$1prepend references =')
    .replace(/^(\s*)(?:add|append|prepend)\s+payload\s*=/gm, '$1payload =');
}

/** Takes out what USD does not render: prims that are invisible, guides, and proxies of what is rendered. */
function removeHidden({ specsByPath }: UsdSpecs): void {
  const hidden = Object.entries(specsByPath).flatMap(([path, { fields }]) => {
    const [, prim, attribute] = /^(.*)\.(visibility|purpose)$/.exec(path) ?? [];
    const value = String(fields.default).replaceAll('"', '');
    const isHidden = attribute === 'visibility' ? value === 'invisible' : attribute === 'purpose' && (value === 'guide' || value === 'proxy');
    return isHidden ? [prim!] : [];
  });
  if (hidden.length === 0) return;
  for (const path of Object.keys(specsByPath)) {
    if (hidden.some((prim) => path === prim || path.startsWith(`${prim}/`) || path.startsWith(`${prim}.`))) delete specsByPath[path];
  }
}

const countOf = (value: unknown): number => (Array.isArray(value) || ArrayBuffer.isView(value) ? (value as unknown as ArrayLike<unknown>).length : 0);

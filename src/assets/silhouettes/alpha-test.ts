/** Decides by a material's alpha mask whether a point of the surface is drawn. */
import { WRAP, type AlphaMask, type CompiledMaterial, type WrapCode } from '../compiled-model.ts';

/** The alpha test at the nearest texel of (u, v), v down. */
export function alphaTest(material: CompiledMaterial, mask: AlphaMask): (u: number, v: number) => boolean {
  const texel = (uv: number, wrap: WrapCode, scale: number): number => {
    const phase = wrap === WRAP.mirror ? uv - 2 * Math.floor(uv / 2) : uv - Math.floor(uv);
    const inside = wrap === WRAP.clamp ? uv : phase > 1 ? 2 - phase : phase;
    const size = mask.sizePx * scale;
    return Math.min(size - 1, Math.max(0, Math.floor(inside * size)));
  };
  return (u, v) => {
    const bit = texel(v, material.baseWrap[1], material.baseUvScale[1]) * mask.sizePx
      + texel(u, material.baseWrap[0], material.baseUvScale[0]);
    return ((mask.bits[bit >> 5]! >>> (bit & 31)) & 1) === 1;
  };
}

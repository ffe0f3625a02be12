/** Holds a stroke font: letters as polylines, for a round pen of any width. */

/** By letter: polylines, separated by spaces; of each point the column 0-4 and the row 0-6 from the top. */
const POLYLINES: Record<string, string> = {
  A: '0602204246 0444', B: '00063645443303 3342413000', C: '4130100105163645', D: '00062645412000',
  E: '40000646 0333', F: '400006 0333', G: '413010010516364543 4323', H: '0006 4046 0343', I: '2026', J: '404536160504', K: '0006 400346',
  L: '000646', M: '0600234046', N: '06004640', O: '1030414536160501 0110', P: '06003041423303', Q: '1030414536160501 0110 2446', R: '06003041423303 2346',
  S: '413010010213334445361605', T: '0040 2026', U: '000516364540', V: '002640', W: '0016233640', X: '0046 4006', Y: '002340 2326', Z: '00400646',
  0: '1030414536160501 0110', 1: '112026 1636', 2: '011030414206 0646', 3: '0040223243453616 1605', 4: '36300444', 5: '4000023243453616 1605',
  6: '4130100105163645443303', 7: '004016', 8: '103041423313020110 1333444536160504 0413', 9: '4313020110304145361605',
  '.': '2626', ',': '2617', "'": '2021', '!': '2024 2626', '-': '1333', '+': '1333 2224', '/': '0640', '%': '0640 0101 4545', '&': '46120110302104051636 3644',
};

/** x0, y0, x1, y1 in heights of a capital, y down from its top. */
export type Stroke = [number, number, number, number];

export interface Glyph {
  strokes: Stroke[];
  /** To the next letter, in heights of a capital. */
  advance: number;
}

/** First and last column of letters narrower than the grid. */
const NARROW: Record<string, [number, number]> = { I: [1, 2], '.': [1, 2], ',': [1, 2], "'": [1, 2], '!': [1, 2], 1: [0, 4], ' ': [0, 3] };

export function glyphOf(letter: string): Glyph {
  const code = POLYLINES[letter.toUpperCase()] ?? '';
  const [left, right] = NARROW[letter.toUpperCase()] ?? [0, 4];
  const strokes: Stroke[] = [];
  for (const line of code.split(' ')) {
    const at = (i: number): [number, number] => [(Number(line[i]) - left) / 6, Number(line[i + 1]) / 6];
    for (let i = 0; i + 3 < line.length; i += 2) strokes.push([...at(i), ...at(i + 2)]);
  }
  return { strokes, advance: (right - left + 1.6) / 6 };
}

/** Builds HTML and SVG text in which every value from outside is escaped. */

/** Text that is markup already. Only `html` makes it, so text from a dataset cannot become markup by accident. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What `html` takes between its literal parts. Nothing is written for null, undefined and false. */
export type Content = Markup | string | number | null | undefined | false | readonly Content[];

/** Joins literal markup and values: strings are escaped for elements and for quoted attributes, markup and lists of it stay as they are. */
export function html(literals: TemplateStringsArray, ...values: Content[]): Markup {
  let text = literals[0]!;
  values.forEach((value, i) => {
    text += render(value) + literals[i + 1]!;
  });
  return new Markup(text);
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&#39;' };

/** Control characters are replaced, because XML and HTML have no way to write most of them. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => ENTITIES[char]!).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd');
}

function render(value: Content): string {
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) return (value as readonly Content[]).map(render).join('');
  return value === null || value === undefined || value === false ? '' : escapeHtml(String(value));
}

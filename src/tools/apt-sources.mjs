// Reads apt's source entries and derives the backports entry that Debian 12 needs for a recent Mesa.

/**
 * @typedef {{ path: string, text: string }} SourceFile  one file of /etc/apt, its name ending in .list or .sources
 * @typedef {{ types: string[], uris: string[], suites: string[], components: string[], derive: (suite: string) => string }} Entry
 *   one enabled entry; `derive` writes the same entry (mirror, key, options) in the same format for another suite, `main` only
 */

const ONE_LINE = /^\s*(deb|deb-src)\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s*([^#]*)/;

/** @param {string} text @returns {Entry[]} */
function parseOneLine(text) {
  return text.split('\n').flatMap((line) => {
    const match = ONE_LINE.exec(line);
    if (!match) return [];
    const [, type = '', options, uri = '', suite = '', components = ''] = match;
    return [
      {
        types: [type],
        uris: [uri],
        suites: [suite],
        components: words(components),
        derive: (/** @type {string} */ other) => `deb ${options === undefined ? '' : `[${options.trim()}] `}${uri} ${other} main\n`,
      },
    ];
  });
}

/** @param {string} text @returns {Entry[]} */
function parseDeb822(text) {
  const withoutComments = text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n');
  return withoutComments.split(/\n\s*\n/).flatMap((stanza) => {
    // A field's value continues on indented lines, as where Signed-By holds a whole key.
    const fields = [...stanza.matchAll(/^([\w-]+):((?:.*)(?:\n[ \t].*)*)/gm)].map(([, name = '', value = '']) => ({ name, value }));
    const get = (/** @type {string} */ name) => fields.find((field) => field.name.toLowerCase() === name)?.value ?? '';
    if (fields.length === 0 || /^\s*(no|false|0|off|disable|without)\s*$/i.test(get('enabled'))) return [];
    const kept = fields.filter(({ name }) => !['types', 'suites', 'components', 'enabled'].includes(name.toLowerCase()));
    return [
      {
        types: words(get('types')),
        uris: words(get('uris')),
        suites: words(get('suites')),
        components: words(get('components')),
        derive: (/** @type {string} */ other) =>
          `Types: deb\nSuites: ${other}\nComponents: main\n${kept.map(({ name, value }) => `${name}:${value}\n`).join('')}`,
      },
    ];
  });
}

/**
 * Derives the source entry for `<codename>-backports` from the machine's own entry for `codename`, with the same mirror, key, options and
 * format.
 *
 * @param {SourceFile[]} files
 * @param {string} codename for example `bookworm`
 * @returns {SourceFile | null} the file to write, or null where the machine has such an entry already
 * @throws {Error} where no entry of the distribution itself is found
 */
export function backportsEntry(files, codename) {
  const entries = files
    .flatMap(({ path, text }) => (path.endsWith('.sources') ? parseDeb822(text) : parseOneLine(text)).map((entry) => ({ ...entry, path })))
    .filter(({ types, components }) => types.includes('deb') && components.includes('main'));
  const suite = `${codename}-backports`;
  if (entries.some(({ suites }) => suites.includes(suite))) return null;

  // Archives of other vendors, and CDs, may call their suite `bookworm` too. Debian's own archive also has `bookworm-updates`; where that is
  // switched off, the URI of a mirror still ends in /debian. The security archive's suite is called `bookworm-security`.
  const bases = entries.filter(({ suites }) => suites.some((name) => [codename, 'stable', 'oldstable'].includes(name)));
  const withUpdates = bases.find(({ uris }) =>
    entries.some((entry) => entry.suites.some((name) => name.endsWith('-updates')) && entry.uris.join() === uris.join()),
  );
  const base = withUpdates ?? bases.find(({ uris }) => uris.some((uri) => /\/debian\/?$/.test(uri)));
  if (!base)
    throw new Error(`apt: no entry for ${codename} main in ${files.map(({ path }) => path).join(', ') || '/etc/apt'}; wanted Debian's own archive`);
  const extension = base.path.endsWith('.sources') ? 'sources' : 'list';
  return { path: `/etc/apt/sources.list.d/${suite}.${extension}`, text: base.derive(suite) };
}

/** @param {string} text */
function words(text) {
  return text.split(/\s+/).filter(Boolean);
}

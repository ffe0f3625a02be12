// Checks the commands that install a driver on a new machine, with the apt source files of several systems.
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { backportsEntry } from '../src/tools/apt-sources.mjs';
import { driverCommand, parseOsRelease } from '../src/tools/driver.mjs';

const DEBIAN_12_DEB822 = `Types: deb
# http://snapshot.debian.org/archive/debian/20250520T000000Z
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
# http://snapshot.debian.org/archive/debian-security/20250520T000000Z
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
`;
const DEBIAN_12_ONE_LINE = `# deb cdrom:[Debian GNU/Linux 12.5.0 _Bookworm_ - Official amd64 NETINST]/ bookworm main
deb cdrom:[Debian GNU/Linux 12.5.0 _Bookworm_]/ bookworm main
deb http://security.example/debian-security bookworm-security main
deb [ arch=amd64 signed-by=/etc/keys/debian.gpg ] https://ftp.example/debian/ bookworm main contrib non-free-firmware # near
deb-src https://ftp.example/debian/ bookworm main
deb https://ftp.example/debian/ bookworm-updates main
`;
const UBUNTU_24_04 = `Types: deb
URIs: http://archive.example/ubuntu/
Suites: noble noble-updates noble-backports
Components: main universe restricted multiverse
Signed-By: /usr/share/keyrings/ubuntu-archive-keyring.gpg
`;
const bookworm = (text: string, path = '/etc/apt/sources.list.d/debian.sources') => backportsEntry([{ path, text }], 'bookworm');

test('Debian 12 with deb822 sources: same mirror and key, no comment, not the security archive', () => {
  expect(bookworm(DEBIAN_12_DEB822)).toEqual({
    path: '/etc/apt/sources.list.d/bookworm-backports.sources',
    text:
      'Types: deb\nSuites: bookworm-backports\nComponents: main\nURIs: http://mirror.example/debian\n' +
      'Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg\n',
  });
});

test('Debian 12 with one-line sources: options kept, cdrom and deb-src passed over', () => {
  expect(bookworm(DEBIAN_12_ONE_LINE, '/etc/apt/sources.list')).toEqual({
    path: '/etc/apt/sources.list.d/bookworm-backports.list',
    text: 'deb [arch=amd64 signed-by=/etc/keys/debian.gpg] https://ftp.example/debian/ bookworm-backports main\n',
  });
});

test('a key written out under Signed-By, and further fields, are carried over', () => {
  const key = ' -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n mQINBGPL\n -----END PGP PUBLIC KEY BLOCK-----';
  const entry = bookworm(
    `Types: deb deb-src\nURIs: mirror+file:///etc/apt/mirrors/debian.list\nSuites: bookworm bookworm-updates\n` +
      `Components: main\nArchitectures: amd64\nSigned-By:\n${key.replace(' .\n', ' .\n# a comment\n')}\n`,
  );
  expect(entry?.text).toBe(
    'Types: deb\nSuites: bookworm-backports\nComponents: main\n' +
      `URIs: mirror+file:///etc/apt/mirrors/debian.list\nArchitectures: amd64\nSigned-By:\n${key}\n`,
  );
});

test('a backports entry that is there already is used; one that is switched off is not', () => {
  const entry = 'Types: deb\nURIs: http://other.example/debian\nSuites: bookworm-backports\nComponents: main\n';
  expect(bookworm(`${DEBIAN_12_DEB822}\n${entry}`)).toBeNull();
  expect(bookworm(`${DEBIAN_12_DEB822}\n${entry}Enabled: no\n`)).not.toBeNull();
  expect(bookworm(`${DEBIAN_12_ONE_LINE}deb http://other.example/debian bookworm-backports main\n`, '/etc/apt/sources.list')).toBeNull();
  expect(bookworm(`${DEBIAN_12_ONE_LINE}#deb http://other.example/debian bookworm-backports main\n`, '/etc/apt/sources.list')).not.toBeNull();
  expect(bookworm(`${DEBIAN_12_ONE_LINE}deb-src http://other.example/debian bookworm-backports main\n`, '/etc/apt/sources.list')).not.toBeNull();
});

test("another vendor's suite of the same name is no base", () => {
  const vendor = { path: '/etc/apt/sources.list.d/a.list', text: 'deb https://vendor.example/node_20.x bookworm main\n' };
  const debian = { path: '/etc/apt/sources.list.d/debian.sources', text: DEBIAN_12_DEB822 };
  expect(backportsEntry([vendor, debian], 'bookworm')?.text).toContain('URIs: http://mirror.example/debian\n');
  expect(() => backportsEntry([vendor], 'bookworm')).toThrow('apt: no entry for bookworm main in /etc/apt/sources.list.d/a.list');
  expect(() => backportsEntry([], 'bookworm')).toThrow('apt: no entry for bookworm main');
});

test('os-release is read with and without quotes', () => {
  expect(parseOsRelease('PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID_LIKE=x\nID=debian\nVERSION_CODENAME=bookworm\n')).toEqual({
    id: 'debian',
    codename: 'bookworm',
  });
  expect(parseOsRelease('ID="ubuntu"\nVERSION_CODENAME="noble"\n')).toEqual({ id: 'ubuntu', codename: 'noble' });
  expect(parseOsRelease('')).toEqual({ id: '', codename: '' });
});

test('the command: backports on Debian 12 only, sudo before each part that needs it', () => {
  const sources = [{ path: '/etc/apt/sources.list', text: "deb [signed-by='a'] https://it.example/debian bookworm main\n" }];
  expect(driverCommand({ id: 'debian', codename: 'bookworm' }, sources, 'sudo ').split('; ')).toEqual([
    "printf '%s\\n' 'deb [signed-by='\\''a'\\''] https://it.example/debian bookworm-backports main' | sudo tee /etc/apt/sources.list.d/bookworm-backports.list >/dev/null",
    'sudo apt-get update',
    'sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=300 -t bookworm-backports mesa-vulkan-drivers libvulkan1',
  ]);
  const [addEntry] = driverCommand(
    { id: 'debian', codename: 'bookworm' },
    [{ path: '/etc/apt/sources.list.d/debian.sources', text: DEBIAN_12_DEB822 }],
    '',
  ).split(' | ');
  expect(execFileSync('sh', ['-c', addEntry!], { encoding: 'utf8' })).toBe(bookworm(DEBIAN_12_DEB822)?.text);
  for (const system of [
    { id: 'debian', codename: 'trixie' },
    { id: 'ubuntu', codename: 'noble' },
    { id: 'raspbian', codename: 'bookworm' },
  ]) {
    const ubuntu = [{ path: '/etc/apt/sources.list.d/ubuntu.sources', text: UBUNTU_24_04 }];
    expect(driverCommand(system, ubuntu, '').split('; ')).toEqual([
      'apt-get update',
      'env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=300 mesa-vulkan-drivers libvulkan1',
    ]);
  }
});

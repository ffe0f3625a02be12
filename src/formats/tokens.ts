// Makes tokens for rows of foreign tables. They are unique over all shards, and equal in every export of a dataset.

/**
 * Joins 32 hexadecimal digits: 12 of the config's hash, 2 of the table, 12 of the image's index, 6 of the instance's id.
 *
 * @param table 0 to 255, one for each kind of row
 */
export function tokenOf(configSha256: string, table: number, index: number, id = 0): string {
  return configSha256.slice(0, 12).padEnd(12, '0') + hex(table, 2) + hex(index, 12) + hex(id, 6);
}

/** The token with the dashes of a UUID. */
export function uuidOf(configSha256: string, table: number, index: number, id = 0): string {
  return tokenOf(configSha256, table, index, id).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

/** Imports a module of the user's own. */
import { pathToFileURL } from 'node:url';

export async function importModule(path: string): Promise<Record<string, unknown>> {
  return await import(pathToFileURL(path).href) as Record<string, unknown>;
}

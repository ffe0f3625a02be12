/** Writes photos without their objects. */
export async function writeBackdrops(..._args: unknown[]): Promise<void> {}

/** Names WebGPU's flags, because its globals exist only where there is a device. */

export const BUFFER_USAGE = {
  MAP_READ: 0x1,
  COPY_SRC: 0x4,
  COPY_DST: 0x8,
  UNIFORM: 0x40,
  STORAGE: 0x80,
  INDIRECT: 0x100,
  QUERY_RESOLVE: 0x200,
} as const;

export const TEXTURE_USAGE = { COPY_DST: 0x2, TEXTURE_BINDING: 0x4 } as const;

export const MAP_MODE = { READ: 0x1 } as const;

export const SHADER_STAGE = { COMPUTE: 0x4 } as const;

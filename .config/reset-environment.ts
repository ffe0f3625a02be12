// Runs before each file of tests: files share a process, so what an earlier one set in the environment is undone.
const store = globalThis as { environmentOfTests?: NodeJS.ProcessEnv };
const first = (store.environmentOfTests ??= { ...process.env });
for (const name of Object.keys(process.env)) if (!(name in first)) delete process.env[name];
Object.assign(process.env, first);

// Lints for what the compiler does not see: lost promises, hidden randomness, and Node inside the rooms that also run in a page.
import tseslint from 'typescript-eslint';

const NO_NODE = 'this folder also runs in a page: hand files, text and workers in from outside';

export default tseslint.config(
  { ignores: ['node_modules/', 'out/', 'coverage/'] },
  {
    files: ['**/*.ts', '**/*.mjs', '**/*.js'],
    extends: [tseslint.configs.base],
    rules: {
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'no-constant-condition': 'error',
      'no-unreachable': 'error',
      'no-fallthrough': 'error',
      'no-self-compare': 'error',
    },
  },
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: new URL('..', import.meta.url).pathname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-for-in-array': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/prefer-promise-reject-errors': 'error',
      '@typescript-eslint/require-array-sort-compare': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'off', // typed arrays under noUncheckedIndexedAccess
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Randomness is an argument: same input, same bytes.' },
        { object: 'Date', property: 'now', message: 'The clock decides no output; durations come from performance.now().' },
      ],
    },
  },
  {
    files: ['src/scene/**/*.ts', 'src/gpu/**/*.ts', 'src/annotations/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^(node:.*|fs|path|os|url|crypto|worker_threads|child_process|stream|sharp|webgpu)(/.*)?$',
              message: NO_NODE,
              allowTypeImports: true,
            },
          ],
        },
      ],
      'no-restricted-globals': ['error', { name: 'process', message: NO_NODE }, { name: 'Buffer', message: NO_NODE }],
    },
  },
);

// Lints for what the compiler does not see: lost promises, hidden randomness, and Node inside the folders that also run in a page.
import tseslint from 'typescript-eslint';

const NO_NODE = 'this folder also runs in a page: hand files, text and workers in from outside';

/** The language leaves their last bits to the engine. */
const APPROXIMATED = [
  'acos', 'acosh', 'asin', 'asinh', 'atan', 'atan2', 'atanh', 'cbrt', 'cos', 'cosh', 'exp', 'expm1', 'hypot', 'log', 'log10', 'log1p', 'log2', 'pow', 'sin', 'sinh', 'tan', 'tanh',
];
const NOT_EXACT = 'engines differ in its last bits: plans and models take it from geometry/math.ts';
const HIDDEN_INPUT = [
  { object: 'Math', property: 'random', message: 'Randomness is an argument: same input, same bytes.' },
  { object: 'Date', property: 'now', message: 'The clock decides no output; durations come from performance.now().' },
];

export default tseslint.config(
  { ignores: ['node_modules/', 'dist/', 'out/', 'coverage/'] },
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
      'no-restricted-properties': ['error', ...HIDDEN_INPUT],
    },
  },
  {
    files: ['geometry', 'scene', 'scenarios', 'assets', 'gpu', 'labels'].map((folder) => `src/${folder}/**/*.ts`),
    rules: {
      'no-restricted-properties': ['error', ...HIDDEN_INPUT, ...APPROXIMATED.map((property) => ({ object: 'Math', property, message: NOT_EXACT }))],
      'no-restricted-syntax': [
        'error',
        // Whole powers of 2 are exact on every engine.
        { selector: 'BinaryExpression[operator="**"]:not([left.value=2]:matches([right.raw=/^\\d+$/], [right.operator="-"][right.argument.raw=/^\\d+$/]))', message: `**: ${NOT_EXACT}` },
        { selector: 'AssignmentExpression[operator="**="]', message: `**=: ${NOT_EXACT}` },
      ],
    },
  },
  {
    files: ['geometry', 'scene', 'scenarios', 'gpu', 'labels', 'assets/compile', 'assets/procedural', 'assets/silhouettes'].map((folder) => `src/${folder}/**/*.ts`),
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

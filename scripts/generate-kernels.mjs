// Compiles src/simd/assembly/kernels.ts to WebAssembly and writes it as src/simd/generated/kernels.ts:
//
//   npx --yes --package=assemblyscript@0.28.20 -- node scripts/generate-kernels.mjs
//
// The compiler (AssemblyScript, Apache-2.0) is needed for this alone, so it is no dependency of the product.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** 64 KiB each: the longest rows that DICOM allows, 16 at once, colour too. */
const PAGES = 96;

const folder = join(import.meta.dirname, '..', 'src', 'simd');
const source = join(folder, 'assembly', 'kernels.ts');
const work = mkdtempSync(join(tmpdir(), 'lethe-kernels-'));
try {
  const made = join(work, 'kernels.wasm');
  const pages = ['--initialMemory', String(PAGES), '--maximumMemory', String(PAGES)];
  const options = ['-O3', '--noAssert', '--enable', 'simd', '--runtime', 'stub', '--use', 'abort=', ...pages];
  execFileSync('asc', [source, ...options, '-o', made], { stdio: 'inherit' });
  const version = execFileSync('asc', ['--version'], { encoding: 'utf8' }).trim();
  const base64 = readFileSync(made).toString('base64');
  const digest = createHash('sha256').update(readFileSync(source)).digest('hex');
  const lines = [
    `// Made by scripts/generate-kernels.mjs with AssemblyScript ${version.replace(/^Version /, '')}; do not edit.`,
    '',
    '/** SHA-256 of the source that it was made from. */',
    `export const SOURCE_SHA256 = '${digest}';`,
    '',
    '/** The WebAssembly module, in base64. */',
    `export const KERNELS =`,
    ...base64.match(/.{1,100}/g).map((part, at) => `  ${at === 0 ? '' : '+ '}'${part}'`),
  ];
  mkdirSync(join(folder, 'generated'), { recursive: true });
  writeFileSync(join(folder, 'generated', 'kernels.ts'), `${lines.join('\n')};\n`);
} finally {
  rmSync(work, { recursive: true });
}

// Writes routes/strategy.schema.json from the compiled src/routing/schema.ts: `npm run build` first.
import { writeFileSync } from 'node:fs';
import { strategyJsonSchema } from '../dist/src/routing/schema.js';

const file = new URL('../routes/strategy.schema.json', import.meta.url);
writeFileSync(file, `${JSON.stringify(strategyJsonSchema(), undefined, 2)}\n`);

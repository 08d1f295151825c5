// Writes routes/strategy.schema.json from the compiled src/routing/schema.ts: `npm run build` first.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { strategyJsonSchema } from '../dist/src/routing/schema.js';

const file = fileURLToPath(new URL('../routes/strategy.schema.json', import.meta.url));
const style = await resolveConfig(file);
writeFileSync(file, await format(JSON.stringify(strategyJsonSchema()), { ...style, parser: 'json' }));

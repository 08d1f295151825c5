/** C-STORE out: 1,000 objects of 525 KB over 1 and 8 associations to the same storescp. */
import path from 'node:path';
import { interleave, type Contest } from './interleave.js';
import { withTemporaryFolder } from './measure.js';
import { makeObjects } from './objects.js';
import { readOptions, takesPart } from './options.js';
import { STORESCP } from './receivers.js';
import { printReport } from './report.js';
import { dealOut } from './send-with-storescu.js';
import { LETHE_SCU, storescu } from './senders.js';

const options = readOptions({ objects: 1_000, runs: 3 });
const kinds = [LETHE_SCU, storescu('-xi')].filter(({ name }) => takesPart(name, options));

await withTemporaryFolder(async (folder) => {
  const objects = await makeObjects({ folder: path.join(folder, 'objects'), count: options.objects });
  await makeObjects({
    folder: path.join(folder, 'warm-up'),
    count: options.warmUp,
    seed: 1,
  });
  const contests: Contest[] = [];
  for (const associations of options.associations) {
    const folders = await dealOut(objects, associations, path.join(folder, `by-${associations}`));
    for (const kind of kinds) {
      contests.push({
        name: kind.name,
        associations,
        amount: objects.length,
        unit: 'objects',
        run: async (measured) => {
          await withTemporaryFolder(async (own) => {
            const receiver = await STORESCP.start(own);
            const sender = await kind.prepare(
              folders,
              receiver.port,
              receiver.aeTitle,
              path.join(folder, 'warm-up'),
            );
            const before = await receiver.count();
            try {
              await measured(sender.pid, sender.send);
              const stored = (await receiver.count()) - before;
              if (stored !== objects.length) throw new Error(`${stored} of ${objects.length} arrived`);
            } finally {
              await sender.end();
              await receiver.stop();
            }
          });
        },
      });
    }
  }
  const title = `Send ${objects.length} objects of 525 KB to storescp`;
  printReport(title, await interleave(contests, options.runs), options.json);
});

/** C-STORE in: 1,000 objects of 525 KB over 1 and 8 associations, sent by storescu to each receiver in turn. */
import path from 'node:path';
import { interleave, type Contest } from './interleave.js';
import { withTemporaryFolder } from './measure.js';
import { makeObjects } from './objects.js';
import { readOptions, takesPart } from './options.js';
import {
  DCMRECV,
  LETHE,
  LETHE_HEADERS,
  LETHE_RECEIVE_ONLY,
  ORTHANC,
  STORESCP,
  STORESCP_FSYNC,
  type ReceiverKind,
} from './receivers.js';
import { printReport } from './report.js';
import { dealOut, sendFolders, warmUp } from './send-with-storescu.js';

const options = readOptions({ objects: 1_000, runs: 3 });
const all: readonly ReceiverKind[] = [
  LETHE,
  LETHE_HEADERS,
  LETHE_RECEIVE_ONLY,
  STORESCP_FSYNC,
  STORESCP,
  DCMRECV,
  ORTHANC,
];
const kinds = all.filter(({ name }) => takesPart(name, options));

await withTemporaryFolder(async (folder) => {
  const objects = await makeObjects({ folder: path.join(folder, 'objects'), count: options.objects });
  const unmeasured = await makeObjects({
    folder: path.join(folder, 'warm-up'),
    count: options.warmUp,
    seed: 1,
  });
  const contests: Contest[] = [];
  for (const associations of options.associations) {
    const folders = await dealOut(objects, associations, path.join(folder, `by-${associations}`));
    const warming = await dealOut(unmeasured, associations, path.join(folder, `warm-up-by-${associations}`));
    for (const kind of kinds) {
      contests.push({
        name: kind.name,
        associations,
        amount: objects.length,
        unit: 'objects',
        run: async (measured) => {
          await withTemporaryFolder(async (own) => {
            const receiver = await kind.start(own);
            try {
              await warmUp(warming, receiver.port, receiver.aeTitle);
              await measured(receiver.pid, () => sendFolders(folders, receiver.port, receiver.aeTitle));
              const stored = (await receiver.count()) - unmeasured.length;
              if (stored !== objects.length)
                throw new Error(`${kind.name} stored ${stored} of ${objects.length}`);
            } finally {
              await receiver.stop();
            }
          });
        },
      });
    }
  }
  printReport(
    `Receive ${objects.length} objects of 525 KB`,
    await interleave(contests, options.runs),
    options.json,
  );
});

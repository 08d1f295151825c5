/** One object of 300 MB: in, out, and through. */
import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { startStorescp } from '../test/peers/dcmtk.js';
import { waitFor } from '../test/peers/network.js';
import { makeNodeFolder, startNode, writeStrategy } from '../test/peers/node.js';
import { runToEnd } from '../test/peers/process.js';
import { interleave, type Contest } from './interleave.js';
import { withTemporaryFolder } from './measure.js';
import { makeLargeObject } from './objects.js';
import { readOptions, takesPart } from './options.js';
import {
  LETHE,
  LETHE_RECEIVE_ONLY,
  ORTHANC,
  STORESCP,
  STORESCP_FSYNC,
  countFiles,
  type ReceiverKind,
} from './receivers.js';
import { printReport } from './report.js';
import { LETHE_SCU, storescu, type SenderKind } from './senders.js';

const SIZE_MB = 300;
const EXPLICIT_ONLY = '-xe';

const options = readOptions({ objects: 1, runs: 3 });

async function sendOne(file: string, port: number, calledAeTitle: string): Promise<void> {
  const { code, output } = await runToEnd(
    'storescu',
    ['-R', EXPLICIT_ONLY, '-aec', calledAeTitle, '127.0.0.1', String(port), file],
    { timeoutMs: 300_000 },
  );
  if (code !== 0) throw new Error(`storescu failed: ${output.slice(0, 500)}`);
}

function receiveContest(kind: ReceiverKind, file: string): Contest {
  return {
    name: kind.name,
    associations: 1,
    amount: SIZE_MB,
    unit: 'MB',
    run: async (measured) => {
      await withTemporaryFolder(async (own) => {
        const receiver = await kind.start(own);
        try {
          await measured(receiver.pid, () => sendOne(file, receiver.port, receiver.aeTitle));
        } finally {
          await receiver.stop();
        }
      });
    },
  };
}

function sendContest(kind: SenderKind, folder: string): Contest {
  return {
    name: kind.name,
    associations: 1,
    amount: SIZE_MB,
    unit: 'MB',
    run: async (measured) => {
      await withTemporaryFolder(async (own) => {
        const receiver = await STORESCP.start(own);
        const sender = await kind.prepare([folder], receiver.port, receiver.aeTitle, undefined);
        try {
          await measured(sender.pid, sender.send);
        } finally {
          await sender.end();
          await receiver.stop();
        }
      });
    },
  };
}

/** Through a whole node, de-identified, until it lies whole at the destination. */
function throughContest(file: string, sizeBytes: number): Contest {
  return {
    name: 'lethe',
    associations: 1,
    amount: SIZE_MB,
    unit: 'MB',
    run: async (measured) => {
      await withTemporaryFolder(async (own) => {
        const arrived = path.join(own, 'arrived');
        const destination = await startStorescp({ dir: arrived });
        const node = await makeNodeFolder(own, {
          destinations: {
            research: { type: 'dicom', aeTitle: 'STORESCP', host: '127.0.0.1', port: destination.port },
          },
          strategies: [await writeStrategy(own, ['research'])],
        });
        const running = await startNode(node);
        try {
          await measured(running.pid, async () => {
            await sendOne(file, node.port, 'LETHE');
            const isWhole = async (): Promise<boolean> =>
              (await countFiles(arrived)) === 1 && (await sizeOfFiles(arrived)) > sizeBytes * 0.999;
            await waitFor(isWhole, { what: 'the arrival', timeoutMs: 300_000 });
          });
        } finally {
          await running.stop(0);
          await destination.stop();
        }
      });
    },
  };
}

async function sizeOfFiles(folder: string): Promise<number> {
  const { output } = await runToEnd('du', ['--bytes', '--summarize', folder]);
  return Number(output.split('\t')[0]);
}

await withTemporaryFolder(async (folder) => {
  const objects = path.join(folder, 'objects');
  await mkdir(objects);
  const { file } = await makeLargeObject(path.join(objects, 'large.dcm'), SIZE_MB * 1_000_000);
  const { size } = await stat(file);
  const receivers = [LETHE, LETHE_RECEIVE_ONLY, STORESCP_FSYNC, STORESCP, ORTHANC].filter(({ name }) =>
    takesPart(name, options),
  );
  const senders = [LETHE_SCU, storescu(EXPLICIT_ONLY)].filter(({ name }) => takesPart(name, options));
  const received = await interleave(
    receivers.map((kind) => receiveContest(kind, file)),
    options.runs,
  );
  const sent = await interleave(
    senders.map((kind) => sendContest(kind, objects)),
    options.runs,
  );
  const through = takesPart('lethe', options)
    ? await interleave([throughContest(file, size)], options.runs)
    : [];
  printReport(`Receive one object of ${SIZE_MB} MB`, received, options.json);
  printReport(`Send one object of ${SIZE_MB} MB to storescp`, sent, options.json);
  printReport(`Receive, de-identify and forward one object of ${SIZE_MB} MB`, through, options.json);
});

/** Receive, de-identify, forward to storescp: from the first association to the last object's arrival. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { startStorescp } from '../test/peers/dcmtk.js';
import { startOrthanc } from '../test/peers/orthanc.js';
import { waitFor } from '../test/peers/network.js';
import { makeNodeFolder, startNode, writeStrategy } from '../test/peers/node.js';
import { countFiles } from './receivers.js';
import { interleave, type Contest } from './interleave.js';
import { withTemporaryFolder } from './measure.js';
import { makeObjects } from './objects.js';
import { readOptions, takesPart } from './options.js';
import { printReport } from './report.js';
import { dealOut, sendFolders, warmUp } from './send-with-storescu.js';

/** A program that receives, de-identifies and forwards, running. */
interface Pipeline {
  readonly pid: number;
  readonly port: number;
  readonly aeTitle: string;
  readonly stop: () => Promise<void>;
}

interface PipelineKind {
  readonly name: string;
  /** Starts it with its files under the folder and a storescp on the port as its only destination. */
  readonly start: (folder: string, destinationPort: number) => Promise<Pipeline>;
}

/** The last arrival must come within this time. */
const ARRIVAL_TIMEOUT_MS = 600_000;

/**
 * One anonymized copy of each instance as it comes: the nearest that Orthanc does to a per-instance router. UIDs are not
 * consistent across a study, since each call makes new ones.
 */
const LUA_PER_INSTANCE = `
function OnStoredInstance(instanceId, tags, metadata, origin)
  if origin['RequestOrigin'] == 'Lua' then return end
  local bytes = RestApiPost('/instances/' .. instanceId .. '/anonymize', '{}')
  local copy = ParseJson(RestApiPost('/instances', bytes))['ID']
  Delete(SendToModality(copy, 'destination'))
  Delete(instanceId)
end
`;

/** The whole study once it has been still for StableAge seconds, UIDs consistent within it. */
const LUA_PER_STABLE_STUDY = `
function OnStableStudy(studyId, tags, metadata)
  if metadata['AnonymizedFrom'] then return end
  local made = ParseJson(RestApiPost('/studies/' .. studyId .. '/anonymize', '{}'))
  RestApiPost('/modalities/destination/store', '{"Resources":["' .. made['ID'] .. '"],"Synchronous":true}')
  RestApiDelete('/studies/' .. made['ID'])
  RestApiDelete('/studies/' .. studyId)
end
`;

/** A Lethe node with its default de-identification and limits. */
const LETHE: PipelineKind = {
  name: 'lethe',
  start: async (folder, destinationPort) => {
    await mkdir(folder, { recursive: true });
    const node = await makeNodeFolder(folder, {
      destinations: {
        research: { type: 'dicom', aeTitle: 'STORESCP', host: '127.0.0.1', port: destinationPort },
      },
      strategies: [await writeStrategy(folder, ['research'])],
    });
    const running = await startNode(node);
    return {
      pid: running.pid,
      port: node.port,
      aeTitle: 'LETHE',
      stop: async () => {
        await running.stop(0);
      },
    };
  },
};

function orthanc(
  name: string,
  luaScript: string,
  configuration: Readonly<Record<string, unknown>>,
): PipelineKind {
  return {
    name,
    start: async (folder, destinationPort) => {
      const running = await startOrthanc({
        dir: folder,
        luaScript,
        modalities: { destination: { aeTitle: 'STORESCP', port: destinationPort } },
        configuration,
      });
      return {
        pid: running.pid,
        port: running.port,
        aeTitle: 'ORTHANC',
        stop: async () => {
          await running.stop(0);
        },
      };
    },
  };
}

const options = readOptions({ objects: 1_000, runs: 3 });
const kinds = [
  LETHE,
  orthanc('orthanc-lua-instance', LUA_PER_INSTANCE, {}),
  orthanc('orthanc-lua-study', LUA_PER_STABLE_STUDY, { StableAge: 1 }),
].filter(({ name }) => takesPart(name, options));

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
            const arrived = path.join(own, 'arrived');
            const destination = await startStorescp({ dir: arrived, args: ['+B', '+xa', '-pm', '--fork'] });
            const pipeline = await kind.start(path.join(own, 'pipeline'), destination.port);
            try {
              const arrivals = async (count: number): Promise<void> => {
                const what = `${kind.name}: the last arrival`;
                await waitFor(async () => (await countFiles(arrived)) >= count, {
                  timeoutMs: ARRIVAL_TIMEOUT_MS,
                  what,
                });
              };
              await warmUp(warming, pipeline.port, pipeline.aeTitle);
              await arrivals(unmeasured.length);
              await measured(pipeline.pid, async () => {
                await sendFolders(folders, pipeline.port, pipeline.aeTitle);
                await arrivals(unmeasured.length + objects.length);
              });
            } finally {
              await pipeline.stop();
              await destination.stop();
            }
          });
        },
      });
    }
  }
  const title = `Receive, de-identify and forward ${objects.length} objects of 525 KB`;
  printReport(title, await interleave(contests, options.runs), options.json);
});

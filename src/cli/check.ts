import { systemClock } from '../clock.js';
import { showConfig } from '../config/show.js';
import { lookAtDataFolder } from '../data-folder.js';
import { loadConfiguredStrategies } from '../daemon.js';
import { existsSync } from 'node:fs';
import { loadKeyring } from '../keyring.js';
import { loadCredentials } from '../live-credentials.js';
import { verifyModelFolder } from '../models/model-folder.js';
import { NER_MODEL_FOLDER } from '../ner/model-folder.js';
import { configOf, type CommonOptions } from './context.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { isoTime, print, printJson } from './output.js';

/** Checks configuration, strategies with their examples, the key, certificates, users and the models; starts nothing and writes nothing. */
export async function check(options: CommonOptions & { show?: boolean }): Promise<ExitCode> {
  const config = configOf(options);
  lookAtDataFolder(config.dataDir);
  const strategies = loadConfiguredStrategies(config);
  if (existsSync(config.keyFile)) loadKeyring(config.keyFile);
  const credentials = loadCredentials(config, systemClock.now);
  await verifyModelFolder(NER_MODEL_FOLDER);
  if (options.json === true) {
    printJson({
      config: config.file ?? null,
      aeTitles: config.aeTitles.map(({ aeTitle }) => aeTitle),
      port: config.port,
      strategies: strategies.map(({ name, version, file, hash }) => ({ name, version, file, hash })),
      destinations: [...config.destinations.keys()],
    });
    return EXIT.ok;
  }
  if (options.show === true) {
    print(showConfig(config).trimEnd());
    return EXIT.ok;
  }
  print(`configuration ${config.file ?? '(defaults)'}: good`);
  for (const strategy of strategies) {
    print(
      `strategy ${strategy.name} ${strategy.version} (${strategy.file}): good, ${String(strategy.examples.length)} examples hold`,
    );
  }
  for (const { owner, expiresAt } of credentials.expiring(Infinity))
    print(`certificate of ${owner}: good until ${isoTime(expiresAt)}`);
  return EXIT.ok;
}

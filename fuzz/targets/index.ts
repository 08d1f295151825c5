import type { Target } from '../target.js';
import { characterSets } from './character-sets.js';
import { deflated, encapsulated, streams } from './coded.js';
import { commandSets } from './command.js';
import { dataSets, fileHeaders } from './data-set.js';
import { associatePdus, pduReader } from './pdu.js';
import { configurationFiles, strategyFiles } from './yaml.js';

export const TARGETS: readonly Target[] = [
  pduReader,
  associatePdus,
  commandSets,
  dataSets,
  fileHeaders,
  characterSets,
  deflated,
  encapsulated,
  streams,
  strategyFiles,
  configurationFiles,
];

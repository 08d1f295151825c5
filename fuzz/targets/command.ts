/** Command sets: what is read can be written, and reads the same again. */
import { decodeCommand, encodeCommand } from '../../src/dimse/command.js';
import { mutateBytes } from '../mutate.js';
import { must, type Target } from '../target.js';

export const commandSets: Target = {
  name: 'command-sets',
  run(random) {
    const bytes = random.chance(0.05)
      ? random.bytes(random.int(200))
      : mutateBytes(
          encodeCommand({
            affectedSopClassUid: '1.2.840.10008.5.1.4.1.1.2',
            commandField: random.int(0x10000),
            messageId: random.int(0x10000),
            priority: random.int(3),
            commandDataSetType: random.pick([0, 0x0101, 1]),
            affectedSopInstanceUid: random.pick(['1.2.3', '', '../x', '1.2.3.4.5.6.7.8.9']),
            moveOriginatorAeTitle: 'A',
          }),
          random,
        );
    const read = decodeCommand(bytes);
    if (read === undefined) return;
    must(Object.keys(read).length <= 13, 'only what is known is read');
    const again = decodeCommand(encodeCommand(read));
    const lasting = Object.entries(read).filter(([, value]) => value !== '');
    must(
      lasting.every(([name, value]) => (again as Record<string, unknown> | undefined)?.[name] === value),
      'what was read is written and read again',
    );
  },
};

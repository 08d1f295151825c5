/** Receives until the store fails (the test limits how large a file may grow), then says what it saw, as JSON. */
import { openStore } from '../../src/store/sqlite/open-store.js';
import { AUDIT_KEY, idOf, received, rejectionCode } from './temporary-store.js';

let alarms = 0;
const store = await openStore({
  file: process.argv[2] ?? '',
  auditKey: AUDIT_KEY,
  role: 'node',
  onFailure: () => (alarms += 1),
});
const acknowledged: number[] = [];
let first = 'none';
while (first === 'none' && acknowledged.length < 100_000) {
  first = await rejectionCode(
    store.recordReceived(received()).then((outcome) => acknowledged.push(idOf(outcome))),
  );
}
const second = await rejectionCode(store.recordReceived(received()));
process.stdout.write(JSON.stringify({ acknowledged: acknowledged.length, first, second, alarms }));
await store.close();

/** The form of `lethe.yaml`: what may stand where. */
import { z } from 'zod';
import { aeTitleFault } from '../ae-title.js';
import { nameFault } from '../name.js';
import { parseNetwork } from '../network.js';
import { checkedText, closedObject, oneOrMore } from '../yaml/schema.js';
import { certificateName, destinationTlsSchema, destinationUserSchema, listenersSchema } from './tls.js';
import { host, path, port } from './values.js';

export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;

const aeTitle = checkedText(aeTitleFault);
const network = checkedText((text) =>
  parseNetwork(text) === undefined
    ? `'${text}' is no IP address and no network such as 192.0.2.0/24 or 2001:db8::/32`
    : undefined,
);
const uid = checkedText((text) =>
  text.length <= 64 && /^[0-2](?:\.(?:0|[1-9]\d*))+$/.test(text)
    ? undefined
    : 'expected a UID of at most 64 digits and dots (PS3.5 9.1)',
);
const count = z.int().min(1).max(1_000_000_000);
const bytes = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
const milliseconds = z
  .int()
  .min(1)
  .max(7 * 24 * 3600 * 1000);
const days = z.number().min(0).max(36_525);

const destinationSchema = z.discriminatedUnion('type', [
  closedObject({
    type: z.literal('dicom'),
    aeTitle,
    host,
    port,
    localAeTitle: aeTitle.optional(),
    connectTimeoutMs: milliseconds.optional(),
    associationTimeoutMs: milliseconds.optional(),
    responseTimeoutMs: milliseconds.optional(),
    maxAssociations: z.int().min(1).max(64).optional(),
    transcode: z.enum(['never', 'lossless']).optional(),
    storageCommitment: z.boolean().optional(),
    tls: destinationTlsSchema.optional(),
    user: destinationUserSchema.optional(),
  }),
  closedObject({ type: z.literal('folder'), path, layout: z.enum(['hierarchy', 'flat']).optional() }),
]);

export const configSchema = closedObject({
  aeTitles: z
    .array(z.union([aeTitle, closedObject({ aeTitle, callingAe: oneOrMore(aeTitle).optional() })]))
    .min(1)
    .optional(),
  host: host.optional(),
  port: port.optional(),
  users: path.optional(),
  listeners: listenersSchema.optional(),
  dataDir: path.optional(),
  keyFile: path.optional(),
  strategies: oneOrMore(path).optional(),
  sopClasses: z.union([z.literal('all'), z.array(uid).min(1)]).optional(),
  acceptedCallers: z
    .array(
      closedObject({
        callingAe: aeTitle.optional(),
        addresses: oneOrMore(network).optional(),
        certificateNames: oneOrMore(certificateName).optional(),
      }),
    )
    .optional(),
  limits: closedObject({
    maxPduBytes: z.int().min(4096).max(1_048_576).optional(),
    maxAssociations: z.int().min(1).max(10_000).optional(),
    maxAssociationsPerCaller: z.int().min(1).max(10_000).optional(),
    maxPresentationContexts: z.int().min(1).max(128).optional(),
    maxCommandBytes: z.int().min(1024).max(1_048_576).optional(),
    maxInstanceBytes: bytes.optional(),
    maxElements: count.optional(),
    maxDepth: z.int().min(1).max(64).optional(),
    maxInflatedBytes: bytes.min(1).optional(),
  }).optional(),
  timers: closedObject({
    artimMs: milliseconds.optional(),
    idleMs: milliseconds.optional(),
    drainMs: milliseconds.optional(),
  }).optional(),
  spool: closedObject({
    reserveBytes: bytes.optional(),
    highWaterInstances: count.optional(),
    retainOriginalsDays: days.optional(),
    retainOutputsDays: days.optional(),
  }).optional(),
  commitmentRequesters: z
    .array(closedObject({ aeTitle, host, port, tls: destinationTlsSchema.optional() }))
    .optional(),
  http: closedObject({ host: host.optional(), port: z.int().min(0).max(65_535).optional() }).optional(),
  workers: z.int().min(1).max(256).optional(),
  retry: closedObject({
    firstMs: milliseconds.optional(),
    maxMs: milliseconds.optional(),
    factor: z.number().min(1).max(100).optional(),
  }).optional(),
  quarantineRefused: z.boolean().optional(),
  pixelDataMismatch: z.enum(['quarantine', 'warnLength', 'warn']).optional(),
  destinations: z.record(checkedText(nameFault), destinationSchema).optional(),
  log: closedObject({
    level: z.enum(LOG_LEVELS).optional(),
    format: z.enum(['json', 'text']).optional(),
  }).optional(),
});

export type ConfigInput = z.output<typeof configSchema>;
export type DestinationInput = z.output<typeof destinationSchema>;

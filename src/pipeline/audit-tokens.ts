import { readUid, type IndexedInstance } from '../dicom/instance.js';
import { findElement } from '../dicom/model.js';
import { TAG } from '../dicom/tag.js';
import { readTexts } from '../dicom/values.js';
import { auditToken } from '../keyring.js';
import type { AuditTokens } from '../store/store.js';

/** The tokens by which the audit finds an instance by its original identities. */
export function receivedTokens(instance: IndexedInstance, key: Buffer): AuditTokens {
  return {
    patientOriginal: auditToken(key, 'patient', patientIdOf(instance)),
    studyOriginal: auditToken(key, 'study', readUid(instance, TAG.studyInstanceUid) ?? ''),
    instanceOriginal: auditToken(key, 'instance', readUid(instance, TAG.sopInstanceUid) ?? ''),
  };
}

/** The same, and those of the identities that took their place. */
export function deidentifiedTokens(
  instance: IndexedInstance,
  key: Buffer,
  crosswalk: readonly {
    readonly kind: 'uid' | 'patientId';
    readonly original: string;
    readonly replacement: string;
  }[],
): AuditTokens {
  const replacementOf = (kind: 'uid' | 'patientId', original: string): string =>
    crosswalk.find((row) => row.kind === kind && row.original === original)?.replacement ?? original;
  return {
    ...receivedTokens(instance, key),
    patientReplacement: auditToken(key, 'patient', replacementOf('patientId', patientIdOf(instance))),
    studyReplacement: auditToken(
      key,
      'study',
      replacementOf('uid', readUid(instance, TAG.studyInstanceUid) ?? ''),
    ),
    instanceReplacement: auditToken(
      key,
      'instance',
      replacementOf('uid', readUid(instance, TAG.sopInstanceUid) ?? ''),
    ),
  };
}

function patientIdOf(instance: IndexedInstance): string {
  const element = findElement(instance.dataSet, TAG.patientId);
  return element === undefined ? '' : (readTexts(instance.source, element)[0] ?? '');
}

/**
 * Reads PDUs out of a byte stream as its chunks come. P-DATA-TF is never gathered: each fragment is handed on as a
 * subarray of the chunk it came in. The other PDUs are small, capped by the handler at their header, and gathered.
 * A chunk is the caller's again when it has been pushed; what has to wait is copied.
 */

import { PDU_HEADER_BYTES, PDU_TYPE, PDV_HEADER_BYTES } from './pdu.js';

export type PduViolation = 'pdv-length' | 'pdv-past-end' | 'p-data-empty';

/** Receives what the reader finds, in the order of the stream. */
export interface PduHandler {
  /** A PDU begins; `length` is its variable field in bytes. `false` stops the reader for good, before anything is allocated. */
  pduHeader(type: number, length: number): boolean;
  /** The whole variable field of a PDU other than P-DATA-TF. */
  pdu(type: number, body: Buffer): void;
  /** A presentation data value begins; `length` counts its fragment only. `false` stops the reader for good. */
  pdvHeader(contextId: number, control: number, length: number): boolean;
  /** Bytes of the presentation data value that began last; never empty, and the handler's until `chunkEnd`. */
  pdvBytes(bytes: Buffer): void;
  /** The presentation data value is complete. */
  pdvEnd(): void;
  /** The chunk at hand has been read, or put aside because of a hold. */
  chunkEnd(): void;
  /** The P-DATA-TF contradicts itself (A-ABORT 2/6); the reader has stopped. */
  violation(violation: PduViolation): void;
}

export interface PduReader {
  /** Takes the next chunk of the stream. While held, bytes are kept and read on release. */
  push(chunk: Buffer): void;
  /** Stops handing out until `release` was called as often as `hold`. May be called from within the handler. */
  hold(): void;
  release(): void;
  /** Reads nothing any more. */
  stop(): void;
  /** Whether a PDU has begun and is not complete. */
  isInsidePdu(): boolean;
}

const INITIAL_BODY_BYTES = 8192;

type Phase = 'pdu-header' | 'body' | 'pdv-header' | 'pdv';

export function createPduReader(handler: PduHandler): PduReader {
  const scratch = Buffer.alloc(PDU_HEADER_BYTES);
  let scratchBytes = 0;
  let phase: Phase = 'pdu-header';
  let pduType = 0;
  let pduRemaining = 0;
  let pdvRemaining = 0;
  let body = Buffer.alloc(0);
  let bodyBytes = 0;
  let holds = 0;
  let reading = false;
  let stopped = false;
  let waiting: Buffer[] = [];

  /** Fills the six-byte scratch from the chunk; the new offset. Complete when `scratchBytes` is 6. */
  function fillScratch(chunk: Buffer, offset: number): number {
    const take = Math.min(PDU_HEADER_BYTES - scratchBytes, chunk.length - offset);
    chunk.copy(scratch, scratchBytes, offset, offset + take);
    scratchBytes += take;
    return offset + take;
  }

  function beginPdu(): void {
    scratchBytes = 0;
    pduType = scratch.readUInt8(0);
    pduRemaining = scratch.readUInt32BE(2);
    if (!handler.pduHeader(pduType, pduRemaining)) {
      stopped = true;
      return;
    }
    if (pduType === PDU_TYPE.pDataTf) {
      phase = 'pdv-header';
      if (pduRemaining === 0) violate('p-data-empty');
    } else if (pduRemaining === 0) {
      handler.pdu(pduType, Buffer.alloc(0));
    } else {
      phase = 'body';
      bodyBytes = 0;
      body = Buffer.alloc(0);
    }
  }

  function takeBody(chunk: Buffer, offset: number): number {
    const take = Math.min(pduRemaining, chunk.length - offset);
    if (bodyBytes === 0 && take === pduRemaining) {
      phase = 'pdu-header';
      handler.pdu(pduType, Buffer.from(chunk.subarray(offset, offset + take)));
      return offset + take;
    }
    growBody(bodyBytes + take);
    chunk.copy(body, bodyBytes, offset, offset + take);
    bodyBytes += take;
    pduRemaining -= take;
    if (pduRemaining === 0) {
      phase = 'pdu-header';
      const whole = body.subarray(0, bodyBytes);
      body = Buffer.alloc(0);
      handler.pdu(pduType, whole);
    }
    return offset + take;
  }

  /** Grows with the bytes that came, not with the length that was claimed. */
  function growBody(needed: number): void {
    if (needed <= body.length) return;
    const grown = Buffer.alloc(Math.max(needed, body.length * 2, INITIAL_BODY_BYTES));
    body.copy(grown, 0, 0, bodyBytes);
    body = grown;
  }

  function beginPdv(): void {
    scratchBytes = 0;
    const length = scratch.readUInt32BE(0);
    if (length < 2 || length + 4 > pduRemaining) {
      violate(length < 2 ? 'pdv-length' : 'pdv-past-end');
      return;
    }
    pduRemaining -= length + 4;
    pdvRemaining = length - 2;
    phase = 'pdv';
    if (!handler.pdvHeader(scratch.readUInt8(4), scratch.readUInt8(5), pdvRemaining)) {
      stopped = true;
      return;
    }
    if (pdvRemaining === 0) endPdv();
  }

  function endPdv(): void {
    phase = pduRemaining === 0 ? 'pdu-header' : 'pdv-header';
    handler.pdvEnd();
  }

  function violate(violation: PduViolation): void {
    stopped = true;
    handler.violation(violation);
  }

  function step(chunk: Buffer, offset: number): number {
    switch (phase) {
      case 'pdu-header': {
        const next = fillScratch(chunk, offset);
        if (scratchBytes === PDU_HEADER_BYTES) beginPdu();
        return next;
      }
      case 'body':
        return takeBody(chunk, offset);
      case 'pdv-header': {
        if (scratchBytes === 0 && pduRemaining < PDV_HEADER_BYTES) {
          violate(pduRemaining < 4 ? 'pdv-past-end' : 'pdv-length');
          return chunk.length;
        }
        const next = fillScratch(chunk, offset);
        if (scratchBytes === PDV_HEADER_BYTES) beginPdv();
        return next;
      }
      case 'pdv': {
        const take = Math.min(pdvRemaining, chunk.length - offset);
        pdvRemaining -= take;
        handler.pdvBytes(take === chunk.length ? chunk : chunk.subarray(offset, offset + take));
        if (pdvRemaining === 0) endPdv();
        return offset + take;
      }
    }
  }

  /** Reads one chunk; what is left of it when the handler held the reader. */
  function read(chunk: Buffer): Buffer | undefined {
    let offset = 0;
    while (offset < chunk.length && holds === 0 && !stopped) offset = step(chunk, offset);
    handler.chunkEnd();
    return stopped || offset === chunk.length ? undefined : chunk.subarray(offset);
  }

  return {
    push(chunk) {
      if (stopped) return;
      if (holds > 0 || reading || waiting.length > 0) {
        waiting.push(Buffer.from(chunk));
        return;
      }
      reading = true;
      const rest = read(chunk);
      reading = false;
      if (rest !== undefined) waiting.push(Buffer.from(rest));
    },
    hold() {
      holds += 1;
    },
    release() {
      holds -= 1;
      if (reading) return;
      reading = true;
      while (holds === 0 && waiting.length > 0) {
        const rest = read(waiting.shift() ?? Buffer.alloc(0));
        if (rest !== undefined) waiting.unshift(rest);
      }
      reading = false;
    },
    stop() {
      stopped = true;
      waiting = [];
    },
    isInsidePdu() {
      return phase !== 'pdu-header' || scratchBytes > 0;
    },
  };
}

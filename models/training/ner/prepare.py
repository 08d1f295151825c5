"""Draws values and writes them as arrays: prepare.py --data ../shared/data --out DIR --values N --seed S [--held-out]

words.bin (once) holds the flags of listed words: sorted 32-bit hashes, then one byte each. A training set is arrays. A held-out
set uses names, places, header files and corpus documents that no training set has; it is lines of JSON, for bench/ner.ts, and
words-unlisted.bin is a list without its names.
"""

import argparse
import json
import pickle
import random
import subprocess
from pathlib import Path

import numpy as np

import sources
from compose import KINDS, VERDICTS, Composer
from features import COMMON_NAME, FIRST_NAME, FLAGS, SURNAME, Words, character_ids, word_flags, word_hash
from identities import Identities


def write_words(path, table):
    by_hash = {}
    for word, flags in table.items():
        by_hash[word_hash(word)] = by_hash.get(word_hash(word), 0) | flags
    hashes = np.array(sorted(h for h in by_hash if by_hash[h]), dtype='<u4')
    flags = np.array([by_hash[h] for h in hashes.tolist()], dtype=np.uint8)
    path.write_bytes(hashes.tobytes() + flags.tobytes())


def read_vocabulary(out):
    """The product's word lists, read once by Node.js."""
    cached = out / 'vocabulary.json'
    if not cached.exists():
        subprocess.run(['node', Path(__file__).with_name('vocabulary.mjs'), cached], check=True)
    return json.loads(cached.read_text('utf-8'))


def header_values(data, out):
    """Descriptive values of the shared files, read once."""
    cached = out / 'header-values.pickle'
    if not cached.exists():
        cached.write_bytes(pickle.dumps(list(sources.header_values(data))))
    return pickle.loads(cached.read_bytes())


def listed_words(data, out, vocabulary):
    """The table of word flags, made once, and words.bin beside it."""
    cached = out / 'words.pickle'
    if not cached.exists():
        table = sources.word_flags_table(data, vocabulary)
        names = FIRST_NAME | SURNAME | COMMON_NAME
        write_words(out / 'words.bin', table)
        write_words(out / 'words-unlisted.bin', {w: f & ~names if sources.is_held_out(w) else f for w, f in table.items()})
        cached.write_bytes(pickle.dumps(table))
    return pickle.loads(cached.read_bytes())


def pack(rows):
    return (rows.astype(np.uint16) << np.arange(FLAGS, dtype=np.uint16)).sum(axis=1).astype(np.uint16)


def main():
    options = argparse.ArgumentParser()
    options.add_argument('--data', type=Path, required=True)
    options.add_argument('--out', type=Path, required=True)
    options.add_argument('--values', type=int, required=True)
    options.add_argument('--seed', type=int, required=True)
    options.add_argument('--held-out', action='store_true')
    args = options.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    rng = random.Random(args.seed)

    vocabulary = read_vocabulary(args.out)
    table = listed_words(args.data, args.out, vocabulary)
    lookup = Words(table)
    names = sources.Names(args.data, args.held_out)
    # What the held-out set says besides names is drawn anew as well, where there is enough of it.
    general = sorted(sources.load_words(args.data) | set(vocabulary['harmless']))
    listed = [w for w in general if sources.is_held_out(w) == args.held_out]
    reports = sources.report_words(vocabulary, args.held_out)
    eponyms = [w.title() for w in sources.proper_eponyms(vocabulary) if sources.is_held_out(w) == args.held_out]
    header = [v for v, path in header_values(args.data, args.out) if sources.is_held_out_file(path) == args.held_out]
    sentences = list(sources.spanish_clinical_text(args.data, 'test' if args.held_out else 'train'))
    english = list(sources.english_sentences(args.data))
    sentences += english[::10] if args.held_out else [s for i, s in enumerate(english) if i % 10]
    composer = Composer(Identities(names, args.data, rng, args.held_out), rng, header, sentences, listed, reports, eponyms)

    values = drawn(composer, args.values)
    if args.held_out:
        with open(args.out / f'held-out-{args.seed}.jsonl', 'w', encoding='utf-8') as lines:
            for text, spans, verdict in values:
                marked = [{'start': s, 'end': e, 'kind': k} for s, e, k in sorted(spans)]
                lines.write(json.dumps({'text': text, 'spans': marked, 'verdict': verdict}, ensure_ascii=False) + '\n')
    else:
        np.savez(args.out / f'train-{args.seed}.npz', **arrays_of(values, lookup, rng))


def drawn(composer, count):
    while count > 0:
        text, spans, verdict = composer.value()
        if 1 <= len(text) <= 254 and all(ord(c) < 0x10000 for c in text):
            count -= 1
            yield text, spans, verdict


def arrays_of(values, lookup, rng):
    """Texts end to end: character numbers, flags as bits, labels; where each begins; verdicts."""
    ids, flags, labels, offsets, verdicts = [], [], [], [0], []
    for text, spans, verdict in values:
        label = np.zeros(len(text), dtype=np.uint8)
        for start, end, kind in spans:
            label[start:end] = 1 + KINDS.index(kind)
        drop_names = rng.choice([0, 0, 0, 0.5, 1])
        drop_words = rng.choice([0, 0, 0, 0, 0, 0, 0, 0.3, 0.3, 1])
        ids.append(character_ids(text))
        flags.append(pack(word_flags(text, lookup, rng, drop_names, drop_words)))
        labels.append(label)
        offsets.append(offsets[-1] + len(text))
        verdicts.append(VERDICTS.index(verdict))
    return {
        'ids': np.concatenate(ids),
        'flags': np.concatenate(flags),
        'labels': np.concatenate(labels),
        'offsets': np.array(offsets),
        'verdicts': np.array(verdicts, dtype=np.uint8),
    }


if __name__ == '__main__':
    main()

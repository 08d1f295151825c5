"""Writes test/ner/features-sample.json, by which a test holds src/ner/features.ts to features.py: sample.py --words words.bin --out FILE"""

import argparse
import json
from pathlib import Path

import numpy as np

from features import FLAGS, Words, character_ids, word_flags, word_hash

TEXTS = [
    'CT CHEST w/o contrast',
    "Mark O'Brien-Smith, MD",
    'ThoraxMuellerCT_2 MRTKopf',
    'Dr. Jürgen Weiß, Fußröntgen',
    "Crohn's disease; patient’s wife",
    'ÉCHO ABDOMEN Ångström',
    'Łukasz Żółć t2_tse_sag',
    'Пациент Иванов, МРТ',
    'Παπαδόπουλος ΣΑΣ',
    'שלום אברהם',
    'محمد أحمد',
    '山田太郎 頭部CT',
    '王小明 腹部平扫',
    '김민수 흉부 CT',
    'ﾔﾏﾀﾞ ＴＡＲＯ ヤマダ',
    'Nguyễn Văn An\tT1\r\nT2',
    'caf\u0065\u0301 İstanbul ıldız ªº',
    'head HEAD Head foley May 3/4',
]


class FileWords(Words):
    """Flags as words.bin has them."""

    def __init__(self, path):
        bytes_ = path.read_bytes()
        count = len(bytes_) // 5
        self.hashes = np.frombuffer(bytes_[: 4 * count], dtype='<u4')
        self.bits = np.frombuffer(bytes_[4 * count :], dtype=np.uint8)
        super().__init__(self)

    def get(self, word, default):
        at = int(np.searchsorted(self.hashes, word_hash(word)))
        return int(self.bits[at]) if at < len(self.hashes) and self.hashes[at] == word_hash(word) else default


def main():
    options = argparse.ArgumentParser()
    options.add_argument('--words', type=Path, required=True)
    options.add_argument('--out', type=Path, required=True)
    args = options.parse_args()
    lookup = FileWords(args.words)
    samples = []
    for text in TEXTS:
        rows = word_flags(text, lookup).astype(int)
        bits = [int(sum(row[bit] << bit for bit in range(FLAGS))) for row in rows]
        samples.append({'text': text, 'characters': character_ids(text).tolist(), 'flags': bits})
    lines = [json.dumps(s, ensure_ascii=False) for s in samples]
    args.out.write_text('[\n  ' + ',\n  '.join(lines) + '\n]\n', 'utf-8')


if __name__ == '__main__':
    main()

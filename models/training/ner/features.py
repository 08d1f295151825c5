"""Characters and words as the tagger sees them. src/ner/features.ts computes the same; a test holds both to one sample.

A text is a row of UTF-16 code units, framed by BEGIN and END. Each unit has one number (`character_ids`) and a row of
word flags (`word_flags`): those of the word it stands in, looked up by hash in words.bin.
"""

import unicodedata

import numpy as np

PAD, BEGIN, END, UNKNOWN = 0, 1, 2, 3
CHARACTERS = 2160
FLAGS = 9
#: Bits of words.bin; the ninth flag, unlisted, is set on letters of words that have none.
FIRST_NAME, SURNAME, COMMON_NAME, WORD, FREQUENT, MEDICAL, PLACE, EPONYM = (1 << i for i in range(8))


def _base_id(unit):
    if 32 <= unit < 127:
        return 4 + unit - 32
    if unit in (9, 10, 13):
        return 99
    if 0xA0 <= unit < 0x250:
        return 100 + unit - 0xA0
    if 0x370 <= unit < 0x530:
        return 532 + unit - 0x370
    if 0x590 <= unit < 0x700:
        return 980 + unit - 0x590
    if 0x3040 <= unit < 0x3100:
        return 1348 + unit - 0x3040
    if 0x4E00 <= unit < 0xA000:
        return 1540 + unit % 251
    if 0xAC00 <= unit < 0xD7B0:
        return 1791 + unit % 251
    if 0x3000 <= unit < 0x3040:
        return 2042 + unit - 0x3000
    if 0xFF01 <= unit < 0xFF5F:
        return 4 + unit - 0xFF00
    if 0x700 <= unit < 0x2000:
        return 2106 + unit % 31
    return UNKNOWN


_IDS = np.array([_base_id(unit) for unit in range(65536)], dtype=np.int16)


def units(text):
    return np.frombuffer(text.encode('utf-16-le', 'surrogatepass'), dtype=np.uint16)


def character_ids(text):
    return _IDS[units(text)]


def fold(word):
    """Lower case, no diacritics; what words.bin is keyed by."""
    if word.isascii():
        return word.lower()
    plain = ''.join(c for c in unicodedata.normalize('NFKD', word) if unicodedata.category(c)[0] != 'M')
    return plain.lower().replace('ß', 'ss')


def word_hash(folded):
    """FNV-1a over UTF-16 code units, then the finaliser of MurmurHash3."""
    h = 0x811C9DC5
    for unit in units(folded).tolist():
        h = ((h ^ unit) * 16777619) & 0xFFFFFFFF
    h ^= h >> 16
    h = (h * 0x85EBCA6B) & 0xFFFFFFFF
    h ^= h >> 13
    h = (h * 0xC2B2AE35) & 0xFFFFFFFF
    return h ^ (h >> 16)


def _is_ideograph(char):
    unit = ord(char)
    return 0x4E00 <= unit < 0xA000 or 0xAC00 <= unit < 0xD7B0 or 0x3040 <= unit < 0x3100


def _is_letter(char):
    return char.isalpha() or unicodedata.category(char)[0] == 'M'



def words(text):
    """Pieces (start, end, is ideographic) of letters, in order; an apostrophe between letters belongs to the word."""
    found = []
    at, size = 0, len(text)
    while at < size:
        if not _is_letter(text[at]):
            at += 1
            continue
        ideographic = _is_ideograph(text[at])
        end = at + 1
        while end < size and (
            (_is_letter(text[end]) and _is_ideograph(text[end]) == ideographic)
            or (
                text[end] in "'’"
                and end + 1 < size
                and _is_letter(text[end + 1])
                and not ideographic
                and not _is_ideograph(text[end + 1])
            )
        ):
            end += 1
        found.append((at, end, ideographic))
        at = end
    return found


_case = unicodedata.category


def _camel_parts(word):
    """`ChestMuellerCT` as parts [start, end): cut before a capital after a small letter, and before the last of several capitals."""
    cuts = [0]
    for i in range(1, len(word)):
        if _case(word[i]) == 'Lu' and (_case(word[i - 1]) == 'Ll' or (i + 1 < len(word) and _case(word[i + 1]) == 'Ll')):
            cuts.append(i)
    cuts.append(len(word))
    return list(zip(cuts, cuts[1:]))


class Words:
    """Flags by word; from a dictionary of folded words while training, from words.bin when measuring."""

    def __init__(self, flags_by_word):
        self._flags = flags_by_word

    def of(self, word):
        folded = fold(word)
        flags = self._flags.get(folded, 0)
        if flags == 0 and len(folded) > 3:
            if folded.endswith("'s") or folded.endswith('’s'):
                flags = self._flags.get(folded[:-2], 0)
        return flags

    def pieces(self, text):
        """(start, end, flags, word) of each piece that is looked up."""
        for start, end, ideographic in words(text):
            word = text[start:end]
            if ideographic:
                at = start
                while at < end:
                    for length in range(min(4, end - at), 0, -1):
                        flags = self._flags.get(fold(text[at : at + length]), 0)
                        if flags or length == 1:
                            yield at, at + length, flags
                            at += length
                            break
                continue
            flags = self.of(word)
            if flags == 0 and len(word) > 3:
                parts = _camel_parts(word)
                if len(parts) > 1:
                    for a, b in parts:
                        yield start + a, start + b, self.of(word[a:b])
                    continue
            yield start, end, flags


def word_flags(text, lookup, rng=None, drop_names=0.0, drop_words=0.0):
    """[length, FLAGS] floats. With rng, words lose their flags at random, so that the model does not lean on the lists."""
    row = np.zeros((len(units(text)), FLAGS), dtype=np.float32)
    for start, end, flags in lookup.pieces(text):
        if flags and rng is not None:
            if flags & (FIRST_NAME | SURNAME | COMMON_NAME) and rng.random() < drop_names:
                flags &= ~(FIRST_NAME | SURNAME | COMMON_NAME)
            if flags & (WORD | FREQUENT | MEDICAL) and rng.random() < drop_words:
                flags &= ~(WORD | FREQUENT | MEDICAL)
        if flags == 0:
            row[start:end, 8] = 1
        else:
            for bit in range(8):
                if flags >> bit & 1:
                    row[start:end, bit] = 1
    return row

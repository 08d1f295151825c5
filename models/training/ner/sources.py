"""The lists that the generator draws on, read from a folder of shared data (see README.md for origins and licences).

Names are split by hash: those with `is_held_out` never occur in training texts, only in the set that is measured.
"""

import csv
import json
import re
import unicodedata
import warnings
from pathlib import Path

import phrases
from features import COMMON_NAME, EPONYM, FIRST_NAME, FREQUENT, MEDICAL, PLACE, SURNAME, WORD, fold, word_hash, words

#: Locales by what is usual in headers; the rest shares the last group.
LOCALE_GROUPS = {
    'en': ['en', 'en_AU', 'en_ZA', 'en_IN', 'en_NG', 'en_GH', 'en_HK'],
    'de': ['de', 'de_AT', 'de_CH'],
    'fr': ['fr', 'fr_BE', 'fr_CH', 'fr_SN'],
    'es': ['es', 'es_MX'],
    'it': ['it'],
    'pt': ['pt_BR', 'pt_PT'],
    'nl': ['nl', 'nl_BE'],
    'latin': ['da', 'nb_NO', 'sv', 'fi', 'pl', 'cs_CZ', 'sk', 'sl_SI', 'hr', 'sr_RS_latin', 'hu', 'ro', 'tr', 'id_ID', 'vi', 'af_ZA', 'lv', 'az'],
    # For their own texts; they are among the rest, too.
    'pl': ['pl'],
    'sv': ['sv'],
    'tr': ['tr'],
    'da': ['da', 'nb_NO'],
    'cs': ['cs_CZ', 'sk'],
    'fi': ['fi'],
    'ru': ['ru', 'uk', 'mk'],
    'el': ['el'],
    'he': ['he'],
    'ar': ['ar', 'fa'],
    'ja': ['ja'],
    'zh': ['zh_CN', 'zh_TW'],
    'ko': ['ko'],
}

_CYRILLIC = dict(
    zip('абвгдеёжзийклмнопрстуфхцчшщъыьэюя', 'a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya'.split())
)


def romanise_cyrillic(word):
    out = ''.join(_CYRILLIC.get(c, c).replace('-', '') for c in word.lower())
    return out[:1].upper() + out[1:]


def is_held_out(name):
    """One name in ten, by the hash of its folded form."""
    return word_hash(fold(name)) % 10 == 0


def _lines(path):
    return [line.strip() for line in path.read_text('utf-8-sig').splitlines() if line.strip()]


class Names:
    """First names and surnames by locale group, with large lists behind them; `held_out` picks the part."""

    def __init__(self, data, held_out=False):
        faker = json.loads((data / 'text/faker-locales/names-cities.json').read_text('utf-8'))
        keep = lambda name: is_held_out(name) == held_out and 1 <= len(name) <= 24 and all(ord(c) < 65536 for c in name)
        self.first, self.last = {}, {}
        for group, locales in LOCALE_GROUPS.items():
            self.first[group] = sorted({n for l in locales for n in faker[l]['first'] if keep(n)})
            self.last[group] = sorted({n for l in locales for n in faker[l]['last'] if keep(n)})
        jp_first = [
            row
            for part in ('man', 'woman')
            for row in csv.reader(open(data / f'text/names/jp-first_name_{part}_org.csv', encoding='utf-8'))
        ]
        jp_last = list(csv.reader(open(data / 'text/names/jp-last_name_org.csv', encoding='utf-8')))
        self.first['ja'] = sorted({f for r in jp_first for f in (r[2] if len(r) > 2 else '').split(',')[:2] + [r[0]] if f and keep(f)})
        self.last['ja'] = sorted({f for r in jp_last for f in (r[0], r[2]) if keep(f)})
        # Readings in katakana, as older systems have them.
        kana = lambda name: ''.join(chr(ord(c) + 0x60) if 0x3041 <= ord(c) <= 0x3096 else c for c in name)
        self.first['ja'] += [k for k in map(kana, sorted({r[0] for r in jp_first if keep(r[0])})[::4]) if keep(k)]
        self.last['ja'] += [k for k in map(kana, sorted({r[2] for r in jp_last if keep(r[2])})) if keep(k)]
        self.first['ja_latin'] = sorted({r[1].capitalize() for r in jp_first if keep(r[1])})
        self.last['ja_latin'] = sorted({r[3].capitalize() for r in jp_last if keep(r[3])})
        self.first['ru_latin'] = sorted({n for n in map(romanise_cyrillic, self.first['ru']) if keep(n)})
        self.last['ru_latin'] = sorted({n for n in map(romanise_cyrillic, self.last['ru']) if keep(n)})
        pinyin = 'an bai bin bo chao chen cheng chun da dan dong fang fei feng gang guo hai han hao hong hua hui jia jian jie jin jing jun kai lan lei li lian lin ling long mei min ming na nan ning peng ping qi qiang qing rong rui shan shu tao ting wei wen xia xiang xiao xin xing xue yan yang yi yin ying yong yu yuan yue yun ze zhen zhi zhong zi'.split()
        korean = 'ae bin bo byung chan chul dae dong eun gun gyu ha hae ho hwa hye hyeon hyun il in jae ji jin joo joon jun jung kwang kyung min mi myung na sang se seo seok seon seong soo sook su sun sung tae un woo ye yeon yong yoo young yu yun'.split()
        zh_last = 'Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo He Lin Gao Luo Zheng Liang Xie Song Tang Deng Han Feng Cao Peng Zeng Xiao Tian Dong Pan Yuan Cai Jiang Yu Du Ye Cheng Wei Su Lu Ding Ren Shen Yao Chan Wong Cheung Lam Leung Ng Kwok Tsai Hsu Chang Hsieh'.split()
        ko_last = 'Kim Lee Park Choi Jung Jeong Kang Cho Yoon Jang Lim Im Han Oh Seo Shin Kwon Hwang Ahn Song Ryu Yoo Hong Jeon Ko Moon Yang Son Bae Baek Heo Nam Shim Noh Ha Kwak Sung Cha Joo Woo Koo Min'.split()
        self.first['zh_latin'] = sorted({n.capitalize() for a in pinyin for b in [''] + pinyin for n in [a + b] if keep(n)})
        self.first['ko_latin'] = sorted({f'{a.capitalize()}{s}{b if s else b}' for a in korean for b in korean for s in ('-', ' ', '') if keep(f'{a}{s}{b}')})
        self.last['zh_latin'] = [n for n in zh_last if keep(n)] or zh_last[:1]
        self.last['ko_latin'] = [n for n in ko_last if keep(n)] or ko_last[:1]
        self.big_first = [n for n in _lines(data / 'text/names/smashew-first_names_all.txt') if keep(n) and len(n) > 2]
        self.big_last = [n for n in _lines(data / 'text/names/smashew-surnames_all.txt') if keep(n) and len(n) > 2]
        unlisted = json.loads((data / 'text/philter-lists/lastnames_minus_fps.json').read_text())
        known = {fold(n) for n in _lines(data / 'text/names/smashew-surnames_all.txt')}
        #: Surnames that words.bin does not have.
        self.unlisted = sorted(n.capitalize() for n in unlisted if n.isalpha() and len(n) > 3 and fold(n) not in known and keep(n))
        harmless = load_words(data)
        self.ambiguous = sorted({n for n in self.big_last + self.big_first + self.last['en'] + self.first['en'] if len(n) > 2 and fold(n) in harmless})


_WORDS = {}


def load_words(data):
    """Folded words that are no names, from a de-identifier's list of clinical words, the DICOM dictionary and our phrases."""
    if 'all' not in _WORDS:
        listed = json.loads((data / 'text/philter-lists/whitelist_nonames.json').read_text())
        _WORDS['all'] = {fold(w) for w in listed if w.isalpha() and 2 <= len(w) <= 24}
        _WORDS['listed'] = sorted(_WORDS['all'])
    return _WORDS['all']


def phrase_words():
    """Folded words of phrases.py, without those of the eponyms."""
    found = set()

    def walk(value):
        if isinstance(value, str):
            found.update(fold(value[a:b]) for a, b, _ in words(value))
        else:
            for one in value.values() if isinstance(value, dict) else value:
                walk(one)

    for name, value in vars(phrases).items():
        if name.isupper() and name not in ('EPONYMS',):
            walk(value)
    return {w for w in found if w}


def dictionary_words(data):
    entries = json.loads((data / 'standard/dicom-dictionary.json').read_text('utf-8'))
    text = json.dumps(entries)
    return {fold(w) for w in re.findall(r'[A-Za-z]{3,}', re.sub(r'([a-z])([A-Z])', r'\1 \2', text))}


def spanish_clinical_text(data, part):
    """Sentences of MEDDOCAN (CC BY 4.0) as (text, [(start, end, kind)]); `part` is train, dev or test."""
    import tarfile

    kinds = {
        'NOMBRE': 'person', 'FAMILIARES': None, 'FECHAS': 'date', 'TERRITORIO': 'address', 'CALLE': 'address', 'PAIS': None, 'HOSPITAL': 'institution',
        'INSTITUCION': 'institution', 'CENTRO': 'institution', 'ID_': 'identifier', 'NUMERO_TELEFONO': 'contact', 'NUMERO_FAX': 'contact', 'CORREO': 'contact', 'URL': 'contact',
        'IDENTIF': 'identifier', 'NUMERO': 'identifier',
    }  # fmt: skip
    archive = tarfile.open(data / 'text/meddocan/meddocan-brat.tar.gz')
    texts = {m.name: m for m in archive.getmembers() if f'/{part}/' in m.name and m.isfile()}
    for name in sorted(n for n in texts if n.endswith('.txt')):
        text = archive.extractfile(texts[name]).read().decode('utf-8')
        marks = []
        for line in archive.extractfile(texts[name[:-4] + '.ann']).read().decode('utf-8').splitlines():
            label, start, end = line.split('\t')[1].split(' ')[:3]
            kind = next((k for prefix, k in kinds.items() if label.startswith(prefix)), None)
            if kind:
                marks.append((int(start), int(end), kind))
        for match in re.finditer(r'[^\n]+', text):
            line_start = match.start()
            for sentence in re.finditer(r'[^.]+(?:\.(?!\s)[^.]*)*\.?', match.group()):
                a, b = line_start + sentence.start(), line_start + sentence.end()
                if not 6 <= b - a <= 230 or any((s < a < e) or (s < b < e) for s, e, _ in marks):
                    continue
                inside = [(s - a, e - a, k) for s, e, k in marks if a <= s and e <= b]
                yield text[a:b], inside


def english_sentences(data):
    """Synthetic sentences of presidio-research (MIT); those with kinds that we do not know of are left out."""
    kinds = {'PERSON': 'person', 'STREET_ADDRESS': 'address', 'GPE': 'address', 'DATE_TIME': 'date', 'PHONE_NUMBER': 'contact', 'EMAIL_ADDRESS': 'contact',
             'ZIP_CODE': 'address', 'US_SSN': 'identifier', 'CREDIT_CARD': 'identifier', 'IBAN_CODE': 'identifier', 'US_DRIVER_LICENSE': 'identifier', 'DOMAIN_NAME': 'contact'}  # fmt: skip
    for row in json.loads((data / 'text/presidio-research/synth_dataset_v2.json').read_text('utf-8')):
        spans = row['spans']
        text = row['full_text']
        if len(text) > 230 or '\n' in text or any(s['entity_type'] in ('ORGANIZATION', 'GPE', 'NRP') for s in spans):
            continue
        marks = []
        for s in spans:
            kind = kinds.get(s['entity_type'])
            if kind == 'date' and not re.search(r'\d{1,2}\D+\d|[A-Za-z]{3,} \d|\d [A-Za-z]{3,}', s['entity_value']):
                kind = None
            if kind:
                marks.append((s['start_position'], s['end_position'], kind))
        yield text, marks


#: Attributes of real headers whose values describe the image, the device or the protocol.
_HARMLESS_ATTRIBUTES = set(
    """Manufacturer ManufacturerModelName SoftwareVersions SeriesDescription ProtocolName BodyPartExamined ScanOptions SequenceName ConvolutionKernel FilterType ReceiveCoilName
    TransmitCoilName ImageType CodeMeaning SegmentLabel StudyDescription PositionReferenceIndicator WindowCenterWidthExplanation ROIName RequestedProcedureDescription
    PerformedProcedureStepDescription ScheduledProcedureStepDescription DerivationDescription DimensionDescriptionLabel CorrectedImage ImageComments SequenceVariant AcquisitionProtocolName
    ContrastBolusAgent PatientPosition ViewPosition DetectorDescription AcquisitionDeviceProcessingDescription SegmentAlgorithmName BeamName BeamDescription ContentDescription
    LUTExplanation ScanningSequence Radiopharmaceutical MultiCoilElementName ROIObservationLabel FrameType""".split()
)
_PRIVATE_GROUPS = (0x0019, 0x0021, 0x0025, 0x0027, 0x0029, 0x0043, 0x0051, 0x00E1, 0x2001, 0x2005)
_SUSPECT = re.compile(r'anon|patient|test|\bdr\b|\d{6,}|\d[-/.]\d+[-/.]\d|[0-9a-f]{12}|xxx|cplx|harms|kaufman|cheng|rfsamay|iowa|qin\b|@|https?:|\w+_p\d\d', re.I)


def header_values(data):
    """Values of the shared header files that describe and do not identify, as (value, file)."""
    import pydicom

    warnings.simplefilter('ignore')
    seen = set()
    with open(data / 'manifest.tsv', encoding='utf-8') as manifest:
        rows = [row for row in csv.DictReader(manifest, delimiter='\t') if row['licence_class'] == 'permissive']
    for row in rows:
        try:
            data_set = pydicom.dcmread(data / row['path'], force=True, stop_before_pixels=True)
            elements = list(data_set.iterall())
        except Exception:  # malformed on purpose; there are others
            continue
        for element in elements:
            private = element.tag.is_private and element.tag.group in _PRIVATE_GROUPS and element.tag.elem > 0xFF
            if element.VR not in ('LO', 'SH', 'CS', 'ST', 'LT', 'UT') or not (private or element.keyword in _HARMLESS_ATTRIBUTES):
                continue
            value = element.value
            for one in value if isinstance(value, (list, pydicom.multival.MultiValue)) else [value]:
                text = str(one).strip()
                if 3 <= len(text) <= 120 and text.isprintable() and not _SUSPECT.search(text) and text not in seen:
                    seen.add(text)
                    yield text, row['path']


def is_held_out_file(path):
    return word_hash(Path(path).name) % 4 == 0


#: Lists of the reports' words by the language of headers.
REPORT_LISTS = {
    'en': ['english', 'general', 'devices', 'drugs'], 'de': ['german'], 'fr': ['french'], 'es': ['spanish'], 'it': ['italian'], 'pt': ['portuguese'], 'nl': ['dutch'],
    'ja': ['japanese', 'eastasian'], 'zh': ['eastasian'], 'ru': ['russian', 'cyrillic-greek-semitic'], 'pl': ['polish'], 'sv': ['swedish'], 'tr': ['turkish'], 'da': ['swedish'],
}  # fmt: skip


def report_words(vocabulary, held_out):
    """Words of reports by language; those of the held-out part are in no training text."""
    reports = vocabulary['reports']
    part = lambda names: [w for name in names for w in reports[name] if is_held_out(w) == held_out]
    return {language: part(names) for language, names in REPORT_LISTS.items()}


def proper_eponyms(vocabulary):
    """Eponyms of the product's list that are surnames."""
    names, words_ = set(vocabulary['names']), set(vocabulary['header'])
    return sorted({word for word in vocabulary['eponyms'] if word in names and word not in words_})


def word_flags_table(data, vocabulary):
    """Flags of every listed word: what words.bin holds. Only header files of the training part count."""
    table = {}

    def add(words_, flag):
        for word in words_:
            if 2 <= len(word) <= 32 or (len(word) == 1 and ord(word) > 0x2E80):
                table[word] = table.get(word, 0) | flag

    both = [Names(data, False), Names(data, True)]
    pieces = lambda names: {fold(n[a:b]) for n in names for a, b, _ in words(n)} | {fold(n) for n in names if ' ' not in n}
    for names in both:
        for group in names.first:
            add(pieces(names.first[group]), FIRST_NAME | (COMMON_NAME if group not in ('zh_latin', 'ko_latin') else 0))
            add(pieces(names.last[group]), SURNAME | COMMON_NAME)
        add(pieces(names.big_first), FIRST_NAME)
        add(pieces(names.big_last), SURNAME)
    listed = {word for word, flags in table.items() if flags & (FIRST_NAME | SURNAME)}
    add([fold(name) for name in vocabulary['names'] if fold(name) not in listed], FIRST_NAME | SURNAME)
    add(load_words(data), WORD)
    add(map(fold, vocabulary['harmless']), WORD)
    add(map(fold, vocabulary['header']), WORD | FREQUENT)
    add({fold(w) for words_ in vocabulary['reports'].values() for w in words_}, WORD)
    add(dictionary_words(data), FREQUENT)
    add(phrase_words(), MEDICAL)
    counts = {}
    for text, marks in spanish_clinical_text(data, 'train'):
        for a, b, _ in words(text):
            if not any(s < b and a < e for s, e, _ in marks) and text[a:b].islower():
                counts[fold(text[a:b])] = counts.get(fold(text[a:b]), 0) + 1
    add([w for w, n in counts.items() if n >= 3], FREQUENT)
    for text, path in header_values(data):
        if not is_held_out_file(path):
            add([fold(text[a:b]) for a, b, _ in words(text) if b - a > 2], FREQUENT)
    add({fold(e[a:b]) for e in phrases.EPONYMS for a, b, _ in words(e) if b - a > 2}, EPONYM)
    add(map(fold, proper_eponyms(vocabulary)), EPONYM)
    faker = json.loads((data / 'text/faker-locales/names-cities.json').read_text('utf-8'))
    add({fold(c) for locale in faker.values() for c in locale['city'] if len(words(c)) == 1 and fold(c).isalpha()}, PLACE)
    return table

"""Values as headers have them, with what identifies marked: half and more of them name nobody."""


import phrases
import situations

KINDS = ['person', 'institution', 'address', 'identifier', 'date', 'contact']
VERDICTS = ['harmless', 'mixed', 'identity']
LANGUAGES = [('en', 48), ('de', 15), ('fr', 8), ('es', 9), ('it', 6), ('pt', 5), ('nl', 4), ('ja', 2), ('zh', 1.3), ('ko', 1), ('ru', 1.2), ('pl', 1.2), ('sv', 1), ('tr', 1), ('da', 0.6), ('cs', 0.6), ('fi', 0.5)]

ROLES = {
    'en': 'ED|ER|GP|surgery|neurology|oncology|cardiology|ortho|the radiologist|radiologist|on-call physician|resident|attending|nurse|technologist|tech|family|daughter|spouse|ward|clinic|outside hospital|hospital|referring MD|student|unknown|none|n/a|N/A|pending|same|see chart|not given|withheld|self|staff|team|protocol|phone|mail|fax|hand|portal|ICU|PACU|ICU team|trauma team|anesthesia|primary care|urgent care|hospitalist|urologist|surgeon|the patient|patient|mother|EMS|police|home|nursing home|rehab|university hospital|children\'s hospital|imaging center|medical center|office'.split('|'),
    'de': 'Notaufnahme|Hausarzt|Chirurgie|Neurologie|Onkologie|Innere|Station|Ambulanz|Radiologe|Oberarzt|Dienstarzt|unbekannt|keine|Angehörige|Krankenhaus|Klinik|Praxis|extern|Poliklinik|Pflege|Patient|Uniklinik|Kinderklinik|Rettungsdienst|Fax|Telefon'.split('|'),
    'fr': 'urgences|médecin traitant|chirurgie|neurologie|oncologie|radiologue|interne|service|inconnu|aucun|famille|hôpital|clinique|cabinet|réanimation|le patient|SAMU|maison de retraite|centre hospitalier'.split('|'),
    'es': 'urgencias|médico de cabecera|cirugía|neurología|oncología|radiólogo|residente|servicio|desconocido|ninguno|familia|hospital|clínica|centro de salud|UCI|el paciente|residencia|consulta'.split('|'),
    'it': 'pronto soccorso|medico curante|chirurgia|neurologia|oncologia|radiologo|reparto|sconosciuto|nessuno|famiglia|ospedale|clinica|ambulatorio|rianimazione|il paziente|casa di riposo'.split('|'),
    'pt': 'pronto-socorro|clínico|cirurgia|neurologia|oncologia|radiologista|residente|setor|desconhecido|nenhum|família|hospital|clínica|posto de saúde|UTI|o paciente|ambulatório'.split('|'),
    'nl': 'SEH|huisarts|chirurgie|neurologie|oncologie|radioloog|arts-assistent|afdeling|onbekend|geen|familie|ziekenhuis|polikliniek|IC|de patiënt|verpleeghuis'.split('|'),
    'ja': '救急|主治医|外科|内科|病棟|外来|不明|なし|家族|病院|技師'.split('|'),
    'zh': '急诊|外科|内科|病房|门诊|不详|无|家属|医院|技师'.split('|'),
    'ko': '응급실|외과|내과|병동|외래|미상|없음|가족|병원'.split('|'),
    'ru': 'приёмное отделение|хирургия|терапевт|отделение|неизвестно|нет|больница|поликлиника|врач'.split('|'),
}  # fmt: skip


class Composer:
    """Draws values. `reuse` holds harmless header values and sentences of licensed corpora, of the part that may be used."""

    def __init__(self, identities, rng, header_values, marked_sentences, listed_words, reports, eponyms):
        self.who, self.rng = identities, rng
        self.header_values, self.sentences, self.listed = header_values, marked_sentences, listed_words
        #: Words of reports by language.
        self.reports = reports
        #: Rarer ones than those of phrases.py.
        self.eponyms = eponyms

    # -- what names nobody
    def number(self):
        rng = self.rng
        return rng.choice([str(rng.randint(0, 20)), str(rng.randint(0, 999)), f'{rng.uniform(0, 20):.1f}', f'{rng.uniform(0, 3):.2f}', f'{rng.uniform(-200, 200):.{rng.randint(0, 6)}f}', str(rng.choice([64, 128, 256, 320, 384, 512, 1024, 2048, 4096, 10000, 65535, 100000, 32767, 2147483647]))])

    def measure(self):
        rng, r = self.rng, self.rng.randint
        return rng.choice([
            f'{r(1, 60)} mm', f'{r(1, 60)}mm', f'{r(1, 9)}.{r(0, 9)} x {r(1, 9)}.{r(0, 9)} cm', f'{r(1, 90)} x {r(1, 90)} x {r(1, 90)} mm', f'BI-RADS {r(0, 6)}', f'BIRADS {r(0, 6)}', f'TI-RADS {r(1, 5)}', f'LI-RADS {r(1, 5)}', f'PI-RADS {r(1, 5)}', f'Lung-RADS {r(1, 4)}{rng.choice(["", "A", "B"])}',
            f'L{r(1, 5)}/{r(1, 5)}', f'L{r(1, 4)}-S1', f'C{r(1, 7)}-{r(2, 7)}', f'T{r(1, 12)}-T{r(1, 12)}', f'Th{r(1, 12)}/{r(1, 12)}', f'TH{r(1, 12)}', f'{rng.choice(["1.5", "3.0", "3", "0.35"])}T', f'SUVmax {r(1, 30)}.{r(0, 9)}', f'{r(60, 140)} kVp', f'{r(80, 140)}kV', f'{r(10, 600)} mAs',
            f'TR {r(10, 9999)}', f'TE {r(1, 200)}', f'TR/TE {r(100, 9999)}/{r(1, 200)}', f'FA {r(5, 180)}', f'FOV {r(100, 500)}', f'{r(100, 600)}x{r(100, 600)}', f'{r(64, 512)}*{r(64, 512)}', f'W:{r(100, 4000)} L:{r(-600, 600)}', f'WL {r(0, 100)} WW {r(100, 2000)}', f'Se:{r(1, 40)} Im:{r(1, 400)}', f'Series {r(1, 999)}', f'IMAGE NUM {r(1, 9)}',
            f'{r(0, 23)}:{r(0, 59):02d}', f'{r(0, 23):02d}:{r(0, 59):02d}:{r(0, 59):02d}', f'at {r(0, 23)}:{r(0, 59):02d}', f'{r(0, 23)}.{r(0, 59):02d} Uhr', f'{r(0, 23)}h{r(0, 59):02d}', f'{r(0, 59)} sec', f'{r(1, 30)} min', f'x{r(2, 12)}', f'{r(1, 10)}/10', f'{r(1, 3)}/{r(3, 5)}', f'{r(1, 12)}/24h', f'{r(1, 9)}-{r(10, 14)} days', f'{r(2, 12)} months', f'{r(1, 6)} weeks', f'q{r(2, 12)}h',
            f'{r(1, 89)} y', f'{r(18, 89)}yo', f'{r(18, 89)} yo {rng.choice(["male", "female", "M", "F"])}', f'{r(18, 89)}-year-old {rng.choice(["man", "woman"])}', f'{rng.choice("MF")}/{r(1, 89)}', f'0{r(10, 89)}Y', f'{r(18, 89)} ans', f'{r(18, 89)} años', f'{r(18, 89)} Jahre', f'{r(18, 89)}-jährige Patientin', f'{r(18, 89)} anni', f'{r(18, 89)} anos', f'{r(30, 120)} kg', f'{r(140, 200)} cm',
            f'GA {r(5, 41)}w{r(0, 6)}d', f'G{r(1, 5)}P{r(0, 4)}', f'eGFR {r(10, 120)}', f'Cr {r(0, 3)}.{r(0, 9)}', f'PSA {r(0, 60)}.{r(0, 9)}', f'Gleason {r(3, 5)}+{r(3, 5)}={r(6, 10)}', f'T{r(1, 4)}N{r(0, 3)}M{r(0, 1)}', f'pT{r(1, 4)}', f'GCS {r(3, 15)}', f'NIHSS {r(0, 30)}', f'ICD-10 {rng.choice("ABCDEFGIJKMNRSTZ")}{r(10, 99)}.{r(0, 9)}', f'{rng.choice("CDIJKMNRSTZ")}{r(10, 99)}.{r(0, 9)}', f'CPT {r(70010, 79999)}', f'({r(70010, 79999)})',
            f'{r(20, 150)} ml', f'{r(20, 150)}cc', f'{r(1, 6)} ml/s', f'{r(1, 20)} mCi', f'{r(50, 800)} MBq', f'{r(1, 9)}.{r(1, 9)} mSv', f'CTDIvol {r(1, 60)}.{r(0, 99):02d}', f'DLP {r(10, 1999)}', f'EF {r(10, 75)}%', f'BP {r(90, 190)}/{r(50, 110)}', f'HR {r(40, 150)}', f'{r(0, 100)}%', f'{r(0, 100)} %', f'#{r(1, 20)}', f'No. {r(1, 20)}', f'rev {r(1, 9)}', f'V{r(1, 9)}.{r(0, 99)}', f'VB{r(10, 42)}{rng.choice("ABCDSP")}', f'VA{r(10, 50)}A',
            f'{r(1, 12)}.{r(0, 12)}.{r(0, 12)}', f'{r(1, 12)}.{r(0, 12)}.{r(0, 12)}.{r(0, 200)}', f'R{r(1, 6)}.{r(0, 9)}.{r(0, 9)}', f'GE48ch{r(1, 9)}', f'B{r(10, 80)}{rng.choice("fsh")}', f'{r(1, 9)}F', f'{r(14, 24)}G', f'size {r(4, 9)}', f'b={r(0, 30) * 50}', f'b{r(1, 30) * 50}', f'{r(2, 128)} slices', f'{r(1, 5)} of {r(5, 9)}', f'{r(1, 5)}/{r(5, 9)}', f'level {r(1, 5)}', f'grade {rng.choice(["I", "II", "III", "IV"])}', f'since {r(1985, 2024)}', f'in {r(1985, 2024)}', f'{r(1985, 2024)}',
            f'seit {r(1985, 2024)}', f'desde {r(1985, 2024)}', f'depuis {r(1985, 2024)}', f'dal {r(1985, 2024)}', f'1.2.840.10008.{r(1, 5)}.{r(1, 4)}.{r(1, 4)}.{r(1, 99)}', f'ISO_10918_{r(1, 3)}', f'RGB({r(0, 255)}, {r(0, 255)}, {r(0, 255)})', f'{r(1, 999)}/{r(1, 999)}', f'-{r(1, 2000)}.{r(0, 99)}', f'{self.number()}\\{self.number()}', f'[{self.number()},{self.number()}]', f'0x{r(0, 65535):04x}',
        ])  # fmt: skip

    def study(self, lang):
        rng, pick = self.rng, lambda table: self.rng.choice(table.get(lang) or table['en'])
        region, modality = pick(phrases.REGIONS), pick(phrases.MODALITIES)
        side = pick(phrases.SIDES) if rng.random() < 0.3 else ''
        technique = pick(phrases.TECHNIQUES) if rng.random() < 0.5 else ''
        order = rng.choice([[modality, region, side, technique], [modality, side, region, technique], [region, modality, technique], [region, side, technique], [region], [modality, region], [region, technique], [modality, technique, region], [region + ' ' + side]])
        parts = [p for p in order if p.strip()]
        return rng.choice([' ', ' ', ' ', ' ', '_', '-', ', ', '^', '/', ' - ']).join(parts)

    def series(self, lang):
        rng = self.rng
        n = rng.choice([1, 2, 2, 3, 3, 4, 5])
        parts = [rng.choice(phrases.SEQUENCES) for _ in range(n)]
        if rng.random() < 0.3:
            parts.insert(rng.randint(0, n), rng.choice(phrases.REGIONS.get(lang) or phrases.REGIONS['en']))
        if rng.random() < 0.25:
            parts.append(rng.choice([str(rng.randint(1, 20)), f'{rng.randint(1, 6)}.{rng.randint(0, 9)}', f'({rng.randint(1, 20)})', f'#{rng.randint(1, 9)}', f'{rng.randint(1, 6)}mm']))
        return rng.choice(['', '', '', '*', '>']) + rng.choice(['_', '_', ' ', ' ', '-', '/', ' / ', '+']).join(parts)

    def drug(self):
        """A drug that nobody makes, by its stem (WHO's list of stems of nonproprietary names) or as brands sound."""
        rng = self.rng
        syllable = lambda: rng.choice(phrases.SYLLABLES)
        stem = rng.choice(phrases.DRUG_STEMS) if rng.random() < 0.6 else rng.choice('ex ia on ra um ol in al yx ys ix ax ev is'.split())
        return ''.join(syllable() for _ in range(rng.randint(1, 2))).capitalize() + stem

    def eponym(self, lang):
        rng, name, heads = self.rng, self.rng.choice(phrases.EPONYMS if self.rng.random() < 0.55 else self.eponyms), phrases.EPONYM_HEADS
        if rng.random() < 0.2:
            return rng.choice(phrases.EPONYM_ALONE).format(name, rng.choice(self.eponyms))
        before = heads.get('pre_' + lang)
        if before and rng.random() < 0.6:
            return f'{rng.choice(before)} {name}'
        if lang == 'de':
            head = rng.choice(heads['de'])
            return name + ('' if head[0] == '-' else ' ') + head
        if rng.random() < 0.08:
            return name + "'s"
        head = rng.choice(heads['en'])
        text = name + ('' if head[0] == "'" else ' ') + head
        return f'{name} and {rng.choice(phrases.EPONYMS)} {head}' if rng.random() < 0.05 else text

    def salad(self, lang):
        rng = self.rng
        own = self.reports.get(lang) or self.reports['en']
        listed = self.listed if rng.random() < 0.5 else own
        words = [rng.choice(listed) for _ in range(rng.choice([1, 1, 2, 3, 4]))]
        if len(words) == 1 and rng.random() < 0.5:
            # A proper form with nothing proper about it.
            return self.tied(rng.choice([self.study, self.series])(lang), rng.choice([str.title, str.upper, str])(words[0]))
        return ' '.join(words)

    def tied(self, text, word):
        """A description and a word, tied by a sign as they come."""
        rng = self.rng
        parts = [text, word] if rng.random() < 0.7 else [word, text]
        sign = rng.choice(['_', '_', '-', '-', ' ', ' ', ' ', '/', ' - ', '^', ', ', ': ', '|'])
        if sign == '_' and rng.random() < 0.5:
            parts = [part.replace(' ', '_') for part in parts]
        return sign.join(parts)

    def nobody(self, lang):
        """A sentence of somebody, who has no name."""
        rng = self.rng
        sentences = situations.SENTENCES.get(lang) or situations.SENTENCES['en']
        roles = ROLES.get(lang) or situations.NOBODY.get(lang) or ROLES['en']
        text = rng.choice([s for s in sentences if '{n}' in s]) if rng.random() < 0.7 else rng.choice(situations.PLACES)
        role = rng.choice(roles) if '{n}' in text else rng.choice([str(rng.randint(1, 12)), rng.choice(phrases.REGIONS.get(lang) or phrases.REGIONS['en']), rng.choice('ABCD')])
        role = role.title() if rng.random() < 0.2 else role
        text = text.replace('{n}', role).replace('{s}', role)
        return text[:1].upper() + text[1:] if rng.random() < 0.4 else text

    def key_values(self):
        rng = self.rng
        key = lambda: rng.choice(['gradientAmp', 'lineFreq', 'GCoilType', 'FP', 'MD0', 'MC', 'rev', 'a', 'b', 'mode', 'Filter', 'Kernel', 'NumAvg', 'coilString', 'tProtocolName', 'sSliceArray.lSize', 'dFlipAngle', 'alTR[0]', 'Window', 'Center', 'slope', 'lut', 'Algo', 'nStations', 'bValue', 'PlanMode', 'Position', 'version', 'Origin', 'Type', 'Name'])
        value = lambda: rng.choice([self.number(), self.number(), rng.choice(phrases.SEQUENCES), rng.choice(['ON', 'OFF', 'YES', 'NO', 'true', 'false', 'AUTO', 'NONE', 'Fast', 'Normal', 'default'])])
        return rng.choice([';', ', ', ' ', '\n', '|']).join(f'{key()}{rng.choice(["=", "=", ":", " = ", ": "])}{value()}' for _ in range(rng.randint(1, 4)))

    def numbers(self):
        """Rows of numbers, as private elements have them."""
        rng = self.rng
        sep = rng.choice([',', ', ', ' ', '\\', ';', '/', '],['])
        row = sep.join(self.number() for _ in range(rng.randint(2, 8)))
        return rng.choice([row, row, f'[{row}]', f'({row})', f'"ras":[[{row}]]', f'{{"{rng.choice(["x", "ver", "plug", "flag", "pos"])}":[{row}],"group":{rng.randint(0, 3)}}}', f'{row}],"flag":{rng.randint(0, 1)}', f'RGB({rng.randint(0, 255)}, {rng.randint(0, 255)}, {rng.randint(0, 255)})'])

    def token(self):
        """Opaque words of devices: checksums, builds, releases, positions, acronyms."""
        rng, r = self.rng, self.rng.randint
        mixed = lambda n: ''.join(rng.choice('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789') for _ in range(n))
        small = lambda n: ''.join(rng.choice('abcdefghijklmnopqrstuvwxyz0123456789') for _ in range(n))
        hexa = lambda n: ''.join(rng.choice('0123456789abcdef') for _ in range(n))
        upper = lambda n: ''.join(rng.choice('ABCDEFGHIJKLMNOPQRSTUVWXYZ') for _ in range(n))
        return rng.choice([
            mixed(r(12, 44)), mixed(r(10, 24)) + rng.choice(['==', '=', '#', '##']) + mixed(r(0, 4)), small(r(16, 40)), hexa(r(7, 40)), upper(r(2, 4)), upper(r(2, 4)), f'{upper(r(1, 4))}{r(0, 99)}', f'{upper(r(1, 3))} {r(0, 400)}.{r(0, 9)}', f'SP {rng.choice("RLAPHF")}{r(0, 300)}.{r(0, 9)}', f'SL {r(0, 9)}.{r(0, 9)}{rng.choice(["", "i"])}',
            f'TA {r(0, 59):02d}.{r(0, 59):02d}', f'TA {r(0, 59):02d}:{r(0, 59):02d}', f'TP {r(0, 9)}', f'FoV {r(50, 600)}*{r(50, 600)}', f'{r(50, 600)}p*{r(50, 600)}', f'A{r(1, 9)}/{upper(2)}', f'rev={r(1, 9)};a={r(0, 99)};b={r(0, 9)}.{r(0, 9)}', f'DV{r(20, 29)}.{r(0, 9)}_R{r(0, 9):02d}_{r(1000, 2999)}.a', f'MR Software release:{r(8, 30)}.{r(0, 9)}_M{r(1, 9)}_{r(100, 2999):04d}.a',
            f'{upper(1)}{r(1, 99)}-{r(1, 9)}', f'{upper(2)}_{upper(4)}_{r(0, 99):02d}', f'R{r(1, 9)}.{r(0, 9)} {r(100, 9999)}', f'build {r(100, 99999)}', f'{r(1, 30)}.{r(0, 30)}.{r(0, 9999)}', f'v{r(1, 9)}.{r(0, 9)}.{r(0, 9)}-{hexa(7)}', f'*{rng.choice(["tse", "fl", "ep", "tfl", "gre", "spc", "tir", "me"])}{r(1, 3)}d{r(1, 30)}_{r(1, 300)}{rng.choice(["", "ns"])}', f'{upper(3)};{upper(3)}', f'C{r(1, 9)}-{r(1, 9)}', f'MF{r(1, 9)}:{r(1, 20)}',
            f'{r(1, 99)}{upper(1)}{r(0, 9)}', f'S{r(1, 9999)}\\S{r(100, 9999)}\\I{r(1, 99)}', f'IM-{r(0, 9999):04d}-{r(0, 9999):04d}', f'I{r(1, 999)}', f'{r(1, 60)}_{r(1, 60)}_Ext{r(1, 9)}', f'#{r(1, 9999)}',
        ])  # fmt: skip

    def role_phrase(self, lang):
        """What looks like an introduction of somebody and names nobody."""
        rng = self.rng
        labels = rng.choice([phrases.PERSON_LABELS, phrases.PERSON_LABELS, phrases.INSTITUTION_LABELS, phrases.ADDRESS_LABELS, phrases.DATE_LABELS])
        label = rng.choice(labels if isinstance(labels, list) else labels.get(lang) or labels['en'])
        role = rng.choice(ROLES.get(lang) or situations.NOBODY[lang])
        return self.spaced(label) + role

    def harmless(self, lang):
        """One phrase that identifies nobody."""
        rng, roll = self.rng, self.rng.random()
        if roll < 0.20:
            text = self.study(lang)
        elif roll < 0.34:
            text = self.series(lang)
        elif roll < 0.50:
            text = rng.choice(phrases.FINDINGS.get(lang) or phrases.FINDINGS['en'])
        elif roll < 0.58:
            text = self.eponym(lang)
        elif roll < 0.62:
            text = (rng.choice(phrases.DRUGS) if rng.random() < 0.6 else self.drug()) + rng.choice(['', '', f' {rng.randint(1, 500)} mg', f' {rng.randint(10, 150)} ml', ' IV', ' PO', f' {rng.randint(10, 150)}cc', ' allergy', ' given'])
        elif roll < 0.66:
            text = rng.choice(phrases.DEVICES) + rng.choice(['', '', ' in situ', ' placed', ' removed', ' tip position', ' in place', f' {rng.randint(6, 24)}F'])
        elif roll < 0.70:
            text = rng.choice(phrases.SCANNER)
        elif roll < 0.77:
            return rng.choice(self.header_values)
        elif roll < 0.83:
            text = self.measure()
        elif roll < 0.85:
            text = self.key_values()
        elif roll < 0.87:
            return self.numbers()
        elif roll < 0.90:
            return self.token()
        elif roll < 0.93:
            text = self.role_phrase(lang)
        elif roll < 0.945:
            text = self.nobody(lang)
        elif roll < 0.99:
            text = self.salad(lang)
        else:
            text = rng.choice(phrases.REGIONS.get(lang) or phrases.REGIONS['en']) + rng.choice([' ', ': ', ' - ']) + self.measure()
        roll = rng.random()
        if roll < 0.17:
            return text.upper()
        if roll < 0.29:
            return text.lower()
        if roll < 0.35:
            return text.title()
        return text[:1].upper() + text[1:] if roll < 0.5 else text

    def spaced(self, label):
        """A label with what separates it from what it announces."""
        roll = self.rng.random()
        if label[-1].isalpha() or label[-1] in ')':
            return label + (' ' if roll < 0.86 else ': ' if roll < 0.97 else '_')
        if label[-1] == '.':
            return label + (' ' if roll < 0.9 else '')
        return label + (' ' if roll < 0.6 else '')

    # -- what names somebody, as pieces (text, kind or 'label')
    def label(self, table, lang):
        text = self.spaced(self.rng.choice(table if isinstance(table, list) else table.get(lang) or table['en']))
        roll = self.rng.random()
        return text.upper() if roll < 0.12 else text.lower() if roll < 0.25 else text

    def identity(self, lang, kinds=None, labelled=None):
        rng = self.rng
        kind = rng.choices(KINDS, kinds or [44, 11, 8, 14, 16, 7])[0]
        if labelled is None:
            labelled = rng.random() < 0.6
        if kind == 'person':
            label = self.label(phrases.PERSON_LABELS, lang) if labelled else ''
            if not labelled and rng.random() < 0.16:
                group = self.who.group(lang)
                text = self.who.restyle(rng.choice([self.who.last, self.who.last, self.who.first])(group), group)
            else:
                text = self.who.person(lang, labelled)
            pieces = [(label, 'label'), (text, kind)]
            if rng.random() < (0.4 if lang in ('ja', 'zh', 'ko') else 0.08):
                pieces.append((rng.choice(phrases.PERSON_TAILS.get(lang) or phrases.PERSON_TAILS['en']), 'label'))
        elif kind == 'identifier':
            pieces = [(self.label(phrases.ID_LABELS, lang) if labelled else '', 'label'), (self.who.identifier(labelled), kind)]
        elif kind == 'date':
            pieces = [(self.label(phrases.DATE_LABELS, lang) if labelled else '', 'label'), (self.who.date(lang), kind)]
        elif kind == 'contact':
            text = self.who.contact(lang)
            plain = '@' not in text and 'www' not in text and 'http' not in text
            pieces = [(self.label(phrases.PHONE_LABELS, lang) if labelled or (plain and len(text) < 9) else '', 'label'), (text, kind)]
        elif kind == 'address':
            pieces = [(self.label(phrases.ADDRESS_LABELS, lang) if labelled else '', 'label'), (self.who.address(lang, labelled), kind)]
        else:
            pieces = [(self.label(phrases.INSTITUTION_LABELS, lang) if labelled else '', 'label'), (self.who.institution(lang), kind)]
        return [p for p in pieces if p[0]]

    # -- who is named without a label
    def lone(self, lang):
        """One name, or two that are one: what stands in a description in the place of a word."""
        rng, group = self.rng, self.who.group(lang)
        roll = rng.random()
        if roll < 0.06:
            name = self.who.arabic()
        elif roll < 0.2 and group not in ('ja', 'zh', 'ko', 'ru', 'el', 'he', 'ar'):
            name = self.who.chains.draw(rng)
        elif roll < 0.3:
            name = self.who.first(group)
        else:
            name = self.who.last(group)
        if rng.random() < 0.06 and group not in ('ja', 'zh', 'ko'):
            name = f'{name}-{self.who.last(group)}'
        return self.who.restyle(name, group)

    def filled(self, template, lang, kind):
        """A template as pieces, its name in the case of the whole."""
        rng = self.rng
        name = self.lone(lang) if '{s}' in template or rng.random() < 0.5 else self.who.person(lang)
        before, after = template.replace('{s}', '{n}').split('{n}')
        name, roll = name if rng.random() < 0.3 else ' '.join(w[:1].upper() + w[1:].lower() if w.isupper() or w.islower() else w for w in name.split(' ')), rng.random()
        change = str.upper if roll < 0.1 else str.lower if roll < 0.17 else lambda text: text
        pieces = [(change(before), 'text'), (change(name), kind), (change(after), 'text')]
        if rng.random() < 0.4 and pieces[0][0]:
            pieces[0] = (pieces[0][0][:1].upper() + pieces[0][0][1:], 'text')
        return [piece for piece in pieces if piece[0]]

    def situated(self, lang):
        rng, roll = self.rng, self.rng.random()
        if roll < 0.36:
            table = situations.SENTENCES.get(lang) or situations.SENTENCES['en']
            pieces = self.filled(rng.choice(table), lang, 'person')
        elif roll < 0.46:
            pieces = self.filled(rng.choice(situations.PLACES), lang, 'institution')
        elif roll < 0.5:
            pieces = [(self.lone(lang), 'person'), (rng.choice(["'s ", "'s ", "s "]) + rng.choice(situations.OWNED), 'text')]
        elif roll < 0.56:
            number = rng.choice([str(rng.randint(1, 20)), f'{rng.randint(1, 9):02d}', f'#{rng.randint(1, 9)}', f'({rng.randint(1, 9)})'])
            pieces = [(self.lone(lang), 'person'), (rng.choice([' ', '_', '-', '']) + number, 'text')]
        elif roll < 0.62:
            return [(self.lone(lang), 'person')]
        else:
            text = rng.choice([self.study, self.study, self.series, lambda lang: rng.choice(phrases.FINDINGS.get(lang) or phrases.FINDINGS['en'])])(lang)
            name, change = self.lone(lang), rng.choice([str.upper, str.lower, str.title, str, str])
            if change is not str and rng.random() < 0.7:
                text, name = change(text), change(name)
            pieces = [(text, 'text'), (name, 'person')] if rng.random() < 0.65 else [(name, 'person'), (text, 'text')]
            sign = rng.choice(['_', '_', '_', '-', '-', ' ', ' ', ' ', ' ', '/', ' - ', '^', ', ', ': ', '. ', ' / ', '|', ' (', '='])
            if sign == '_' and rng.random() < 0.5:
                pieces = [(text.replace(' ', '_'), kind) for text, kind in pieces]
            closing = [(')', 'text')] if sign == ' (' else []
            return [pieces[0], (sign, 'label'), pieces[1], *closing]
        if rng.random() < 0.35:
            text = self.harmless(lang)
            pieces = [(text, 'text'), (rng.choice([', ', '. ', ' - ', '; ', ' ', '\n']), 'label'), *pieces] if rng.random() < 0.5 else [*pieces, (rng.choice([', ', '. ', ' - ', '; ', '\n']), 'label'), (text, 'text')]
        return pieces

    def joiner(self, before, after):
        rng = self.rng
        tight = bool(before) and bool(after) and (before[-1].islower() and after[0].isupper() or before[-1].isdigit() != after[0].isdigit())
        choices = [(' ', 32), ('_', 12), (' - ', 8), ('-', 8), ('/', 6), ('^', 6), (', ', 9), ('; ', 3), (': ', 2), ('\n', 3), ('|', 1), (' / ', 3), (',', 2), ('. ', 6), ('  ', 1), ('=', 0.5), ('+', 0.7), (' @ ', 0.4), ('.', 0.7), ('', 5 if tight else 0)]
        return rng.choices([c for c, _ in choices], [w for _, w in choices])[0]

    def mixed(self, lang):
        rng = self.rng
        pieces = [(self.harmless(lang), 'text')]
        for _ in range(rng.choice([1, 1, 1, 1, 2, 2, 3])):
            found = self.identity(lang)
            join = self.joiner(pieces[-1][0], found[0][0])
            if join == '_' and rng.random() < 0.5:
                found = [(t.replace(' ', '_'), k) for t, k in found]
            if rng.random() < 0.07:
                found = [(rng.choice([' (', ' [', '(']), 'label'), *found, (')', 'label')]
                join = ''
            pieces += [(join, 'label'), *found]
            if rng.random() < 0.35:
                text = self.harmless(lang)
                pieces += [(self.joiner(pieces[-1][0], text), 'label'), (text, 'text')]
        if rng.random() < 0.22:
            # What identifies comes first.
            found = self.identity(lang)
            pieces = [*found, (rng.choice([' ', ' ', '_', ' - ', ', ', '^', ': ', '/', '-']), 'label'), (self.harmless(lang), 'text')]
        return pieces

    def only_identity(self, lang):
        rng, pieces = self.rng, []
        for i in range(rng.choice([1, 1, 1, 2, 2, 3])):
            found = self.identity(lang)
            if pieces:
                pieces.append((rng.choice([' ', ' ', ', ', ',', '; ', ' / ', '^', '_', ' - ', '\n', '|']), 'label'))
            pieces += found
        return pieces

    def nothing(self, lang):
        rng = self.rng
        pieces = [(self.harmless(lang), 'text')]
        for _ in range(rng.choice([0, 0, 0, 1, 1, 2])):
            text = self.harmless(lang)
            pieces += [(self.joiner(pieces[-1][0], text), 'label'), (text, 'text')]
        return pieces

    def value(self):
        """(text, [(start, end, kind)], verdict)"""
        rng = self.rng
        if self.sentences and rng.random() < 0.06:
            text, spans = rng.choice(self.sentences)
            covered = sum(e - s for s, e, _ in spans)
            return text, spans, 'harmless' if not spans else 'identity' if covered > 0.75 * len(text) else 'mixed'
        lang = rng.choices([l for l, _ in LANGUAGES], [w for _, w in LANGUAGES])[0]
        roll = rng.random()
        pieces = self.nothing(lang) if roll < 0.5 else self.situated(lang) if roll < 0.66 else self.mixed(lang) if roll < 0.88 else self.only_identity(lang)
        text, spans, has_text = '', [], False
        limit = rng.choice([64, 64, 64, 16, 255, 255, 255, 255])
        for piece, kind in pieces:
            if kind in KINDS:
                lead = len(piece) - len(piece.lstrip())
                spans.append((len(text) + lead, len(text) + len(piece.rstrip()), kind))
            has_text |= kind == 'text'
            text += piece
        if len(text) > limit and (limit > 16 or len(text) < 40):
            cut = text[:limit].rstrip()
            kept = [(s, min(e, len(cut)), k) for s, e, k in spans if s < len(cut)]
            # A name cut to less than four letters is nobody's.
            if all(e - s >= min(4, E - S) for (s, e, _), (S, E, _) in zip(kept, spans)):
                text, spans = cut, kept
        spans = [(s, e, k) for s, e, k in spans if e > s]
        return text, spans, 'harmless' if not spans else 'mixed' if has_text else 'identity'

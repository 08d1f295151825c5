"""What identifies: persons, dates, identifiers, contacts, addresses and institutions in many forms. Every name is made up of listed parts."""

import json
import re
import unicodedata

import situations
from features import fold
from sources import LOCALE_GROUPS, is_held_out

LATIN_WEIGHTS = [('en', 34), ('de', 13), ('fr', 9), ('es', 11), ('it', 7), ('pt', 6), ('nl', 5), ('latin', 6), ('ru_latin', 3), ('ja_latin', 3), ('zh_latin', 3), ('ko_latin', 2)]
PARTICLES = {'de': ['von', 'von der', 'zu', 'van'], 'nl': ['van', 'van der', 'de', 'van den', 'ten'], 'fr': ['de', 'du', 'Le', 'La', "d'"], 'es': ['de', 'de la', 'del'],
             'it': ['De', 'Di', 'Della', "D'"], 'pt': ['da', 'de', 'dos', 'do'], 'en': ["O'", 'Mc', 'Mac', 'St.', 'De'], 'latin': ['af', 'Al-', 'El']}  # fmt: skip
MONTHS = {
    'en': 'January February March April May June July August September October November December'.split(),
    'de': 'Januar Februar März April Mai Juni Juli August September Oktober November Dezember'.split(),
    'fr': 'janvier février mars avril mai juin juillet août septembre octobre novembre décembre'.split(),
    'es': 'enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre'.split(),
    'it': 'gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre'.split(),
    'pt': 'janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro'.split(),
    'nl': 'januari februari maart april mei juni juli augustus september oktober november december'.split(),
    'ru': 'января февраля марта апреля мая июня июля августа сентября октября ноября декабря'.split(),
}


def strip_accents(text):
    return ''.join(c for c in unicodedata.normalize('NFKD', text) if unicodedata.category(c) != 'Mn')


def transcribe(text):
    """German habit: Müller as Mueller."""
    for a, b in (('ä', 'ae'), ('ö', 'oe'), ('ü', 'ue'), ('Ä', 'Ae'), ('Ö', 'Oe'), ('Ü', 'Ue'), ('ß', 'ss')):
        text = text.replace(a, b)
    return text


class Chains:
    """Names nobody has: letters drawn as they follow each other in listed names."""

    def __init__(self, names):
        self.next = {}
        for name in names:
            padded = '^^^' + name.lower() + '$'
            for i in range(3, len(padded)):
                self.next.setdefault(padded[i - 3 : i], []).append(padded[i])

    def draw(self, rng):
        while True:
            state, out = '^^^', ''
            while len(out) < 14:
                char = rng.choice(self.next[state])
                if char == '$':
                    break
                out += char
                state = state[1:] + char
            if 3 < len(out) < 14 and out.isalpha():
                return out.capitalize()


class Identities:
    def __init__(self, names, data, rng, held_out=False):
        self.names, self.rng, self.held_out = names, rng, held_out
        self.chains = Chains(names.big_last[::7] + names.last['en'] + names.last['de'] + names.last['es'] + names.last['it'])
        self.arabic_parts = [name for name in situations.ARABIC if is_held_out(name) == held_out] or situations.ARABIC
        faker = json.loads((data / 'text/faker-locales/names-cities.json').read_text('utf-8'))
        # Places are split as names are.
        part = lambda items: sorted({i for i in items if is_held_out(i) == held_out and 2 < len(i) < 30 and all(ord(c) < 65536 for c in i)}) or sorted(set(items))
        self.cities = {g: part([c for l in ls for c in faker[l]['city']] or ['']) for g, ls in LOCALE_GROUPS.items()}
        self.streets = {g: part([c for l in ls for c in faker[l]['street']] or ['']) for g, ls in LOCALE_GROUPS.items()}
        for g in ('ja_latin', 'zh_latin', 'ko_latin', 'ru_latin', 'ja', 'zh', 'ko', 'nl', 'pt'):
            if len(self.cities.get(g, [])) < 3:
                self.cities[g] = {
                    'nl': 'Amersfoort Zwolle Breda Leiden Haarlem Tilburg Apeldoorn Delft Gouda Venlo'.split(),
                    'pt': 'Coimbra Braga Aveiro Campinas Santos Recife Curitiba Sorocaba Évora Setúbal'.split(),
                    'ja': '横浜 札幌 仙台 広島 京都 神戸 川崎 千葉 金沢 新潟'.split(),
                    'zh': '北京 上海 广州 深圳 成都 武汉 南京 杭州 西安 重庆'.split(),
                    'ko': '서울 부산 대구 인천 대전 광주 울산 수원 제주 전주'.split(),
                    'ja_latin': 'Yokohama Sapporo Sendai Hiroshima Kyoto Kobe Chiba Kanazawa'.split(),
                    'zh_latin': 'Chengdu Wuhan Nanjing Hangzhou Guangzhou Shenzhen Taichung'.split(),
                    'ko_latin': 'Busan Incheon Daegu Daejeon Gwangju Suwon Ulsan'.split(),
                    'ru_latin': 'Kazan Samara Tver Omsk Tomsk Perm Ufa Saratov'.split(),
                }[g]

    # -- persons
    def group(self, language):
        native = {'ja': 'ja', 'zh': 'zh', 'ko': 'ko', 'ru': 'ru', 'pl': 'pl', 'sv': 'sv', 'tr': 'tr', 'da': 'da', 'cs': 'cs', 'fi': 'fi'}
        if language in native and self.rng.random() < 0.7:
            return native[language]
        if language in LOCALE_GROUPS and self.rng.random() < 0.6:
            return language
        if self.rng.random() < 0.03:
            return self.rng.choice(['el', 'he', 'ar', 'ru', 'ja', 'zh', 'ko'])
        return self.rng.choices([g for g, _ in LATIN_WEIGHTS], [w for _, w in LATIN_WEIGHTS])[0]

    def first(self, group):
        rng, roll = self.rng, self.rng.random()
        latin = group not in ('ja', 'zh', 'ko', 'ru', 'el', 'he', 'ar')
        if latin and roll < 0.18:
            return rng.choice(self.names.big_first)
        if latin and roll < 0.24 and self.names.ambiguous:
            return rng.choice(self.names.ambiguous)
        if latin and roll < 0.27:
            return self.chains.draw(rng)
        return rng.choice(self.names.first.get(group) or self.names.first['en'])

    def last(self, group):
        rng, roll = self.rng, self.rng.random()
        latin = group not in ('ja', 'zh', 'ko', 'ru', 'el', 'he', 'ar')
        if latin and roll < 0.22:
            name = rng.choice(self.names.big_last)
        elif latin and roll < 0.32:
            name = rng.choice(self.names.unlisted)
        elif latin and roll < 0.42 and self.names.ambiguous:
            name = rng.choice(self.names.ambiguous)
        elif latin and roll < 0.46:
            name = self.chains.draw(rng)
        else:
            name = rng.choice(self.names.last.get(group) or self.names.last['en'])
        if latin and rng.random() < 0.07 and group in PARTICLES:
            particle = rng.choice(PARTICLES[group])
            name = particle + ('' if particle[-1] in "'-c" else ' ') + name
        if latin and rng.random() < (0.3 if group in ('es', 'pt') else 0.05):
            name += rng.choice([' ', ' ', '-']) + rng.choice(self.names.last.get(group) or self.names.last['en'])
        return name

    def arabic(self):
        """`al-Ghamdi`, `ABU BILAL`, `Omar bin Faisal`: parts of names as they are written in Latin letters."""
        rng = self.rng
        part = lambda: rng.choice(self.arabic_parts)
        return rng.choice([f'Al {part()}', f'al-{part()}', f'Al{part().lower()}', f'El {part()}', f'Abu {part()}', f'Abdul {part()}', f'Abdel {part()}', f'Abd al-{part()}', f'{part()} bin {part()}', f'{part()} ibn {part()}', f'{part()} Al {part()}', f'{part()} al-{part()}', f'Umm {part()}', f'Bint {part()}', f'{part()} {part()} {part()}'])

    def person(self, language, labelled=False):
        """A name as it is written in headers; short forms only where a label stands before it."""
        rng = self.rng
        group = self.group(language)
        first, last = self.first(group), self.last(group)
        if group in ('ja', 'zh', 'ko'):
            text = last + rng.choice(['', '', '', ' ', '　', '^']) + first
            if labelled and rng.random() < 0.25:
                text = last
            return text
        if rng.random() < 0.015:
            return self.restyle(self.arabic())
        middle = rng.choice('ABCDEFGHJKLMNPRSTW')
        roll = rng.random()
        if labelled and roll < 0.22:
            text = last
        elif labelled and roll < 0.29:
            text = first
        elif roll < 0.50:
            text = f'{first} {last}'
        elif roll < 0.60:
            text = f'{last}, {first}'
        elif roll < 0.66:
            text = f'{last},{first}' + rng.choice(['', '', f' {middle}', f' {middle}.'])
        elif roll < 0.73:
            text = f'{last}^{first}' + rng.choice(['', '', f'^{middle}', f'^{self.first(group)}', '^^DR', '^'])
        elif roll < 0.79:
            text = f'{first[0]}. {last}'
        elif roll < 0.83:
            text = f'{first} {middle}{rng.choice([".", ""])} {last}'
        elif roll < 0.86:
            text = f'{last} {first}'
        elif roll < 0.885:
            text = f'{last} {first[0]}{rng.choice(["", "."])}'
        elif roll < 0.905:
            text = f'{first}{rng.choice("_.-_/")}{last}'
        elif roll < 0.92:
            text = f'{last}{rng.choice("_-_/")}{first}'
        elif roll < 0.93:
            text = f'{first}{last}'.replace(' ', '')
        elif roll < 0.945:
            text = f'{first[0]}{rng.choice([".", ""])}{middle}. {last}'
        elif roll < 0.96:
            text = f'{first} {self.first(group)} {last}'
        elif roll < 0.97:
            text = f'{last}{rng.choice([" ", "_", ""])}{first[0]}'
        elif roll < 0.985 or not labelled:
            text = f'{first} {last}'
        else:
            text = rng.choice([f'{first[0]}.{last[0]}.', f'{first[0]}{last[0]}', f'{first[0]}{middle}{last[0]}', f'{first[0]}. {last[0]}.'])
            return strip_accents(text).upper()
        return self.restyle(text, group)

    def restyle(self, text, group='en'):
        rng, roll = self.rng, self.rng.random()
        if group in ('de', 'nl') and roll < 0.3:
            text = transcribe(text)
        elif roll < 0.25:
            text = strip_accents(text)
        roll = rng.random()
        if roll < 0.30:
            return text.upper()
        if roll < 0.50:
            return text.lower()
        return text

    # -- dates
    def date(self, language):
        rng = self.rng
        year = rng.choice([rng.randint(1915, 2029), rng.randint(1995, 2026)])
        month, day = rng.randint(1, 12), rng.randint(1, 28 if rng.random() < 0.8 else 31)
        day = min(day, 28 if month == 2 else 30 if month in (4, 6, 9, 11) else 31)
        names = MONTHS.get(language) or MONTHS['en']
        if rng.random() < 0.12:
            names = MONTHS['en']
        name = names[month - 1]
        short = name[: rng.choice([3, 3, 4])]
        yy, d, m = f'{year % 100:02d}', f'{day:02d}', f'{month:02d}'
        if language in ('ja', 'zh') and rng.random() < 0.5:
            return rng.choice([f'{year}年{month}月{day}日', f'{year}年{m}月{d}日', f'{month}月{day}日', f'{year}年{month}月', f'平成{rng.randint(1, 30)}年{month}月{day}日', f'令和{rng.randint(1, 8)}年{month}月{day}日', f'{year}/{m}/{d}'])
        if language == 'ko' and rng.random() < 0.5:
            return rng.choice([f'{year}년 {month}월 {day}일', f'{year}. {month}. {day}.', f'{year}-{m}-{d}', f'{month}월 {day}일'])
        sep = rng.choice(['.', '/', '-', '.', '/', '-', '_', ' '])
        time = rng.choice(['', '', '', '', '', f' {rng.randint(0, 23):02d}:{rng.randint(0, 59):02d}', f' {rng.randint(0, 23):02d}:{rng.randint(0, 59):02d}:{rng.randint(0, 59):02d}', f' {rng.randint(1, 12)}:{rng.randint(0, 59):02d} PM'])
        forms = [
            (10, f'{year}-{m}-{d}'), (7, f'{year}{m}{d}'), (5, f'{year}{sep}{m}{sep}{d}'), (11, f'{d}{sep}{m}{sep}{year}'), (5, f'{day}{sep}{month}{sep}{year}'),
            (8, f'{m}{sep}{d}{sep}{year}'), (7, f'{month}/{day}/{year}'), (6, f'{month}/{day}/{yy}'), (6, f'{d}.{m}.{yy}'), (3, f'{day}.{month}.{yy}'), (2, f'{m}-{d}-{yy}'), (2, f'{d}{m}{year}'), (1.5, f'{d}{m}{yy}'), (1.5, f'{yy}{m}{d}'),
            (5, f'{day} {name} {year}'), (3, f'{day}. {name} {year}'), (5, f'{name} {day}, {year}'), (2, f'{name} {day} {year}'), (3, f'{day} {short} {year}'), (4, f'{d}-{short}-{year}'), (3, f'{d}-{short}-{yy}'),
            (2, f'{d}{short}{year}'), (1.5, f'{short} {day} {year}'), (2, f'{short} {day}, {year}'), (2, f'{short}-{year}'), (3, f'{name} {year}'), (1.5, f'{m}/{year}'), (1, f"{short} '{yy}"), (1.5, f'{name} {day}'), (1, f'{day}. {name}'),
            (1, f'{name} {day}{"st" if day in (1, 21, 31) else "nd" if day in (2, 22) else "rd" if day in (3, 23) else "th"}'), (1.5, f'{d}.{m}.'), (2, f'{year}{m}{d}{rng.randint(0, 23):02d}{rng.randint(0, 59):02d}{rng.randint(0, 59):02d}'),
            (1, f'{year}-{m}-{d}T{rng.randint(0, 23):02d}:{rng.randint(0, 59):02d}:{rng.randint(0, 59):02d}'), (0.7, f'{rng.choice(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"])} {short} {day} {year}'),
        ]  # fmt: skip
        if language in ('es', 'pt'):
            forms += [(10, f'{day} de {name} de {year}'), (3, f'{name} de {year}'), (2, f'{day} de {name}')]
        if language == 'fr':
            forms += [(5, f'{"1er" if day == 1 else day} {name} {year}')]
        text = rng.choices([f for _, f in forms], [w for w, _ in forms])[0]
        if time and re.search(r'\d{4}$|\d$', text) and len(text) < 12 and re.search(r'\D', text):
            text += time
        roll = rng.random()
        return text.upper() if roll < 0.15 else text.lower() if roll < 0.3 else text

    # -- numbers
    def digits(self, n, first=True):
        rng = self.rng
        return (str(rng.randint(1, 9)) if first else str(rng.randint(0, 9))) + ''.join(str(rng.randint(0, 9)) for _ in range(n - 1))

    def letters(self, n):
        return ''.join(self.rng.choice('ABCDEFGHJKLMNPQRSTUVWXYZ') for _ in range(n))

    def identifier(self, labelled=False):
        rng, D, L = self.rng, self.digits, self.letters
        year = rng.randint(1998, 2027)
        forms = [
            (16, lambda: D(rng.randint(6, 10), rng.random() < 0.6)), (5, lambda: L(1) + D(rng.randint(5, 9))), (5, lambda: L(2) + D(rng.randint(5, 9))), (3, lambda: L(3) + D(rng.randint(5, 8))),
            (3, lambda: L(rng.randint(1, 3)) + '-' + D(rng.randint(4, 8))), (3, lambda: 'MRN' + rng.choice(['', '-', '_']) + D(rng.randint(5, 9))), (3, lambda: 'ACC' + rng.choice(['', '-', '_']) + D(rng.randint(5, 10))),
            (2, lambda: 'PAT' + rng.choice(['', '-', '_', 'ID']) + D(rng.randint(4, 8))), (2, lambda: f'{year}-{D(rng.randint(4, 7))}'), (2, lambda: f'{L(rng.randint(1, 3))}{year}{D(rng.randint(4, 6))}'), (2, lambda: f'{L(rng.randint(1, 3))}-{year}-{D(rng.randint(3, 6), False)}'),
            (2, lambda: f'{D(3, False)}-{D(2, False)}-{D(4, False)}'), (2, lambda: f'{D(3)} {D(3, False)} {D(4, False)}'), (1.5, lambda: f'{D(2)}-{D(2, False)}-{D(2, False)}'), (1.5, lambda: f'{D(2)}-{D(4, False)}-{D(3, False)}'), (1.5, lambda: f'{D(3)}.{D(3, False)}.{D(3, False)}-{D(2, False)}'),
            (1.5, lambda: D(8) + L(1)), (1, lambda: f'{D(8)}-{L(1)}'), (1, lambda: f'{L(1)}{D(7)}{L(1)}'), (1, lambda: f'{L(6)}{D(2, False)}{L(1)}{D(2, False)}{L(1)}{D(3, False)}{L(1)}'), (1, lambda: f'{L(1)}{D(9)}'), (1, lambda: f'{D(2)} {D(6)} {L(1)} {D(3)}'),
            (1, lambda: f'{D(4)} {D(4)} {D(4)}'), (1, lambda: f'{D(1)} {D(2)} {D(2)} {D(2)} {D(3)} {D(3)} {D(2)}'), (1, lambda: f'{D(4)}/{year % 100:02d}'), (1, lambda: f'{D(rng.randint(4, 6))}/{year}'), (1, lambda: D(rng.randint(11, 16))),
            (1, lambda: f'{L(2)}{D(2)}{L(1)}{D(4)}'), (1, lambda: f'{D(3)}.{D(4)}.{D(4)}.{D(2)}'), (1, lambda: f'E{D(8)}'), (1, lambda: f'S{year % 100:02d}-{D(5)}'),
        ]  # fmt: skip
        if labelled:
            forms += [(2, lambda: ''.join(rng.choice('ABCDEFGHJKLMNPQRSTUVWXYZ0123456789') for _ in range(rng.randint(7, 11))) + D(1)), (5, lambda: D(rng.randint(3, 5))), (3, lambda: L(1) + D(rng.randint(3, 4))), (2, lambda: D(3) + '-' + D(3))]
        text = rng.choices([f for _, f in forms], [w for w, _ in forms])[0]()
        return text.lower() if rng.random() < 0.1 else text

    # -- contacts
    def contact(self, language):
        rng, D = self.rng, self.digits
        roll = rng.random()
        if roll < 0.28:
            return self.email(language)
        if roll < 0.36:
            host = fold(self.last('en')).replace(' ', '').replace("'", '').replace('.', '') or 'clinic'
            tld = rng.choice(['com', 'org', 'net', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'co.uk', 'health', 'edu'])
            kind = rng.choice(['hospital', 'radiology', 'clinic', 'praxis', 'klinik', '', '', 'med', 'imaging'])
            site = rng.choice([f'www.{host}{kind}.{tld}', f'http://www.{host}-{kind or "med"}.{tld}', f'https://{host}{kind}.{tld}/patients/{D(5)}', f'{host}{kind}.{tld}', f'https://pacs.{host}.{tld}/study?id={D(6)}'])
            return site
        forms = [
            f'({D(3)}) {D(3)}-{D(4)}', f'{D(3)}-{D(3)}-{D(4)}', f'{D(3)}.{D(3)}.{D(4)}', f'+1 {D(3)} {D(3)} {D(4)}', f'1-{D(3)}-{D(3)}-{D(4)}', f'({D(3)}){D(3)}-{D(4)}', f'{D(3)}-{D(4)}', f'x{D(4)}', f'ext {D(4)}', f'ext. {D(4)}', f'{D(3)} {D(4)}',
            f'+49 {D(3)} {D(7)}', f'0{D(3)} {D(6)}', f'0{D(3)}/{D(6)}', f'0{D(2)}-{D(7)}', f'+49{D(10)}', f'0{D(4)} {D(3)} {D(2)}', f'0{rng.randint(1, 9)} {D(2)} {D(2)} {D(2)} {D(2)}', f'0{rng.randint(1, 9)}.{D(2)}.{D(2)}.{D(2)}.{D(2)}', f'+33 {rng.randint(1, 9)} {D(2)} {D(2)} {D(2)} {D(2)}', f'0{rng.randint(1, 9)}{D(8)}',
            f'+34 {rng.choice("6789")}{D(2)} {D(3)} {D(3)}', f'{rng.choice("69")}{D(2)} {D(2)} {D(2)} {D(2)}', f'{rng.choice("69")}{D(8)}', f'+39 0{D(2)} {D(7)}', f'0{D(1)}-{D(8)}', f'3{D(2)} {D(7)}', f'+55 {D(2)} 9{D(4)}-{D(4)}', f'({D(2)}) {D(4)}-{D(4)}', f'+351 9{D(8)}', f'+31 {D(2)} {D(7)}', f'06-{D(8)}',
            f'0{D(2)} {D(4)} {D(4)}', f'+44 {D(4)} {D(6)}', f'07{D(3)} {D(6)}', f'03-{D(4)}-{D(4)}', f'090-{D(4)}-{D(4)}', f'+86 1{D(10)}', f'010-{D(4)}-{D(4)}', f'8 ({D(3)}) {D(3)}-{D(2)}-{D(2)}', f'+7 {D(3)} {D(3)}-{D(2)}-{D(2)}',
        ]  # fmt: skip
        return rng.choice(forms)

    def email(self, language):
        rng = self.rng
        clean = lambda n: re.sub(r'[^a-z]', '', strip_accents(transcribe(n)).lower()) or 'info'
        group = self.rng.choice(['en', 'de', 'fr', 'es', 'it', 'nl'])
        first, last = clean(self.first(group)), clean(self.last(group))
        local = rng.choice([f'{first}.{last}', f'{first[0]}{last}', f'{first}_{last}', f'{last}', f'{first}{rng.randint(1, 99)}', f'{first[0]}.{last}', f'{last}.{first}', f'{first}-{last}', 'radiology', 'info'])
        host = rng.choice(['gmail.com', 'yahoo.com', 'gmx.de', 'web.de', 'hotmail.com', 'outlook.com', 'orange.fr', 'libero.it', 'uol.com.br', 'ziggo.nl', 'example.org', 't-online.de', f'{last}clinic.com', f'{clean(self.last("de"))}-klinik.de', f'{clean(self.last("en"))}hospital.org', 'mail.ru', 'qq.com', 'naver.com'])
        text = f'{local}@{host}'
        return text.upper() if rng.random() < 0.08 else text

    # -- places
    def city(self, language):
        group = language if language in self.cities else 'en'
        if self.rng.random() < 0.15:
            group = self.rng.choice(['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'latin'])
        return self.rng.choice(self.cities.get(group) or self.cities['en'])

    def street(self, language):
        rng = self.rng
        name = self.last(language if language in ('en', 'de', 'fr', 'es', 'it', 'pt', 'nl') else 'en') if rng.random() < 0.6 else self.city(language)
        tree = rng.choice(['Oak', 'Maple', 'Park', 'Main', 'Church', 'Mill', 'High', 'Lake', 'Hill', 'Pine', 'Station', 'Garten', 'Bahnhof', 'Schul', 'Linden', 'Haupt', 'Kirch', 'Berg'])
        n = rng.randint(1, 399)
        if language == 'de':
            road = rng.choice([f'{tree if tree[-1] != "k" else "Markt"}{rng.choice(["straße", "str.", "weg", "gasse", "allee", "platz", "strasse"])}', f'{name}{rng.choice(["straße", "-Straße", "str.", "weg", "ring", "damm"])}', rng.choice(self.streets['de'])])
            return f'{road} {n}{rng.choice(["", "", "", "a", "b"])}'
        if language == 'fr':
            return f'{n}{rng.choice(["", "", " bis", ","])} {rng.choice(["rue", "avenue", "bd", "boulevard", "place", "chemin", "impasse", "allée", "Rue"])} {rng.choice(["", "de ", "du ", "des "])}{name}'
        if language == 'es':
            return f'{rng.choice(["C/", "Calle", "Avda.", "Plaza", "Avenida", "Paseo", "c/ "])} {name}{rng.choice([",", "", " nº"])} {n}{rng.choice(["", "", " 3ºB", ", 2º izq"])}'
        if language == 'it':
            return f'{rng.choice(["Via", "via", "Viale", "Piazza", "Corso", "Largo"])} {name}{rng.choice([",", ""])} {n}{rng.choice(["", "/A", "bis"])}'
        if language == 'pt':
            return f'{rng.choice(["Rua", "Av.", "Avenida", "Travessa", "R.", "Praça"])} {name}{rng.choice([",", ", nº"])} {n}{rng.choice(["", " apto 12", " - 3º Dto"])}'
        if language == 'nl':
            return f'{name.replace(" ", "")}{rng.choice(["straat", "laan", "weg", "plein", "gracht", "dijk"])} {n}{rng.choice(["", "a", "-2"])}'
        if language in ('ja', 'zh', 'ko'):
            city = self.city(language)
            return rng.choice([f'{city}市{rng.randint(1, 9)}-{rng.randint(1, 20)}-{rng.randint(1, 20)}', f'{city}路{n}号', f'{city}区{rng.randint(1, 9)}丁目{rng.randint(1, 30)}番地', f'{city}로 {n}', f'{city}시 {rng.randint(1, 99)}번길 {n}'])
        if language == 'ru':
            return f'ул. {self.city("ru")}, д. {n}{rng.choice(["", f", кв. {rng.randint(1, 99)}"])}'
        kind = rng.choice(['Street', 'St', 'St.', 'Ave', 'Avenue', 'Road', 'Rd', 'Lane', 'Ln', 'Drive', 'Dr', 'Blvd', 'Court', 'Ct', 'Way', 'Place', 'Terrace', 'Close', 'Hwy'])
        road = rng.choice([f'{tree} {kind}', f'{name} {kind}', f'{rng.choice(["N", "S", "E", "W", "North", "West"])} {name} {kind}', f'{rng.randint(1, 99)}th {kind}', rng.choice(self.streets['en'])])
        return f'{rng.randint(1, 9999)} {road}{rng.choice(["", "", "", f" Apt {rng.randint(1, 40)}", f", Suite {rng.randint(100, 900)}", f" #{rng.randint(1, 40)}"])}'

    def postcode_city(self, language):
        rng, D, city = self.rng, self.digits, self.city(language)
        if language in ('de', 'fr', 'es', 'it'):
            return f'{D(5, False)} {city}' + rng.choice(['', '', f' ({self.letters(2)})'])
        if language == 'nl':
            return f'{D(4)} {self.letters(2)} {city}'
        if language == 'pt':
            return rng.choice([f'{D(4)}-{D(3)} {city}', f'{city} - {rng.choice(["SP", "RJ", "MG", "PR", "RS"])}, {D(5)}-{D(3)}'])
        if language in ('ja', 'zh', 'ko', 'ru'):
            return rng.choice([f'〒{D(3)}-{D(4)} {city}', f'{D(6)} {city}', city])
        state = rng.choice('AL AK AZ AR CA CO CT DE FL GA IA ID IL IN KS KY LA MA MD ME MI MN MO MS MT NC ND NE NH NJ NM NV NY OH OK OR PA RI SC SD TN TX UT VA VT WA WI WV WY'.split())
        return rng.choice([f'{city}, {state} {D(5, False)}', f'{city} {state} {D(5, False)}', f'{city}, {state}', f'{city} {self.letters(2)}{D(1)} {D(1)}{self.letters(2)}', f'{city}, {rng.choice(["Ontario", "NSW", "Texas", "Ohio", "Kent", "Alberta"])}', f'{city} {self.letters(1)}{D(1)}{self.letters(1)} {D(1)}{self.letters(1)}{D(1)}'])

    def address(self, language, labelled=False):
        rng, roll = self.rng, self.rng.random()
        if labelled and roll < 0.35:
            text = self.city(language)
        elif roll < 0.55:
            text = f'{self.street(language)}{rng.choice([", ", ", ", " ", " - ", "; "])}{self.postcode_city(language)}'
        elif roll < 0.85:
            text = self.street(language)
        else:
            text = self.postcode_city(language)
            if ',' not in text and not any(c.isdigit() for c in text):
                text = self.street(language)
        return self.restyle(text, language)

    # -- institutions
    def institution(self, language):
        rng = self.rng
        city = self.city(language)
        last = self.last(language if language in ('de', 'fr', 'es', 'it', 'pt', 'nl') else 'en')
        first = self.first('en')
        saint_en = rng.choice(['St.', 'St', 'Saint', 'Mount', 'Holy', 'Mercy', 'Sacred Heart of', 'Our Lady of'])
        if language == 'de':
            text = rng.choice([f'Klinikum {city}', f'Uniklinik {city}', f'Universitätsklinikum {city}', f'Kreiskrankenhaus {city}', f'Städtisches Klinikum {city}', f'St. {self.first("de")} Krankenhaus', f'{last}-Klinik', f'Praxis Dr. {last}', f'Radiologie {city}', f'MVZ {city}', f'Radiologische Praxis {last} & {self.last("de")}', f'Krankenhaus {city}', f'Klinik {city}', f'Gemeinschaftspraxis {last}', f'Röntgeninstitut {city}', f'Diakonie {city}', f'Kantonsspital {city}', f'LKH {city}', f'KH {city}', f'Charité {city}', f'Universitätsspital {city}', f'{last} Klinikum', f'Strahlenzentrum {city}', f'Marienhospital {city}', f'BG Unfallklinik {city}'])
        elif language == 'fr':
            text = rng.choice([f'CHU {city}', f'CHU de {city}', f'CH {city}', f'Hôpital {last}', f'Hôpital Saint-{self.first("fr")}', f"Clinique du {last}", f'Clinique {last}', f'Centre hospitalier de {city}', f'Cabinet de radiologie {last}', f'Institut {last}', f'Polyclinique de {city}', f'Centre d\'imagerie {city}', f'Hôpital {first}-{last}', f'CHRU {city}', f'Hôpitaux de {city}', f'Clinique Sainte-{self.first("fr")}'])
        elif language == 'es':
            text = rng.choice([f'Hospital {last}', f'Hospital General de {city}', f'Hospital Universitario {last}', f'Hospital Clínico de {city}', f'Hospital San {self.first("es")}', f'Clínica {last}', f'Clínica {city}', f'Centro Médico {city}', f'Centro de Salud {city}', f'H. {city}', f'Hospital Virgen de {city}', f'Sanatorio {last}', f'CHU {city}', f'Complejo Hospitalario de {city}', f'Instituto {last}'])
        elif language == 'it':
            text = rng.choice([f'Ospedale {last}', f'Ospedale San {self.first("it")}', f'Ospedale di {city}', f'Policlinico {last}', f'Policlinico di {city}', f'Casa di cura {last}', f'Clinica {last}', f'ASL {city}', f'AOU {city}', f'Istituto {last}', f'Ospedali Riuniti di {city}', f'Centro Diagnostico {last}', f'ASST {city}', f'IRCCS {last}', f'P.O. {city}'])
        elif language == 'pt':
            text = rng.choice([f'Hospital {last}', f'Hospital São {self.first("pt")}', f'Hospital de {city}', f'Santa Casa de {city}', f'Hospital das Clínicas de {city}', f'Clínica {last}', f'UPA {city}', f'UBS {city}', f'Centro Hospitalar de {city}', f'Instituto {last}', f'HC {city}', f'Hospital Universitário {city}', f'Laboratório {last}', f'Centro de Imagem {last}'])
        elif language == 'nl':
            text = rng.choice([f'Ziekenhuis {city}', f'{last} Ziekenhuis', f'UMC {city}', f'MC {city}', f'St. {self.first("nl")} Ziekenhuis', f'UZ {city}', f'AZ {last}', f'{last} Kliniek', f'{city} Medisch Centrum', f'Huisartsenpraktijk {last}', f'Diagnostisch Centrum {city}', f'{last} Gasthuis'])
        elif language == 'ja':
            text = f'{city}{rng.choice(["市立病院", "大学病院", "中央病院", "総合病院", "クリニック", "医療センター", "赤十字病院", "大学医学部附属病院"])}' if rng.random() < 0.7 else f'{self.rng.choice(self.names.last["ja"])}{rng.choice(["病院", "医院", "クリニック", "整形外科"])}'
        elif language == 'zh':
            text = f'{city}{rng.choice(["市人民医院", "第一医院", "中心医院", "大学附属医院", "中医院", "市第二人民医院", "肿瘤医院", "医学院附属医院"])}'
        elif language == 'ko':
            text = f'{city}{rng.choice(["대학교병원", "병원", "의료원", "성모병원", "대병원", " 영상의학과"])}'
        elif language == 'ru':
            text = rng.choice([f'ГКБ №{rng.randint(1, 80)} {city}', f'{city} областная больница', f'Клиника {self.rng.choice(self.names.last["ru"])}', f'ЦРБ {city}', f'Больница г. {city}', f'НИИ {city}'])
        else:
            text = rng.choice([f'{city} General Hospital', f'{city} Medical Center', f'{city} Hospital', f'{saint_en} {first} Hospital', f'{saint_en} {first} Medical Center', f"{saint_en} {first}'s Hospital", f'{last} Memorial Hospital', f'{last} Clinic', f'{last} Medical Group', f'{last} Radiology', f'{city} Imaging Center', f'{city} Radiology Associates', f'{last} Imaging', f'University of {city}', f'University Hospital {city}', f'{city} University Hospital', f'{last} Cancer Center', f'{last} Institute', f'{city} Children\'s Hospital', f'{city} Regional', f'{city} VA', f'{last} Orthopedics', f'{city} Health', f'{last} Healthcare', f'{city} NHS Trust', f'{last} Surgery Center', f'{city} Community Hospital', f'{last} & {self.last("en")} Radiology', f'{city} Women\'s Clinic', f'{city} Infirmary', f'{last} Family Practice', f'{city} Diagnostic Imaging', f'{city} Med Ctr', f'{city} Gen Hosp', f'{saint_en} {first} Hosp', f'Royal {city} Hospital', f'{last} Foundation', f'{city} Eye Hospital', f'{last} Nursing Home', f'{city} Heart Institute', f'{last} Urgent Care'])
        return self.restyle(text, language)

"""Seeded synthetic overlays: strings of one to forty characters and text-like marks, with the ink of every string.

`Generator(seed, ...).sample(size)` gives an image (h, w, 3) uint8, the ink mask, the ring round it that counts neither way, weights, and one
record a string. Strings are drawn from alphabets and syllables at random: no names, no lists of words.
"""

import io

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

CONSONANTS = "bcdfghjklmnprstvwz"
VOWELS = "aeiouy"
ACCENTED = "àáâäãåæçèéêëìíîïñòóôöõøùúûüýßÀÁÂÄÇÈÉÊËÍÑÓÖØÚÜŁłŚśŽžČčŠšŘřĘęĄąŐő"
CYRILLIC = "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЫЭЮЯабвгдежзиклмнопрстуфхцчшщыэюя"
GREEK = "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρστυφχψω"
UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DIGITS = "0123456789"
LETTERS = UPPER + UPPER.lower()
MARKS = ".,:;-/()[]#%&@!?*'\"<>=_^~"
SYMBOLS = MARKS + "+°²µ±"
UNITS = ("mm", "cm", "s", "ms", "kV", "mA", "mAs", "Hz", "dB", "%", "fps", "MHz", "T", "mGy", "cm/s", "x", "°")
#: drawn alone these are marks, not text
NOT_TEXT = set(MARKS + "+°²µ±xXIl|oO1 ")


#: loss weight of an image without text: each find in one alters an image without cause
EMPTY = 2.5


class Strings:
    """Random strings; `string(faces' scripts)` gives the text and the script that it needs."""

    def __init__(self, rng):
        self.rng = rng

    def _of(self, alphabet, low, high):
        return "".join(alphabet[i] for i in self.rng.integers(0, len(alphabet), int(self.rng.integers(low, high + 1))))

    def word(self):
        """Syllables, cased at random, with an accent now and then."""
        rng = self.rng
        text = "".join(self._of(CONSONANTS, 1, 1) + self._of(VOWELS, 1, 1) + (self._of(CONSONANTS, 1, 1) if rng.random() < 0.3 else "")
                       for _ in range(int(rng.integers(1, 5))))
        if rng.random() < 0.12:
            place = int(rng.integers(len(text)))
            text = text[:place] + self._of(ACCENTED, 1, 1) + text[place + 1 :]
        case = rng.random()
        return text.upper() if case < 0.4 else text.capitalize() if case < 0.8 else text

    def number(self):
        """Dates, times, measures and other runs of digits."""
        rng = self.rng
        kind = int(rng.integers(6))
        d = lambda n: self._of(DIGITS, n, n)
        if kind == 0:
            mark = str(rng.choice(list("/.-")))
            return mark.join([d(2), d(2), d(int(rng.choice([2, 4])))])
        if kind == 1:
            return ":".join(d(2) for _ in range(int(rng.integers(2, 4))))
        if kind == 2:
            return f"{d(int(rng.integers(1, 4)))}.{d(int(rng.integers(1, 3)))}{' ' if rng.random() < 0.5 else ''}{rng.choice(UNITS)}"
        if kind == 3:
            return d(int(rng.integers(4, 13)))
        if kind == 4:
            return f"{self._of(UPPER, 1, 3)}{d(int(rng.integers(2, 8)))}"
        if rng.random() < 0.15:  # leaders between a label and its value
            return self._of(UPPER, 1, 4) + str(rng.choice(list("-._"))) * int(rng.integers(2, 9)) + d(int(rng.integers(1, 4)))
        return f"{self._of(LETTERS, 1, 4)}{rng.choice([':', ' ', '=', ': '])}{d(int(rng.integers(1, 5)))}{rng.choice(['', '%', 'mm', '.' + d(1)])}"

    def short(self):
        """One to four characters."""
        kind = self.rng.random()
        if kind < 0.35:
            return self._of(UPPER, 1, 4)
        if kind < 0.5:
            return self._of(DIGITS, 1, 4)
        if kind < 0.6:
            return self._of(LETTERS, 1, 1) + self._of(LETTERS.lower(), 0, 3)
        if kind < 0.7:
            return self._of(DIGITS, 1, 3) + self._of(LETTERS, 1, 1)
        return self._of(LETTERS + DIGITS, 1, 3) + self._of(SYMBOLS + DIGITS + LETTERS, 0, 1)

    def phrase(self):
        """Words and numbers up to forty characters."""
        parts = [self.word() if self.rng.random() < 0.7 else self.number() for _ in range(int(self.rng.integers(1, 6)))]
        return str(self.rng.choice([" ", " ", ", ", "^", "-", ": "])).join(parts)[:40]

    def string(self):
        """A text and its script."""
        kind = self.rng.random()
        if kind < 0.04:
            first, last = ((0x4E00, 0x8FFF), (0xAC00, 0xD7A3), (0x3041, 0x30FE))[int(self.rng.integers(3))]
            return "".join(chr(int(c)) for c in self.rng.integers(first, last + 1, int(self.rng.integers(1, 8)))), "cjk"
        if kind < 0.06:
            return self._of(CYRILLIC, 1, 10), "cyrillic"
        if kind < 0.07:
            return self._of(GREEK, 1, 10), "greek"
        text = self.short() if kind < 0.5 else self.number() if kind < 0.7 else self.word() if kind < 0.85 else self.phrase()
        return (text if set(text) - NOT_TEXT else text + self._of(UPPER.replace("I", "").replace("X", "").replace("O", ""), 1, 1)), "latin"


class Faces:
    """Chooses a font: first bitmap or outline, then a family, then a face."""

    def __init__(self, faces):
        self.by_script = {}
        for face in faces:
            for script in face.scripts:
                kinds = self.by_script.setdefault(script, {})
                kinds.setdefault(face.bitmap, {}).setdefault(face.family, []).append(face)

    def choose(self, rng, script):
        """A face that has the script, or None."""
        kinds = self.by_script.get(script)
        if not kinds:
            return None
        bitmap = rng.random() < 0.3 if len(kinds) == 2 else next(iter(kinds))
        families = kinds[bitmap]
        names = sorted(families)
        family = families[names[int(rng.integers(len(names)))]]
        return family[int(rng.integers(len(family)))]


def render(rng, text, face, size):
    """The coverage of one line: uint8 (h, w), cropped to its ink; None where the font fails."""
    factor = 1
    if face.bitmap and size >= 2 * min(face.sizes) and rng.random() < 0.4:  # a small bitmap font, magnified
        factor = int(rng.integers(2, max(3, size // min(face.sizes) + 1)))
        factor = min(factor, 4)
    try:
        font = face.at(max(4, size // factor))
        text = face.written(text, max(4, size // factor))
        if not text.strip():
            return None
        box = font.getbbox(text)
        image = Image.new("L", (box[2] - box[0] + 4, box[3] - box[1] + 4), 0)
        draw = ImageDraw.Draw(image)
        draw.fontmode = "1" if face.bitmap or rng.random() < 0.35 else "L"
        draw.text((2 - box[0], 2 - box[1]), text, fill=255, font=font)
    except (OSError, ValueError, UnicodeEncodeError):
        return None
    if image.width > 1600 or image.height > 300:
        return None
    if factor > 1:
        image = image.resize((image.width * factor, image.height * factor), Image.NEAREST)
    if rng.random() < 0.06:  # a pixel ratio other than one
        image = image.resize((max(4, int(image.width * rng.uniform(0.75, 1.4))), image.height), Image.BILINEAR)
    box = image.getbbox()
    return np.asarray(image.crop(box)) if box else None


class Generator:
    """Samples with ground truth; the same seed gives the same samples."""

    def __init__(self, seed, faces, backgrounds, text_rate=0.75, sizes=(6, 110), hard=0.0):
        self.rng = np.random.default_rng(seed)
        self.strings = Strings(self.rng)
        self.faces = Faces(faces)
        self.backgrounds = backgrounds
        self.text_rate = text_rate
        self.sizes = sizes
        self.hard = hard  # share of samples over places that were taken for text; half of them stay without any

    def sample(self, size, lines=None):
        """(image, ink, ring, weight, records): a square of `size`; a record is (text, box, contrast, colour kind)."""
        rng = self.rng
        scale = rng.uniform(1.05, 1.8) if rng.random() < 0.15 else 1.0
        side = int(round(size * scale))
        hard = rng.random() < self.hard
        image = (self.backgrounds.sample_hard if hard else self.backgrounds.sample)(rng, side, side).copy()
        if rng.random() < (0.1 if hard else 0.45):
            image = marks(rng, image)
        ink = np.zeros((side, side), np.uint8)
        halo = np.zeros((side, side), np.uint8)
        weight = np.ones((side, side), np.float32)
        taken, records = [], []
        if rng.random() < (0.5 if hard else self.text_rate):
            wanted = lines or int(rng.choice([1, 2, 3, 5, 8], p=[0.25, 0.25, 0.2, 0.2, 0.1]))
            while wanted > 0:
                wanted -= self._block(image, ink, halo, weight, taken, records, min(wanted, int(rng.choice([1, 1, 2, 4]))))
        if not records:
            weight *= EMPTY
        if rng.random() < 0.15:
            image = marks(rng, image, ink | halo)
        return degrade(rng, image, ink, halo, weight, records, size)

    def _block(self, image, ink, halo, weight, taken, records, lines):
        """Draw some lines of one style under each other; the number tried."""
        rng = self.rng
        side = image.shape[0]
        low, high = self.sizes
        kind = rng.random()
        size = int(np.exp(rng.uniform(np.log(low), np.log(high)))) if kind < 0.25 else int(rng.integers(max(7, low), min(21, high)))
        if kind > 0.9:  # markers
            size, lines = int(rng.integers(min(40, high), high + 1)), 1
        quarter = int(rng.choice([0, 1, 3, 2], p=[0.8, 0.07, 0.07, 0.06]))
        style = Style(rng)
        x, y, face = None, None, None
        for _ in range(lines):
            text, script = self.strings.string()
            if face is None or script not in face.scripts or face.segments:
                face = self.faces.choose(rng, script)
                if face is None:
                    continue
            if face.segments:
                text = "".join(c for c in text if c in DIGITS + ":.-ABCDEF") or str(int(rng.integers(2, 1000)) * 8)
                if not set(text) - NOT_TEXT:
                    text += "8"
            cover = render(rng, text, face, size)
            if cover is None or min(cover.shape) < 2 or (cover > 90).sum() < 6:
                continue
            if quarter == 0 and len(text) > 1 and rng.random() < 0.02:
                stacked = [render(rng, c, face, size) for c in text if c != " "][:8]
                stacked = [s for s in stacked if s is not None]
                if len(stacked) > 1:
                    wide = max(s.shape[1] for s in stacked)
                    cover = np.concatenate([np.pad(s, ((0, 2), ((wide - s.shape[1]) // 2, wide - s.shape[1] - (wide - s.shape[1]) // 2))) for s in stacked])
            if rng.random() < 0.04:  # not quite level, or at any angle
                angle = float(rng.normal(0, 5)) if rng.random() < 0.5 else float(rng.uniform(-60, 60))
                cover = np.asarray(Image.fromarray(cover).rotate(angle, Image.BILINEAR, expand=True))
            cover = np.ascontiguousarray(np.rot90(cover, quarter))
            h, w = cover.shape
            if x is None or quarter % 2:
                overhang = 0.15 if rng.random() < 0.2 else 0.0
                x = int(rng.integers(int(-overhang * w), max(1, side - int(w * (1 - overhang))))) if w < side else int(rng.integers(side - w, 1))
                y = int(rng.integers(int(-overhang * h), max(1, side - int(h * (1 - overhang))))) if h < side else int(rng.integers(side - h, 1))
            box = (max(0, x), max(0, y), min(side, x + w), min(side, y + h))
            if box[2] - box[0] < 3 or box[3] - box[1] < 3 or any(_near(box, other) for other in taken):
                x = None
                continue
            part = cover[box[1] - y : box[3] - y, box[0] - x : box[2] - x]
            solid = part > 90
            if solid.sum() >= max(6, 0.02 * part.size):
                contrast = style.paint(image, halo, part, box)
                if contrast is not None:
                    taken.append(box)
                    target = ink[box[1] : box[3], box[0] : box[2]]
                    np.maximum(target, part, out=target)
                    local = weight[box[1] : box[3], box[0] : box[2]]
                    local[solid] = np.clip(22 / np.sqrt(solid.sum()), 1.5, 5)
                    records.append([text, box, contrast, style.kind])
            y += h + int(max(2, rng.uniform(0.1, 0.6) * size)) if quarter % 2 == 0 else 0
        return lines


def _near(a, b, gap=2):
    return a[0] < b[2] + gap and b[0] < a[2] + gap and a[1] < b[3] + gap and b[1] < a[3] + gap


SATURATED = ((255, 255, 0), (0, 255, 0), (0, 255, 255), (255, 160, 0), (255, 0, 0), (64, 96, 255), (255, 0, 255), (255, 220, 150))


class Style:
    """Colour, plate, outline and shadow of the lines of one block."""

    def __init__(self, rng):
        self.rng = rng
        kind = rng.random()
        self.kind = "white" if kind < 0.38 else "black" if kind < 0.48 else "colour" if kind < 0.68 else "grey" if kind < 0.78 else "faint"
        level = int(rng.integers(150, 256))
        if self.kind == "white":
            self.colour = np.full(3, 255 if rng.random() < 0.5 else level)
        elif self.kind == "black":
            self.colour = np.full(3, 0 if rng.random() < 0.6 else int(rng.integers(0, 60)))
        elif self.kind == "colour":
            self.colour = np.array(SATURATED[int(rng.integers(len(SATURATED)))]) if rng.random() < 0.6 else rng.integers(0, 256, 3)
        elif self.kind == "grey":
            self.colour = np.full(3, int(rng.integers(40, 220)))
        else:
            self.colour = None
        self.offset = float(rng.choice([-1, 1])) * rng.uniform(12, 60)
        self.alpha = 1.0 if rng.random() < 0.9 else rng.uniform(0.5, 0.95)
        around = rng.random()
        self.around = "plate" if around < 0.12 else "outline" if around < 0.18 else "shadow" if around < 0.25 else None
        self.second = np.full(3, int(rng.choice([0, 255]))) if rng.random() < 0.7 else rng.integers(0, 256, 3)

    def paint(self, image, halo, cover, box):
        """Draw the coverage at the box; the contrast reached (0..255), or None where nothing would be seen."""
        rng = self.rng
        x0, y0, x1, y1 = box
        region = image[y0:y1, x0:x1].astype(np.float32)
        if self.around == "plate":
            margin = int(rng.integers(1, 5))
            area = (slice(max(0, y0 - margin), y1 + margin), slice(max(0, x0 - margin), x1 + margin))
            second = self.second
            if self.colour is not None and np.abs(second.astype(int) - self.colour).max() < 40:
                second = 255 - second
            before = image[area].copy()
            image[area] = second
            region = image[y0:y1, x0:x1].astype(np.float32)
        mean = region.reshape(-1, 3).mean(axis=0)
        if self.colour is not None:
            colour = self.colour.astype(np.float32)
        else:
            colour = np.clip(mean + self.offset, 0, 255)
            if np.abs(colour - mean).max() < abs(self.offset) * 0.8:
                colour = np.clip(mean - self.offset, 0, 255)
        grain = float((region - mean).std())
        contrast = float(np.abs(colour - mean).max()) * self.alpha
        if contrast < 11 or contrast < 1.5 * grain:
            if self.kind == "faint" or self.around == "plate" or contrast < 11:
                colour = np.full(3, 0.0 if mean.mean() > 128 else 255.0)
                contrast = float(np.abs(colour - mean).max()) * self.alpha
            if contrast < 1.5 * grain or contrast < 11:
                if self.around == "plate":
                    image[area] = before
                return None
        alpha = (cover.astype(np.float32) / 255 * self.alpha)[..., None]
        if self.around in ("outline", "shadow"):
            _surround(rng, image, halo, cover, box, self.around, self.second, colour)
            region = image[y0:y1, x0:x1].astype(np.float32)
        image[y0:y1, x0:x1] = np.clip(region * (1 - alpha) + colour * alpha, 0, 255).astype(np.uint8)
        return contrast


def _surround(rng, image, halo, cover, box, kind, second, colour):
    """An outline or a shadow in a second colour, recorded in the halo."""
    side = image.shape[0]
    mask = Image.new("L", (side, side), 0)
    mask.paste(Image.fromarray(cover), (box[0], box[1]))
    if kind == "outline":
        thick = np.asarray(mask)
        spread = Image.fromarray(np.maximum(thick, widened(thick > 90) * np.uint8(255)))
    else:
        spread = ImageChops.offset(mask, int(rng.choice([1, 1, 2])), int(rng.choice([1, 1, 2])))
    if np.abs(second - colour).max() < 60:
        second = 255 - second
    alpha = np.asarray(spread, dtype=np.float32)[..., None] / 255
    image[:] = (image * (1 - alpha) + second * alpha).astype(np.uint8)
    np.maximum(halo, np.asarray(spread), out=halo)


# ---- marks that are not text ----------------------------------------------------


def marks(rng, image, keep_out=None):
    """Lines, rulers, grids, calipers, traces, arrows, regions: what overlays draw beside text."""
    picture = Image.fromarray(image)
    draw = ImageDraw.Draw(picture)
    h, w = image.shape[:2]
    for _ in range(int(rng.integers(1, 4))):
        bright = rng.random()
        colour = tuple(int(c) for c in (SATURATED[int(rng.integers(len(SATURATED)))] if bright < 0.35 else [int(rng.integers(120, 256))] * 3 if bright < 0.9 else [0] * 3))
        MARKS_DRAWN[int(rng.integers(len(MARKS_DRAWN)))](rng, draw, w, h, colour)
    if keep_out is None:
        return np.array(picture)
    covered = widened(widened(keep_out > 30))
    return np.where(covered[..., None], image, np.asarray(picture))


def _point(rng, w, h):
    return int(rng.integers(-w // 8, w + w // 8)), int(rng.integers(-h // 8, h + h // 8))


def _lines(rng, draw, w, h, colour):
    for _ in range(int(rng.integers(1, 4))):
        a, b = _point(rng, w, h), _point(rng, w, h)
        if rng.random() < 0.5:
            b = (a[0], b[1]) if rng.random() < 0.5 else (b[0], a[1])
        draw.line([a, b], fill=colour, width=int(rng.choice([1, 1, 1, 2, 3])))


def _dotted(rng, draw, w, h, colour):
    a, b = np.array(_point(rng, w, h)), np.array(_point(rng, w, h))
    steps = int(rng.integers(6, 50))
    radius = int(rng.integers(0, 2))
    for k in range(steps):
        x, y = a + (b - a) * k / steps
        draw.ellipse([x - radius, y - radius, x + radius, y + radius], fill=colour)


def _ruler(rng, draw, w, h, colour):
    pitch, tick, major = int(rng.integers(3, 24)), int(rng.integers(2, 9)), int(rng.choice([2, 5, 10]))
    at, along = _point(rng, w, h)[0], rng.random() < 0.5
    backbone = rng.random() < 0.6
    for k, place in enumerate(range(int(rng.integers(0, pitch)), w if along else h, pitch)):
        length = tick * (2 if k % major == 0 else 1)
        draw.line([(place, at), (place, at + length)] if along else [(at, place), (at + length, place)], fill=colour)
    if backbone:
        draw.line([(0, at), (w, at)] if along else [(at, 0), (at, h)], fill=colour)


def _grid(rng, draw, w, h, colour):
    pitch = int(rng.integers(6, 40))
    x0, y0 = _point(rng, w, h)
    for k in range(int(rng.integers(2, 9))):
        draw.line([(x0 + k * pitch, y0), (x0 + k * pitch, y0 + 8 * pitch)], fill=colour)
        draw.line([(x0, y0 + k * pitch), (x0 + 8 * pitch, y0 + k * pitch)], fill=colour)


def _crosses(rng, draw, w, h, colour):
    size = int(rng.integers(2, 12))
    diagonal = rng.random() < 0.5
    for _ in range(int(rng.integers(1, 4))):
        x, y = _point(rng, w, h)
        if diagonal:
            draw.line([(x - size, y - size), (x + size, y + size)], fill=colour)
            draw.line([(x - size, y + size), (x + size, y - size)], fill=colour)
        else:
            draw.line([(x - size, y), (x + size, y)], fill=colour)
            draw.line([(x, y - size), (x, y + size)], fill=colour)


def _trace(rng, draw, w, h, colour):
    x = np.arange(0, w, 2)
    y = rng.uniform(0, h) + rng.normal(0, rng.uniform(0.3, 2), x.size)
    period, peak = rng.uniform(20, 90), rng.uniform(5, 40)
    y = y - peak * (np.mod(x + rng.uniform(0, 90), period) < 4) + 0.4 * peak * (np.mod(x + 5, period) < 3)
    draw.line([(int(a), int(b)) for a, b in zip(x, y)], fill=colour)


def _shapes(rng, draw, w, h, colour):
    for _ in range(int(rng.integers(1, 3))):
        (x0, y0), (x1, y1) = _point(rng, w, h), _point(rng, w, h)
        if rng.random() < 0.4:
            x1, y1 = x0 + int(rng.integers(3, 24)), y0 + int(rng.integers(3, 24))
        box = [min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)]
        kind = rng.random()
        if kind < 0.45:
            draw.ellipse(box, outline=colour)
        elif kind < 0.75:
            draw.rectangle(box, outline=colour)
        elif kind < 0.87:
            draw.arc(box, int(rng.integers(360)), int(rng.integers(360)), fill=colour)
        else:
            draw.rectangle([x0, y0, x0 + int(rng.integers(3, 9)), y0 + int(rng.integers(3, 9))], fill=colour)


def _arrow(rng, draw, w, h, colour):
    x, y = _point(rng, w, h)
    dx, dy = int(rng.integers(-30, 31)), int(rng.integers(-30, 31))
    draw.line([(x, y), (x + dx, y + dy)], fill=colour)
    size = int(rng.integers(3, 10))
    if rng.random() < 0.5:
        draw.polygon([(x, y), (x + size, y + size // 2), (x + size // 2, y + size)], fill=colour)
    else:
        draw.line([(x + size, y), (x, y), (x, y + size)], fill=colour)


def _bar(rng, draw, w, h, colour):
    x, y, wide, tall = *_point(rng, w, h), int(rng.integers(4, 24)), int(rng.integers(30, 130))
    for k in range(tall):
        level = k / tall
        draw.line([(x, y + k), (x + wide, y + k)], fill=tuple(int(c * level) for c in colour))


def _polyline(rng, draw, w, h, colour):
    angle = np.cumsum(rng.normal(0, 0.4, 40))
    x0, y0 = _point(rng, w, h)
    step = rng.uniform(1, 5)
    x, y = x0 + np.cumsum(np.cos(angle)) * step, y0 + np.cumsum(np.sin(angle)) * step
    draw.line([(int(a), int(b)) for a, b in zip(x, y)], fill=colour, width=int(rng.choice([1, 1, 2])))


MARKS_DRAWN = (_lines, _dotted, _ruler, _ruler, _grid, _crosses, _trace, _shapes, _arrow, _bar, _polyline)


# ---- what happens to an image afterwards ------------------------------------------


def degrade(rng, image, ink, halo, weight, records, size):
    """Down-scaling, blur, noise, inversion, grey, JPEG; then the masks to train on."""
    side = image.shape[0]
    solid = ink > 90
    if side != size:
        picture = Image.fromarray(image).resize((size, size), Image.BOX if rng.random() < 0.3 else Image.BILINEAR, reducing_gap=None)
        image = np.asarray(picture)
        solid = np.asarray(Image.fromarray((solid * 255).astype(np.uint8)).resize((size, size), Image.BILINEAR)) > 100
        halo = np.asarray(Image.fromarray(halo).resize((size, size), Image.BILINEAR))
        weight = np.asarray(Image.fromarray(weight).resize((size, size), Image.BILINEAR))
        ratio = size / side
        records = [[text, tuple(int(round(v * ratio)) for v in box), contrast, kind] for text, box, contrast, kind in records]
    if rng.random() < 0.08:
        image = np.asarray(Image.fromarray(image).filter(ImageFilter.GaussianBlur(float(rng.uniform(0.3, 0.8)))))
    if rng.random() < 0.12:
        image = np.clip(image + rng.normal(0, rng.uniform(1, 9), image.shape[:2] + (1,)), 0, 255).astype(np.uint8)
    if rng.random() < 0.07:
        image = 255 - image
    if rng.random() < 0.25:
        image = np.repeat(np.asarray(Image.fromarray(image).convert("L"))[..., None], 3, axis=2)
    if rng.random() < 0.2:
        stream = io.BytesIO()
        Image.fromarray(image).save(stream, "JPEG", quality=int(rng.integers(35, 96)))
        image = np.asarray(Image.open(stream))
    if rng.random() < 0.03:  # the frame is mirrored, text and all
        image, solid, halo, weight = (layer[:, ::-1] for layer in (image, solid, halo, weight))
        records = [[text, (size - x1, y0, size - x0, y1), contrast, kind] for text, (x0, y0, x1, y1), contrast, kind in records]
    wide = widened(solid)
    ring = (wide | (halo > 60)) & ~solid
    return np.ascontiguousarray(image), solid, ring, weight, records


def widened(mask):
    """A boolean mask and its eight neighbours."""
    tall = mask.copy()
    tall[1:] |= mask[:-1]
    tall[:-1] |= mask[1:]
    wide = tall.copy()
    wide[:, 1:] |= tall[:, :-1]
    wide[:, :-1] |= tall[:, 1:]
    return wide

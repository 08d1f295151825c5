"""The fonts of the synthetic overlays, by Debian package; some families are held out for the evaluation.

Held out on purpose as well: every family that is likely on an evaluation machine (DejaVu, Liberation, FreeFont,
Hack, Roboto, Pillow's built-in font and courB08 that it was made from), so that no figure rests on a font seen.
"""

import os

from PIL import ImageFont

ROOTS = ("/usr/share/fonts",)
PACKAGES = (
    "fonts-urw-base35 fonts-open-sans fonts-lato fonts-inconsolata fonts-terminus-otb xfonts-base xfonts-75dpi fonts-proggy "
    "fonts-spleen fonts-pc fonts-3270 fonts-ocr-a fonts-dseg fonts-b612 fonts-opendin fonts-osifont fonts-routed-gothic "
    "fonts-jetbrains-mono fonts-firacode fonts-go fonts-cantarell fonts-quicksand fonts-wqy-microhei fonts-vlgothic "
    "fonts-nanum fonts-courier-prime fonts-tuffy fonts-paratype fonts-gfs-neohellenic fonts-dkg-handwriting "
    "fonts-yanone-kaffeesatz fonts-karla fonts-mononoki fonts-linuxlibertine fonts-atarismall fonts-dotgothic16 "
    "fonts-inter fonts-anonymous-pro fonts-clear-sans fonts-cabin fonts-crosextra-carlito fonts-monoid fonts-unifont "
    "fonts-dejavu-core fonts-liberation2 fonts-freefont-ttf fonts-hack fonts-roboto-unhinted"
).split()
HELD_OUT = (
    "/dejavu/", "/liberation", "/freefont/", "/hack/", "roboto", "courb08", "/inter/", "anonymous", "clear-sans",
    "/cabin/", "carlito", "monoid", "/unifont/",
)
#: symbols, ornaments, private scripts and duplicates in another file format
UNFIT = (
    "D050000L", "StandardSymbols", "DSEGWeather", "unifont_csur", "unifont_upper", "/Type1/", "cursor", "/X11/encodings",
    "deccurs", "decsess", "olcursor", "olgl", "GGCHAN", "LinLibertine_I.", "LinBiolinum_K", "micro.pcf", "nil2",
    "/symb", "jiskan", "hanglm", "gb16", "gb24", "k14.", "arabic24", "nil.", "-Italic.pfb", "uming", "Logo",
)
CJK = ("wqy", "vlgothic", "nanum", "dotgothic", "unifont.otf")
CYRILLIC = ("opensans", "open-sans", "paratype", "jetbrains", "firacode", "nimbussans", "dejavu", "inter-", "linlibertine", "freesans")
GREEK = ("neohellenic", "open-sans", "jetbrains", "firacode", "nimbussans", "dejavu", "linlibertine", "freesans")
BITMAP = (".pcf", ".otb", ".bdf")


class Face:
    """One font file; a bitmap font has its own sizes, any other every size."""

    def __init__(self, path):
        self.path = path
        self.key = path.lower()
        self.bitmap = any(mark in self.key for mark in BITMAP)
        self.sizes = _strikes(path) if self.bitmap else None
        self.segments = "dseg" in self.key
        self.family = os.path.basename(os.path.dirname(path))
        self.scripts = {"latin"}
        for name, marks in (("cjk", CJK), ("cyrillic", CYRILLIC), ("greek", GREEK)):
            if any(mark in self.key for mark in marks):
                self.scripts.add(name)
        self._loaded = {}
        self._known = {}

    def at(self, size):
        """The font nearest to a height of `size` pixels."""
        if self.sizes:
            size = min(self.sizes, key=lambda s: abs(s - size))
        if size not in self._loaded:
            if len(self._loaded) > 12:
                self._loaded.clear()
            self._loaded[size] = ImageFont.truetype(self.path, size)
        return self._loaded[size]

    def written(self, text, size):
        """The characters of the text that this font has: what it lacks it would draw as a box."""
        font = self.at(size)
        missing = [c for c in set(text) if c not in self._known]
        lacking = bytes(font.getmask("\U0010fffe")) if missing else b""
        for c in missing:
            self._known[c] = c == " " or bytes(font.getmask(c)) != lacking
        return "".join(c for c in text if self._known[c])


def _strikes(path):
    """The pixel sizes that a bitmap font has."""
    if ".pcf" not in path:
        return [s for s in range(4, 37) if _opens(path, s)]
    return next(([s] for s in range(4, 37) if _opens(path, s)), [])


def _opens(path, size):
    try:
        box = ImageFont.truetype(path, size).getbbox("A8")
        return box[2] - box[0] > 3 and box[3] - box[1] > 3
    except (OSError, ValueError):
        return False


def is_held_out(path):
    """True for a font that training never sees."""
    return any(mark in path.lower() for mark in HELD_OUT)


def catalogue(held_out):
    """The faces to train on, or those held out, in a fixed order."""
    faces = []
    for root in ROOTS:
        for folder, _folders, files in os.walk(root):
            for name in files:
                path = os.path.join(folder, name)
                if not name.lower().endswith((".ttf", ".otf", ".ttc", ".otb", ".pcf", ".pcf.gz")):
                    continue
                if any(mark in path for mark in UNFIT) or is_held_out(path) != held_out:
                    continue
                if ".pcf" in name and "ISO8859-1." not in name and not _plain_pcf(name):
                    continue
                faces.append(path)
    loaded = [Face(path) for path in sorted(faces)]
    return [face for face in loaded if face.sizes or (not face.bitmap and _opens(face.path, 12))]


def _plain_pcf(name):
    """Fixed-width terminal fonts without an encoding in their name, such as 6x10.pcf.gz."""
    stem = name.split(".")[0]
    return stem[:1].isdigit() and "x" in stem and "-" not in stem

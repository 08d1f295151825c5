"""Seeded drawn lines as the recogniser is given them: dark on light, 48 pixels high, as `src/ocr/crop.ts` and `src/ocr/recogniser.ts` make
them. Strings are drawn from alphabets and syllables at random (`../text-finder/overlay.py`): no names, no lists of words.

    python3 lines.py OUT [--count 3000] [--seed 9001]

writes lines with held-out fonts for `evaluate.mjs`: OUT.json, texts and widths, and OUT.bin, 48 rows of 32-bit numbers each.
"""

import argparse
import io
import json
import os
import sys

import numpy as np
from PIL import Image, ImageFilter

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "text-finder"))
import fonts  # noqa: E402
import overlay  # noqa: E402

HEIGHT = 48
#: as in recogniser.ts
LEAST_WIDTH, MOST_WIDTH, SQUEEZE = 96, 2400, 0.9
#: heights of letters in pixels
SIZES = (6, 40)


class Lines:
    """`line()` gives (text, input): the input is float32 (48, width), -1 is ink and 1 is ground. The same seed gives the same lines."""

    def __init__(self, seed, held_out):
        self.rng = np.random.default_rng(seed)
        self.strings = overlay.Strings(self.rng)
        self.faces = overlay.Faces([face for face in fonts.catalogue(held_out) if not face.segments])

    def line(self):
        while True:
            text, script = self.strings.string()
            if script != "latin":
                continue
            drawn = self._drawn(text)
            if drawn is not None:
                return text, drawn

    def _drawn(self, text):
        rng = self.rng
        face = self.faces.choose(rng, "latin")
        low, high = SIZES
        size = int(rng.integers(low + 3, 21)) if rng.random() < 0.7 else int(np.exp(rng.uniform(np.log(low), np.log(high))))
        if face.written(text, size) != text:
            return None
        cover = overlay.render(rng, text, face, size)
        if cover is None or min(cover.shape) < 5:
            return None
        margin = max(2, round(0.2 * min(cover.shape)))
        cover = np.pad(cover, margin).astype(np.float32) / 255
        shown = self._shown(cover)
        return None if shown is None else model_input(contrasted(shown, cover))

    def _shown(self, cover):
        """The line as pixels, RGB: colours, a ground that is not even, blur, grain, JPEG."""
        rng = self.rng
        ground, ink = rng.integers(0, 256, (2, 3)).astype(np.float32)
        if rng.random() < 0.7:  # grey
            ground, ink = np.full(3, ground[0]), np.full(3, ink[0])
        if rng.random() < 0.5:
            ground, ink = (np.zeros(3, np.float32), np.full(3, 255, np.float32))[:: int(rng.choice([1, -1]))]
        if np.linalg.norm(ground - ink) < 40:
            return None
        h, w = cover.shape
        slope = rng.normal(0, 8, 2) if rng.random() < 0.5 else (0.0, 0.0)
        rows, columns = np.mgrid[0:h, 0:w]
        uneven = slope[0] * (rows / h - 0.5) + slope[1] * (columns / w - 0.5)
        image = ground + uneven[..., None] + (ink - ground) * cover[..., None]
        image = image + rng.normal(0, float(rng.choice([0, 0, 2, 5, 10])), (h, w, 1))
        picture = Image.fromarray(np.clip(image, 0, 255).astype(np.uint8))
        if rng.random() < 0.2:
            picture = picture.filter(ImageFilter.GaussianBlur(float(rng.uniform(0.3, 0.8))))
        if rng.random() < 0.25:
            packed = io.BytesIO()
            picture.save(packed, "JPEG", quality=int(rng.integers(50, 95)))
            picture = Image.open(packed)
        return np.asarray(picture, dtype=np.float32)


def contrasted(image, cover):
    """How far each pixel goes from the ink's colour (0) to the ground's (1)."""
    ground = image[cover < 0.08].mean(0)
    weight = np.maximum(cover - 0.5, 0) + 1e-6
    rough = (image * weight[..., None]).sum((0, 1)) / weight.sum()
    ink = rough
    along = _along(image, ground, rough)
    sure = (cover >= 0.5) & (along >= 1)
    if sure.any():
        ink = image[sure].mean(0)
    return 1 - np.clip(_along(image, ground, ink), 0, 1)


def _along(image, ground, ink):
    way = ink - ground
    return (image - ground) @ way / max(1.0, float(way @ way))


def model_input(line):
    """A line, 0 to 1, brought to the height and the width of the model."""
    h, w = line.shape
    own = max(8, round(w * HEIGHT / h))
    inked = min(MOST_WIDTH, max(min(own, LEAST_WIDTH), round(SQUEEZE * own)))
    scaled = np.asarray(Image.fromarray(line.astype(np.float32), "F").resize((inked, HEIGHT), Image.BILINEAR))
    width = max(LEAST_WIDTH, inked)
    out = np.ones((HEIGHT, width), np.float32)
    left = (width - inked) // 2
    out[:, left : left + inked] = scaled * 2 - 1
    return out


def main():
    options = argparse.ArgumentParser()
    options.add_argument("out")
    options.add_argument("--count", type=int, default=3000)
    options.add_argument("--seed", type=int, default=9001)
    options = options.parse_args()
    source = Lines(options.seed, held_out=True)
    drawn = [source.line() for _ in range(options.count)]
    with open(options.out + ".bin", "wb") as file:
        for _text, line in drawn:
            file.write(line.astype("<f4").tobytes())
    with open(options.out + ".json", "w", encoding="utf-8") as file:
        json.dump([[text, line.shape[1]] for text, line in drawn], file)


if __name__ == "__main__":
    main()

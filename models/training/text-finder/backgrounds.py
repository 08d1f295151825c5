"""Backgrounds: real frames without text, decoded once, and drawn ones.

    python3 backgrounds.py DATA OUT.npz

DATA is a folder with `manifest.tsv` (columns path, modality, manufacturer, rows, columns, visible_text, licence_class) and the DICOM
files; only files with visible_text = no are taken. About a fifth of the groups (modality, manufacturer and matrix) is held out.
"""

import csv
import json
import os
import subprocess
import sys
import tempfile
import zlib

import numpy as np
import pydicom
from PIL import Image, ImageDraw, ImageFilter
from pydicom.pixel_data_handlers.util import apply_color_lut

NATIVE = ("1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2", "1.2.840.10008.1.2.1.99")
SKIPPED = ("RTDOSE",)
LONGEST = 2048
#: a test pattern with labels, although its manifest says that no text is visible
HOLDS_TEXT = ("dicom/ot-other-evrle-2f-syn-01.dcm",)


# ---- real frames --------------------------------------------------------------


def decode(path):
    """The frames of a DICOM file as uint8 RGB (n, h, w, 3) or uint16 grey (n, h, w); three frames at most."""
    ds = pydicom.dcmread(path, force=True)
    syntax = str(ds.file_meta.get("TransferSyntaxUID", NATIVE[1]))
    if syntax not in NATIVE:
        ds = _decoded(path)
    frames = int(ds.get("NumberOfFrames", 1) or 1)
    array = ds.pixel_array
    if frames == 1:
        array = array[None]
    array = array[sorted({0, frames // 2, frames - 1})]
    if ds.PhotometricInterpretation == "PALETTE COLOR":
        array = apply_color_lut(array, ds)
        return array if array.dtype == np.uint8 else (array >> 8).astype(np.uint8)
    if int(ds.get("SamplesPerPixel", 1)) == 3:
        if array.dtype != np.uint8:
            array = (array >> 8).astype(np.uint8)
        if str(ds.PhotometricInterpretation).startswith("YBR_FULL") or ds.PhotometricInterpretation == "YBR_PARTIAL_422":
            array = np.stack([np.asarray(Image.fromarray(f, "YCbCr").convert("RGB")) for f in array])
        return array
    array = array.astype(np.float32)
    low, high = array.min(), array.max()
    array = (array - low) / max(high - low, 1)
    if ds.PhotometricInterpretation == "MONOCHROME1":
        array = 1 - array
    return (array * 65535).astype(np.uint16)


def _decoded(path):
    for command in (["gdcmconv", "--raw"], ["dcmdjpeg", "+cn"], ["dcmdjpls"], ["dcmdrle"]):
        with tempfile.TemporaryDirectory() as folder:
            out = os.path.join(folder, "out.dcm")
            done = subprocess.run([*command, path, out], capture_output=True, timeout=60)
            if done.returncode == 0 and os.path.exists(out):
                return pydicom.dcmread(out)
    raise ValueError("no decoder")


def collect(data):
    """All usable frames: [(name, held out, array)]."""
    found = []
    with open(os.path.join(data, "manifest.tsv"), encoding="utf-8") as table:
        rows = list(csv.DictReader(table, delimiter="\t"))
    for row in rows:
        if row["visible_text"] != "no" or row["path"] in HOLDS_TEXT or row["modality"] in SKIPPED or "text" in row["realness"]:
            continue
        if row["licence_class"] != "permissive" or min(int(row["rows"] or 0), int(row["columns"] or 0)) < 48:
            continue
        try:
            array = decode(os.path.join(data, row["path"]))
        except Exception as error:  # malformed on purpose, or a syntax no tool here reads
            print("left out:", row["path"], type(error).__name__)
            continue
        group = "-".join((row["modality"], row["manufacturer"], row["rows"], row["columns"]))
        held_out = zlib.crc32(group.encode()) % 5 == 0
        for number, frame in enumerate(array):
            if frame.max() > frame.min():
                found.append((f"{row['path']}#{number}", held_out, group, _bounded(frame)))
    return found


def _bounded(frame):
    step = -(-max(frame.shape[:2]) // LONGEST)
    return frame[::step, ::step]


def _stored(path, held_out):
    """[(name, group, array)] of the frames for training, or of those held out."""
    with np.load(path, allow_pickle=True) as stored:
        rows = list(zip(stored["names"], stored["held_out"], stored["groups"], stored["arrays"]))
    return [(str(name), str(group), array) for name, out, group, array in rows
            if bool(out) == held_out and str(name).split("#")[0] not in HOLDS_TEXT]


def load(path, held_out):
    """Groups of frames for training, or those held out: [[array]]."""
    groups = {}
    for _name, group, array in _stored(path, held_out):
        groups.setdefault(group, []).append(array)
    return [groups[key] for key in sorted(groups)]


def named(path, held_out):
    """The frames for training, or those held out, by name: [(name, array)]."""
    return [(name, array) for name, _group, array in _stored(path, held_out)]


def shrunk(image, factor):
    """RGB bytes at a fraction of the size, each pixel the mean of a square."""
    h, w = image.shape[0] // factor, image.shape[1] // factor
    return image[: h * factor, : w * factor].reshape(h, factor, w, factor, 3).mean(axis=(1, 3)).round().astype(np.uint8)


def windowed(rng, frame):
    """Grey 16 bit to bytes through a random window, RGB as it is: uint8 (h, w, 3)."""
    if frame.ndim == 3:
        return frame
    values = frame[:: max(1, frame.shape[0] // 128), :: max(1, frame.shape[1] // 128)]
    kind = rng.random()
    if kind < 0.25:
        low, high = float(values.min()), float(values.max())
    elif kind < 0.6:
        low, high = np.percentile(values, (1, 99.5))
    elif kind < 0.8:
        low, high = np.percentile(values, (rng.uniform(0, 40), rng.uniform(70, 99.9)))
    else:  # a narrow window, such as one for soft tissue or lung: most is black or white
        centre = float(np.percentile(values, rng.uniform(15, 95)))
        half = 0.5 * rng.uniform(0.02, 0.4) * float(values.max() - values.min())
        low, high = centre - half, centre + half
    scale = 255.0 / max(high - low, 1.0)
    grey = np.clip((frame.astype(np.float32) - low) * scale, 0, 255).astype(np.uint8)
    return np.repeat(grey[..., None], 3, axis=2)


# ---- drawn ones ---------------------------------------------------------------


def smooth(rng, height, width, cell):
    """Smooth noise 0..1 with details of about `cell` pixels."""
    coarse = rng.random((max(2, height // cell + 2), max(2, width // cell + 2))).astype(np.float32)
    return np.asarray(Image.fromarray(coarse).resize((width, height), Image.BICUBIC))


def _grey(values):
    return np.repeat(np.clip(values, 0, 255).astype(np.uint8)[..., None], 3, axis=2)


def flat(rng, h, w):
    """One level, mostly black, or one colour."""
    kind = rng.random()
    colour = np.zeros(3) if kind < 0.5 else np.full(3, rng.integers(0, 256)) if kind < 0.8 else rng.integers(0, 256, 3)
    return np.broadcast_to(colour.astype(np.uint8), (h, w, 3)).copy()


def noise(rng, h, w):
    """Noise of one or several grains around a level."""
    level, spread = rng.uniform(0, 230), rng.uniform(2, 45)
    grain = rng.normal(0, 1, (h, w)).astype(np.float32)
    if rng.random() < 0.5:
        grain += 4 * (smooth(rng, h, w, int(rng.integers(2, 6))) - 0.5)
    return _grey(level + spread * grain)


def anatomy(rng, h, w):
    """Smooth tissue over several scales, with trabecula- or vessel-like ridges and film noise."""
    field = sum(smooth(rng, h, w, int(cell)) / k for k, cell in enumerate(rng.integers(6, 96, 3), 1))
    field = (field - field.min()) / max(float(np.ptp(field)), 1e-6)
    if rng.random() < 0.5:  # ridges: where smooth noise crosses its middle
        ridges = np.abs(smooth(rng, h, w, int(rng.integers(5, 24))) - 0.5)
        field = field + rng.uniform(0.1, 0.5) * (ridges < rng.uniform(0.01, 0.06))
    values = rng.uniform(0, 120) + rng.uniform(30, 220) * field + rng.normal(0, rng.uniform(0, 12), (h, w))
    return _grey(values)


def speckle(rng, h, w):
    """B-mode: Rayleigh speckle under a smooth envelope, cut off by a sector's edge."""
    rows, cols = np.mgrid[0:h, 0:w].astype(np.float32)
    grain = np.abs(smooth(rng, h, w, 2) + 1j * smooth(rng, h, w, 2) - 0.5 - 0.5j)
    values = 255 * rng.uniform(0.5, 1.8) * grain * smooth(rng, h, w, int(rng.integers(12, 60)))
    if rng.random() < 0.7:
        slope, offset = rng.uniform(-1.5, 1.5), rng.uniform(-0.2, 1.2)
        inside = (rows - h / 2) * slope + offset * w > cols if rng.random() < 0.5 else (
            (rows + rng.uniform(0, h)) ** 2 + (cols - w * rng.uniform(0, 1)) ** 2 < (rng.uniform(0.6, 1.6) * h) ** 2)
        values = values * inside
    return _grey(values)


def doppler(rng, h, w):
    """Colour Doppler: red and blue flow with aliasing over speckle."""
    image = speckle(rng, h, w)
    flow = smooth(rng, h, w, int(rng.integers(6, 40))) * 2 - 1 + rng.normal(0, rng.uniform(0, 0.25), (h, w))
    strength = np.clip(np.abs(flow) * rng.uniform(200, 500), 0, 255)
    warm = np.stack([strength, strength * rng.uniform(0, 0.9), strength * rng.uniform(0, 0.3)], axis=2)
    cold = np.stack([strength * rng.uniform(0, 0.3), strength * rng.uniform(0, 0.9), strength], axis=2)
    colour = np.where(flow[..., None] > 0, warm, cold)
    shown = smooth(rng, h, w, int(rng.integers(10, 50))) > rng.uniform(0.2, 0.7)
    image[shown] = np.clip(colour, 0, 255).astype(np.uint8)[shown]
    return image


def spectrum(rng, h, w):
    """Spectral Doppler or M-mode: noisy columns under an envelope, a base line."""
    cols = np.arange(w)
    envelope = h * (0.5 + 0.4 * np.abs(np.sin(cols * rng.uniform(0.01, 0.08) + rng.uniform(0, 6)))) * rng.uniform(0.4, 1)
    rows = np.arange(h)[:, None]
    grain = rng.gamma(1.2, 50, (h, w)) * (h - rows < envelope[None])
    return _grey(grain + rng.gamma(1.0, rng.uniform(1, 10), (h, w)))


def panels(rng, h, w):
    """A dose screen or a report page: flat panels, rules, bars."""
    image = flat(rng, h, w)
    for _ in range(int(rng.integers(1, 8))):
        x0, y0 = int(rng.integers(-20, w)), int(rng.integers(-20, h))
        x1, y1 = x0 + int(rng.integers(4, w)), y0 + int(rng.integers(4, max(5, h // 2)))
        colour = rng.integers(0, 256, 3) if rng.random() < 0.5 else np.full(3, rng.integers(0, 256))
        image[max(0, y0):max(0, y1), max(0, x0):max(0, x1)] = colour.astype(np.uint8)
    return image


def paper(rng, h, w):
    """A scanned page: bright, uneven, grainy."""
    values = rng.uniform(190, 250) + 30 * (smooth(rng, h, w, 64) - 0.5) + rng.normal(0, rng.uniform(0, 8), (h, w))
    return _grey(values)


def stain(rng, h, w):
    """A stained section or a photograph: two or three colours mixed by noise of several grains."""
    first, second, third = (rng.integers(20, 250, 3) for _ in range(3))
    a = smooth(rng, h, w, int(rng.integers(4, 40)))[..., None]
    b = smooth(rng, h, w, int(rng.integers(2, 10)))[..., None] * rng.uniform(0.2, 1)
    values = (first * a + second * (1 - a)) * (1 - b) + third * b + rng.normal(0, rng.uniform(0, 14), (h, w, 1))
    return np.clip(values, 0, 255).astype(np.uint8)


def film(rng, h, w):
    """Anatomy with a film's border or a collimator's edge."""
    image = anatomy(rng, h, w)
    level = int(rng.choice([0, 0, 255, rng.integers(0, 256)]))
    edge = int(rng.integers(4, max(5, min(h, w) // 2)))
    for side in range(4):
        if rng.random() < 0.4:
            turned = np.rot90(image, side)
            turned[:edge] = level
    return np.ascontiguousarray(image)


def organs(rng, h, w):
    """A section: bodies in bodies with sharp edges, rings and arcs of bone, gas, vessels across; each with a shade and grain of its own."""
    picture = Image.new("L", (w, h), int(rng.choice([0, 0, rng.integers(0, 80)])))
    draw = ImageDraw.Draw(picture)
    for _ in range(int(rng.integers(4, 40))):
        long = float(np.exp(rng.uniform(np.log(3), np.log(0.8 * max(h, w)))))
        wide = long * rng.uniform(0.25, 1)
        x, y = rng.uniform(-0.1 * w, 1.1 * w), rng.uniform(-0.1 * h, 1.1 * h)
        box = [x - long / 2, y - wide / 2, x + long / 2, y + wide / 2] if rng.random() < 0.5 else [x - wide / 2, y - long / 2, x + wide / 2, y + long / 2]
        level, kind = int(rng.integers(0, 256)), rng.random()
        if kind < 0.45:
            draw.ellipse(box, fill=level)
        elif kind < 0.6:
            draw.ellipse(box, outline=level, width=int(rng.integers(1, 7)))
        elif kind < 0.8:
            start = int(rng.integers(360))
            draw.arc(box, start, start + int(rng.integers(30, 260)), fill=level, width=int(rng.integers(1, 9)))
        else:
            steps = np.cumsum(rng.normal(0, 0.5, 14))
            path = np.stack([x + np.cumsum(np.cos(steps)) * long / 12, y + np.cumsum(np.sin(steps)) * long / 12], axis=1)
            draw.line([(float(a), float(b)) for a, b in path], fill=level, width=int(rng.integers(1, 7)), joint="curve")
    picture = picture.filter(ImageFilter.GaussianBlur(float(rng.uniform(0.4, 1.8))))
    values = np.asarray(picture, dtype=np.float32) * (1 + rng.uniform(0, 0.6) * (smooth(rng, h, w, int(rng.integers(4, 40))) - 0.5))
    grain = rng.normal(0, 1, (h, w)).astype(np.float32)
    if rng.random() < 0.5:
        grain = 2 * (smooth(rng, h, w, 2) - 0.5) * 2
    return _grey(values + rng.uniform(0, 16) * grain)


def spots(rng, h, w):
    """Small bright or dark bodies on soft ground: chalk, nuclei, stents' ends, hot spots; some in rows."""
    image = anatomy(rng, h, w)[..., 0].astype(np.float32)
    picture = Image.new("L", (w, h), 0)
    draw = ImageDraw.Draw(picture)
    for _ in range(int(rng.integers(2, 60))):
        radius, aspect = float(np.exp(rng.uniform(np.log(0.7), np.log(9)))), rng.uniform(0.4, 2.5)
        x, y = rng.uniform(0, w), rng.uniform(0, h)
        draw.ellipse([x - radius * aspect, y - radius, x + radius * aspect, y + radius], fill=int(rng.integers(60, 256)))
    cover = np.asarray(picture.filter(ImageFilter.GaussianBlur(float(rng.uniform(0.3, 1.5)))), dtype=np.float32) / 255
    return _grey(image + cover * (rng.uniform(0, 255) - image))


DRAWN = (flat, flat, noise, anatomy, organs, organs, spots, speckle, doppler, doppler, spectrum, panels, paper, stain, film)


def drawn(rng, h, w):
    """One of the drawn backgrounds."""
    return DRAWN[int(rng.integers(len(DRAWN)))](rng, h, w)


class Backgrounds:
    """Random windows of real and drawn backgrounds; with `hard` (what `mine.py` wrote), often round what was taken for text."""

    def __init__(self, path, held_out, real=0.6, hard=None):
        self.groups = load(path, held_out)
        self.real = real
        self.hard = _hard_places(path, held_out, hard) if hard else []

    def sample(self, rng, h, w):
        """A background of h by w, uint8 RGB."""
        if rng.random() > self.real or not self.groups:
            return drawn(rng, h, w)
        group = self.groups[int(rng.integers(len(self.groups)))]
        return self._part(rng, group[int(rng.integers(len(group)))], h, w)

    def sample_hard(self, rng, h, w):
        """A background round a place that was taken for text."""
        if not self.hard:
            return self.sample(rng, h, w)
        group = self.hard[int(rng.integers(len(self.hard)))]
        frame, places = group[int(rng.integers(len(group)))]
        return self._part(rng, frame, h, w, places[int(rng.integers(len(places)))])

    def _part(self, rng, frame, h, w, place=None):
        scale = 1.0 if rng.random() < (0.7 if place else 0.5) else float(np.exp(rng.uniform(*((np.log(0.7), np.log(1.5)) if place else (np.log(0.5), np.log(3))))))
        need_h, need_w = int(np.ceil(h / scale)), int(np.ceil(w / scale))
        rows, cols = min(need_h, frame.shape[0]), min(need_w, frame.shape[1])
        if place:
            y = int(np.clip(place[0] - rng.uniform(0.1, 0.9) * rows, 0, frame.shape[0] - rows))
            x = int(np.clip(place[1] - rng.uniform(0.1, 0.9) * cols, 0, frame.shape[1] - cols))
        else:
            y, x = int(rng.integers(frame.shape[0] - rows + 1)), int(rng.integers(frame.shape[1] - cols + 1))
        whole = frame if frame.ndim == 3 or frame.size < 300_000 else frame[:: 1 + frame.shape[0] // 400, :: 1 + frame.shape[1] // 400]
        window = windowed_like(rng, whole, frame[y : y + rows, x : x + cols])
        if (rows, cols) != (h, w):
            method = Image.NEAREST if rng.random() < 0.2 else Image.BILINEAR
            window = np.asarray(Image.fromarray(window).resize((w, h), method))
        window = np.rot90(window, int(rng.integers(4))) if h == w else window
        window = window[:, ::-1] if rng.random() < 0.5 else window
        if rng.random() < 0.08:
            window = 255 - window
        return np.ascontiguousarray(window)


def _hard_places(path, held_out, hard):
    """[[(frame, places)]] by group; a name ending in /4 is the frame at a quarter of its size."""
    with open(hard, encoding="utf-8") as file:
        found = json.load(file)
    groups = {}
    for name, group, array in _stored(path, held_out):
        for key, frame in ((name, array), (f"{name}/4", None)):
            if key in found:
                groups.setdefault(group, []).append((_quarter(array) if frame is None else frame, found[key]))
    return [groups[key] for key in sorted(groups)]


def _quarter(frame):
    h, w = frame.shape[0] // 4, frame.shape[1] // 4
    return frame[: h * 4, : w * 4].reshape(h, 4, w, 4, *frame.shape[2:]).mean(axis=(1, 3)).astype(frame.dtype)


def windowed_like(rng, whole, part):
    """The part of a frame through a window chosen from the whole frame's values."""
    if part.ndim == 3:
        return part
    edge = np.concatenate([part.ravel(), whole[::4, ::4].ravel()])[None]
    return windowed(rng, edge)[0, : part.size].reshape(*part.shape, 3)


def main():
    data, out = sys.argv[1], sys.argv[2]
    found = collect(data)
    arrays = np.empty(len(found), dtype=object)
    arrays[:] = [item[3] for item in found]
    np.savez(out, names=[f[0] for f in found], held_out=[f[1] for f in found], groups=[f[2] for f in found], arrays=arrays)
    print(f"{len(found)} frames, {sum(f[1] for f in found)} of them held out, {len({f[2] for f in found})} groups")


if __name__ == "__main__":
    main()

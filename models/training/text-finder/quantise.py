"""Checkpoint to an ONNX model that computes in bytes:

    python3 quantise.py CHECKPOINT BACKGROUNDS.npz OUT.onnx [--samples 160] [--seed 501]

Every activation is a byte, with a scale found on drawn overlays over training backgrounds; weights are seven bits with their sign, a scale for
each output channel, so that no processor saturates while it sums products of two. The input is what it is: bytes.
"""

import argparse

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch.nn import functional as F

import backgrounds
import fonts
import overlay
from evaluate import load

OPSET = 13
#: weights go from minus to plus this
MOST_WEIGHT = 63
#: logits beyond these are as sure as anything gets
LOGITS = 8.0
#: values kept of each activation and sample, to find its range
KEPT = 4000


def folded(block):
    """Weights and offsets of a convolution with its normalisation, in double precision."""
    convolution, norm = block[0], block[1]
    factor = norm.weight.double() / torch.sqrt(norm.running_var.double() + norm.eps)
    weights = convolution.weight.double() * factor[:, None, None, None]
    return weights.detach().numpy(), (norm.bias.double() - norm.running_mean.double() * factor).detach().numpy()


def plain(convolution):
    return convolution.weight.double().detach().numpy(), convolution.bias.double().detach().numpy()


def activations(network, pixels):
    """Every activation that becomes bytes, by name."""
    x = pixels * (1 / 64) - 2
    a = {}
    a["stem"] = network.stem(x)
    a["fine"] = network.fine(a["stem"])
    a["down2"] = network.down2(a["fine"])
    a["mid2"] = network.mid2(a["down2"])
    a["two"] = a["down2"] + a["mid2"]
    a["down3"] = network.down3(a["two"])
    a["mid3"] = network.mid3(a["down3"])
    a["three"] = a["down3"] + a["mid3"]
    a["down4"] = network.down4(a["three"])
    a["deep1"] = network.deep1(a["down4"])
    a["four1"] = a["down4"] + a["deep1"]
    a["deep2"] = network.deep2(a["four1"])
    a["four"] = a["four1"] + a["deep2"]
    for low, high, skip in (("four", "3", "three"), ("up3", "2", "two"), ("up2", "1", "fine")):
        a["to" + high] = getattr(network, "to" + high)(a[low])
        a["sum" + high] = a[skip] + F.interpolate(a["to" + high], scale_factor=2.0, mode="nearest")
        a["up" + high] = getattr(network, "up" + high)(a["sum" + high])
    return a


def ranges(network, options):
    """For each activation the range that loses least: (low, high)."""
    behind = backgrounds.Backgrounds(options.backgrounds, held_out=False)
    generator = overlay.Generator(options.seed, fonts.catalogue(held_out=False), behind)
    rng = np.random.default_rng(options.seed)
    seen = {}
    for _ in range(options.samples):
        image = generator.sample(128)[0]
        with torch.no_grad():
            pixels = torch.from_numpy(np.ascontiguousarray(image)).permute(2, 0, 1)[None].to(torch.float32)
            for name, values in activations(network, pixels).items():
                flat = values.numpy().ravel()
                picked = rng.choice(flat, min(KEPT, flat.size), replace=False)
                seen.setdefault(name, []).append(np.concatenate([picked, [flat.min(), flat.max()]]))
    return {name: narrowest(np.concatenate(parts)) for name, parts in seen.items()}


def narrowest(values):
    """The range with the least squared error in 256 steps; what lies outside is cut off."""
    low, high = min(0.0, float(values.min())), float(values.max())
    best = None
    for share in np.linspace(0.3, 1.0, 36):
        cut_low, cut_high = low * share, high * share
        step = (cut_high - cut_low) / 255
        zero = round(-cut_low / step)
        rounded = (np.clip(np.round(values / step) + zero, 0, 255) - zero) * step
        error = float(((values - rounded) ** 2).mean())
        if best is None or error < best[0]:
            best = (error, cut_low, cut_high)
    return best[1], best[2]


class Writer:
    """Nodes between tensors of bytes, channels last."""

    def __init__(self):
        self.nodes, self.constants, self.scales = [], [], {}

    def constant(self, name, value):
        self.constants.append(numpy_helper.from_array(value, name))
        return name

    def node(self, operator, inputs, output, domain="com.microsoft", **attributes):
        self.nodes.append(helper.make_node(operator, inputs, [output], domain=domain, **attributes))
        return output

    def range(self, name, low, high):
        """What the bytes of a tensor stand for."""
        step = (high - low) / 255
        self.grid(name, step, round(-low / step))

    def grid(self, name, step, zero):
        scale = self.constant(name + ".scale", np.array(step, np.float32))
        self.scales[name] = (step, [scale, self.constant(name + ".zero", np.array(zero, np.uint8))])

    def convolve(self, source, name, weights, offsets, stride=1, dilation=1):
        """A convolution; where the lowest value of its range is zero, negative sums become zero (ReLU)."""
        steps = np.maximum(np.abs(weights).max((1, 2, 3)), 1e-8) / MOST_WEIGHT
        whole = np.round(weights / steps[:, None, None, None]).astype(np.int8)
        size = weights.shape[2]
        padding = dilation * (size // 2)
        step, source_grid = self.scales[source]
        kernel = [
            self.constant(name + ".weights", whole),
            self.constant(name + ".steps", steps.astype(np.float32)),
            self.constant(name + ".zeros", np.zeros(len(steps), np.int8)),
        ]
        bias = self.constant(name + ".offsets", np.round(offsets / (step * steps)).astype(np.int32))
        self.node(
            "QLinearConv", [source, *source_grid, *kernel, *self.scales[name][1], bias], name, channels_last=1,
            kernel_shape=[size, size], strides=[stride, stride], pads=[padding] * 4, dilations=[dilation, dilation])

    def add(self, left, right, name):
        self.node("QLinearAdd", [left, *self.scales[left][1], right, *self.scales[right][1], *self.scales[name][1]], name)

    def add_enlarged(self, fine, coarse, name):
        """A tensor and one of half its height and width, each value of which stands for four. The channels of that one come twice
        already, for two columns; its rows are repeated by the addition itself, over (rows / 2, 2, columns * channels)."""
        plain = dict(domain="")
        half = self.node("Slice", [self.node("Shape", [coarse], name + ".size", **plain), "#1", "#2", "#0"], name + ".rows", **plain)
        by_rows = lambda middle: self.node("Concat", [half, middle, "#rest"], f"{name}.{middle}", axis=0, **plain)
        pairs = self.node("Reshape", [fine, by_rows("#2")], fine + ".pairs", **plain)
        once = self.node("Reshape", [coarse, by_rows("#1")], coarse + ".once", **plain)
        self.scales[pairs], self.scales[once], self.scales[name + ".pairs"] = self.scales[fine], self.scales[coarse], self.scales[name]
        self.add(pairs, once, name + ".pairs")
        self.node("Reshape", [name + ".pairs", self.node("Shape", [fine], name + ".shape", **plain)], name, **plain)


def halved(weights):
    """A stem's weights for frames of which each square of four pixels is one with four times the channels: 5 by 5 with stride 2 becomes
    3 by 3 with stride 1."""
    out, channels = weights.shape[:2]
    padded = np.zeros((out, channels, 6, 6))
    padded[:, :, :5, :5] = weights
    squares = padded.reshape(out, channels, 3, 2, 3, 2).transpose(0, 3, 5, 1, 2, 4)
    return squares.reshape(out, 4 * channels, 3, 3)


def written(network, found):
    """The model. In: bytes (1, height / 2, width / 2, 12), red, green and blue of the four pixels of a square in reading order; out: bytes
    (1, height / 2, width / 2, 4), the probability of ink times 255 of the same four."""
    w = Writer()
    for name, value in (("#0", 0), ("#1", 1), ("#2", 2), ("#rest", -1)):
        w.constant(name, np.array([value], np.int64))
    w.grid("frame", 1 / 64, 128)
    for name, (low, high) in found.items():
        w.range(name, low, high)
    weights, offsets = folded(network.stem)
    w.convolve("frame", "stem", halved(weights), offsets)
    sources = {"fine": "stem", "down2": "fine", "mid2": "down2", "down3": "two", "mid3": "down3", "down4": "three", "deep1": "down4",
               "deep2": "four1"}
    joined = {"mid2": ("down2", "two"), "mid3": ("down3", "three"), "deep1": ("down4", "four1"), "deep2": ("four1", "four")}
    for name, source in sources.items():
        block = getattr(network, name)
        w.convolve(source, name, *folded(block), block[0].stride[0], block[0].dilation[0])
        if name in joined:
            w.add(joined[name][0], name, joined[name][1])
    for low, high, skip in (("four", "3", "three"), ("up3", "2", "two"), ("up2", "1", "fine")):
        w.convolve(low, "to" + high, *(np.concatenate([one, one]) for one in plain(getattr(network, "to" + high))))
        w.add_enlarged(skip, "to" + high, "sum" + high)
        w.convolve("sum" + high, "up" + high, *folded(getattr(network, "up" + high)))
    w.range("head", -LOGITS, LOGITS)
    w.convolve("up1", "head", *plain(network.head))
    w.grid("ink", 1 / 255, 0)
    w.node("QLinearSigmoid", ["head", *w.scales["head"][1], *w.scales["ink"][1]], "ink")
    graph = helper.make_graph(
        w.nodes, "text-ink", [helper.make_tensor_value_info("frame", TensorProto.UINT8, [1, "rows", "columns", 12])],
        [helper.make_tensor_value_info("ink", TensorProto.UINT8, [1, "rows", "columns", 4])], w.constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid("com.microsoft", 1)])
    model.ir_version = 8
    return model


def main():
    options = argparse.ArgumentParser()
    options.add_argument("checkpoint")
    options.add_argument("backgrounds")
    options.add_argument("out")
    options.add_argument("--samples", type=int, default=160)
    options.add_argument("--seed", type=int, default=501)
    options = options.parse_args()
    network = load(options.checkpoint)
    onnx.save(written(network, ranges(network, options)), options.out)


if __name__ == "__main__":
    main()

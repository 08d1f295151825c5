"""The folded recogniser with its large products in bytes:

    python3 quantise.py FOLDED.onnx OUT.onnx [--lines 200] [--seed 801] [--least 128]

The pointwise convolutions of many channels and the product that gives all classes, most of its work, become products of bytes with bytes
that give floats: what goes in is a byte, with a range found on drawn lines (`lines.py`), weights are seven bits with their sign, a scale for
each output channel (`rounding.py`). Everything between them, depthwise convolutions and hard swishes above all, stays in floats.
"""

import argparse
import dataclasses

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper
from torch.nn import functional as F

import lines
import rounding

OPSET = 12
#: values kept of each activation and line, to find its range
KEPT = 3000
#: weights that change nothing
SPECK = 1e-20
#: as many columns has the product that gives all classes
LEAST_CLASSES = 6000
BYTES = "com.microsoft"


def attributes(node):
    return {one.name: helper.get_attribute_value(one) for one in node.attribute}


@dataclasses.dataclass
class Layer:
    """A convolution of the trunk and what follows it up to the next one."""

    nodes: list
    #: what goes in, and what comes out at the end
    source: str
    given: str
    #: for a product in bytes: the step and the zero of what goes in, weights in whole steps, these steps, offsets
    grid: tuple = None
    whole: np.ndarray = None
    steps: np.ndarray = None
    offsets: np.ndarray = None

    @property
    def name(self):
        return self.nodes[0].output[0]


class Trunk:
    """The convolutions from the input to the end of the two-dimensional part, and their constants."""

    def __init__(self, graph):
        self.constants = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
        nodes = list(graph.node)
        end = next(at for at, node in enumerate(nodes) if node.op_type == "AveragePool")
        self.input, last = graph.input[0].name, nodes[end].input[0]
        aside = self._aside(nodes[:end])
        starts = [at for at, node in enumerate(nodes[:end]) if node.op_type == "Conv" and node.output[0] not in aside]
        parts = [nodes[first:behind] for first, behind in zip(starts, [*starts[1:], end])]
        ends = [*(part[0].input[0] for part in parts[1:]), last]
        self.layers = [Layer(part, part[0].input[0], given) for part, given in zip(parts, ends)]

    def _aside(self, nodes):
        """What comes of the means of whole channels, which weigh the channels (squeeze and excite)."""
        aside = set()
        for node in nodes:
            if node.op_type == "GlobalAveragePool" or (node.op_type in ("Conv", "Relu") and node.input[0] in aside):
                aside |= set(node.output)
        return aside

    def is_product(self, layer, least):
        """Whether a layer begins with a convolution of single pixels, over all of at least so many channels."""
        conv = layer.nodes[0]
        shape = self.constants[conv.input[1]].shape
        return attributes(conv)["group"] == 1 and shape[2:] == (1, 1) and shape[1] >= least

    def run(self, nodes, name, value):
        """Every value of some nodes, in floats, from what the first of them is given."""
        values = {name: value}
        of = lambda one: values[one] if one in values else torch.from_numpy(self.constants[one].copy())
        for node in nodes:
            known, (x, *others) = attributes(node), map(of, node.input)
            kind = node.op_type
            if kind == "Conv":
                y = F.conv2d(x, others[0], others[1], known["strides"], known["pads"][:2], 1, known["group"])
            elif kind == "BatchNormalization":
                factor, offset, mean, variance = others
                y = F.batch_norm(x, mean, variance, factor, offset, eps=known.get("epsilon", 1e-5))
            elif kind == "HardSigmoid":
                y = torch.clamp(x * known["alpha"] + known["beta"], 0, 1)
            elif kind == "GlobalAveragePool":
                y = x.mean((2, 3), keepdim=True)
            else:
                y = {"Mul": torch.mul, "Add": torch.add, "Relu": lambda one: torch.relu(one)}[kind](x, *others)
            values[node.output[0]] = y
        return values


def narrowest(values):
    """The range with the least squared error in 256 steps, as a step and a zero; what lies outside is cut off."""
    low, high = min(0.0, float(values.min())), float(values.max())
    best = None
    for share in np.linspace(0.3, 1.0, 36):
        cut_low, cut_high = max(low, -share * high), high * share
        step = (cut_high - cut_low) / 255
        zero = round(-cut_low / step)
        rounded = (np.clip(np.round(values / step) + zero, 0, 255) - zero) * step
        error = float(((values - rounded) ** 2).mean())
        if best is None or error < best[0]:
            best = (error, step, zero)
    return best[1], best[2]


def drawn(options, rng):
    """Lines as the model is given them; some upside down, as doubtful ones are read as well."""
    source = lines.Lines(options.seed, held_out=False)
    for _ in range(options.lines):
        line = source.line()[1]
        yield torch.from_numpy(np.ascontiguousarray(line[::-1, ::-1]) if rng.random() < 0.1 else line)[None, None]


def fit(trunk, options):
    """Finds range, whole weights and offsets of each product, one after the other, on what those before it give. Tells how near it all is."""
    rng = np.random.default_rng(options.seed)
    exact = list(drawn(options, rng))
    near = exact
    for layer in trunk.layers:
        conv, *behind = layer.nodes
        values = [trunk.run(layer.nodes, layer.source, one) for one in exact]
        if trunk.is_product(layer, options.least):
            sample = np.concatenate([rng.choice(one.numpy().ravel(), min(KEPT, one.numel()), replace=False) for one in near])
            step, zero = layer.grid = narrowest(sample)
            rounded = [(torch.clamp(torch.round(one / step) + zero, 0, 255) - zero) * step for one in near]
            weights = trunk.constants[conv.input[1]].astype(np.float64)
            moments = rounding.Moments(weights)
            for one, before in zip(values, rounded):
                moments.add(before, one[conv.output[0]], rng)
            layer.whole, layer.steps, layer.offsets = moments.rounded(weights)
            product = torch.from_numpy((layer.whole * layer.steps[:, None]).astype(np.float32))[:, :, None, None]
            offsets = torch.from_numpy(layer.offsets.astype(np.float32))
            near = [trunk.run(behind, conv.output[0], F.conv2d(one, product, offsets))[layer.given] for one in rounded]
        else:
            near = [trunk.run(layer.nodes, layer.source, one)[layer.given] for one in near]
        exact = [one[layer.given] for one in values]
        wrong = sum(float(((a - b) ** 2).mean()) for a, b in zip(exact, near)) / sum(float(a.var()) for a in exact)
        if layer.grid:
            print(f"{layer.name}: {10 * np.log10(1 / wrong):.1f} dB")


def product(layer, constants):
    """
    The nodes of a convolution as a product over channels that stand last. A convolution of each channel by itself, which onnxruntime joins
    with the hard swish behind it, adds the offsets; without it the hard swish would be worked out by itself.
    """
    name, columns = layer.name, len(layer.steps)
    step, zero = layer.grid

    def put(part, value):
        constants[f"{name}.{part}"] = value
        return f"{name}.{part}"

    scale, nought = put("scale", np.array(step, np.float32)), put("zero", np.array(zero, np.uint8))
    weights, steps, none = (put("weights", layer.whole.T.astype(np.int8)), put("steps", layer.steps.astype(np.float32)),
                            put("zeros", np.zeros(columns, np.int8)))
    ones, offsets = put("ones", np.ones((columns, 1, 1, 1), np.float32)), put("offsets", layer.offsets.astype(np.float32))
    return [
        helper.make_node("Transpose", [layer.source], [name + ".last"], perm=[0, 2, 3, 1]),
        helper.make_node("QuantizeLinear", [name + ".last", scale, nought], [name + ".bytes"], domain=BYTES),
        helper.make_node("MatMulIntegerToFloat", [name + ".bytes", weights, scale, steps, nought, none], [name + ".product"], domain=BYTES),
        helper.make_node("Transpose", [name + ".product"], [name + ".first"], perm=[0, 3, 1, 2]),
        helper.make_node("Conv", [name + ".first", ones, offsets], [name], kernel_shape=[1, 1], strides=[1, 1], pads=[0, 0, 0, 0],
                         dilations=[1, 1], group=columns),
    ]


def with_head(nodes, constants):
    """The product that gives all classes, in bytes; the range of what goes in is that of the line at hand."""
    product = next(node for node in nodes if node.op_type == "MatMul" and constants.get(node.input[1], np.zeros(1)).shape[-1] > LEAST_CLASSES)
    addition = next(node for node in nodes if product.output[0] in node.input)
    weights = constants[product.input[1]]
    steps = np.abs(weights).max(0) / rounding.MOST_WEIGHT
    parts = [f"{product.input[1]}.{part}" for part in ("bytes", "steps", "zeros")]
    values = np.round(weights / steps).astype(np.int8), steps.astype(np.float32), np.zeros(len(steps), np.int8)
    constants.update(zip(parts, values))
    offsets = next(name for name in addition.input if name != product.output[0])
    joined = helper.make_node("DynamicQuantizeMatMul", [product.input[0], *parts, offsets], [addition.output[0]], domain=BYTES)
    return [joined if node is addition else node for node in nodes if node is not product]


def without_specks(value):
    """Weights that are next to nothing as zeros: processors take a hundred times as long over numbers below 1e-38."""
    return np.where(np.abs(value) < SPECK, np.float32(0), value) if value.dtype == np.float32 else value


def with_inputs(node, constants):
    """A slice as from operator set 10 on, where its ends are inputs; any other node as it is."""
    if node.op_type != "Slice" or len(node.input) > 1:
        return node
    known, out = attributes(node), node.output[0]
    for part in ("starts", "ends", "axes"):
        constants[f"{out}.{part}"] = np.array(known[part], np.int64)
    return helper.make_node("Slice", [node.input[0], *(f"{out}.{part}" for part in ("starts", "ends", "axes"))], [out])


def quantised(model, options):
    """Rewrites the model in place."""
    graph = model.graph
    trunk = Trunk(graph)
    with torch.no_grad():
        fit(trunk, options)
    constants = trunk.constants
    products = {layer.name: product(layer, constants) for layer in trunk.layers if layer.grid}
    nodes = [one for node in graph.node for one in products.get(node.output[0], [with_inputs(node, constants)])]
    nodes = with_head(nodes, constants)
    used = {name for node in nodes for name in node.input}
    del graph.node[:], graph.initializer[:]
    graph.node.extend(nodes)
    graph.initializer.extend(numpy_helper.from_array(without_specks(value), name) for name, value in constants.items() if name in used)
    model.opset_import[0].version = OPSET
    model.opset_import.append(helper.make_opsetid(BYTES, 1))


def main():
    options = argparse.ArgumentParser()
    options.add_argument("source")
    options.add_argument("out")
    options.add_argument("--lines", type=int, default=200)
    options.add_argument("--seed", type=int, default=801)
    options.add_argument("--least", type=int, default=128)
    options = options.parse_args()
    model = onnx.load(options.source)
    quantised(model, options)
    onnx.save(model, options.out)


if __name__ == "__main__":
    main()

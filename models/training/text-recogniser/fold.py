"""Fold PP-OCRv4's recogniser: the same function of a grey line, up to rounding, in fewer steps.

    python3 fold.py ch_PP-OCRv4_rec_infer.onnx OUT.onnx

Between its convolutions stand factors and offsets of one number, and a hard swish written out in four steps. The numbers go into the
weights beside them; the hard swish becomes HardSigmoid and Mul; a product with one goes; the three equal planes of the input become one.
Of the probabilities of all classes at each step, only the greatest and its class are given out: the rest is never read.
"""

import sys
from collections import Counter, defaultdict

import numpy as np
import onnx
from onnx import helper, numpy_helper


class Graph:
    """The nodes of a model, who reads what, and its constants."""

    def __init__(self, model):
        self.nodes = [node for node in model.graph.node if node.op_type != "Constant"]
        self.constants = {node.output[0]: numpy_helper.to_array(node.attribute[0].t) for node in model.graph.node if node.op_type == "Constant"}
        self.users = defaultdict(list)
        for node in self.nodes:
            for name in node.input:
                self.users[name].append(node)
        self.gone, self.instead = set(), {}

    def number(self, name):
        """A constant of one number, or None."""
        value = self.constants.get(name)
        return float(value.reshape(-1)[0]) if value is not None and value.size == 1 else None

    def step(self, name, operator):
        """The one node that reads a value, and its number, where it is an operation of that kind with a number; or None."""
        if len(self.users[name]) != 1 or self.users[name][0].op_type != operator:
            return None
        node = self.users[name][0]
        number = next((self.number(other) for other in node.input if other != name), None)
        return None if number is None else (node, number)

    def affine(self, name):
        """(factor node, offset node, factor, offset) where a value goes only into those; or None."""
        factor = self.step(name, "Mul")
        offset = factor and self.step(factor[0].output[0], "Add")
        return offset and (factor[0], offset[0], factor[1], offset[1])

    def hard_swish(self, name):
        """The four nodes of x * clip(x + 3, 0, 6) / 6; or None."""
        readers = {node.op_type: node for node in self.users[name]}
        if len(self.users[name]) != 2 or set(readers) != {"Add", "Mul"} or self.number(readers["Add"].input[1]) != 3:
            return None
        clip = self.users[readers["Add"].output[0]][0]
        division = self.users[readers["Mul"].output[0]][0]
        if clip.op_type != "Clip" or clip.output[0] not in readers["Mul"].input or self.number(division.input[1]) != 6:
            return None
        return readers["Add"], clip, readers["Mul"], division

    def weights(self, convolution):
        """Weights and offsets of a convolution, in double precision."""
        weights = self.constants[convolution.input[1]].astype(np.float64)
        if len(convolution.input) < 3:
            return weights, np.zeros(len(weights))
        return weights, self.constants[convolution.input[2]].astype(np.float64)

    def put(self, convolution, source, weights, offsets):
        """Gives a convolution another input, weights and offsets."""
        name = convolution.output[0]
        self.constants[name + ".weights"], self.constants[name + ".offsets"] = weights, offsets
        del convolution.input[:]
        convolution.input.extend([source, name + ".weights", name + ".offsets"])

    def drop(self, *nodes):
        self.gone.update(map(id, nodes))

    def result(self):
        """The nodes that are left, in order."""
        for node in self.nodes:
            yield from self.instead.get(id(node), [])
            if id(node) not in self.gone:
                yield node


def fold_behind(graph, convolution):
    """What stands right behind a convolution goes into it."""
    found = graph.affine(convolution.output[0])
    if not found:
        return False
    factor_node, offset_node, factor, offset = found
    weights, offsets = graph.weights(convolution)
    graph.drop(factor_node, offset_node)
    convolution.output[0] = offset_node.output[0]
    graph.put(convolution, convolution.input[0], weights * factor, offsets * factor + offset)
    return True


def fold_swish(graph, name):
    """A hard swish in two steps; the name of what it gives, or None."""
    found = graph.hard_swish(name)
    if not found:
        return None
    out = found[3].output[0]
    gate = helper.make_node("HardSigmoid", [name], [out + ".gate"], alpha=1 / 6, beta=0.5)
    graph.instead[id(found[0])] = [gate, helper.make_node("Mul", [name, out + ".gate"], [out])]
    graph.drop(*found)
    return out


def fold_before(graph, name):
    """
    What stands before a convolution goes into it. An offset before one that pads with zeros stays, divided by the factor: as a
    normalization that changes nothing else, which onnxruntime works out in the layout of its convolutions, as it does no Add.
    """
    found = graph.affine(name)
    readers = found and graph.users[found[1].output[0]]
    if not readers or len(readers) != 1 or readers[0].op_type != "Conv":
        return None
    factor_node, offset_node, factor, offset = found
    convolution = readers[0]
    weights, offsets = graph.weights(convolution)
    graph.drop(factor_node, offset_node)
    pads = next((list(one.ints) for one in convolution.attribute if one.name == "pads"), [])
    if not any(pads):
        graph.put(convolution, name, weights * factor, offsets + offset * weights.sum((1, 2, 3)))
        return "before"
    moved = offset_node.output[0]
    channels = len(weights)  # one group each
    for part, value in (("one", 1.0), ("offset", offset / factor), ("zero", 0.0)):
        graph.constants[f"{moved}.{part}"] = np.full(channels, value)
    graph.instead[id(factor_node)] = [
        helper.make_node("BatchNormalization", [name, moved + ".one", moved + ".offset", moved + ".zero", moved + ".one"], [moved], epsilon=0.0)
    ]
    graph.put(convolution, moved, weights * factor, offsets)
    return "before, padded"


def drop_ones(graph):
    """Products with one; the number of them."""
    renamed = {}
    for node in graph.nodes:
        if node.op_type == "Mul" and id(node) not in graph.gone and graph.number(node.input[1]) == 1:
            renamed[node.output[0]] = node.input[0]
            graph.drop(node)
    for node in graph.nodes:
        for at, name in enumerate(node.input):
            node.input[at] = renamed.get(name, name)
    return len(renamed)


def greatest_alone(model):
    """Nodes that give the likeliest class of each step and its probability, in the place of all probabilities."""
    output = model.graph.output[0]
    all_classes, output.name = output.name, "likeliest"
    output.type.tensor_type.shape.dim[2].ClearField("dim_param")
    output.type.tensor_type.shape.dim[2].dim_value = 2
    return [
        helper.make_node("ArgMax", [all_classes], ["class"], axis=2, keepdims=1),
        helper.make_node("Cast", ["class"], ["class as number"], to=onnx.TensorProto.FLOAT),
        helper.make_node("ReduceMax", [all_classes], ["probability"], axes=[2], keepdims=1),
        helper.make_node("Concat", ["class as number", "probability"], ["likeliest"], axis=2),
    ]


def fold(model):
    """Folds a model in place; how often each thing was done."""
    graph, done = Graph(model), Counter()
    convolutions = [node for node in graph.nodes if node.op_type == "Conv"]
    for convolution in convolutions:
        done["behind"] += fold_behind(graph, convolution)
        swish = fold_swish(graph, convolution.output[0])
        if swish:
            done["hard swish"] += 1
            done[fold_before(graph, swish)] += 1
    done["times one"] = drop_ones(graph)
    weights, offsets = graph.weights(convolutions[0])
    graph.put(convolutions[0], convolutions[0].input[0], weights.sum(1, keepdims=True), offsets)
    model.graph.input[0].type.tensor_type.shape.dim[1].dim_value = 1
    left = [*graph.result(), *greatest_alone(model)]
    used = {name for node in left for name in node.input}
    del model.graph.node[:]
    model.graph.node.extend(left)
    for name, value in graph.constants.items():
        if name in used:
            single = value.astype(np.float32) if value.dtype == np.float64 else value
            model.graph.initializer.append(numpy_helper.from_array(single, name))
    onnx.checker.check_model(model)
    return done


def main():
    source, target = sys.argv[1:]
    model = onnx.load(source)
    print(dict(fold(model)))
    onnx.save(model, target)


if __name__ == "__main__":
    main()

"""Checkpoint to ONNX: python3 export.py CHECKPOINT OUT.onnx"""

import sys

import torch

from model import ByteTextInk, TextInk, parameters

OPSET = 13


def export(network, path):
    """Write the network with its byte interface and free height and width."""
    model = ByteTextInk(network).eval()
    frame = torch.zeros((1, 64, 96, 3), dtype=torch.uint8)
    torch.onnx.export(
        model, (frame,), path, opset_version=OPSET, input_names=["frame"], output_names=["ink"],
        dynamic_axes={"frame": {1: "height", 2: "width"}, "ink": {1: "height", 2: "width"}},
    )


def main():
    checkpoint, out = sys.argv[1], sys.argv[2]
    network = TextInk()
    network.load_state_dict(torch.load(checkpoint, map_location="cpu")["weights"])
    export(network, out)
    print(f"{out}: {parameters(network)} parameters, opset {OPSET}")


if __name__ == "__main__":
    main()

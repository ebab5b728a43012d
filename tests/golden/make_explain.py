"""Golden values from PyTorch for tests/tests/explain.rs.

    pip install torch==2.13.0
    python tests/golden/make_explain.py

Writes explain.json beside this file: 100 random convolutions and 100 transposed ones, of
whole numbers, so that every correct way to compute them gives exactly these results.
"""
import json, pathlib, random
import torch
import torch.nn.functional as F

# Larger results would make the file large and teach nothing new.
MOST_NUMBERS = 300


def maps(*sizes):
    """Whole numbers, and many zeros among them."""
    count = torch.Size(sizes).numel()
    return torch.tensor([random.choice([-3, -2, -1, 0, 0, 1, 2, 3]) for _ in range(count)]).double().reshape(sizes)


def case(operation):
    transposed = operation is F.conv_transpose2d
    r = random.randint
    c, o, h, w, k_h, k_w = r(1, 3), r(1, 3), r(1, 7), r(1, 7), r(1, 7), r(1, 7)
    options = dict(stride=r(1, 4), padding=r(0, 4), dilation=r(1, 3))
    if transposed:
        options["output_padding"] = r(0, 3)
    x, weight = maps(1, c, h, w), maps(*((c, o) if transposed else (o, c)), k_h, k_w)
    try:
        y = operation(x, weight, **options)
    except RuntimeError:
        return None
    if y.numel() == 0 or y.numel() > MOST_NUMBERS:
        return None
    whole = lambda tensor: [int(v) for v in tensor.flatten().tolist()]
    return dict(
        transposed=transposed, **dict(output_padding=0) | options,
        x_sizes=[c, h, w], x=whole(x),
        weight_sizes=[c * o, k_h, k_w], weight=whole(weight),
        y_sizes=list(y.shape[1:]), y=whole(y),
    )


def cases(operation, count):
    found = []
    while len(found) < count:
        if (new := case(operation)) is not None:
            found.append(new)
    return found


random.seed(0)
torch.set_num_threads(1)
lines = [json.dumps(c, separators=(",", ":")) for c in cases(F.conv2d, 100) + cases(F.conv_transpose2d, 100)]
version = json.dumps(torch.__version__.split("+")[0])
path = pathlib.Path(__file__).with_name("explain.json")
path.write_text('{"torch":%s,"cases":[\n%s\n]}\n' % (version, ",\n".join(lines)))

"""Pages for teaching: the list, one of each kind that there is, and what comes on a wall."""

from ways import add, plain

TRAIN = "/teaching/vignette-call-on-a-train"

add(
    {
        "teaching": plain("/teaching"),
        "running-order": plain("/teaching/running-order-60"),
        "vignette": plain(TRAIN),
        "case-study": plain("/teaching/case-hub-and-home"),
        "wall": plain(f"{TRAIN}/wall"),
        "wall-page": plain(f"{TRAIN}/wall/1"),
        "wall-page-table": plain(f"{TRAIN}/wall/2"),
    }
)

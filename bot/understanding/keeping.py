"""Named arrays in one file, mapped into memory instead of read: what no message needs stays on the disk.

A file has a line of JSON with the names, kinds, shapes and places of its arrays, and a checksum of all that follows it.
"""

import contextlib
import ctypes
import json
import zlib
from collections.abc import Mapping
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

Arrays = Mapping[str, npt.NDArray[np.generic]]

ALIGNED = 64
AT_ONCE = 1 << 20


def write_arrays(file: BinaryIO, arrays: Arrays) -> None:
    """Writes them from the file's beginning."""
    entries, place, checksum = [], 0, 0
    pieces = []
    for name, array in arrays.items():
        content = np.ascontiguousarray(array).tobytes()
        content += bytes(-len(content) % ALIGNED)
        entries.append([name, array.dtype.str, array.shape, place])
        checksum = zlib.crc32(content, checksum)
        place += len(content)
        pieces.append(content)
    head = json.dumps({"arrays": entries, "size": place, "checksum": checksum}).encode()
    file.write(head + b" " * (-(len(head) + 1) % ALIGNED) + b"\n")
    file.writelines(pieces)
    file.flush()


def map_arrays(file: BinaryIO) -> Arrays:
    """The arrays of a file, for reading only; raises ValueError or KeyError when it is not whole."""
    file.seek(0)
    line = file.readline()
    head = json.loads(line)
    checksum = size = 0
    while content := file.read(AT_ONCE):
        checksum, size = zlib.crc32(content, checksum), size + len(content)
    if (size, checksum) != (head["size"], head["checksum"]):
        raise ValueError("not the file that was written")
    mapped = np.memmap(file, dtype=np.uint8, mode="r", offset=0)
    return {name: _array(mapped, np.dtype(kind), tuple(shape), len(line) + place) for name, kind, shape, place in head["arrays"]}


def _array(mapped: npt.NDArray[np.uint8], kind: np.dtype[np.generic], shape: tuple[int, ...], start: int) -> npt.NDArray[np.generic]:
    size = int(np.prod(shape)) * kind.itemsize
    # A plain array over the map: the class of maps itself is slow at every step.
    return np.frombuffer(mapped[start : start + size], dtype=kind).reshape(shape)


def give_memory_back() -> None:
    """After learning: the C library of Linux keeps 45 MB of what was freed until it is asked. Others have no such call."""
    with contextlib.suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)

"""How long redaction takes for 10 kB and for 100 kB of one piece repeated; linear work shows a ratio near ten (C12).

Run: python -m tests.benchmarks.redaction
"""

import time

from bot.redaction import redact

PIECES = {
    "digits": "1",
    "digits with blanks": "1 ",
    "lines of digits": "1\n",
    "identity numbers": "01813299832a",
    "cards": "4111111111111111 ",
    "dates": "12.11.2026 ",
    "words for identity": "fnr ",
    "words for passwords": 'passord: "',
    "zero-width": "1\u200b",
    "prose": "Hei, jeg lurer på hva dere har lagret om meg. ",
}


def milliseconds(piece: str, length: int) -> float:
    """The best of three runs, in processor time, so that a busy machine matters less."""
    text = (piece * length)[:length]
    best = float("inf")
    for _ in range(3):
        started = time.process_time()
        redact(text)
        best = min(best, time.process_time() - started)
    return best * 1000


def main() -> None:
    print(f"{'text':<22}{'10 kB':>10}{'100 kB':>10}{'ratio':>8}")
    for name, piece in PIECES.items():
        small, large = milliseconds(piece, 10_000), milliseconds(piece, 100_000)
        print(f"{name:<22}{small:>7.1f} ms{large:>7.1f} ms{large / max(small, 0.001):>8.1f}")


if __name__ == "__main__":
    main()

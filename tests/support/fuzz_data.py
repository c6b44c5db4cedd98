"""Random form values, fields and request bodies from a seed, for fuzz tests.

Values are bytes, as a form body is: lone surrogates and broken UTF-8 are among them, which no test
client sends by itself. Half of the values look like what the form asks for, because random bytes
alone never pass the first check.
"""

import string
from collections.abc import Sequence
from random import Random
from urllib.parse import quote_from_bytes

CANARY = "heron-over-the-quarry-4711"  # must be in no log and in no URL
CANARY_TAG = f"<script>{CANARY}</script>"  # must be in no page unescaped
MAX_BODY = 256 * 1024  # bytes that a form may send at most
MULTIPART_BOUNDARY = b"edge-of-a-part"

FormField = tuple[str, bytes]

EDGE_CASES = (
    "",
    " ",
    "0",
    "1",
    "-1",
    "1.5",
    "1e3",
    "1e400",
    "nan",
    "inf",
    "-0",
    "٣",  # a digit, and not an ASCII one
    "²",  # isdigit() and no int()
    "½",
    "1_000",
    "0x10",
    "2147483648",
    "9223372036854775808",
    "-9223372036854775809",
    "9" * 400,
    "9" * 5000,  # more digits than int() takes
    "true",
    "null",
    "[]",
    "{}",
    "{{7*7}}",
    "{0.__class__}",
    "%s%n",
    "' OR 1=1 --",
    '"; DROP TABLE rows; --',
    "a' UNION SELECT blob FROM rows --",
    CANARY_TAG,
    f'" autofocus onfocus="{CANARY}',
    "javascript:alert(1)",
    "//evil.example",
    "/\\evil.example",
    "../../../../etc/passwd",
    "\0",
    "a\0b",
    "\r\nSet-Cookie: a=b",
    "\x1b[2J",
    "\x7f\x80\x9f",
    "\ufeff\u200b\u202e\u2028",
    "\ufffe\uffff",
    "e\u0301" * 200,
    "ß" * 90,
    "İ" * 90,
    "👩‍👩‍👧‍👦" * 30,
    "\ud800",
    "a\udfffb",
    "0000-00-00",
    "2026-02-30",
    "0001-01-01",
    "9999-12-31",
    "99999-12-31",
    "2026-W00",
    "2026-W54",
    "0001-W01",
    "9999-W53",
    "0000-W01",
    "2026-13",
    "0000-01",
    "9999-12",
    "2025-27",
    "9999-00",
    "25:61",
    "K7M4QX",
    "AAAA-AAAA-AAAA-AAAA",
    "0" * 32,
    "g" * 32,
    "n/a",
    "=1+1",
    CANARY,
)


class FuzzData:
    """A generator of fuzz data: the same seed gives the same data."""

    def __init__(self, seed: object, words: Sequence[str] = ()) -> None:
        self.rng = Random(str(seed))
        self.words = words

    def text(self) -> bytes:
        """Any value: edge cases, known words, numbers, long texts, random bytes."""
        kind = self.rng.randrange(20)
        if kind < 10:
            return encode_text(self.rng.choice(EDGE_CASES))
        if kind < 13 and self.words:
            return encode_text(self.rng.choice(self.words))
        if kind < 16:
            return str(self.rng.randint(-3, 1000) * self.rng.choice((1, 1, 10**9))).encode()
        if kind < 18:
            length = self.rng.choice((1, 3, 20, 200, 201, 2000, 5001))
            return encode_text(
                "".join(self.rng.choices(string.printable + "é ☃\U0001f600", k=length))
            )
        return self.rng.randbytes(self.rng.choice((1, 2, 8, 40)))

    def huge(self) -> bytes:
        """A value nearly as large as a form may be, or larger."""
        piece = encode_text(self.rng.choice(("x", "x\n", "é", CANARY_TAG, "9", "\0", "a,")))
        return piece * (self.rng.choice((60_000, 250_000, 300_000)) // len(piece))

    def mutate(self, value: bytes) -> bytes:
        """The value with one change."""
        at = self.rng.randint(0, len(value))
        return self.rng.choice(
            (
                value[:at],
                value[:at] + self.text()[:50] + value[at:],
                value * 2,
                b" " + value + b" ",
                value.upper(),
                value.replace(b"2026", b"0000"),
                b"-" + value,
            )
        )

    def fields(self, form: Sequence[tuple[str, Sequence[str]]], others: Sequence[str]) -> list:
        """The fields of a form, filled in plausibly and then with up to six mutations."""
        filled: list[FormField] = []
        for name, offered in form:
            given = encode_text(self.rng.choice(offered)) if offered else self.text()
            filled.append((name, given if self.rng.random() < 0.8 else self.text()))
        for _mutation in range(self.rng.choice((0, 1, 1, 2, 3, 6))):
            self._mutate_fields(filled, others)
        return filled

    def _mutate_fields(self, fields: list[FormField], others: Sequence[str]) -> None:
        at = self.rng.randrange(len(fields)) if fields else 0
        kind = self.rng.randrange(100) if fields else 99
        if kind < 20:
            del fields[at]
        elif kind < 35:
            fields.insert(at, (fields[at][0], self.text()))  # twice, with another value
        elif kind < 55:
            fields[at] = (fields[at][0], self.text())
        elif kind < 75:
            fields[at] = (fields[at][0], self.mutate(fields[at][1][:5000]))
        elif kind < 77:
            fields[at] = (fields[at][0], self.huge())
        elif kind < 79:
            fields.extend((f"{fields[at][0]}{n}", b"1") for n in range(self.rng.choice((50, 1100))))
        else:
            name = self.rng.choice(others) if others else "name"
            random_name = self.text().decode("utf-8", "replace")[:200]
            fields.append((self.rng.choice((name, name, name, random_name)), self.text()))

    def body(self, fields: Sequence[FormField], *, as_file: str = "") -> tuple[bytes, str]:
        """The body of a request and its content type."""
        kind = self.rng.randrange(100)
        if as_file or kind < 12:
            return self._multipart(
                fields, as_file
            ), f"multipart/form-data; boundary={MULTIPART_BOUNDARY.decode()}"
        sent = b"&".join(
            quote_value(encode_text(n)) + b"=" + quote_value(value) for n, value in fields
        )
        return sent, "application/x-www-form-urlencoded"

    def _multipart(self, fields: Sequence[FormField], as_file: str) -> bytes:
        parts = []
        for name, value in fields:
            head = b'form-data; name="' + encode_text(name).replace(b'"', b"%22") + b'"'
            if name != "csrf_token" and (name == as_file or self.rng.random() < 0.1):
                head += b'; filename="' + self.text()[:60].replace(b'"', b"%22") + b'"'
            head = head.replace(b"\r", b" ").replace(b"\n", b" ")
            parts.append(
                b"--%s\r\nContent-Disposition: %s\r\n\r\n%s\r\n" % (MULTIPART_BOUNDARY, head, value)
            )
        return b"".join(parts) + b"--%s--\r\n" % MULTIPART_BOUNDARY


def encode_text(text: str) -> bytes:
    """UTF-8, with lone surrogates encoded too."""
    return text.encode("utf-8", "surrogatepass")


def quote_value(value: bytes) -> bytes:
    """Percent-encoded, for a form body."""
    return quote_from_bytes(value, safe="").encode()

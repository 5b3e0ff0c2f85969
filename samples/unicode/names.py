# The names of the Unicode characters, as charfinder.py needs them.
import re
import unicodedata

# Names that are made of a number or of sounds: nobody looks for these characters by a word.
COMPUTED = ('CJK UNIFIED IDEOGRAPH-', 'HANGUL SYLLABLE ')


# The characters of the first two planes that have a name of their own; the other planes hold hardly any.
def named_characters():
    for code in range(0x20000):
        name = unicodedata.name(chr(code), '')
        if name and not name.startswith(COMPUTED):
            yield code, name


def name_of(code):
    return unicodedata.name(chr(code))


def words(text):
    return re.findall('[A-Z0-9]+', text.upper())


# What came over a connection; what is no text becomes U+FFFD.
def decode(data):
    return data.decode(errors='replace')


# Whether a terminal shows it as it is: no control characters, no line ends, nothing that turns the direction.
def is_printable(text):
    return text.isprintable()

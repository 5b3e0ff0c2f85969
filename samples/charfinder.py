# Characters by the words in their names: an index of Unicode, and a command that looks them up.
import sys

from unicode.names import is_printable, name_of, named_characters, words


# For each word, the characters that have it in their names.
def read_index():
    index = {}
    for code, name in named_characters():
        for word in words(name):
            codes = index.get(word) or set()
            codes.add(code)
            index[word] = codes
    return index


# The characters that have all these words in their names, in the order of their numbers.
def find(index, query):
    first, *others = words(query) or ['']
    codes = index.get(first) or set()
    for word in others:
        codes = codes & (index.get(word) or set())
    return sorted(codes)


def describe(code):
    char = chr(code) if is_printable(chr(code)) else ' '
    number = hex(code)[2:].upper().rjust(4, '0')
    return f'U+{number} {char} {name_of(code)}'


# What all the character finders answer: a line for each character, and how many there are.
def answer(index, query):
    codes = find(index, query)
    count = len(codes)
    return [*map(describe, codes), f'{count} found']


def main():
    query = ' '.join(sys.argv[1:]) or 'black chess'
    index = read_index()
    for line in answer(index, query):
        print(line)


if __name__ == '__main__':
    main()

"""The first line as a block of its own: what a title says weighs differently from the same words in the story.

小学 in a title is what the message is about, in the story it may be a place. So the grams of the title are counted once
more, in buckets of their own, and brought to length by themselves: a title of fifteen characters must not drown in a
story of five hundred.
"""

import numpy as np
from scipy.sparse import csr_array

from nlp.features import Chunk, Grams, count_grams
from nlp.segments import spread

OWN_BUCKETS = 0x9E3779B1
"""Turns a bucket of the text into another one for the title; the same grams then have a weight for each."""


def count_title_grams(chunk: Chunk, grams: Grams, bits: int) -> csr_array:
    """Return sublinear counts of the title's grams, (records, 2**bits) float32; a record of one line has none."""
    places, rows = spread(chunk.starts[:-1], chunk.title_ends - chunk.starts[:-1])
    starts = np.searchsorted(rows, np.arange(len(chunk) + 1))
    titles = Chunk("", chunk.codes[places], starts, rows, starts[:-1])
    counts = count_grams(titles, grams.at(places), bits)
    counts.indices ^= np.int32(OWN_BUCKETS & ((1 << bits) - 1))
    counts.has_sorted_indices = False
    return counts

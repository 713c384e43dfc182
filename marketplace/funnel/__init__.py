"""From article to award: what readers do on pages, what pages bring, and which of two wordings is followed more.

A read model above blog and projects, which don't meet. It has tables of its own and is written out of theirs.
"""

"""What at least two contexts use: the base of all elements, their history, text search, exports of lists."""

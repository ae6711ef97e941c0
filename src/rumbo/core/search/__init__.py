"""Text search without a search server: words, vocabulary and highlighting. See docs/search.md."""

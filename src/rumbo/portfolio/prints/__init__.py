"""What is printed of projects: a page, the whole profile, the portfolio as a book, forms to fill in by hand."""

"""The decision maths: numbers in, results out. Plain Python and NumPy; knows no Django and no database."""

"""Tools of the checkout: the environment, the build and the checks. Not part of the installed program."""

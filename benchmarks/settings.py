"""The settings of a measured site: those of the program, with an empty page to compare others with."""

from rumbo.config.settings import *  # noqa: F403 - all of them, with one changed

ROOT_URLCONF = "benchmarks.urls"

"""Files that people send: what they are is read from their content, never from their name.

`look_into` says what a file is and refuses, in a sentence, what is not taken. Nothing here knows what files are for.
"""

from rumbo.core.uploads.look import Upload, look_into
from rumbo.core.uploads.names import clean_name
from rumbo.core.uploads.types import TYPES, FileType, type_of

__all__ = ("TYPES", "FileType", "Upload", "clean_name", "look_into", "type_of")

"""The frame of staff pages: who gets to which, the sections around them, and what an ended session keeps."""

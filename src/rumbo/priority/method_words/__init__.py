"""What the maths says, in words: codes and their parameters become sentences here."""

"""Laws of the small rows: what they answer of one note is what all notes say, whatever was edited since."""

"""How pages say and draw things: language, formats, words for codes and amounts, charts."""
